"""The forum's Markdown: CommonMark, tables, strikethrough, bare URLs and mentions.

Bare addresses are found by a rule of our own: the parser's optional one needs two more packages,
and turns file names into links ("notes.md").
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from . import labels
from .characters import printable
from .links import permitted
from .running_text import InlineParser, bare_address, text

# A list in a list takes two levels. The parser leaves out anything nested deeper.
_NESTING = 18
_HOLDERS = ("blockquote_open", "list_item_open")
# Nobody types a text with more tokens than this: it is shown as it was written.
_MOST_TOKENS = 25_000
# Nor with so many brackets outside code: for each, the parser looks for the end of a link.
_MOST_BRACKETS = 5_000
# People who press Enter expect to see a line break, as in every forum.
_OPTIONS = {"html": False, "xhtmlOut": False, "breaks": True, "maxNesting": _NESTING}
AT = "@\uff20"
"""The signs that begin a mention: a Japanese keyboard writes the full-width one."""
_JOINED = ("Ll", "Lu", "Lt", "Nd", "Mn", "Mc", "Me")
"""What stands beside a mention only in a longer word: letters with capitals, digits, accents."""
HANDLE = re.compile(f"[{AT}]" r"((?:[A-Za-z0-9]|[._-](?![._-]))++)")
_POST = re.compile(r"(forum:/p/\d{1,18}):?")


class _TooMuch(Exception):
    """A text has too many blocks or brackets for a page, or is nested too deeply."""


class _Markdown(MarkdownIt):
    """CommonMark, except that a link to a forbidden address stays in the text as it was typed."""

    def __init__(self) -> None:
        """Make a parser that reads running text by our rules."""
        super().__init__("commonmark", _OPTIONS)
        ours = InlineParser()
        ours.ruler, ours.ruler2 = self.inline.ruler, self.inline.ruler2
        self.inline = ours

    def validateLink(self, url: str) -> bool:  # noqa: N802
        """Return whether *url* may become a link or an image."""
        return permitted(url) is not None


class _Blocks(list[Token]):
    """The tokens of blocks. Too many are refused at once, before they take time."""

    def append(self, token: Token) -> None:
        deep = token.level >= _NESTING - 1 and token.type in _HOLDERS
        if deep or len(self) >= _MOST_TOKENS:
            raise _TooMuch
        super().append(token)


def parse(source: str) -> list[Token] | None:
    """Return the tokens of *source*; a mention is a token ``mention`` with ``meta["handle"]``.

    Returns None if there are too many, or too many brackets, or they are nested too deeply, because
    the parser would drop text or take long: such a text is shown as it was typed.
    """
    state = StateCore(printable(source), PARSER, {})
    state.tokens = _Blocks()
    try:
        PARSER.core.process(state)
    except _TooMuch:
        return None
    count = sum(1 + len(token.children or ()) for token in state.tokens)
    return state.tokens if count <= _MOST_TOKENS else None


def blocks(source: str) -> list[Token] | None:
    """Return the tokens of the blocks of *source*, without those of their running text.

    That takes a fraction of the time of ``parse``. Returns None if there are too many.
    """
    return _blocks(source, {})


def defines(source: str) -> bool:
    """Whether *source* defines addresses (``[name]: https://...``) that hold in a whole text."""
    env: dict[str, Any] = {}
    return _blocks(source, env) is not None and bool(env.get("references"))


def defined_at(source: str) -> list[int]:
    """Return the lines of *source*, from 0, that define addresses which hold in a whole text."""
    env: dict[str, Any] = {}  # Any: the parser has no types for what it notes there
    known = env.get("references", {}) if _blocks(source, env) is not None else {}
    return [definition["map"][0] for definition in known.values()]


def _blocks(source: str, env: dict[str, Any]) -> list[Token] | None:
    tokens = _Blocks()
    try:
        PARSER.block.parse(printable(source), PARSER, env, tokens)
    except _TooMuch:
        return None
    return tokens


def _parser() -> MarkdownIt:
    parser = _Markdown()
    parser.enable(["table", "strikethrough"])
    parser.inline.ruler.at("text", text)
    parser.inline.ruler.before("text", "bare_address", bare_address)
    parser.core.ruler.after("block", "brackets", _count_brackets)
    parser.core.ruler.before("text_join", "mention", _mention)
    parser.core.ruler.after("text_join", "credit", _credit)
    return parser


def _count_brackets(state: StateCore) -> None:
    if sum(t.content.count("[") for t in state.tokens if t.type == "inline") > _MOST_BRACKETS:
        raise _TooMuch


def _mention(state: StateCore) -> None:
    """Find mentions in text that is not code, not a link and not escaped as ``\\@ana``."""
    for token in state.tokens:
        if token.type != "inline" or not any(sign in token.content for sign in AT):
            continue
        children: list[Token] = []
        in_link = 0
        for child in token.children or []:
            in_link += (child.type == "link_open") - (child.type == "link_close")
            plain = child.type == "text" and not in_link
            children += _parted(child) if plain else [child]
        token.children = children


def _parted(text: Token) -> Iterator[Token]:
    at = 0
    for found in HANDLE.finditer(text.content):
        handle = found.group(1).rstrip("._-").lower()
        # What ends in ".", "-" or "_" ends there, whatever comes after it.
        after = found.end() if len(handle) == len(found.group(1)) else None
        if not 0 < len(handle) <= 40 or goes_on(text.content, found.start(), after):
            continue
        end = found.start() + 1 + len(handle)
        yield Token("text", "", 0, content=text.content[at : found.start()], level=text.level)
        name = text.content[found.start() : end]
        yield Token("mention", "", 0, content=name, level=text.level, meta={"handle": handle})
        at = end
    yield Token("text", "", 0, content=text.content[at:], level=text.level)


def goes_on(text: str, start: int, end: int | None) -> bool:
    """Return whether a word or an address goes on at *start* of a mention, or at its *end*.

    "ana@example.org" and "@josé" do. Letters of scripts without capitals do not: Chinese, Japanese
    and Thai put no space beside a mention, and Korean and Arabic join particles to it.
    """
    while start and unicodedata.category(text[start - 1])[0] == "M":
        start -= 1
    beside = [text[start - 1]] if start else []
    if end is not None and end < len(text):
        beside.append(text[end])
    return any(sign in AT or unicodedata.category(sign) in _JOINED for sign in beside)


def _credit(state: StateCore) -> None:
    """Make a credit of the first line of a quotation where it only names a post.

    ``forum:/p/17``, as ``quote`` writes it, or a link there. Whatever the link says, a credit is
    printed with the name of whoever wrote that post, once it is read.
    """
    tokens: list[Token] = []
    for token in state.tokens:
        tokens.append(token)
        if token.type == "inline" and len(tokens) > 2 and tokens[-3].type == "blockquote_open":
            after = _named_post(token)
            if after is not None:
                tokens[-2].attrSet("class", "fx-from")
                tokens += after
    state.tokens = tokens


def _named_post(line: Token) -> list[Token] | None:
    """Make a credit of *line* if it names a post; return the tokens of what stands below it."""
    shown = line.children or []
    first = next((n for n, child in enumerate(shown) if child.type.endswith("break")), len(shown))
    href = _post_of(shown[:first])
    if href is None:
        return None
    link = Token("link_open", "a", 1, attrs={"href": href})
    words = Token("text", "", 0, content=labels.CREDIT)
    colon = Token("text", "", 0, content=":")
    line.children = [link, words, Token("link_close", "a", -1), colon]
    if first == len(shown):
        return []
    opened = Token("paragraph_open", "p", 1, block=True, level=line.level - 1)
    closed = Token("paragraph_close", "p", -1, block=True, level=line.level - 1)
    below = Token("inline", "", 0, children=shown[first + 1 :], level=line.level, block=True)
    return [closed, opened, below]


def _post_of(line: Sequence[Token]) -> str | None:
    """Return the address of the post that *line* names and nothing else."""
    kinds = [child.type for child in line]
    if kinds == ["text"]:
        found = _POST.fullmatch(line[0].content.strip())
    elif kinds[:1] == ["link_open"] and kinds[-1] in ("link_close", "text"):
        closed = kinds.index("link_close")
        if "".join(child.content for child in line[closed + 1 :]).strip() not in ("", ":"):
            return None
        found = _POST.fullmatch(str(line[0].attrs["href"]))
    else:
        return None
    return found[1] if found else None


PARSER = _parser()
