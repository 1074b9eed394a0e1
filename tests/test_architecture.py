"""The architecture: who may import whom, what a room holds, how large things get."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .support.source import (
    CORE,
    FLOORS,
    GROUND,
    HOUSE,
    MAP,
    MODULES,
    ROOF,
    ROOT,
    TEMPLATES,
    USUAL,
    code_lines,
    floor_of,
    imported,
    is_view,
    name_of,
    only_types,
    outside,
    room_of,
    tree_of,
)

OTHERS = {
    # the host adapter; the viewer; the people whom the host offers after an @; what it calls them
    # now
    "members": {"host", "viewer", "candidates", "host_values"},
    "spaces": {"current"},  # the viewer of a request and the spaces they read
    "prompts": {"sets"},  # the questions that the package ships
    "threads": {"quotations"},  # quoting, and the names in it
    # what is sent, looked at and stored; the scanner; what waits to be read, and what is to go;
    # why a file is not taken, and how large it is, in words; which words are one document
    "files": {"arrival", "errors", "pieces", "queue", "scanner", "sizes", "storing", "sweeping"},
    "keeping": {"quotations"},  # what a page quotes, as far as its reader may read it
    "artefacts": {"details"},  # what is said of a page beside its text
    "upkeep": {"due_reviews"},  # outside a request: who is told to look at a page again
    "attempts": {"due_plans"},  # outside a request: who is asked how it went
    "margins": {"last_calls"},  # likewise: who is told that comments close
    "following": {"read_marks"},  # written after the response
    "notices": {"seen_marks"},  # likewise
    # what a form on the host's page says about that page; where its discussion belongs; what a
    # host's templates and code call
    "discuss": {"signed_form", "target", "template_api", "host_api"},
    # what is indexed, and what it counts as; by whom; when: at a commit; how a search is typed
    "search": {"documents", "file_documents", "kinds", "indexer", "session_events"}
    | {"index_on_commit"}
    | {"query_language", "operators"},
    # reads the archive of a Discourse forum; what became of it
    "exchange": {"discourse", "report"},
    # the session's cookie, the key that signs it, the mark of a known browser, what was tried from
    # one network address, the login manager
    "accounts": {"login_session", "secret_key", "device_mark", "addresses", "extension"},
    "front": {"health"},  # what monitoring asks
    "mail": {"schedule", "delivery", "smtp"},  # when; to whom; the server
    "demo": {
        "alone",
        "content",
        "guidance",
        "journals",
        "library",
        "load",
        "marks",
        "registry",
        "site",
        "takes",
    },
}
"""Files that a room has beside the usual ones, each for the reason its docstring gives."""
PRINTING = {("discuss", "template_api"), ("mail", "delivery")}
"""What else prints, without being a page: a host's template, and a message."""
NAMELESS = {"utils", "util", "helpers", "common", "misc", "base", "shared", "tools"}
ALONE = {
    "anyascii": ("core/text/line.py",),
    "tantivy": ("core/index/tantivy/",),
    "whoosh": ("core/index/whoosh/", "core/index/stemming.py"),
    "snowballstemmer": ("core/index/stemming.py",),
    "bleach": ("core/text/",),
    "flask_login": ("members/host.py", "accounts/"),
    "markdown_it": ("core/text/",),
    "pygments": ("core/text/",),
    "rapidfuzz": ("core/text/matching.py",),
    "PIL": ("core/reading/",),
    "pypdf": ("core/reading/",),
    "striprtf": ("core/reading/",),
}
"""Libraries that only the named modules import, so that each can be replaced in one place."""


def step_of(name: str) -> int:
    """Return the place in ``CORE`` of a module of core/; the longest name that fits counts."""
    inner = name.removesuffix(".py").removeprefix("core/")
    fitting = [
        (len(part), step)
        for step, parts in enumerate(CORE)
        for part in parts
        if inner == part or inner.startswith(f"{part}/")
    ]
    assert fitting or inner == "__init__", f"the map does not name core/{inner}"
    return max(fitting, default=(0, 0))[1]


def test_core_imports_in_its_own_order() -> None:
    wrong = [
        f"forum/{name_of(path)}:{line} imports {target}"
        for path in MODULES
        if room_of(name_of(path)) in GROUND
        for line, target in imported(path)
        if room_of(target) in GROUND
        and step_of(target) >= step_of(name_of(path))
        and target.split("/")[1] != name_of(path).split("/")[1]
    ]
    assert not wrong, "\n".join(wrong)


