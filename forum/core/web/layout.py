"""The layout that every page extends: the host's, with our parts in its blocks, or our own.

It is generated when first rendered: in ``init_app`` the host's filters may still be missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app
from jinja2 import BaseLoader, TemplateNotFound, nodes

from ..state import state

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment

LAYOUT = "forum/layout.html"
OWN = "forum/page.html"
USUAL = {
    "title": ("title", "page_title"),
    "head": ("head", "styles", "extra_head", "css", "head_css"),
    "content": ("content", "main", "body", "page_content"),
}
"""The block names to look for in a host's layout, the best first."""

FOOT = "{{ fx.frame.foot }}"
HEAD = "{{ fx.frame.head }}"


class LayoutLoader(BaseLoader):
    """Loads the generated layout, and all other templates from the shipped files."""

    def __init__(self, files: BaseLoader) -> None:
        self.files = files

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return the source of *template*. Raises TemplateNotFound if it does not exist."""
        if template == LAYOUT:
            return source(environment), None, None
        return self.files.get_source(environment, template)

    def list_templates(self) -> list[str]:
        """Return the names of the shipped templates."""
        return self.files.list_templates()


def source(environment: Environment) -> str:
    """Return the template that puts our parts into the host's layout.

    Raises ValueError if ``FORUM_BASE_TEMPLATE`` or ``FORUM_BLOCKS`` names something that does not
    exist.
    """
    config = state().config
    base = config.base_template or "base.html"
    try:
        found = blocks(environment, base)
    except TemplateNotFound as missing:
        if config.base_template:  # Jinja's own error would name our layout
            raise ValueError(f"FORUM_BASE_TEMPLATE: there is no template {missing}") from None
        return _our_own()
    names = _chosen(found)
    if names["content"] is None:
        if config.base_template or config.blocks:
            raise ValueError(_missing(base, "content", found))
        return _our_own()
    return _generated(base, names)


def chosen(environment: Environment) -> dict[str, str | None]:
    """Return the block of the host's layout for each of our parts, or None if it has none."""
    return _chosen(blocks(environment, state().config.base_template or "base.html"))


def _chosen(found: list[str]) -> dict[str, str | None]:
    given = state().config.blocks
    return {part: _fitting(found, part, given.get(part)) for part in USUAL}


def blocks(environment: Environment, name: str) -> list[str]:
    """Return the blocks of the template *name* and of those that it extends by a constant name."""
    found: list[str] = []
    seen: set[str] = set()
    following: str | None = name
    while following and following not in seen:
        seen.add(following)
        assert environment.loader is not None  # nosec B101
        text = environment.loader.get_source(environment, following)[0]
        tree = environment.parse(text)
        found += [block.name for block in tree.find_all(nodes.Block)]
        parents = [node.template for node in tree.find_all(nodes.Extends)]
        following = next((p.value for p in parents if isinstance(p, nodes.Const)), None)
    return found


def _fitting(found: list[str], part: str, given: str | None) -> str | None:
    if given is not None:
        if given not in found:
            raise ValueError(_missing(state().config.base_template or "base.html", given, found))
        return given
    return next((name for name in USUAL[part] if name in found), None)


def _missing(base: str, name: str, found: list[str]) -> str:
    return (
        f"{base} of {current_app.name} has no block {name!r}; it has {', '.join(found) or 'none'}. "
        "Set FORUM_BLOCKS, for example {'content': 'body', 'title': 'title', 'head': 'head'}"
    )


def _slot(name: str) -> str:
    """Return the call that prints the host's slot *name*, or "" if the slot is not used."""
    if name not in state().config.slots:
        return ""
    return '{{ fx.slot("' + name + '") }}'


def _our_own() -> str:
    parts = ['{% extends "' + OWN + '" %}']
    for name in ("head", "before", "after"):
        if slot := _slot(name):
            parts.append("{% block fx_" + name + " %}" + slot + "{% endblock %}")
    return "".join(parts)


def _generated(base: str, names: dict[str, str | None]) -> str:
    head = HEAD + _slot("head")
    parts = ['{% extends "' + base + '" %}{% set url_for = fx.of_host(url_for) %}']
    if names["title"]:
        parts.append("{% block " + names["title"] + " %}{{ fx.full_title }}{% endblock %}")
    else:  # a layout without a block for it prints a variable, unless the host gives its own
        parts.append("{% set title = title|default(fx.full_title) %}")
    if names["head"]:
        parts.append("{% block " + names["head"] + " %}{{ super() }}" + head + "{% endblock %}")
    start = "" if names["head"] else head
    parts.append("{% block " + str(names["content"]) + " %}" + start + _slot("before"))
    parts.append(
        '<div class="fx fx-root" lang="{{ fx.language }}"{{ fx.whose }}>{{ fx.frame.bar }}'
    )
    parts.append('<div class="fx-page" id="fx-main">{{ fx.said }}')
    parts.append("{% block fx_main %}{% endblock %}</div>" + FOOT + "</div>")
    parts.append(_slot("after") + "{% endblock %}")
    return "".join(parts)
