"""Reads the source of the forum: its modules, what they import, on which floor they stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "forum"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MODULES = sorted(HOUSE.rglob("*.py"))
GROUND = ("core",)
FLOORS = {
    "members": 1,
    "spaces": 2,
    "threads": 3,
    "answers": 4,
    "reflections": 4,
    "artefacts": 4,
    "following": 4,
    "search": 5,
    "notices": 5,
    "moderation": 5,
    "measures": 5,
    "exchange": 5,
    "discuss": 6,
    "accounts": 6,
    "mail": 6,
}
ROOF = ("front", "demo", "check", "doctor", "extension", "cli", "forget", "worker", "__init__")
USUAL = {"__init__", "models", "rows", "queries", "policy", "actions", "presenters", "views", "cli"}
"""The kinds of file that a room has; a large one has a folder of that name."""


def name_of(path: Path) -> str:
    """Return the path of a module below forum/."""
    return path.relative_to(HOUSE).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a file; parsed once."""
    return ast.parse(path.read_text("utf-8"))


def room_of(name: str) -> str:
    """Return the room of a module, or its own name if it lies directly in forum/."""
    return name.partition("/")[0].removesuffix(".py")


def is_view(name: str) -> bool:
    """Whether a module is roof: views, commands, the front and the demo."""
    parts = name.removesuffix(".py").split("/")
    return room_of(name) in ROOF or "views" in parts or parts[-1] == "cli"


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Return line and name of each module of the house that *path* imports, "threads/actions"."""
    package = ["forum", *path.relative_to(HOUSE).parts[:-1]]
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.ImportFrom):
            continue
        start = package[: len(package) - node.level + 1] if node.level else []
        whole = [*start, *(node.module or "").split(".")] if node.module else start
        if whole[:1] != ["forum"]:
            continue
        for alias in node.names:
            inner = [*whole[1:], alias.name]
            file = HOUSE.joinpath(*inner)
            found = inner if file.is_dir() or file.with_suffix(".py").exists() else whole[1:]
            yield node.lineno, "/".join(found) or "__init__"


def floor_of(name: str) -> int:
    """Return the floor of a module's room: 0 for core, 99 for the roof."""
    room = room_of(name)
    if room in FLOORS:
        return FLOORS[room]
    return 0 if room in GROUND else 99


def outside(path: Path) -> Iterator[tuple[int, str]]:
    """Return line and top-level name of each library that *path* imports."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.lineno, (node.module or "").partition(".")[0]


def only_types(path: Path) -> set[int]:
    """Return the lines of *path* that are read by the type checker alone."""
    return {
        line
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for line in range(node.lineno, (node.end_lineno or 0) + 1)
    }


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines *function* has below its signature and docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0
