"""Measures how a checkout is built: ``python -m tests.house [PATH]``.

It only reads source text, so an older checkout can be compared with this one.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from .support.source import FLOORS, GROUND, USUAL

ROOT = Path(__file__).parents[1]
FLOOR = {"models", "rows", "queries", "policy", "actions"}
LONG = 120
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def functions(modules: Iterable[Path]) -> Iterator[Function]:
    """Return every function and method of *modules*, nested ones too."""
    for path in modules:
        yield from (n for n in ast.walk(ast.parse(text_of(path))) if isinstance(n, Function))


def public(found: Iterable[Function]) -> list[Function]:
    return [function for function in found if not function.name.startswith("_")]


def rooms(house: Path) -> list[Path]:
    """Return the folders of the rooms that this checkout's test of the architecture names."""
    folders = (house / name for name in sorted({*FLOORS, "front", "demo"} - {*GROUND}))
    return [folder for folder in folders if folder.is_dir()]


def kind_of(path: Path, room: Path) -> str:
    """Return the kind of a module by the first name below its room."""
    return path.relative_to(room).parts[0].removesuffix(".py")


def print_kinds(house: Path) -> None:
    files = [(room, path) for room in rooms(house) for path in sorted(room.rglob("*.py"))]
    odd = [(room, path) for room, path in files if kind_of(path, room) not in USUAL | FLOOR]
    lines, all_lines = (sum(len(text_of(p).splitlines()) for _, p in part) for part in (odd, files))
    print(f"files outside the usual kinds: {len(odd)} of {len(files)}", end="")
    print(f" ({lines} of {all_lines} lines)")
    for room in rooms(house):
        names = sorted({kind_of(path, room) for where, path in odd if where == room})
        if names:
            print(f"  {room.name}: {', '.join(names)}")


def print_rooms(house: Path, most: int = 6) -> None:
    """Print the largest rooms by the lines of their floor, with views, presenters and others."""
    columns = ("floor", "views", "presenters", "others")
    print(f"\nlargest rooms, in lines ({', '.join(sorted(FLOOR))} are the floor)")
    print(f"  {'':12}" + "".join(f"{name:>12}" for name in columns))
    sizes = {room.name: size_of(room) for room in rooms(house)}
    for name in sorted(sizes, key=lambda name: -sizes[name]["floor"])[:most]:
        print(f"  {name:12}" + "".join(f"{sizes[name][column]:12}" for column in columns))
    for column in columns[1:]:
        name = max(sizes, key=lambda room: sizes[room][column])
        print(f"  most {column}: {name}, {sizes[name][column]}")


def size_of(room: Path) -> Counter[str]:
    size: Counter[str] = Counter()
    for path in room.rglob("*.py"):
        kind = kind_of(path, room)
        column = "floor" if kind in FLOOR else kind if kind in {"views", "presenters"} else "others"
        size[column] += len(text_of(path).splitlines())
    return size


def anys(function: Function) -> int:
    """Return how often ``Any`` stands in a signature."""
    return sum(
        isinstance(node, ast.Name) and node.id == "Any"
        for part in (function.args, function.returns)
        if part is not None
        for node in ast.walk(part)
    )


def print_types(modules: list[Path]) -> None:
    every = list(functions(modules))
    print(f"\nAny in signatures: {sum(map(anys, public(every)))} of public functions", end="")
    print(f", {sum(map(anys, every))} of all")
    print(f"Row[Any]: {sum(text_of(path).count('Row[Any]') for path in modules)}")


def print_templates(root: Path) -> None:
    paths = (root / "templates").rglob("*.html")
    lengths = [len(line) for path in paths for line in text_of(path).splitlines()]
    long = sum(length > LONG for length in lengths)
    share, longest = 100 * long / max(1, len(lengths)), max(lengths, default=0)
    print(
        f"\ntemplate lines over {LONG}: {long} of {len(lengths)} ({share:.0f} %), longest {longest}"
    )


def spread(name: str, sizes: Iterable[int]) -> str:
    """Return median, 90th percentile and maximum of *sizes* in words."""
    ordered = sorted(sizes)
    last = len(ordered) - 1
    median, p90 = ordered[last // 2], ordered[round(last * 0.9)]
    return f"{name}: {len(ordered)}, median {median} lines, p90 {p90}, max {ordered[-1]}"


def print_sizes(modules: list[Path]) -> None:
    print("\n" + spread("modules", (len(text_of(path).splitlines()) for path in modules)))
    every = list(functions(modules))
    print(spread("functions", ((f.end_lineno or 0) - f.lineno + 1 for f in every)))
    documented = [ast.get_docstring(function) is not None for function in public(every)]
    share = f"{sum(documented) / max(1, len(documented)):.0%}"
    print(f"public functions with a docstring: {sum(documented)} of {len(documented)} ({share})")


def print_skips(root: Path) -> None:
    def skips(folder: str) -> int:
        return sum(
            text_of(path).count("# fmt:" + " skip") for path in (root / folder).rglob("*.py")
        )

    print(f"fmt: skip: {skips('forum')} in forum/, {skips('tests')} in tests/")


def main(root: Path = ROOT) -> None:
    """Print every measure of the checkout at *root*."""
    house = root / "forum"
    modules = sorted(house.rglob("*.py"))
    print_kinds(house)
    print_rooms(house)
    print_types(modules)
    print_templates(root)
    print_sizes(modules)
    print_skips(root)


if __name__ == "__main__":
    main(*(Path(given).resolve() for given in sys.argv[1:2]))
