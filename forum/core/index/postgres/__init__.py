"""The engine inside the forum's own PostgreSQL."""
