"""Finds the undefined names of a layout by rendering it with an undefined that never fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import current_app
from jinja2 import Undefined
from jinja2.utils import missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

BINARY = ("add", "sub", "mul", "div", "truediv", "floordiv", "mod", "pow")
OTHERS = ("pos", "neg", "call", "getitem", "lt", "le", "gt", "ge")
OPERATORS = (*BINARY, *(f"r{name}" for name in BINARY), *OTHERS)
"""What fails on Jinja's undefined."""
RETURNED: Mapping[str, object] = {
    "__str__": "",
    "__len__": 0,
    "__bool__": False,
    "__int__": 0,
    "__float__": 0.0,
    "__complex__": 0j,
    "__hash__": 0,
}
"""What others return on it; on a strict one they fail as well."""


class UndefinedNames(NamedTuple):
    """The names that are undefined in a layout, in the order in which it needs them."""

    fatal: list[str]
    """Those that break the page."""
    empty: list[str]
    """Those that print nothing."""


def find_undefined(template: str, context: Mapping[str, object]) -> UndefinedNames:
    """Render *template* with *context* and return the names that are undefined in it."""
    found = UndefinedNames([], [])
    environment = current_app.jinja_env.overlay(undefined=_recording(found))
    environment.get_template(template).render(context)
    return found


def _recording(found: UndefinedNames) -> type[Undefined]:
    """Return an undefined like the host's that never fails, and notes in *found* where it would."""
    theirs = current_app.jinja_env.undefined
    strict = _fails(theirs)

    class Recording(theirs):  # type: ignore[misc, valid-type]
        def __getattr__(self, name: str) -> Undefined:
            if name.startswith("__"):
                raise AttributeError(name)
            return _note(self, found.fatal)

        def __iter__(self) -> Iterator[object]:
            if strict:
                _note(self, found.fatal)
            return iter(())

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Undefined)

    for name in OPERATORS:
        setattr(Recording, f"__{name}__", lambda self, *_, **__: _note(self, found.fatal))
    for name, value in RETURNED.items():
        noted = found.fatal if strict else found.empty if name == "__str__" else []
        setattr(Recording, name, _returning(value, noted))
    return Recording


def _fails(theirs: type[Undefined]) -> bool:
    try:
        str(theirs(name="x"))
    except Exception:
        return True
    return False


def _returning(value: object, noted: list[str]) -> Callable[[Undefined], object]:
    def returning(self: Undefined) -> object:
        _note(self, noted)
        return value

    return returning


def _note(undefined: Undefined, found: list[str]) -> Undefined:
    """Note the name of *undefined*: only what is missing as a whole, not an attribute of it."""
    name = undefined._undefined_name
    if undefined._undefined_obj is missing and name is not None and name not in found:
        found.append(str(name))
    return undefined
