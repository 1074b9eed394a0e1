"""A discussion on a page of the host: a thread that is read and written where its subject is."""
