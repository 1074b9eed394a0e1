"""Hostile requests to every address: ``python -m tests.fuzz`` sends many, a test sends a few."""
