"""Writes about a page of the host, and keeps what the host says of that page."""
