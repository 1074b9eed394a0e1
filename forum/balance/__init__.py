"""What one gave and what one received: a view of one's own, of which nothing is stored."""
