"""What the pages of a journal print."""
