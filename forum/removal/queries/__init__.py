"""Reads where words stand that are to be taken out, and who quotes a post."""
