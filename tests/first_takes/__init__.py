"""Threads in which everybody writes before they read."""
