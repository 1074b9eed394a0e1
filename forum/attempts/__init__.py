"""What members tried, and how it went: answers, posts, pages of the library and of the host."""
