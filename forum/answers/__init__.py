"""What became of answers: which ones helped the asker."""
