"""Reads a Discourse archive: its files, topics, people, categories and links."""
