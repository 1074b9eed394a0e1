"""``python -m tests.support.catalogue`` writes forum/locale/forum.pot: every word the forum says.

Words are found where they are asked for: ``t("...")`` and ``tn("...", "...", n)`` in modules,
``fx.t`` and ``fx.tn`` in templates, ``word("...")`` where they are translated later; and in the
sets of prompts.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

from forum.prompts.sets import shipped

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "forum" / "locale" / "forum.pot"
ONE, MANY = {"t", "word"}, {"tn"}
HEAD = """# What the forum says, for translators. Made by "python -m tests.support.catalogue".
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"""
Words = tuple[str, ...]


def spoken() -> set[Words]:
    """Return every word, and every pair of singular and plural."""
    found: set[Words] = set()
    for path in sorted((ROOT / "forum").rglob("*.py")):
        found.update(_in_module(ast.parse(path.read_text("utf-8"))))
    for path in sorted((ROOT / "templates").rglob("*.html")):
        found.update(_in_template(Environment(autoescape=True).parse(path.read_text("utf-8"))))
    for prompts in shipped():
        found.update(
            {(prompts.title,)}, *({(one.heading,), (one.hint,)} for one in prompts.questions)
        )
    return found


def _in_module(tree: ast.AST) -> Iterator[Words]:
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        said = [a.value for a in call.args if isinstance(a, ast.Constant)]
        words = tuple(value for value in said if isinstance(value, str))
        if name in ONE | {"translate"} and words:
            yield words[:1]
        elif name in MANY | {"translate_n"} and len(words) > 1:
            yield words[:2]


def _in_template(tree: nodes.Template) -> Iterator[Words]:
    for call in tree.find_all(nodes.Call):
        name = call.node.attr if isinstance(call.node, nodes.Getattr) else ""
        words = tuple(a.value for a in call.args if isinstance(a, nodes.Const))
        words = tuple(value for value in words if isinstance(value, str))
        if name == "t" and words:
            yield words[:1]
        elif name == "tn" and len(words) > 1:
            yield words[:2]


def catalogue() -> str:
    """Return the catalogue that the code asks for now."""
    return "\n".join([HEAD, *(_entry(words) for words in sorted(spoken()))])


def _entry(words: Words) -> str:
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

    format = "#, python-format\n" if any("%" in word for word in words) else ""
    if len(words) == 1:
        return f'{format}msgid {quoted(words[0])}\nmsgstr ""\n'
    one, many = (quoted(word) for word in words)
    return f'{format}msgid {one}\nmsgid_plural {many}\nmsgstr[0] ""\nmsgstr[1] ""\n'


if __name__ == "__main__":
    CATALOGUE.parent.mkdir(exist_ok=True)
    CATALOGUE.write_text(catalogue(), "utf-8")
