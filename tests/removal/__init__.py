"""Taking out what was written."""
