"""Conversations: questions with answers and replies, flat discussions, and their history."""
