"""The pages on which something is taken out."""
