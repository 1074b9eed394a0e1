"""Reads the source of the forum: its modules, what they import, on which floor they stand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "forum"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MODULES = sorted(HOUSE.rglob("*.py"))
MAP = (ROOT / "docs" / "architecture.md").read_text("utf-8")


def table(heading: str, first: str) -> list[list[str]]:
    """Return the rows of the table of the map under *heading* whose first column is *first*."""
    section = MAP.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    (block,) = (part for part in section.split("\n\n") if part.strip().startswith(f"| {first} |"))
    lines = block.strip().split("\n")[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def named(cell: str) -> list[str]:
    """Return the names that stand as code in a cell of the map."""
    return [name.strip("/") for name in re.findall(r"`([^`]+)`", cell)]


_ROOMS = table("Floors and rooms", "floor")
FLOORS = {
    name: int(floor) for floor, cell, _ in _ROOMS if floor.isdecimal() for name in named(cell)
}
"""The floor of each room, as the map has it; 0 is core."""
GROUND = tuple(room for room, floor in FLOORS.items() if floor == 0)
ROOF = (*(name for floor, cell, _ in _ROOMS if floor == "roof" for name in named(cell)), "__init__")
USUAL = {"__init__"} | {
    name.removesuffix(".py") for cell, *_ in table("File kinds", "file") for name in named(cell)
}
"""The kinds of file that a room has; a large one has a folder of that name."""
CORE = tuple(tuple(named(cell)) for cell, *_ in table("Floors and rooms", "part of `core`"))
"""The order inside core/: a part imports those before it, and itself where it is a folder."""


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
    """Whether a module is part of the roof: views, commands, the front and the demo."""
    parts = name.removesuffix(".py").split("/")
    return room_of(name) in ROOF or "views" in parts or parts[-1] == "cli"


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Return line and name of each module of ours that *path* imports, like "threads/actions"."""
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
    """Return the lines of *path* that only the type checker reads."""
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
