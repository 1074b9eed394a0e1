"""Spaces: their members and stewards, and the rules about who may see what."""
