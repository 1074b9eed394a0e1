"""Keep this: posts of threads become a page of the library, and the page says which they were."""
