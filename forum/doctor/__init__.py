"""Compares derived data with its sources, and repairs it."""
