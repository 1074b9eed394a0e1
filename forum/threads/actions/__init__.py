"""The actions on threads and posts, one module a verb."""
