"""Read marks of members, and the threads they follow."""
