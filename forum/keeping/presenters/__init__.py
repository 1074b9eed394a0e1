"""The pages on which posts are kept, and what a page was made from."""