def module_graph() -> dict[str, set[str]]:
    """Return, by module, the modules it imports: at the top, in functions, and for types."""
    graph: dict[str, set[str]] = {}
    for path in MODULES:
        name = name_of(path).removesuffix(".py").removesuffix("/__init__")
        found = {target.removesuffix("/__init__") for _, target in imported(path)}
        graph[name] = found - {name}
    return graph


def reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    """Return every module that *start* imports, directly or through others."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        fresh = graph.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return found


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = module_graph()
    reach = {name: reachable(graph, name) for name in graph}
    cycles = {
        frozenset(other for other in reach[name] if name in reach.get(other, set()))
        for name in graph
        if name in reach[name]
    }
    assert not cycles


def test_every_room_stands_on_a_floor() -> None:
    known = {*FLOORS, *GROUND, *ROOF, "static", "locale", "py"}
    assert {room_of(name_of(path)) for path in MODULES} <= known


def test_rooms_import_only_from_floors_below() -> None:
    wrong = [
        f"forum/{name_of(path)}:{line} imports {target}"
        for path in MODULES
        if not is_view(name_of(path)) and kind_of(path) != "presenters"
        for line, target in imported(path)
        if room_of(target) != room_of(name_of(path))
        and floor_of(target) >= max(1, floor_of(name_of(path)))
    ]
    assert not wrong, "\n".join(wrong)


def kind_of(path: Path) -> str:
    """Return the kind of a file of a room: its name, or that of the folder it stands in."""
    return path.parent.name if path.parent.name in USUAL else path.stem


def test_presenters_import_from_their_floor_and_below_but_for_types() -> None:
    wrong = [
        f"forum/{name_of(path)}:{line} imports {target}"
        for path in MODULES
        if kind_of(path) == "presenters"
        for line, target in imported(path)
        if floor_of(target) > floor_of(name_of(path))
        and room_of(target) not in ROOF
        and line not in only_types(path)
    ]
    assert not wrong, "\n".join(wrong)


def test_presenters_are_imported_by_presenters_and_views() -> None:
    wrong = [
        f"forum/{name_of(path)}:{line} imports {target}"
        for path in MODULES
        if kind_of(path) != "presenters"
        and not is_view(name_of(path))
        and room_of(name_of(path)) not in GROUND
        and (room_of(name_of(path)), path.stem) not in PRINTING
        for line, target in imported(path)
        if "presenters" in target.split("/") and line not in only_types(path)
    ]
    assert not wrong, "\n".join(wrong)


def test_presenters_do_not_use_the_session() -> None:
    wrong = [
        f"forum/{name_of(path)}:{line} imports {target}"
        for path in MODULES
        if kind_of(path) == "presenters"
        for line, target in imported(path)
        if target in {"core/database/session", "core/database/outbox"}
    ]
    assert not wrong, "\n".join(wrong)


def test_views_are_imported_only_by_the_blueprint_and_their_own_room() -> None:
    wrong = [
        f"forum/{name_of(path)}:{line} imports {target}"
        for path in MODULES
        if room_of(name_of(path)) not in {"blueprint", "cli", "demo", "__init__"}
        for line, target in imported(path)
        if is_view(target) and room_of(target) != room_of(name_of(path))
        if room_of(name_of(path)) != "extension" or room_of(target) not in ROOF
    ]
    assert not wrong, "\n".join(wrong)


def test_rooms_hold_the_usual_files() -> None:
    rooms = {*FLOORS, "front", "demo"} - {*GROUND}
    wrong = [
        f"forum/{name_of(path)}"
        for path in MODULES
        if (room := room_of(name_of(path))) in rooms
        and path.parent.name not in USUAL | OTHERS.get(room, set())
        and path.stem not in USUAL | OTHERS.get(room, set())
    ]
    assert not wrong, f"add to OTHERS with a reason, or find a better place: {wrong}"


def test_names_say_what_is_inside() -> None:
    wrong = [name_of(path) for path in HOUSE.rglob("*.py") if path.stem in NAMELESS]
    assert wrong == ["core/database/base.py"]


PARTICIPLE = re.compile(
    r"\w+ed|begun|done|found|given|gone|held|kept|known|left|made|meant|read|said|seen|sent|shown"
    r"|taken|told|written"
)


def test_no_module_is_named_by_a_participle() -> None:
    wrong = [name_of(path) for path in MODULES if PARTICIPLE.fullmatch(path.stem)]
    assert not wrong, "name the thing, or what is done with it"


MODULE = 250
"""Lines of a module; one that grows past it becomes a folder, split by noun."""
LONGER = {
    "extension.py": 300  # one class with all that a host may call, most of it what it promises
}


def test_nothing_is_too_large() -> None:
    sizes = [(path, LONGER.get(name_of(path), MODULE)) for path in MODULES]
    sizes += [(path, 80) for path in TEMPLATES]
    wrong = [
        f"{path.relative_to(ROOT)}: {lines} lines of {most}"
        for path, most in sizes
        if (lines := len(path.read_text("utf-8").splitlines())) > most
    ]
    wrong += [
        f"forum/{name_of(path)}:{node.lineno} {node.name}: {code_lines(node)} lines of 40"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and code_lines(node) > 40
    ]
    assert not wrong, "\n".join(wrong)


ROOM, PAGES = 1_500, 800
"""Lines of a room's models, policy, queries and actions; of its views, its presenters."""


