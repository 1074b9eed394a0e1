"""The first page, and the health check."""
