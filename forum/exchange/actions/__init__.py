"""What an import writes, and how its people are claimed."""
