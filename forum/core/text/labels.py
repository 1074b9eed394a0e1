"""The words that stored HTML carries for screen readers and in place of pictures."""

TABLE = "Table"
CODE = "Code"
IMAGE = "image"
VIDEO = "video"
EMBEDDED = "embedded page"
