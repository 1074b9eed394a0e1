"""How files are written in a text, and what is said of them."""
