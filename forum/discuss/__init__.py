"""A discussion on a page of the host: a thread that is shown on the page it is about."""
