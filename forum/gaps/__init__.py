"""What was looked for and not found: words without a name, for the people of a space."""
