"""The house: who may import whom, what a room holds, how large things get, what is never done."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
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
OTHERS = {
    # the host adapter; who is looking; whom the host offers after an @
    "members": {"host", "viewer", "candidates"},
    "spaces": {"current"},  # the viewer of a request and the spaces they read
    "threads": {"lists"},  # the queries of lists
    "following": {"read_marks"},  # written after the response
    # what a form on the host's page says of that page; where its discussion belongs; what a host's
    # templates and code call
    "discuss": {"signed_form", "target", "template_api", "host_api"},
    # what is indexed; by whom; when: at a commit; how a search is typed
    "search": {"documents", "indexer", "session_events", "index_on_commit", "query_language"},
    "exchange": {"discourse"},  # reads the archive of a Discourse forum
    "accounts": {"login_session", "secret_key", "extension"},
    "front": {"health"},  # what is asked by machines that watch
    "mail": {"schedule", "delivery", "smtp"},  # when; to whom; the server
    "demo": {"content", "guidance", "library", "load", "marks", "registry", "site"},
}
"""Files that a room has beside the usual ones, each for the reason its docstring gives."""
NAMELESS = {"utils", "util", "helpers", "common", "misc", "base", "shared", "tools"}
ALONE = {
    "anyascii": ("core/text/line.py",),
    "whoosh": ("core/index/whoosh/", "core/index/stemming.py"),
    "snowballstemmer": ("core/index/stemming.py",),
    "bleach": ("core/text/",),
    "flask_login": ("members/host.py", "accounts/"),
    "markdown_it": ("core/text/",),
    "pygments": ("core/text/",),
    "rapidfuzz": ("core/text/diff.py",),
}
"""Libraries that only the named modules import, so that each can be replaced in one place."""


def name_of(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def room_of(name: str) -> str:
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


CORE = (
    ("paths", "errors", "http", "storage_protocol", "config_checks", "index/protocol", "__init__"),
    ("config",),
    ("state", "events"),
    ("storage", "files"),
    ("text",),
    ("database",),
    ("index",),
    ("web",),
)
"""The order inside core/: a part imports those before it, and itself where it is a folder."""


def step_of(name: str) -> int:
    """Return the place in ``CORE`` of a module of core/; the longest name that fits counts."""
    inner = name.removesuffix(".py").removeprefix("core/")
    fitting = [
        (len(part), step)
        for step, parts in enumerate(CORE)
        for part in parts
        if inner == part or inner.startswith(f"{part}/")
    ]
    assert fitting, f"{name} has no place in CORE"
    return max(fitting)[1]


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


def floor_of(name: str) -> int:
    room = room_of(name)
    if room in FLOORS:
        return FLOORS[room]
    return 0 if room in GROUND else 99


def test_every_room_stands_on_a_floor() -> None:
    known = {*FLOORS, *GROUND, *ROOF, "static", "locale", "py"}
    assert {room_of(name_of(path)) for path in MODULES} <= known


def test_rooms_import_only_from_floors_below() -> None:
    wrong = [
        f"forum/{name_of(path)}:{line} imports {target}"
        for path in MODULES
        if not is_view(name_of(path))
        for line, target in imported(path)
        if room_of(target) != room_of(name_of(path))
        and floor_of(target) >= max(1, floor_of(name_of(path)))
    ]
    assert not wrong, "\n".join(wrong)


def test_nobody_imports_views_but_the_extension_and_their_own_room() -> None:
    wrong = [
        f"forum/{name_of(path)}:{line} imports {target}"
        for path in MODULES
        if room_of(name_of(path)) not in {"extension", "cli", "demo", "__init__"}
        for line, target in imported(path)
        if is_view(target) and room_of(target) != room_of(name_of(path))
    ]
    assert not wrong, "\n".join(wrong)


def test_rooms_hold_the_usual_files() -> None:
    rooms = {*FLOORS, "front", "demo"}
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


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines *function* has below its signature and docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_nothing_is_too_large() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {lines} lines of {most}"
        for paths, most in ((MODULES, 400), (TEMPLATES, 80))
        for path in paths
        if (lines := len(path.read_text("utf-8").splitlines())) > most
    ]
    wrong += [
        f"forum/{name_of(path)}:{node.lineno} {node.name}: {code_lines(node)} lines of 40"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and code_lines(node) > 40
    ]
    assert not wrong, "\n".join(wrong)


def outside(path: Path) -> Iterator[tuple[int, str]]:
    """Return line and top-level name of each library that *path* imports."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.lineno, (node.module or "").partition(".")[0]


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
def test_layers_do_not_know_what_is_none_of_their_business(file: str, library: str) -> None:
    wrong = [
        f"forum/{name_of(path)}:{line}"
        for path in MODULES
        if file in {path.stem, path.parent.name} and room_of(name_of(path)) != "demo"
        for line, name in outside(path)
        if name == library and line not in only_types(path)
    ]
    assert not wrong, "\n".join(wrong)


