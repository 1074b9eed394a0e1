"""Says what is wrong with the HTML of a page."""

from __future__ import annotations

from collections import Counter
from xml.etree.ElementTree import Element

import html5lib

HTML = "{http://www.w3.org/1999/xhtml}"
POINTING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list")
PRESSED = {"a", "button", "input", "select", "textarea", "summary", "label"}
PHRASING = {"p", "h1", "h2", "h3", "h4", "span", "label", "button", "bdi", "summary"}
BLOCKS = {"div", "p", "ul", "ol", "table", "form", "section", "article", "header", "nav"}


def invalid(text: str) -> list[str]:
    """Return what is wrong with a page: its grammar, its ids, its nesting."""
    parser = html5lib.HTMLParser(strict=False)
    tree: Element = parser.parse(text)
    wrong = [f"line {place[0]}: {code} {about}" for place, code, about in parser.errors]
    nodes = [node for node in tree.iter() if isinstance(node.tag, str)]
    ids = Counter(node.get("id") for node in nodes if node.get("id"))
    wrong += [f"id {id} is there {n} times" for id, n in ids.items() if n > 1]
    for node in nodes:
        wrong += [
            f"{name} of {tag(node)} points to {id!r}, which is not there"
            for name in POINTING
            for id in (node.get(name) or "").split()
            if id not in ids
        ]
    return wrong + misplaced(tree) + outline(nodes)


def tag(node: Element) -> str:
    """Return the name of an element, without its namespace."""
    return str(node.tag).removeprefix(HTML)


def misplaced(tree: Element) -> list[str]:
    """Return what stands where HTML does not allow it, though a parser accepts it."""
    wrong = []
    for parent in tree.iter():
        inside = [tag(node) for node in parent.iter() if node is not parent]
        name = tag(parent)
        if name in {"a", "button"} and PRESSED - {"label"} & set(inside):
            wrong.append(f"{PRESSED & set(inside)} inside {name}")
        if name in PHRASING and BLOCKS & set(inside):
            wrong.append(f"{BLOCKS & set(inside)} inside {name}")
        if name in {"ul", "ol"} and {tag(node) for node in parent} - {"li"}:
            wrong.append(f"{[tag(node) for node in parent]} directly inside {name}")
        if name == "dl" and {tag(node) for node in parent} - {"dt", "dd", "div"}:
            wrong.append(f"{[tag(node) for node in parent]} directly inside dl")
    return wrong


def outline(nodes: list[Element]) -> list[str]:
    """Return what is missing from a page's outline: one h1, one main, names of fields and lists."""
    wrong = [
        f"{name} is not there once"
        for name in ("h1", "main", "title")
        if sum(tag(node) == name for node in nodes) != 1
    ]
    labels = {node.get("for") for node in nodes if tag(node) == "label"}
    within = {id(part) for node in nodes if tag(node) == "label" for part in node.iter()}
    wrong += [
        f"{tag(node)} {node.get('name')!r} has no label"
        for node in nodes
        if tag(node) in {"input", "select", "textarea"}
        and node.get("type") not in {"hidden", "submit"}
        and not (node.get("aria-label") or node.get("id") in labels or id(node) in within)
    ]
    return wrong + [
        "a nav without a name"
        for node in nodes
        if tag(node) == "nav" and not (node.get("aria-label") or node.get("aria-labelledby"))
    ]
