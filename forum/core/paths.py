"""Where the shipped templates and migrations lie.

A wheel carries them inside the package; a checkout keeps them beside it.
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def shipped(name: str) -> Path:
    """Return the folder *name*: inside the package if installed, else beside it."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name
