"""The versions of a page of the library: read, listed, compared, and restored."""
