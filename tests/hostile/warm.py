"""Good files, each as heavy as it may be: what reading hostile ones takes is measured over them."""

from __future__ import annotations

from ..support.documents import docx, pdf, shows
from ..support.uploads import picture
from .site import Target, megabytes
from .trial import attempt
from .watch import GOOD


def warm(target: Target) -> float:
    """Put up good files; return how many megabytes this process had had after the small ones."""
    words = " ".join(f"word{number % 3_000}" for number in range(60_000))
    small = {"a.png": picture(kind="PNG"), "a.pdf": pdf([shows("Hello")]), "a.docx": docx()}
    _put_up(target, small)
    after_small = megabytes()
    _put_up(target, {"long.txt": words.encode(), "large.jpg": picture(size=(2_000, 1_500))})
    return after_small


def _put_up(target: Target, good: dict[str, bytes]) -> None:
    for name, data in good.items():
        folder = target.folder.parent / GOOD
        folder.mkdir(exist_ok=True)
        (path := folder / name).write_bytes(data)
        outcome = attempt(target, path, name)
        assert not outcome.wrong, outcome
        assert outcome.kind, outcome
