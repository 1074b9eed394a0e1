"""Turns a thread into the discussion on a page of the host."""
