"""The first page: what is new, what waits, where to go."""
