"""Reads what decides about a report."""
