"""Searches by a viewer: the engine finds ids, the database returns what of them may be seen."""
