"""Comments on a page of the library, at the place that they are about.

A comment is a post in the page's own thread, with a row that says where on the page it stands.
"""
