"""Turns rows of threads and posts into what a template prints."""
