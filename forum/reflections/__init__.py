"""Reflections: what happened, so what, now what; a kind of post."""
