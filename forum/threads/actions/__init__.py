"""What is done with threads and posts, by verb."""
