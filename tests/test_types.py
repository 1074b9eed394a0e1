"""Functions that rooms call of each other declare what they take and return, never ``Any``.

There are no exceptions. The host's own objects are ``object``: only their attributes are asked for.
Those of a library without types have its class, which type checkers read as unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .support.source import MODULES, name_of, tree_of

VAGUE = {"Any", "Row", "RowMapping"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def vague_signatures() -> set[tuple[str, str]]:
    """Return (module, function) of all public functions and methods that say ``Any``."""
    return {
        (name_of(path), name)
        for path in MODULES
        for name, function in public(tree_of(path))
        if VAGUE & set(names_in(function))
    }


def public(
    tree: ast.Module | ast.ClassDef | ast.If, inside: str = ""
) -> Iterator[tuple[str, Function]]:
    """Return the functions that others may call, with what happens when a class is made."""
    for node in tree.body:
        if isinstance(node, ast.If):
            yield from public(node, inside)
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public(node, f"{inside}{node.name}.")
        elif isinstance(node, Function) and (
            not node.name.startswith("_") or node.name in ("__init__", "__call__")
        ):
            yield inside + node.name, node


def names_in(function: Function) -> Iterator[str]:
    """Return every name in the signature, also in a type that is written as text."""
    given = function.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    types = [each.annotation for each in every if each] + [function.returns]
    for node in (node for each in types if each for node in ast.walk(each)):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from (n.id for n in ast.walk(ast.parse(node.value)) if isinstance(n, ast.Name))


def test_no_public_signature_says_any() -> None:
    assert vague_signatures() == set(), "an object of the host's is an object"


def test_no_type_is_named_after_any() -> None:
    named = {
        node.id
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Name) and node.id.startswith("Any") and node.id != "Any"
    }
    assert named == set()


def test_the_search_for_vague_signatures_finds_them() -> None:
    source = """
class Open:
    def __init__(self, given: dict[str, "Any"]): ...
    def _own(self, given: Any): ...
class _Own:
    def open(self, given: Any): ...
def row() -> Row[int]: ...
def plain(given: object) -> int: ...
def many(*given: typing.Any): ...
"""
    found = [name for name, each in public(ast.parse(source)) if VAGUE & set(names_in(each))]
    assert found == ["Open.__init__", "row", "many"]
