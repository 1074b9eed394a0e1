"""From the Markdown of members to safe HTML and plain text. Without Flask or SQLAlchemy."""
