"""What became of answers: which helped the asker, and what happened where they were tried."""
