"""Bringing another forum's history in."""
