"""One sentence of thanks, told to the author of a post or a page alone."""
