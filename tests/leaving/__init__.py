"""Tests of forgetting somebody and of leaving."""
