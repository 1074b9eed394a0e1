"""Somebody leaves for good: their name goes out of every text, and what is left is listed."""
