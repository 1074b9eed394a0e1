"""Which names of ``fx`` a template prints, found in its syntax tree and in all that it uses.

A macro counts only if it is called: a page that takes ``crumbs`` from ``parts.html`` does not need
what the other macros of that file print.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, nodes

from forum.core.paths import shipped

TEMPLATES = Path(shipped("templates"))


class Part(NamedTuple):
    """A macro of a template, or all of the template outside its macros if *macro* is empty."""

    template: str
    macro: str = ""


Scope = dict[str, tuple[Part, ...]]
"""What a name at the top of a template stands for: macros, or the template it was imported as."""


def page_templates() -> list[str]:
    """Return the templates below ``forum/`` that extend ``fx.layout``, which makes them pages."""
    names = (path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
    return sorted(name.removeprefix("forum/") for name in names if _extends_layout(name))


def names_used(template: str) -> set[str]:
    """Return every ``fx.<name>`` that printing ``forum/<template>`` may need."""
    found: set[str] = set()
    done: set[Part] = set()
    waiting = [(Part(f"forum/{template}"), scope(f"forum/{template}"))]
    while waiting:
        part, known = waiting.pop()
        if part in done:
            continue
        done.add(part)
        for node in _nodes(part):
            found.update(_name_of_fx(node, part))
            waiting += _used_parts(node, known)
    return found


@cache
def parse(template: str) -> nodes.Template:
    """Return the syntax tree of *template*."""
    return Environment(autoescape=True).parse((TEMPLATES / template).read_text("utf-8"))


@cache
def scope(template: str) -> Scope:
    """Return what the names stand for that *template* defines, sets or imports."""
    known: Scope = {}
    for node in parse(template).find_all(nodes.Node):
        if isinstance(node, nodes.Macro):
            known[node.name] = (Part(template, node.name),)
        elif isinstance(node, nodes.Import):
            known[node.target] = (Part(_constant(node)),)
        elif isinstance(node, nodes.FromImport):
            for each in node.names:
                name, alias = each if isinstance(each, tuple) else (each, each)
                known[alias] = scope(_constant(node))[name]
        elif isinstance(node, nodes.Assign):
            for target, value in _pairs(node):
                if meant := tuple(_meant(value, known)):
                    known[target] = meant
    return known


def _extends_layout(template: str) -> bool:
    for node in parse(template).find_all(nodes.Extends):
        if isinstance(node.template, nodes.Const):
            return _extends_layout(node.template.value)
        return _is_fx(node.template, "layout")
    return False


def _nodes(part: Part) -> Iterator[nodes.Node]:
    """Return every node of *part*, without the macros that are only defined in it."""
    tree = parse(part.template)
    if not part.macro:
        waiting = list(tree.body)
    else:
        (macro,) = (m for m in tree.find_all(nodes.Macro) if m.name == part.macro)
        waiting = [*macro.defaults, *macro.body]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, nodes.Macro) and not _only_names(node, part.template):
            yield node
            waiting += node.iter_child_nodes()


def _only_names(node: nodes.Node, template: str) -> bool:
    """Whether *node* gives macros another name, and calls none: ``set area = composer.area``."""
    if not isinstance(node, nodes.Assign):
        return False
    pairs = list(_pairs(node))
    return bool(pairs) and all(any(_meant(value, scope(template))) for _, value in pairs)


def _name_of_fx(node: nodes.Node, part: Part) -> Iterator[str]:
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        if node.node.name == "fx":
            yield node.attr
    elif isinstance(node, (nodes.Getitem, nodes.Call, nodes.Filter, nodes.Assign, nodes.Output)):
        whole = [n for n in node.iter_child_nodes() if isinstance(n, nodes.Name) and n.name == "fx"]
        assert not whole, f"{part}: fx as a whole, so its names cannot be found"


def _used_parts(node: nodes.Node, known: Scope) -> Iterator[tuple[Part, Scope]]:
    """Return what *node* prints of other parts, each with what names mean there.

    An included template knows what the template around it knows.
    """
    if isinstance(node, nodes.Include):
        template = _constant(node)
        yield Part(template), {**known, **scope(template)}
    elif isinstance(node, (nodes.Import, nodes.FromImport)):
        yield Part(_constant(node)), scope(_constant(node))
    else:
        for part in _meant(node, known):
            yield part, scope(part.template)


def _meant(node: nodes.Node, known: Scope) -> Iterator[Part]:
    """Return the macros that *node* stands for: ``field``, or ``composer.area``."""
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        for part in known.get(node.node.name, ()):
            if not part.macro:
                yield from scope(part.template)[node.attr]
    elif isinstance(node, nodes.Name):
        yield from (part for part in known.get(node.name, ()) if part.macro)


def _pairs(node: nodes.Assign) -> Iterator[tuple[str, nodes.Node]]:
    """Return each name that *node* sets with its value."""
    if isinstance(node.target, nodes.Name):
        yield node.target.name, node.node
    elif isinstance(node.target, nodes.Tuple) and isinstance(node.node, nodes.Tuple):
        for target, value in zip(node.target.items, node.node.items, strict=True):
            assert isinstance(target, nodes.Name)
            yield target.name, value


def _constant(node: nodes.Include | nodes.Import | nodes.FromImport) -> str:
    assert isinstance(node.template, nodes.Const), "a template is named by an expression"
    return str(node.template.value)


def _is_fx(node: nodes.Node, name: str) -> bool:
    return (
        isinstance(node, nodes.Getattr)
        and node.attr == name
        and isinstance(node.node, nodes.Name)
        and node.node.name == "fx"
    )
