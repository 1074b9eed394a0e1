"""The engine that keeps its index in a folder."""
