"""Reads lists, page by page: each is a ``where`` and an order, and a key to begin at."""
