"""Who is forgotten, what still names them, and how much of that a viewer may read."""
