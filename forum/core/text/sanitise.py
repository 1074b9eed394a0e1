"""Turns any HTML into safe HTML with an allow list. The only module that imports bleach.

bleach parses, ``shape`` decides what stays, bleach's own filter checks every tag and attribute
again, and bleach writes the result. The result is cleaned again until that changes nothing, or is
so simple that it cannot (``read_back``): a browser then sees the tree that we saw (mutation XSS
depends on trees that differ).
"""

import threading
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from bleach import Cleaner
from bleach.html5lib_shim import (
    TAG_TOKEN_TYPE_CHARACTERS,
    TAG_TOKEN_TYPE_PARSEERROR,
    TAG_TOKEN_TYPE_START,
    TAG_TOKEN_TYPES,
    BleachHTMLParser,
    BleachHTMLTokenizer,
)

from .attribute_words import TAG
from .attributes import FX_CLASSES
from .characters import escaped, printable
from .credits import nameless
from .elements import ALLOWED, DROPPED, EMPTY, KNOWN, STRUCTURE
from .fold import folded, unfolded
from .highlight import CLASSES
from .links import decoded, permitted
from .plain import plain
from .read_back import reads_back
from .shape import Rewrite, shaped
from .tokens import DEEPEST

_OF_THREAD = threading.local()
_BLANKS = 2
"""The type of a token that is only blanks, which bleach has no name for."""
_SCHEMES = ("http", "https", "mailto", "forum")
_ROUNDS = 5
_NOTES = ("aria-label", "title")
_SILENT = frozenset(("embed", "script", "style"))

_REGION = frozenset(("tabindex", "role", "aria-label"))
_CELL = frozenset(("class", "colspan", "rowspan"))
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset(("href", "rel", "title")),
    "abbr": frozenset(("title",)),
    "div": _REGION | {"class"},
    "img": frozenset(("src", "alt", "width", "height", "loading", "referrerpolicy")),
    "li": frozenset(("value",)),
    "ol": frozenset(("start", "type", "reversed")),
    "p": frozenset(("class",)),
    "pre": _REGION,
    "span": frozenset(("class",)),
    "td": _CELL,
    "th": _CELL,
}

# While one of these is open, the tree builder copies it into every block that follows.
_BARE = frozenset(("b", "big", "code", "em", "i", "s", "small", "strike", "strong", "tt", "u"))


def clean(
    html: str,
    *,
    link: Rewrite | None = None,
    images: bool = False,
    paths: bool = False,
    told: Counter[str] | None = None,
) -> str:
    """Return *html* with only the elements, attributes and links of the allow list.

    *link* is called with every address, and returns a new one, or None to keep it. All addresses
    are checked by ``links.permitted``, as are *paths*. Without *images*, images become links.
    Discourse's quotes, previews, lightboxes, emoji and players become quotations, texts and links;
    a credit loses its name (see ``credits``). What is long is folded (see ``fold``), and nothing
    else looks so. Cleaning the result again changes nothing. No HTML is refused: if the result
    keeps changing, its text is returned in plain paragraphs.

    With *told*, what stands only in attributes becomes text, as in HTML from another site, and is
    counted there: see ``attribute_words.tell``.
    """
    before = unfolded(html)
    after = nameless(_once(printable(before), link, images, paths, told))
    for _ in range(_ROUNDS):
        if after == before or reads_back(after, paths=paths):
            return folded(after)
        before, after = after, nameless(_once(after, None, images, paths))
    return folded(after) if after == before else _paragraphs(plain(after))


def _once(
    html: str, link: Rewrite | None, images: bool, paths: bool, told: Counter[str] | None = None
) -> str:
    # To make one takes a sixth of the time of cleaning. It has state, so each thread has its own.
    cleaner = getattr(_OF_THREAD, "cleaner", None) or _cleaner()
    cleaner.parser.told = told
    cleaner.attributes = partial(_may_stay, paths)
    cleaner.walker = partial(shaped, link=link, images=images, paths=paths, told=told)
    return str(cleaner.clean(html))


