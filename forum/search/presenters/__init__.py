"""Prepares search results for templates."""
