"""What a limited process does with one uploaded file: ``limited_process.py`` starts it.

Nothing of the forum is imported here, and nothing here by the forum but ``widths.py``: only the
standard library, and the libraries of the extra ``files``, each where it is needed.
"""
