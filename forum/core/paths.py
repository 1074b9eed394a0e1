"""The folders of the shipped templates and migrations.

In a wheel they are inside the package, in a checkout next to it.
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def shipped(name: str) -> Path:
    """Return the folder *name*: inside the package if it is there, else next to it."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name
