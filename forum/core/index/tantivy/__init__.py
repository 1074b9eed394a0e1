"""The search engine for large archives: tantivy, in a folder on this machine."""
