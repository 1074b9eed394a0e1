"""A thread on one page to print, and as a file: HTML, Markdown or JSON, by its reader's rights."""
