"""Questions that ask one person about a thread, a reflection or a page of the library."""
