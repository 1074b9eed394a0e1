"""``python -m tests.search_quality [--items N] [--engine E] ...``: tables, in Markdown."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..support.needed import ARCHIVE
from .baseline import all_words, baseline
from .classes import CLASSES, EXTRA
from .corpus import Corpus, read
from .door import door
from .figures import Ask, Miss, measured
from .german import GERMAN, german_archive
from .items import Item, draw
from .languages import ENGLISH, Language
from .report import heading, misses_told, table
from .sites import ENGINES, Place, Unavailable, plain_site, site

HALVES = ("told", "tuning", "all")
ALL = (*CLASSES, *EXTRA)
WARMING = ("warm up", "another word", "a third search")


def main() -> None:
    """Draw the items, ask for them, print."""
    chosen = _options().parse_args()
    if chosen.site != "german" and not chosen.archive.exists():
        raise SystemExit(f"{chosen.archive} is not there: give --archive topics.jsonl.gz")
    if unknown := set(chosen.classes.split(",")) - set(ALL):
        raise SystemExit(f"{', '.join(sorted(unknown))}: classes are {', '.join(ALL)}")
    places: list[tuple[str, Language, Path]] = []
    if chosen.site in ("archive", "both"):
        places.append((f"the archive {chosen.archive.parent.name}", ENGLISH, chosen.archive))
    if chosen.site in ("german", "both"):
        places.append(("forty German threads", GERMAN, german_archive(chosen.cache)))
    for name, language, archive in places:
        place = Place(archive=archive, language=language.code, cache=chosen.cache, anew=chosen.anew)
        _tell(name, place, language, chosen)


def _options() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(prog="python -m tests.search_quality")
    usual = Path(os.environ.get("FORUM_TEST_ARCHIVE", ARCHIVE))
    words.add_argument("--archive", type=Path, default=usual)
    words.add_argument("--site", choices=("archive", "german", "both"), default="both")
    words.add_argument("--items", type=int, default=300, help="of both halves")
    words.add_argument("--half", choices=(*HALVES, "each"), default="told")
    words.add_argument("--engine", choices=ENGINES, action="append", help="may be repeated")
    words.add_argument("--classes", default=",".join(ALL), help="separated by commas")
    words.add_argument("--misses", action="store_true", help="print what was not found")
    words.add_argument("--anew", action="store_true", help="build the indexes anew")
    words.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()))
    return words


def _tell(name: str, place: Place, language: Language, chosen: argparse.Namespace) -> None:
    corpus = read(plain_site(place), language)
    items = draw(corpus, chosen.items)
    print(heading(name, corpus, items))
    classes = [each for each in ALL if each in chosen.classes.split(",")]
    for engine in chosen.engine or ENGINES:
        try:
            with asking(place, engine, corpus) as asks:
                for told, ask in asks.items():
                    _measure(told, ask, items, classes, chosen)
        except Unavailable as error:
            print(f"\n{engine}: skipped. {error}")


@contextmanager
def asking(place: Place, engine: str, corpus: Corpus) -> Iterator[dict[str, Ask]]:
    """Yield the searches of *engine*, by name, ready to be asked. Raises Unavailable."""
    if engine == "fts5":
        database = baseline(corpus)
        either = all_words(database, otherwise_any=True)
        yield {"FTS5, all words": all_words(database), "FTS5, all words, else any": either}
        database.close()
        return
    with site(place, engine) as app:
        ask = door(app)
        for query in WARMING:
            ask(query)
        yield {engine: ask}


def _measure(
    name: str, ask: Ask, items: Sequence[Item], classes: Sequence[str], chosen: argparse.Namespace
) -> None:
    for half in HALVES[:2] if chosen.half == "each" else (chosen.half,):
        misses: list[Miss] = []
        wanted = [item for item in items if half in ("all", item.half)]
        figures = measured(ask, wanted, classes, misses)
        print(table(f"{name}, {half}", figures))
        if chosen.misses:
            print(misses_told(misses))


main()
