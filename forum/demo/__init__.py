"""A site to look at: the intranet of nine public services, with the posts of its people."""
