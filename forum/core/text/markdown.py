"""The forum's Markdown: CommonMark, tables, strikethrough, bare URLs and mentions.

Bare web addresses are found by a rule of our own: the parser's optional one needs two more
packages, and turns file names into links ("notes.md").
"""

import re
import unicodedata
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from .characters import printable
from .links import permitted

# A list in a list takes two levels. The parser leaves out anything nested deeper.
_NESTING = 18
_HOLDERS = ("blockquote_open", "list_item_open")
# Nobody types a text with more tokens than this: it is shown as it was written.
_MOST_TOKENS = 25_000
# People who press Enter expect to see a line break, as in every forum.
_OPTIONS = {"html": False, "xhtmlOut": False, "breaks": True, "maxNesting": _NESTING}
AT = "@\uff20"
"""The signs that begin a mention: a Japanese keyboard writes the full-width one."""
_JOINED = ("Ll", "Lu", "Lt", "Nd", "Mn", "Mc", "Me")
"""What stands beside a mention only in a longer word: letters with capitals, digits, accents."""
_HANDLE = re.compile(f"[{AT}]" r"((?:[A-Za-z0-9]|[._-](?![._-]))++)")
_ADDRESS = re.compile(r"://[^\s<>\"`\[\]\\\u3000-\u303f\uff00-\uff65]+")
_AFTER_ADDRESS = "?!.,:;*_~'”’»…"
_POST = re.compile(r"forum:/p/\d+")


class _TooMuch(Exception):
    """A text has too many blocks for a page, or they are nested too deeply."""


class _Markdown(MarkdownIt):
    """CommonMark, except that a link to a forbidden address stays in the text as it was typed."""

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

    Returns None if there are too many or they are nested too deeply, because the parser would drop
    text: such a text is shown as it was typed.
    """
    state = StateCore(printable(source), PARSER, {})
    state.tokens = _Blocks()
    try:
        PARSER.core.process(state)
    except _TooMuch:
        return None
    count = sum(1 + len(token.children or ()) for token in state.tokens)
    return state.tokens if count <= _MOST_TOKENS else None


def _parser() -> MarkdownIt:
    parser = _Markdown("commonmark", _OPTIONS)
    parser.enable(["table", "strikethrough"])
    parser.inline.ruler.after("text", "web_address", _web_address)
    parser.core.ruler.before("text_join", "mention", _mention)
    parser.core.ruler.after("text_join", "attribution", _attribution)
    return parser


def _web_address(state: StateInline, silent: bool) -> bool:
    """Turn ``https://...`` in running text into a link, without the punctuation after it."""
    at = state.pos
    scheme = next((s for s in ("https", "http") if state.src.endswith(s, 0, at)), "")
    before = state.src[at - len(scheme) - 1 : at - len(scheme)]
    if not scheme or state.linkLevel or before.isalnum():
        return False
    found = _ADDRESS.match(state.src, at)
    tail = _trimmed(found.group()) if found else ""
    if len(tail) <= len("://"):
        return False
    if not silent:
        if not state.pending.endswith(scheme):
            return False
        state.pending = state.pending[: -len(scheme)]
        link = state.push("link_open", "a", 1)
        link.attrs = {"href": state.md.normalizeLink(scheme + tail)}
        state.push("text", "", 0).content = scheme + tail
        state.push("link_close", "a", -1)
    state.pos += len(tail)
    return True


def _trimmed(address: str) -> str:
    """Remove the end of a sentence from *address*; a closing bracket stays if opened in it."""
    extra = address.count(")") - address.count("(")
    end = len(address)
    while end and (address[end - 1] in _AFTER_ADDRESS or (address[end - 1] == ")" and extra > 0)):
        extra -= address[end - 1] == ")"
        end -= 1
    return address[:end]


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
    for found in _HANDLE.finditer(text.content):
        handle = found.group(1).rstrip("._-").lower()
        # What ends in ".", "-" or "_" ends there, whatever comes after it.
        after = found.end() if len(handle) == len(found.group(1)) else None
        if not 0 < len(handle) <= 40 or _goes_on(text.content, found.start(), after):
            continue
        end = found.start() + 1 + len(handle)
        yield Token("text", "", 0, content=text.content[at : found.start()], level=text.level)
        name = text.content[found.start() : end]
        yield Token("mention", "", 0, content=name, level=text.level, meta={"handle": handle})
        at = end
    yield Token("text", "", 0, content=text.content[at:], level=text.level)


def _goes_on(text: str, start: int, end: int | None) -> bool:
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


def _attribution(state: StateCore) -> None:
    """Mark the first line of a quotation, which names the author, as ``quote`` writes it."""
    for before, paragraph, line in zip(
        state.tokens, state.tokens[1:], state.tokens[2:], strict=False
    ):
        if before.type == "blockquote_open" and line.type == "inline":
            shown = line.children or []
            kinds = [child.type for child in shown]
            alone = kinds[:3] == ["link_open", "text", "link_close"] and (
                len(shown) == 3 or (len(shown) == 4 and shown[3].content == ":")
            )
            if alone and _POST.fullmatch(str(shown[0].attrs["href"])):
                paragraph.attrSet("class", "fx-from")


PARSER = _parser()
