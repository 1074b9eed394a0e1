"""What is never done in the source, and what the repository never holds."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from .support.source import MODULES, ROOT, TEMPLATES, name_of, tree_of


def built(node: ast.expr) -> bool:
    """Whether a string is put together where it is used; commands of the database do not count."""
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


def test_only_the_text_package_declares_html_safe() -> None:
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
