"""Forty German threads, written by hand, among generated ones that use the same words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from hashlib import sha256
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from ..exchange.sample import post, topic, write
from .languages import Language, small_words

NEIGHBOURS, OTHERS = 4, 200
"""Generated threads: so many use words of one of the forty, so many nouns of all of them."""
SEED = 12
_NOUN = re.compile(r"(?<=[a-zäöüß,] )[A-ZÄÖÜ][a-zäöüß]{3,}")
"""A word with a capital that does not begin a sentence."""
_WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{5,}")
_TITLES = (
    "Frage zu {} und {}",
    "{}: wer kennt sich aus?",
    "{} und {}, ein kurzer Bericht",
    "Noch einmal {}",
    "Was tun bei {}?",
)
_SENTENCES = (
    "Bei uns geht es gerade um {} und {}, und niemand fühlt sich zuständig.",
    "Zum Thema {} habe ich nichts gefunden, zu {} nur einen alten Hinweis.",
    "Früher war {} kein Problem, heute fragt jeder danach.",
    "Wir haben {} zuerst ausprobiert und danach {} verglichen.",
    "Ohne {} wäre das gar nicht gegangen.",
    "Am meisten Zeit kostet {}, weil {} dazwischenkommt.",
    "Vielleicht kann jemand aus einer anderen Abteilung erklären, wie {} und {} zusammenhängen.",
    "Seit dem Umzug ist {} an einer anderen Stelle.",
    "Danke, das mit {} hat geholfen.",
    "Im Handbuch steht {} erst ganz am Ende.",
)


class Written(NamedTuple):
    """A thread of the file."""

    title: str
    texts: list[str]


_FILE = tomllib.loads(Path(__file__).with_name("german.toml").read_text("utf-8"))
_SMALL = small_words("de")


def written() -> list[Written]:
    """Return the forty threads."""
    return [
        Written(each["title"], [each["opening"].strip(), *each["answers"]])
        for each in _FILE["threads"]
    ]


def fillers() -> list[Written]:
    """Return the generated threads: always the same ones."""
    chance, threads = Random(SEED), written()
    texts = [text.replace("\n", " ") for thread in threads for text in thread.texts]
    nouns = sorted({noun for text in texts for noun in _NOUN.findall(text)})
    made = [_filler(chance, nouns, nouns) for _ in range(OTHERS)]
    for thread in threads:
        titles = [*_content(thread.title), *chance.sample(nouns, 2)]
        words = _content(" ".join(thread.texts))
        made += [_filler(chance, titles, words + titles) for _ in range(NEIGHBOURS)]
    return made


def _content(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word.lower() not in _SMALL]


def _filler(chance: Random, titles: Sequence[str], words: Sequence[str]) -> Written:
    def filled(patterns: Sequence[str], of: Sequence[str]) -> str:
        pattern = chance.choice(patterns)
        return pattern.format(*chance.sample(of, pattern.count("{}")))

    texts = [
        " ".join(filled(_SENTENCES, words) for _ in range(chance.randint(2, 5)))
        for _ in range(chance.randint(2, 4))
    ]
    return Written(filled(_TITLES, titles), texts)


def german_archive(cache: Path) -> Path:
    """Return an archive of both, in the shape that is imported, in the folder *cache*."""
    cache.mkdir(parents=True, exist_ok=True)
    threads, ids = [*written(), *fillers()], count(1)
    Random(SEED).shuffle(threads)
    topics = [
        topic(
            number,
            *(_post(at, text, next(ids), number) for at, text in enumerate(thread.texts, 1)),
            title=thread.title,
            slug=f"thema-{number}",
        )
        for number, thread in enumerate(threads, 1)
    ]
    made = write(cache / "search-quality-german.jsonl", *topics)
    kept = made.with_stem(f"{made.stem}-{sha256(made.read_bytes()).hexdigest()[:12]}")
    return made.replace(kept)


def _post(at: int, text: str, id: int, number: int) -> dict[str, Any]:
    when = f"{2015 + number % 9}-{1 + number % 12:02}-{at:02}T10:00:00.000Z"
    html = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return post(at, html, id=id, user_id=(number + at) % 50 + 1, created_at=when)


def _forms(word: str) -> list[str]:
    found = (thread["forms"].get(word, "").lower() for thread in _FILE["threads"])
    return [other for other in found if other]


GERMAN = Language(
    code="de",
    small=_SMALL,
    frames={
        "tuning": (
            "Wie kann ich {}?",
            "Gibt es eine Möglichkeit, {}?",
            "Hat jemand Erfahrung mit {}?",
            "Wo finde ich etwas über {}?",
        ),
        "told": (
            "Was ist der beste Weg, {}?",
            "Weiß jemand, wie man {}?",
            "Kann mir jemand erklären, warum {}?",
            "Was macht ihr, wenn {}?",
        ),
    },
    rows=("qwertzuiopü", "asdfghjklöä", "yxcvbnm"),
    forms=_forms,
    guesses=False,
    parts={word: part.lower() for word, part in _FILE["parts"].items()},
)
