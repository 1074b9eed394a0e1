"""Taking out what was written: earlier versions, whole posts and pages, words of told results."""