def _cleaner() -> Any:  # bleach expects a class of walkers of its own, and only calls it
    made = Cleaner(tags=ALLOWED, protocols=_SCHEMES, strip=True)
    made.parser = _Parser(KNOWN, strip=True, consume_entities=False, namespaceHTMLElements=False)
    _OF_THREAD.cleaner = made
    return made


def _may_stay(paths: bool, tag: str, name: str, value: str) -> bool:
    """Tell bleach whether to keep an attribute that ``shape`` has written."""
    if name not in _ATTRIBUTES.get(tag, ()):
        return False
    if name in ("href", "src"):
        return permitted(decoded(value), paths=paths) == decoded(value)
    return name != "class" or value in (CLASSES if tag == "span" else FX_CLASSES)


def _paragraphs(text: str) -> str:
    return "\n".join(f"<p>{line}</p>" for line in escaped(text).split("\n") if line)


def _rename(token: Any) -> None:
    """Make a ``span`` of an unknown element, which keeps its attributes until they are read.

    The tree builder treats both alike. Without content it becomes a ``source``, which has none.
    """
    name = token["name"].lower()
    if name in STRUCTURE or (name in KNOWN and name not in DROPPED | EMPTY) or name in _SILENT:
        return
    token["name"] = "source" if name in EMPTY or token["selfClosing"] else "span"
    if token["type"] == TAG_TOKEN_TYPE_START:
        token["data"].insert(0, [TAG, name])


class _Tokenizer(BleachHTMLTokenizer):
    """Drops tags that would make the tree builder slow, before the tree is built, and joins text.

    Building takes quadratic time in the depth, and open formatting elements that differ in an
    attribute are all copied into every following block: 47 s for 31 kB of ``<b c=1><p>``. So does
    adding to a text, which comes in pieces that end at each ``&`` and ``<``.
    """

    def __iter__(self) -> Iterator[Any]:  # html5lib has no types
        waiting: list[str] = []
        token: Any
        for token in super().__iter__():
            if token["type"] == TAG_TOKEN_TYPE_CHARACTERS or (waiting and token["type"] == _BLANKS):
                waiting.append(token["data"])
            elif token["type"] != TAG_TOKEN_TYPE_PARSEERROR:  # nobody reads what is wrong with HTML
                if waiting:
                    yield {"type": TAG_TOKEN_TYPE_CHARACTERS, "data": "".join(waiting)}
                    waiting.clear()
                yield token
        if waiting:
            yield {"type": TAG_TOKEN_TYPE_CHARACTERS, "data": "".join(waiting)}

    def emitCurrentToken(self) -> None:  # noqa: N802
        token: Any = self.currentToken  # html5lib has no types
        if self.parser.told is not None and token["type"] in TAG_TOKEN_TYPES:
            _rename(token)
        if token["type"] == TAG_TOKEN_TYPE_START:
            if len(self.parser.tree.openElements) > 2 * DEEPEST:
                token["name"] = "too-deep"
            if token["name"].lower() in _BARE:
                if self.parser.told is not None:
                    self.parser.told["notes"] += any(name in _NOTES for name, _ in token["data"])
                token["data"] = []
        super().emitCurrentToken()


class _Parser(BleachHTMLParser):
    """Bleach's parser with the tokenizer above. ``_parse`` is bleach's own except for that."""

    told: Counter[str] | None = None
    """Where it is counted what attributes say: elements that are not known are read for it."""

    def _parse(
        self,
        stream: Any,
        innerHTML: bool = False,  # noqa: N803
        container: str = "div",
        scripting: bool = True,
        **kwargs: Any,
    ) -> None:
        self.innerHTMLMode = innerHTML
        self.container = container
        self.scripting = scripting
        self.tokenizer = _Tokenizer(
            stream=stream, consume_entities=self.consume_entities, parser=self, **kwargs
        )
        self.reset()
        self.mainLoop()
