"""Where: spaces with a purpose, who belongs to them, and who may see what."""
