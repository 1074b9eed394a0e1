"""What the package says about itself and its dependencies is true."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import forum

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NEEDS = {re.split(r"[\[<>=~!;\s]", line)[0].lower() for line in PROJECT["dependencies"]}
OPTIONAL = {"flask-migrate", "flask-wtf", "psycopg", "tzdata", "tantivy", "obstore"}
OPTIONAL |= {"pillow", "pypdf", "striprtf"}


def imported() -> set[str]:
    """Return the libraries that the package, its migrations and wsgi.py import, by name."""
    files = [*(ROOT / "forum").rglob("*.py"), *(ROOT / "migrations").rglob("*.py")]
    names: set[str] = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add((node.module or "").partition(".")[0])
    return names - set(sys.stdlib_module_names) - {"forum"}


def test_imported_libraries_are_the_dependencies() -> None:
    known = packages_distributions()
    used = {known[name][0].lower() for name in imported()}
    brought_along = {"werkzeug", "jinja2", "markupsafe", "click", "itsdangerous"}  # by Flask
    assert used - brought_along - OPTIONAL <= NEEDS
    assert NEEDS - {"alembic"} <= used


def test_each_dependency_has_a_lower_bound_and_no_exact_version() -> None:
    extras = PROJECT["optional-dependencies"].values()
    everything = [*PROJECT["dependencies"], *(line for extra in extras for line in extra)]
    assert [line for line in PROJECT["dependencies"] if ">=" not in line] == []
    assert [line for line in everything if "==" in line or "@" in line] == []


def test_the_version_is_the_same_in_the_project_and_the_changelog() -> None:
    assert PROJECT["version"] == forum.__version__
    assert f"## {forum.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_names_a_host_imports_exist() -> None:
    assert set(forum.__all__) >= {"Forum", "Person", "signals", "tune_sqlite", "__version__"}
    assert all(hasattr(forum, name) for name in forum.__all__)
    assert (ROOT / "forum" / "py.typed").exists()


def test_importing_is_light_and_prints_nothing() -> None:
    unused = ["playwright", "pytest", "forum.check", "forum.demo", "forum.doctor", "forum.exchange"]
    code = f"import sys, forum; print(*[m for m in {unused} if m in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == ""
    assert run.stderr == ""


def test_the_run_of_ci_names_no_version_of_its_own() -> None:
    text = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "set -euo pipefail" in text
    assert "http" not in text
