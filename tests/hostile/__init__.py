"""Hostile files, put up as a member does: ``python -m tests.hostile FOLDER``; a test tries a few.

No file of anybody else is kept in this repository. Good collections are the test files that the
sources of image, PDF, office and archive libraries bring, and of virus scanners.
"""
