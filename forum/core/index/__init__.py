"""The search index: one protocol, and a package for each engine."""
