"""What takes out words: for good, or from earlier versions."""
