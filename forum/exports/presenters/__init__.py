"""What is exported, its page, and the files."""
