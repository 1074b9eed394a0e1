"""A site to look at: the intranet of nine public services, and what its people wrote."""