def test_no_room_is_too_large() -> None:
    lines: dict[tuple[str, str], int] = {}
    for path in MODULES:
        room, kind = room_of(name_of(path)), kind_of(path)
        if room in FLOORS and room not in GROUND and kind in USUAL - {"rows", "cli", "__init__"}:
            part = kind if kind in {"views", "presenters"} else "floor"
            length = len(path.read_text("utf-8").splitlines())
            lines[room, part] = lines.get((room, part), 0) + length
    wrong = [
        f"forum/{room}: {number} lines of {most} ({part}): split it by noun"
        for (room, part), number in sorted(lines.items())
        if number > (most := ROOM if part == "floor" else PAGES)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_line_of_a_template_is_too_long() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > 120
    ]
    assert not wrong, "\n".join(wrong)


def test_the_map_is_short() -> None:
    assert len(MAP.splitlines()) <= 250


PATH = re.compile(r"(?<![\w./-])(?:[\w-]+/)+[\w-]+\.(?:py|html|md)\b")
PLACE = re.compile(r"(?<![\w./-])((?:[\w-]+/)*[\w-]+\.py): ([A-Za-z_][\w.]*(?:, [A-Za-z_][\w.]*)*)")
BESIDE = ("tests/", "templates/", "migrations/", "docs/")
"""What a path in the map begins with where it does not begin in forum/."""


def place_of(path: str) -> Path:
    """Return the file that the map calls *path*."""
    return (ROOT if path.startswith(BESIDE) else HOUSE) / path


def defined(tree: ast.Module | ast.ClassDef) -> Iterator[str]:
    """Return the functions, classes and constants of *tree*, those of a class as "Form.text"."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{name}" for name in defined(node))
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (
                name.id
                for target in targets
                for name in ast.walk(target)
                if isinstance(name, ast.Name)
            )


def test_every_file_that_the_map_names_is_there() -> None:
    paths = set(PATH.findall(MAP))
    assert len(paths) > 40
    assert [path for path in sorted(paths) if not place_of(path).exists()] == []


def test_every_name_that_the_map_finds_in_a_file_is_there() -> None:
    places = [(path, name) for path, names in PLACE.findall(MAP) for name in names.split(", ")]
    assert len(places) > 50
    wrong = [
        f"{path}: {name}"
        for path, name in places
        if not place_of(path).exists() or name not in defined(tree_of(place_of(path)))
    ]
    assert not wrong, f"docs/architecture.md names what is not there: {wrong}"


def test_libraries_are_imported_in_one_place() -> None:
    wrong = [
        f"forum/{name_of(path)}:{line} imports {library}"
        for path in MODULES
        for line, library in outside(path)
        if library in ALONE and not name_of(path).startswith(ALONE[library])
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("file", "library"),
    [
        ("models", "flask"),
        ("policy", "flask"),
        ("actions", "flask"),
        ("views", "sqlalchemy"),
        ("text", "flask"),
        ("text", "sqlalchemy"),
    ],
)
def test_library_is_not_imported_where_it_does_not_belong(file: str, library: str) -> None:
    wrong = [
        f"forum/{name_of(path)}:{line}"
        for path in MODULES
        if file in {path.stem, path.parent.name} and room_of(name_of(path)) != "demo"
        for line, name in outside(path)
        if name == library and line not in only_types(path)
    ]
    assert not wrong, "\n".join(wrong)


def test_only_the_roof_commits() -> None:
    wrong = [
        f"forum/{name_of(path)}:{node.lineno}"
        for path in MODULES
        if {path.stem, path.parent.name} & {"models", "policy", "queries", "actions"}
        and path.parts[-3:-1] != ("exchange", "actions")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "commit"
    ]
    assert not wrong, "\n".join(wrong)
