"""Turns what was found into what a template prints."""
