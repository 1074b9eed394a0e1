"""The contents of the pages of spaces, and the reading of their forms."""
