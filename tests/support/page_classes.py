"""Every page class of the forum, with its fields as they stand in the source."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import fields
from functools import cache
from importlib.util import resolve_name
from typing import NamedTuple

import forum
from forum.core.web.page import Page


class Field(NamedTuple):
    """A field of a page, or of what a page holds."""

    name: str
    type: ast.expr
    words: str
    """Its docstring in one line, or empty."""
    module: str
    """Where the names in its type are known."""


def page_classes() -> list[type[Page]]:
    """Return the classes of all pages, by the name of their template."""
    for module in pkgutil.walk_packages(forum.__path__, "forum."):
        if "presenters" in module.name.split(".") or module.name == "forum.core.web.refusals":
            importlib.import_module(module.name)
    found = (each for each in _below(Page) if hasattr(each, "template"))
    return sorted(found, key=lambda each: each.template)


def _below(whole: type[Page]) -> Iterator[type[Page]]:
    for each in whole.__subclasses__():
        yield each
        yield from _below(each)


def page_fields(page: type[Page]) -> list[Field]:
    """Return the fields of *page*, those of its base classes first."""
    names = [field.name for field in fields(page)]
    known: dict[str, Field] = {}
    for field in (field for each in reversed(page.__mro__[:-1]) for field in written(each)):
        inherited = known.get(field.name, field).words
        known[field.name] = field._replace(words=field.words or inherited)
    return [known[name] for name in names]


def written(owner: type) -> list[Field]:
    """Return the annotated fields and the properties of the class *owner* itself."""
    tree = _class(owner.__module__, owner.__name__)
    found = []
    for node, after in zip(tree.body, [*tree.body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name, type, words = node.target.id, node.annotation, _docstring(after)
        elif isinstance(node, ast.FunctionDef) and node.returns and _is_property(node):
            name, type, words = node.name, node.returns, ast.get_docstring(node) or ""
        else:
            continue
        found.append(Field(name, type, " ".join(words.split()), owner.__module__))
    return found


def set_by_init(owner: type) -> list[str]:
    """Return the names that the class *owner* sets on ``self`` when it is made."""
    made = (n for n in _class(owner.__module__, owner.__name__).body if _is_init(n))
    return [
        node.attr
        for each in made
        for node in ast.walk(each)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and ast.unparse(node.value) == "self"
    ]


def docstring(owner: type) -> str:
    """Return the first paragraph of what *owner* says about itself, in one line; or nothing."""
    words = ast.get_docstring(_class(owner.__module__, owner.__name__)) or ""
    return " ".join(words.split("\n\n")[0].split())


def parts_of(field: Field) -> Iterator[type]:
    """Return the classes of the forum that the type of *field* names."""
    for node in ast.walk(spelled_out(field)):
        if isinstance(node, ast.Name) and (module := _home(node.id, field.module)):
            found = getattr(importlib.import_module(module), node.id, None)
            if inspect.isclass(found):
                yield found


def spelled_out(field: Field) -> ast.expr:
    """Return the type of *field*, with what stands behind a short name like ``Choices``."""
    spelled: ast.expr = _SpelledOut(field.module).visit(deepcopy(field.type))
    return spelled


class _SpelledOut(ast.NodeTransformer):
    def __init__(self, module: str) -> None:
        self.module = module

    def visit_Name(self, node: ast.Name) -> ast.expr:
        home = _home(node.id, self.module)
        for each in _module(home).body if home else ():
            if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == node.id:
                return each.value if isinstance(each.value, ast.Subscript) else node
        return node


@cache
def _home(name: str, module: str) -> str:
    """Return the module of the forum that defines what *name* is in *module*, or nothing."""
    for node in ast.walk(_module(module)):
        if isinstance(node, ast.ImportFrom) and any(a.name == name for a in node.names):
            package = module if _is_package(module) else module.rpartition(".")[0]
            source = resolve_name("." * node.level + (node.module or ""), package)
            return _home(name, source) if source.split(".")[0] == "forum" else ""
    return module if hasattr(importlib.import_module(module), name) else ""


def _is_package(module: str) -> bool:
    return hasattr(importlib.import_module(module), "__path__")


@cache
def _module(name: str) -> ast.Module:
    module = sys.modules.get(name) or importlib.import_module(name)
    return ast.parse(inspect.getsource(module))


def _class(module: str, name: str) -> ast.ClassDef:
    (found,) = (
        node
        for node in ast.walk(_module(module))
        if isinstance(node, ast.ClassDef) and node.name == name
    )
    return found


def _docstring(node: ast.AST | None) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return str(node.value.value)
    return ""


def _is_init(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == "__init__"


def _is_property(node: ast.FunctionDef) -> bool:
    return any(isinstance(each, ast.Name) and each.id == "property" for each in node.decorator_list)