def only_types(path: Path) -> set[int]:
    """Return the lines of *path* that are read by the type checker alone."""
    return {
        line
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for line in range(node.lineno, (node.end_lineno or 0) + 1)
    }


def test_only_the_roof_commits() -> None:
    wrong = [
        f"forum/{name_of(path)}:{node.lineno}"
        for path in MODULES
        if {path.stem, path.parent.name} & {"models", "policy", "queries", "actions", "lists"}
        and path.parts[-3:-1] != ("exchange", "actions")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "commit"
    ]
    assert not wrong, "\n".join(wrong)


def built(node: ast.expr) -> bool:
    """Whether a string is put together where it is used; a word of the database's is none."""
    if isinstance(node, ast.JoinedStr):
        return not ast.unparse(node)[2:].startswith(("PRAGMA ", "ANALYZE "))
    return isinstance(node, ast.BinOp) or (
        isinstance(node, ast.Call) and ast.unparse(node.func).endswith((".format", ".join"))
    )


def test_no_statement_is_built_from_strings() -> None:
    verbs = {"execute", "executemany", "exec_driver_sql", "executescript", "text", "scalar"}
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in [*MODULES, *sorted((ROOT / "migrations").rglob("*.py"))]
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and node.args
        and built(node.args[0])
        and ast.unparse(node.func).rpartition(".")[2] in verbs
    ]
    assert not wrong, "\n".join(wrong)


def test_html_is_declared_safe_in_the_text_room_alone() -> None:
    wrong = [
        f"forum/{name_of(path)}:{node.lineno}"
        for path in MODULES
        if not name_of(path).startswith("core/text/")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Markup"
    ]
    wrong += [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in TEMPLATES
        if (found := re.findall(r"\|\s*(?:safe|tojson)\b|autoescape", path.read_text("utf-8")))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_template_holds_nothing_inline(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.S)
    assert not re.findall(r"<[^>]*\s(?:style|on[a-z]+)\s*=", text)
    assert not re.findall(r"<style\b|javascript:", text)
    assert all("src=" in script for script in re.findall(r"<script\b[^>]*>", text))
    forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, flags=re.S)
    assert all(re.search(r"\btoken\b|form_at", form) for form in forms)


def kept_files() -> list[str]:
    """Return what belongs to the repository; outside of one, every file."""
    try:
        told = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split("\n")
    except (OSError, subprocess.CalledProcessError):
        told = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("[!.]*/**/*")]
    return [name for name in told if (ROOT / name).is_file()]


def test_the_repository_holds_no_lock_file_and_no_address_of_a_registry() -> None:
    files = kept_files()
    locks = [name for name in files if re.search(r"(\.lock|-lock\.\w+)$", name)]
    assert not locks
    hosts = re.compile("|".join(("files.python" + "hosted", "//py" + "pi.", "registry" + ".npm")))
    places = re.compile("|".join(("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/[a-z]")))
    wrong = [
        name
        for name in files
        if Path(name).suffix not in {".png", ".mo", ".jpg", ".gz"}
        and re.search(f"{hosts.pattern}|{places.pattern}", (ROOT / name).read_text("utf-8"))
    ]
    assert not wrong
