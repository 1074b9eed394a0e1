"""Results that are worked out once a process, although each test has a site of its own.

A site is built for nearly every test, and most of that time goes into the same three results: URL
rules turned into functions, statements turned into SQL, templates turned into code. Each depends on
nothing but what it is made from, so it is kept, by everything it is made from. No test can tell
whether it was the first.
"""

from __future__ import annotations

from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule


def remember() -> None:
    """Remember the three, in every site that this process makes from now on."""
    _remember_rules()
    _remember_sql()
    Flask.jinja_options = {"bytecode_cache": Templates()}


READ = ("_parts", "_trace", "_converters", "arguments")
"""What a rule keeps of how it is written."""


def _remember_rules() -> None:
    """Read a rule, and build the functions that print it, once for all that are written the same.

    Converters are shared: those that anybody uses here ask nothing of the map that they are for.
    """
    compile_, compiled = Rule.compile, {}

    def remembered(rule: Rule) -> None:
        assert rule.map
        where = (rule.map.host_matching, rule.host, rule.subdomain, rule.merge_slashes)
        key = (rule.rule, str(rule.defaults), *where, frozenset(rule.map.converters.items()))
        if key in compiled:
            kept, *builders = compiled[key]
            rule.__dict__ |= kept
            rule._build, rule._build_unknown = (each.__get__(rule) for each in builders)
        else:
            compile_(rule)
            kept = {name: rule.__dict__[name] for name in READ}
            compiled[key] = (kept, rule._build.__func__, rule._build_unknown.__func__)  # type: ignore[attr-defined]

    Rule.compile = remembered  # type: ignore[method-assign]


def _remember_sql() -> None:
    """Compile a statement once for each kind of database, not for each engine.

    SQLAlchemy keeps what it compiled by statement and dialect, and each engine has a dialect of its
    own. Here, those of a class are the same: all engines of a process talk to one SQLite and to one
    PostgreSQL.
    """
    compiled: LRUCache[Any, Any] = LRUCache(5_000)
    Engine._compiled_cache = property(lambda _: compiled, lambda *_: None)  # type: ignore[assignment]
    DefaultDialect.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
    DefaultDialect.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign]


SAYS = (
    *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string"),
    *("comment_start_string", "comment_end_string", "line_statement_prefix", "line_comment_prefix"),
    *("trim_blocks", "lstrip_blocks", "newline_sequence", "keep_trailing_newline"),
    *("optimized", "finalize", "is_async"),
)
"""What an environment says about how a template is compiled, besides its extensions."""


class Templates(BytecodeCache):
    """Compiled templates, by name, text and what their environment says."""

    def __init__(self) -> None:
        self._codes: dict[Any, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give *bucket* the code, if it is known."""
        bucket.code = self._codes.get(self._key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of *bucket*."""
        assert bucket.code
        self._codes[self._key(bucket)] = bucket.code

    def _key(self, bucket: Bucket) -> tuple[Any, ...]:
        said = tuple(getattr(bucket.environment, name) for name in SAYS)
        escape = bucket.environment.autoescape  # Flask's is a method, which would keep the app
        rule = getattr(escape, "__func__", escape)
        return bucket.key, bucket.checksum, said, rule, frozenset(bucket.environment.extensions)
