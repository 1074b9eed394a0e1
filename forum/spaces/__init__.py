"""Spaces: their members and stewards, and the rules of who may see what."""
