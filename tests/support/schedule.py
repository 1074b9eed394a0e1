"""Which worker runs which tests, and when: a module at a time, the long ones first."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

import pytest
from xdist.scheduler import LoadGroupScheduling

LONG = ("load", "hosts", "fuzz", "exchange", "test_package.py", "test_migrations.py")
"""Where few tests take long; the other modules are begun by the number of their tests."""
MANY = 40
"""Modules of a run from which each is the work of one worker."""


class ByModule(LoadGroupScheduling):
    """Gives a worker all tests of a group, or else all of a module if there are many modules.

    What a process works out once is worked out by one worker then, and not by each: a fixture of a
    module, the code of its templates and statements, the trees of source files. And whoever hands
    out the tests counts at each answer what it has handed out, which are hundreds of modules then,
    and not thousands of tests.
    """

    def _split_scope(self, nodeid: str) -> str:
        scope: str = super()._split_scope(nodeid)
        return scope.partition("::")[0] if self._has_many else scope

    @cached_property
    def _has_many(self) -> bool:
        return len({nodeid.partition("::")[0] for nodeid in self.collection or ()}) >= MANY


def put_in_order(items: list[pytest.Item]) -> None:
    """Begin with groups and with what takes long, so that no worker is left with it at the end."""
    tests = Counter(item.path for item in items)

    def order(item: pytest.Item) -> Any:
        is_long = not {*item.path.relative_to(item.config.rootpath).parts}.isdisjoint(LONG)
        grouped = item.get_closest_marker("xdist_group") is not None
        return not grouped, not is_long, -tests[item.path], str(item.path)

    items.sort(key=order)
