"""Searches by a viewer: the engine finds ids, the database returns those that may be seen."""
