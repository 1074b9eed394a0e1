"""Prepares a path for its own page and for the pages that its steps lead to."""
