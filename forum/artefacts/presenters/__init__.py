"""Turns rows of the library into what a template prints."""
