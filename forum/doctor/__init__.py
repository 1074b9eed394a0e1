"""Compares stored data with what it is made from, and repairs it."""
