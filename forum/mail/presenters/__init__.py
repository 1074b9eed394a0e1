"""The message that is sent, and the pages about mail."""
