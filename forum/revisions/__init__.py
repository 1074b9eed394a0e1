"""Revisions of a post: editing it, its history, two versions compared."""
