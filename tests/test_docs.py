"""Every setting, signal, command, slot and template name is documented, or this fails."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from blinker import Signal
from click import Context, Option
from flask import Flask
from jinja2 import Environment, FileSystemLoader, nodes

from forum import Forum, Person, Thing
from forum.cli import commands
from forum.core import config_checks, events
from forum.core.config import Config
from forum.core.paths import shipped
from forum.core.web.layout import USUAL
from forum.discuss.template_api import TemplateApi
from forum.members.viewer import GUEST
from forum.spaces.cli import rename

from .template_table import TABLE, names_of_every_page

GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "hosting.md").read_text("utf-8")
INSIDE = {
    *("post_written", "post_edited", "posts_read", "noticed", "shown_again"),
    *("answer_marked", "page_saved", "post_reported", "attempt_told", "plan_due", "counted_or_not"),
    "other_readers",
    *("been_there", "thanked", "one_asked", "review_due", "steward_appointed", "page_withheld"),
    *("comment_closed", "comments_close_soon", "post_withdrawn"),
}
"""The signals for our own rooms."""


@pytest.mark.parametrize("name", [field.name for field in fields(Config)])
def test_every_setting_is_in_the_guide(name: str) -> None:
    assert f"`{name}`" in GUIDE


SIGNALS = sorted(name for name, value in vars(events).items() if isinstance(value, Signal))


@pytest.mark.parametrize("name", SIGNALS)
def test_every_signal_of_the_host_is_in_the_guide(name: str) -> None:
    assert (f"`{name}`" in GUIDE) is (name not in INSIDE)


CONTEXT = Context(commands)


@pytest.mark.parametrize("name", commands.list_commands(CONTEXT))
def test_every_command_is_in_the_guide(name: str) -> None:
    assert f"flask forum {name}" in GUIDE


WITH_OPTIONS = {
    **{name: commands.get_command(CONTEXT, name) for name in ("check", "doctor", "space", "work")},
    "audience rename": rename,
}


@pytest.mark.parametrize(
    "option",
    [
        (name, option)
        for name, command in WITH_OPTIONS.items()
        for parameter in command.params
        if isinstance(parameter, Option)
        for option in parameter.opts
    ],
)
def test_every_option_is_in_the_guide(option: tuple[str, str]) -> None:
    name, switch = option
    assert re.search(rf"flask forum {name}[^`]*{switch}", GUIDE)


@pytest.mark.parametrize(("act", "limit"), config_checks.LIMITS.items())
def test_every_limit_is_in_the_guide_with_its_default(act: str, limit: str) -> None:
    assert f"| `{act}` | `{limit}` |" in GUIDE


@pytest.mark.parametrize("name", config_checks.SLOTS)
def test_every_slot_is_in_the_guide(name: str) -> None:
    assert f"| `{name}` |" in GUIDE


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, field.name) for kind in (Person, Thing) for field in fields(kind)]
)
def test_every_field_of_what_a_host_gives_and_gets_is_in_the_guide(kind: Any, name: str) -> None:
    part = GUIDE[GUIDE.index(f"| `{kind.__name__}` |") :].split("\n\n")[0]
    assert f"`{name}`" in part


def test_every_name_of_a_block_that_is_tried_is_in_the_guide() -> None:
    tried = {name for names in USUAL.values() for name in names}
    assert [name for name in tried if f"`{name}`" not in GUIDE] == []


def test_every_address_that_the_guide_promises_is_there(tmp_path: Path) -> None:
    app = Flask("site", instance_path=str(tmp_path))
    Forum(app)
    promised = re.findall(r"`(forum\.\w+\.\w+)`", GUIDE)
    assert len(promised) > 4
    assert [name for name in promised if name not in app.view_functions] == []


def test_the_guide_leads_to_what_each_template_is_given() -> None:
    assert f"({TABLE.name})" in GUIDE


OWN_USE = {"about", "frame", "of_host"}
"""Names that the layout uses; a replaced template needs none of them."""


def test_every_name_of_a_template_is_in_the_guide_and_nothing_else() -> None:
    told = set(re.findall(r"`fx\.(\w+)", GUIDE))
    assert told == names_of_every_page() - OWN_USE


def test_every_name_on_a_host_s_own_page_is_in_the_guide() -> None:
    names = [name for name in vars(TemplateApi) if not name.startswith("_")]
    assert [name for name in names if f"`forum.{name}(" not in GUIDE] == []
    methods = [name for name in vars(Forum) if not name.startswith("_") and name != "init_app"]
    assert [name for name in methods if f"`forum.{name}(" not in GUIDE] == []


def test_the_macros_in_the_guide_take_what_ours_take() -> None:
    loader = FileSystemLoader(shipped("templates"))
    environment = Environment(loader=loader, autoescape=True)
    ours = loader.get_source(environment, "forum/controls.html")[0]
    (theirs,) = re.findall(r"```jinja\n(\{% macro button.*?)```", GUIDE, re.S)

    def macros(text: str) -> dict[str, Any]:
        tree = environment.parse(text).find_all(nodes.Macro)
        return {
            m.name: ([a.name for a in m.args], [d.as_const() for d in m.defaults])  # type: ignore[attr-defined]
            for m in tree
        }

    assert macros(theirs) == macros(ours)
    assert set(macros(ours)) == {"button", "field"}


@pytest.mark.parametrize("name", config_checks.ASKED)
def test_every_function_of_the_host_is_said_to_be_one(name: str) -> None:
    row = re.search(rf"^\| `{name}` \|.*$", GUIDE, re.M)
    assert row
    assert "a function" in row[0]


def test_the_viewer_given_to_can_has_what_the_guide_lists() -> None:
    (told,) = re.findall(r"^`viewer` has .*?\.(?=\n\n)", GUIDE, re.M | re.S)
    names = re.findall(r"`(\w+)`", told)[1:]
    assert set(names) == {"person", "member_id", "is_admin", "reads", "writes", "moderates"}
    assert [name for name in names if not hasattr(GUEST, name)] == []


def test_the_guide_goes_in_the_order_an_integrator_meets_it() -> None:
    order = [
        "Mount",
        "People",
        "Look",
        "Rights",
        "Behind a proxy",
        "Several workers",
        "Backup",
        "Upgrade",
        "Removing the forum",
    ]
    told = re.findall(r"^## (.*)$", GUIDE, re.M)
    assert [title for title in told if title in order] == order


def test_the_readme_is_short_and_its_lines_exist() -> None:
    readme = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")
    assert len(readme.splitlines()) <= 150
    for line in ("flask forum demo", ".venv/bin/pytest", "flask --app yoursite forum upgrade"):
        assert line in readme
