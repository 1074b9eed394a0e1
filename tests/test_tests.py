"""Rules for the tests themselves: each asserts, none returns early, none imports another.

None expects rows in an order that it did not ask for, either: PostgreSQL moves the rows that
another transaction changed meanwhile, on a busy machine now and then.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from .support.source import ROOT, tree_of

TESTS = sorted((ROOT / "tests").rglob("*.py"))
RUNS_TESTS = ROOT / "tests" / "hosts" / "__main__.py"
"""The command that prints which tests hold on which host."""
ASSERTING = {"pytest.raises", "pytest.warns", "pytest.fail"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    """Return the test functions of a module."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, Function) and node.name.startswith("test_"):
            yield node


def own_nodes(function: Function) -> Iterator[ast.AST]:
    """Return the nodes of *function* except those of functions inside it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Function | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def asserts(function: Function) -> bool:
    """Whether *function* can fail by itself; what its helpers assert does not count."""
    return any(
        isinstance(node, ast.Assert)
        or (isinstance(node, ast.Call) and ast.unparse(node.func) in ASSERTING)
        for node in own_nodes(function)
    )


def test_every_test_asserts_something() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in TESTS
        for function in functions(path)
        if not asserts(function)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_test_returns_early() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno} {function.name}"
        for path in TESTS
        for function in functions(path)
        for node in own_nodes(function)
        if isinstance(node, ast.Return)
    ]
    assert not wrong, "name the kinds of site with the mark sites, or split:\n" + "\n".join(wrong)


def unordered(node: ast.AST) -> bool:
    """Whether *node* takes all rows of a select that is written there without an order."""
    if not isinstance(node, ast.Call) or "select(" not in (text := ast.unparse(node)):
        return False
    takes_all = text.endswith(".all()") or text.startswith("list(")
    return takes_all and "order_by" not in text


def several(node: ast.AST) -> bool:
    """Whether *node* is a list of at least two things, written out."""
    return isinstance(node, ast.List) and len(node.elts) > 1


def expects_an_order(function: Function) -> Iterator[int]:
    """Yield the lines of *function* that compare unordered rows with a list."""
    rows = {
        target.id
        for node in own_nodes(function)
        if isinstance(node, ast.Assign) and unordered(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in own_nodes(function):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        named = any(isinstance(side, ast.Name) and side.id in rows for side in sides)
        if any(map(several, sides)) and (named or any(map(unordered, sides))):
            yield node.lineno


def test_no_test_expects_an_order_that_it_did_not_ask_for() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in TESTS
        for function in functions(path)
        for line in expects_an_order(function)
    ]
    assert not wrong, "name the order, or compare what is sorted:\n" + "\n".join(wrong)


def imported(node: ast.AST) -> set[str]:
    """Return every part of the names that an import brings in."""
    if isinstance(node, ast.ImportFrom):
        names = [node.module or "", *(alias.name for alias in node.names)]
    elif isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    else:
        return set()
    return {part for name in names for part in name.split(".")}


def test_nothing_imports_a_test_module() -> None:
    modules = {path.stem for path in TESTS if path.stem.startswith("test_")}
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in TESTS
        if path != RUNS_TESTS
        for node in ast.walk(tree_of(path))
        if imported(node) & modules
    ]
    assert not wrong, "what tests share belongs in tests/support/:\n" + "\n".join(wrong)


def test_only_the_shared_fixture_chooses_the_kinds_of_site() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in TESTS
        if path != ROOT / "tests" / "conftest.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, Function) and node.name == "kind"
    ]
    assert not wrong, "use the mark sites:\n" + "\n".join(wrong)
