"""Words inside stored HTML, for screen readers and in place of images."""

TABLE = "Table"
CODE = "Code"
IMAGE = "image"
VIDEO = "video"
EMBEDDED = "embedded page"
AUDIO = "recording"
SPOILER = "Spoiler"
