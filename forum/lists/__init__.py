"""Lists of threads: of the front page, a space, a tag, a page of the host; of one's own posts."""
