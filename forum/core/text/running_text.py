"""How the parser reads running text: bare addresses, and emphasis in scripts without spaces."""

import re
from bisect import bisect_right
from functools import cached_property

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

from .bare_address import UNSPACED, Found, addresses

# Letters as above, with the punctuation of East Asia and full-width signs.
_CJK = re.compile(f"[{UNSPACED}\u2e80-\u303f\u30a0\u30fb\ufe10-\ufe1f\ufe30-\ufe6f\uff00-\uffef]")
_CJK_SIGN = re.compile("[\u3000-\u303f\u30a0\u30fb\ufe10-\ufe1f\ufe30-\ufe6f\uff00-\uffef]")


class InlineState(StateInline):
    """A paragraph that is being read, with the bare addresses in it."""

    @cached_property
    def addresses(self) -> list[Found]:
        """The bare addresses in the whole paragraph, in order."""
        return addresses(self.src)

    @cached_property
    def starts(self) -> list[int]:
        """Where each of them begins."""
        return [found.start for found in self.addresses]

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        """Return whether the marks at *start* can open and close emphasis.

        CommonMark's rule, but the punctuation of East Asia counts as letters there, and next to a
        letter of these scripts any other punctuation counts as if a space parted them: nobody
        writes a space between ``**重点。**`` and the next word.
        """
        marker, end = self.src[start], start
        while end < self.posMax and self.src[end] == marker:
            end += 1
        last = self.src[start - 1] if start else " "
        following = self.src[end] if end < self.posMax else " "
        last_space, next_space = isWhiteSpace(ord(last)), isWhiteSpace(ord(following))
        last_sign, next_sign = _is_sign(last), _is_sign(following)
        may_open = last_space or last_sign or bool(_CJK.match(last))
        may_close = next_space or next_sign or bool(_CJK.match(following))
        left = not next_space and (may_open or not _parts_words(following))
        right = not last_space and (may_close or not _parts_words(last))
        return Scanned(
            left and (canSplitWord or not right or last_sign),
            right and (canSplitWord or not left or next_sign),
            end - start,
        )


def _is_sign(character: str) -> bool:
    """Whether *character* is punctuation of any script."""
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _parts_words(character: str) -> bool:
    """Whether *character* is punctuation that has a space on one side: not that of East Asia."""
    return _is_sign(character) and not _CJK_SIGN.match(character)


class InlineParser(ParserInline):
    """The parser's own, which reads an ``InlineState``."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Write the tokens of the paragraph *src* into *tokens*."""
        state = InlineState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def bare_address(state: StateInline, silent: bool) -> bool:
    """Turn an address in running text into a link, without the punctuation after it."""
    if not isinstance(state, InlineState) or not state.addresses or state.linkLevel:
        return False
    at = bisect_right(state.starts, state.pos) - 1
    found = state.addresses[at] if at >= 0 else None
    if found is None or found.start != state.pos or found.end > state.posMax:
        return False
    href = state.md.normalizeLink(found.href)
    if not state.md.validateLink(href):
        return False
    if not silent:
        link = state.push("link_open", "a", 1)
        link.attrs = {"href": href}
        state.push("text", "", 0).content = state.src[found.start : found.end]
        state.push("link_close", "a", -1)
    state.pos = found.end
    return True


def text(state: StateInline, silent: bool) -> bool:
    """Take characters that mean nothing, up to one that may or to the next bare address."""
    limit = state.posMax
    if isinstance(state, InlineState) and state.addresses:
        at = bisect_right(state.starts, state.pos)
        limit = state.starts[at] if at < len(state.starts) else limit
    # Only so far: searched to the end for each address, a text of addresses takes quadratic time.
    found = state.md.inline.terminator_re.search(state.src, state.pos, limit)
    end = found.start() if found else limit
    if end <= state.pos:
        return False
    if not silent:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True
