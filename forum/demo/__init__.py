"""A site to look at: the small intranet of nine public services, with people and what they wrote."""
