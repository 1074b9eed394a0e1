"""Imports another forum's history."""
