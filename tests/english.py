"""Prints sentences that read as translated: ``python -m tests.english [PATH] [--counts]``.

Looks at docstrings, comments, texts for people (``t`` and ``tn``), templates and Markdown, and
prints each place with a count for each habit. A help for whoever writes, not a gate: the patterns
miss some sentences, and some that they find are good English.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
LOOKED_AT = ("forum", "templates", "tests", "migrations", "docs", "*.md", "*.py")
_START = r"(?:\A\s*|[.:;(]\s+|\n\s*\n\s*)"
_PARTICIPLE = (
    r"(?:\w+ed|begun|bound|brought|built|done|drawn|found|given|gone|held|kept|known|left|lent|lost"
    r"|made|meant|put|read|said|seen|sent|set|shown|sought|spent|taken|told|typed|understood|written)"
)
_CLAUSE_END = r"(?=\s*(?:[.,;:)?!]|\Z|\n\s*\n))"
HABITS = {
    'who, for "whoever" or "the author"': (
        rf"(?:{_START}|\b(?:as|at|but|by|for|from|let|lets|of|only|than|to|whether|with)\s+)"
        r"who\s+(?:may|can|must|has|had|is|was|did|does|will|would|wrote|asked|\w+s)\b"
    ),
    "what is done, for a noun": rf"\bwhat\s+(?:is|was|are|were)\s+(?:\w+ly\s+)?{_PARTICIPLE}\b",
    'is no, is none, for "is not a"': (
        r"(?<!there )(?<!there\n)\b(?:is|are|was|were)\s+"
        r"(?:none\b|no\s+(?!longer\b|more\b|less\b|better\b|different\b|bigger\b)\w+)"
    ),
    "anew, alone, beside, so at the end": (
        rf"\banew\b|\b(?:alone|beside){_CLAUSE_END}"
        rf"|(?<!\bsay )(?<!\bsays )(?<!\bsaid )(?<!\bdo )(?<!\bdoes )(?<!\bor )\bso{_CLAUSE_END}"
    ),
    "inverted order": (
        rf"{_START}(?:(?:here|there)\s+(?:stands?|lies?|comes?|goes?)\b"
        r"|(?:of|by|from|to|in|with|at|beside)\s+\w+\s+(?:is|are|may|can|stands?|lies?|comes?)\b"
        r"|what\s+[^.,:;?|]{3,60}\s(?:is|are|stays?|goes|comes|has|may|can|must)\s)"
    ),
}


class Text(NamedTuple):
    """Words as they stand in a file, and the line they begin in."""

    line: int
    words: str


def python(source: str) -> Iterator[Text]:
    """Return docstrings, comments and the texts given to ``t`` and ``tn``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield from constant(node.value)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"t", "tn"}:
            for argument in node.args:
                yield from constant(argument)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield Text(token.start[0], token.string.lstrip("# "))


def constant(node: ast.expr) -> Iterator[Text]:
    """Return the text of a string literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield Text(node.lineno, node.value)


def template(source: str) -> Iterator[Text]:
    """Return comments and the texts given to ``t`` and ``tn``."""
    for call in re.finditer(r'\btn?\(\s*"([^"]*)"(?:,\s*"([^"]*)")?', source):
        for words in filter(None, call.groups()):
            yield Text(line_at(source, call.start()), words)
    for comment in re.finditer(r"\{#(.*?)#\}", source, re.S):
        yield Text(line_at(source, comment.start()), comment[1])


def markdown(source: str) -> Iterator[Text]:
    """Return paragraphs, list items and table rows; code blocks are left out."""
    plain = re.sub(r"```.*?```", lambda code: "\n" * code[0].count("\n"), source, flags=re.S)
    for part in re.finditer(r"(?:^(?![-|#]).+\n?)+|^[-|#].*\n(?:  .+\n)*", plain, re.M):
        yield Text(line_at(plain, part.start()), part[0].lstrip("-|# "))


READERS = {".py": python, ".html": template, ".md": markdown}


def line_at(source: str, place: int) -> int:
    """Return the number of the line in which a character stands."""
    return source.count("\n", 0, place) + 1


def files(root: Path) -> Iterator[Path]:
    """Return the files that are looked at."""
    for pattern in LOOKED_AT:
        for path in sorted(root.glob(pattern)):
            found = sorted(path.rglob("*")) if path.is_dir() else [path]
            yield from (file for file in found if file.suffix in READERS)


def places(root: Path) -> Iterator[tuple[str, str]]:
    """Return each habit that is found, with its place and the words around it."""
    for path in files(root):
        for text in READERS[path.suffix](path.read_text("utf-8")):
            for habit, pattern in HABITS.items():
                for found in re.finditer(pattern, text.words, re.I):
                    first = found.start() + len(found[0]) - len(found[0].lstrip())
                    line = text.line + text.words.count("\n", 0, first)
                    around = " ".join(text.words[max(0, first - 30) : found.end() + 40].split())
                    yield habit, f"{path.relative_to(root)}:{line}: {around}"


def main() -> None:
    """Print the places under each habit, or only the counts."""
    options = argparse.ArgumentParser(prog="python -m tests.english", description=__doc__)
    options.add_argument("path", nargs="?", type=Path, default=ROOT, help="another checkout")
    options.add_argument("--counts", action="store_true", help="without the places")
    chosen = options.parse_args()
    found = list(places(chosen.path.resolve()))
    for habit in HABITS:
        here = [place for name, place in found if name == habit]
        print(f"{len(here):5}  {habit}")
        if not chosen.counts:
            print("".join(f"       {place}\n" for place in here))


if __name__ == "__main__":
    main()
