"""What pages of the library need: somebody who knows about a section, a link that works.

A room that changes nothing in a page: what is said here stands beside it, and names nobody.
"""
