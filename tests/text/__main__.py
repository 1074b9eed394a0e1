"""``python -m tests.text``: the processor time of each hostile text, the slowest first.

A post is looked through for mentions and rendered, an import is cleaned. Each is to take less than
a second; it is not a test, because that depends on the machine.
"""

from __future__ import annotations

from functools import partial
from time import process_time

from forum.core.text.mentions import mentioned
from forum.core.text.render import render
from forum.core.text.sanitise import clean

from .hostile import SLOW_HTML, SLOW_MARKDOWN

SHOWN = 12
"""Lines that are printed."""


def main() -> None:
    """Print the table."""
    taken = [
        (_seconds(partial(act, text)), act.__name__, repr(text[:40]))
        for act, texts in ((_post, SLOW_MARKDOWN), (clean, SLOW_HTML))
        for text in texts
    ]
    for seconds, name, begins in sorted(taken, reverse=True)[:SHOWN]:
        print(f"{seconds:6.2f} s  {name:5}  {begins}")
    print(f"{len(taken)} texts, {sum(seconds for seconds, *_ in taken):.1f} s in all")


def _post(text: str) -> str:
    mentioned(text)
    return render(text, handles={"a"})


def _seconds(act: partial[str]) -> float:
    """Return the better of two runs: the first may have had to import."""
    runs = []
    for _ in range(2):
        start = process_time()
        act()
        runs.append(process_time() - start)
    return min(runs)


main()
