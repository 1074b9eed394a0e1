"""Actions on threads and posts, one module per verb."""
