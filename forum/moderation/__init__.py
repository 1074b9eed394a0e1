"""Order: reports, hiding with a reason, and a log that the space can read."""
