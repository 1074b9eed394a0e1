"""Turns members' Markdown into safe HTML and plain text. Imports neither Flask nor SQLAlchemy."""
