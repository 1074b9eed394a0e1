"""The search index: one protocol, and one package for each engine."""
