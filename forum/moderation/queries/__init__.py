"""Reads the reports and the log of a space."""
