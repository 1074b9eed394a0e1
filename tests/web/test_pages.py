"""A template is given a class, and the two agree: each name is there, and each is used."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import fields

import pytest

from forum.core.web.page import FormPage, Page
from forum.core.web.slots import thing_of

from ..support.page_classes import Field, docstring, page_classes, page_fields, parts_of
from ..support.template_names import TEMPLATES, names_used, page_templates, parse
from ..template_table import TABLE, names_of_every_page, table

PAGES = page_classes()
OWN_MEANING = {
    # The promised fx.here() is where a sign-in leads back to. The address of this page is a secret.
    ("mail/stop.html", "here")
}
"""Fields that a page gives another value than every page has, with the reason."""


def own_fields(page: type[Page]) -> set[str]:
    """Return the fields that the page does not share with every page, or every page of a form."""
    shared = fields(FormPage if issubclass(page, FormPage) else Page)
    return {field.name for field in fields(page)} - {field.name for field in shared}


by_template = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.template)


def test_every_page_that_is_shipped_has_one_class() -> None:
    assert Counter(page.template for page in PAGES) == Counter(page_templates())


def test_the_search_for_names_follows_includes_and_the_macros_that_are_called() -> None:
    assert "prose" in names_used("threads/open.html")  # forms.preview is composer.preview
    assert "prose" not in names_used("moderation/lock.html")  # which calls other macros of forms
    assert "similar" in names_used("threads/open.html")  # in threads/similar.html, included
    assert "icon" in names_used("spaces/show.html")  # a macro that another macro calls


@by_template
def test_a_page_defines_no_name_outside_its_block(page: type[Page]) -> None:
    """Whatever a page imports or sets outside a block, the layout of the host finds by its name."""
    body = parse(f"forum/{page.template}").body
    assert {type(node).__name__ for node in body} <= {"Extends", "Block", "Output"}


@by_template
def test_the_template_of_a_page_exists(page: type[Page]) -> None:
    assert (TEMPLATES / "forum" / page.template).is_file()


@by_template
def test_a_template_uses_only_names_that_it_is_given(page: type[Page]) -> None:
    given = {field.name for field in fields(page)} | names_of_every_page()
    assert names_used(page.template) - given == set()


@by_template
def test_every_field_is_used_by_the_template(page: type[Page]) -> None:
    own = own_fields(page)
    unused = {(page.template, name) for name in own - names_used(page.template)}
    assert unused - OWN_MEANING == set()


@by_template
def test_no_field_hides_a_name_that_every_page_has(page: type[Page]) -> None:
    own = own_fields(page)
    hidden = {(page.template, name) for name in own & names_of_every_page()}
    assert hidden - OWN_MEANING == set()


def test_the_exceptions_are_still_needed() -> None:
    own = {(page.template, field.name) for page in PAGES for field in fields(page)}
    assert own >= OWN_MEANING


@by_template
def test_every_field_has_a_type_that_says_what_is_in_it(page: type[Page]) -> None:
    vague = {
        field.name
        for field in page_fields(page)
        for node in ast.walk(field.type)
        if isinstance(node, ast.Name) and node.id in {"Any", "object", "Row"}
    }
    assert vague == set()


@by_template
def test_a_page_and_its_fields_say_what_they_are(page: type[Page]) -> None:
    assert docstring(page)
    assert [field.name for field in page_fields(page) if not (field.words or _named(field))] == []


def _named(field: Field) -> bool:
    """Whether the field is one object of a class that says what it is: ``thread: ThreadRow``."""
    return isinstance(field.type, ast.Name) and any(docstring(each) for each in parts_of(field))


def test_a_page_tells_the_host_s_functions_its_subject() -> None:
    subjects = {"thread", "artefact", "space", "profile"}
    assert {field.name for page in PAGES for field in fields(page)} >= subjects
    assert thing_of({"title": "Search", "form": "no subject"}) is None


def test_the_table_for_hosts_is_up_to_date() -> None:
    assert TABLE.read_text("utf-8") == table(), "run: python -m tests.template_table"
