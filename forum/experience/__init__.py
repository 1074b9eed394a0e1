"""What would help whoever asks, who has been there, and whether they were understood."""
