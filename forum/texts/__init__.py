"""Texts that are about to be saved: rendered, and who is mentioned in them is known."""
