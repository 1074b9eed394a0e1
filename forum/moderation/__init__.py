"""Moderation: reports, hiding with a reason, blocking, and a log that the space can read."""
