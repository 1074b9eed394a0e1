"""``python -m tests.template_table`` writes docs/templates.md: what every template is given."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from flask import Flask

from forum import Forum
from forum.core.web.page import FormPage, Page
from forum.core.web.render import Context

from .support.page_classes import (
    Field,
    docstring,
    page_classes,
    page_fields,
    parts_of,
    set_by_init,
    spelled_out,
    written,
)

TABLE = Path(__file__).resolve().parents[1] / "docs" / "templates.md"
HEAD = """# What each template is given

For hosts that replace a template: see "Templates" in [hosting.md](hosting.md). This page is made
from the code by `python -m tests.template_table`, and a test fails if it is out of date.

One template below `templates/forum/` prints each page. It is given one object, `fx`, which has the
names that every page has (hosting.md lists them) and the fields of its page (listed here).

**What is promised.** Before 1.0, a new minor version (0.1 to 0.2) may rename or remove names on
this page; a patch (0.1.1) may only add some. Compare this page in the two versions to see what
changed. The names that hosting.md lists are meant to stay, and the changelog says if one does not.

## Each page

A page "with a form" has these names as well:

| `fx.` | type | what it is |
|---|---|---|
{form}
"""
PARTS = """
## What is in them

The names that a template can print of each type: with a `thread` of the type `ThreadRow`, for
example, `{{ fx.thread.title }}`.

| type | what it is | its names |
|---|---|---|
"""


def names_of_every_page() -> set[str]:
    """Return the names that ``fx`` has on every page, whatever its class."""
    app = Flask("host")
    Forum(app)
    with app.test_request_context("/forum/"):
        every = {*vars(Context), *vars(Context("Title", {}))}
    return {name for name in every if not name.startswith("_")}


def table() -> str:
    """Return the text of docs/templates.md."""
    form = "\n".join(_row(field) for field in written(FormPage) if field.name != "refused")
    return "".join([HEAD.format(form=form), *_pages(), PARTS, *_parts()])


def _pages() -> Iterator[str]:
    for page in page_classes():
        base = FormPage if issubclass(page, FormPage) else Page
        kind = " (with a form)" if base is FormPage else ""
        yield f"\n### {page.template}\n\n`{page.__name__}`{kind}: {docstring(page)}\n"
        shared = {field.name for field in fields(base)}
        own = [field for field in page_fields(page) if field.name not in shared]
        if own:
            yield "\n| `fx.` | type | what it is |\n|---|---|---|\n"
            yield "".join(f"{_row(field)}\n" for field in own)


def _parts() -> Iterator[str]:
    """Return a row for every class that a page holds, and for those that these hold."""
    found: dict[str, type] = {}
    waiting = [field for page in page_classes() for field in page_fields(page)]
    while waiting:
        for part in parts_of(waiting.pop()):
            if part.__name__ not in found:
                found[part.__name__] = part
                waiting += _public(part)
    for name, part in sorted(found.items()):
        names = ", ".join(f"`{name}`" for name in _names(part))
        yield f"| `{name}` | {_escaped(docstring(part))} | {names} |\n"


def _names(part: type) -> list[str]:
    names = [*set_by_init(part), *(field.name for field in _public(part))]
    return [name for name in names if not name.startswith("_")]


def _public(part: type) -> list[Field]:
    known = {f.name: f for each in reversed(part.__mro__) if _ours(each) for f in written(each)}
    return [field for field in known.values() if not field.name.startswith("_")]


def _ours(each: type) -> bool:
    return each.__module__.startswith("forum.")


def _row(field: Field) -> str:
    words = field.words or next((docstring(part) for part in parts_of(field)), "")
    type = ast.unparse(spelled_out(field)).replace("AbstractSet", "Set")
    return f"| `{field.name}` | `{_escaped(type)}` | {_escaped(words)} |"


def _escaped(words: str) -> str:
    return re.sub(r"``(.+?)``", r"`\1`", words).strip().replace("|", "\\|")


if __name__ == "__main__":
    TABLE.write_text(table(), "utf-8")
