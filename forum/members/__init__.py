"""People of the host as the forum knows them, and the viewer of the current request."""
