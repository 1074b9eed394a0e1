"""Finds web and mail addresses in running text, whatever script stands round them.

In Chinese, Japanese, Korean and Thai no space parts an address from the words round it, so a letter
of theirs begins and ends it as a space does. Only where it begins a part of a longer path or a
value (``/wiki/日本語``) does it belong to the address.
"""

import re
from typing import NamedTuple

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3021-\u302f\u3031-\u303c"
    "\u3040-\u30fa\u30fc-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc\U0001b000-\U0001b16f"
    "\U00020000-\U0003ffff"
)
"""Letters, for a class of a pattern, that are written without spaces or take endings without."""

# ASCII that no address has as it is, and the punctuation and signs of every other script.
_NEVER = (
    '\\s<>"`\\[\\]\\\\\x80-\xb6\xb8\xb9\xbb-\xbf\xd7\xf7\u055a-\u055f\u0589\u05be\u060c\u061b'
    "\u061f\u066a-\u066d\u06d4\u0964\u0965\u0e2f\u0e46\u0e4f\u0e5a\u0e5b\u104a-\u104f\u17d4-\u17da"
    "\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u2e00-\u2fff\u3000-\u3004\u3008-\u3020\u3030"
    "\u303d-\u303f\u30a0\u30fb\ufe10-\ufe1f\ufe30-\ufe6f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40"
    "\uff5b-\uff65\uffe0-\uffff\U0001f000-\U0001faff"
)
_LATIN = r"A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_NOT_IN_A_WORD = rf"(?<![^\W_{UNSPACED}])"
_ADDRESS = re.compile(
    rf"{_NOT_IN_A_WORD}(?P<web>(?:https?://|(?<![./@:-])www\.)[^{_NEVER}]++)"
    rf"|{_NOT_IN_A_WORD}(?<![.%+@_-])(?<!//)(?P<local>[A-Za-z0-9._%+-]++)@"
    rf"(?:[{_LATIN}](?:[{_LATIN}-]*[{_LATIN}])?+\.)+[A-Za-z]{{2,63}}"
    rf"(?![^\W_{UNSPACED}]|[@-]|:[\w/])",
    re.IGNORECASE,
)
_SIGN = re.compile(r"://|www\.|@", re.IGNORECASE)
_HOST = re.compile(rf"(?:https?://)?(?:[{_LATIN}{UNSPACED}-]+\.)+[A-Za-z]{{2,63}}", re.IGNORECASE)
_UNSPACED = re.compile(f"[{UNSPACED}]")
_HIRAGANA = re.compile("[\u3040-\u309f]")  # particles and endings: they begin no name of a page
_DEEPER = re.compile(r"\w+://[^/]+/.*[/=#]|www\.[^/]+/.*[/=#]", re.IGNORECASE)
_AFTER = "?!.,:;*_~'"


class Found(NamedTuple):
    """A bare address: where it stands in the text, and where its link leads."""

    start: int
    end: int
    href: str


def addresses(text: str) -> list[Found]:
    """Return the web and mail addresses in *text*, in order. Takes time linear in the text."""
    if not _SIGN.search(text):
        return []
    found = (_web(match) if match["web"] else _mail(match) for match in _ADDRESS.finditer(text))
    return [one for one in found if one is not None]


def _web(match: re.Match[str]) -> Found | None:
    address = _trimmed(_without_words(match["web"]))
    scheme, sign, rest = address.partition("://")
    if not sign:
        scheme, rest = "https", address
    named = rest.count(".") > 1 and rest[4:5].isalnum() if not sign else rest[:1].isalnum()
    if not named:
        return None
    return Found(match.start(), match.start() + len(address), f"{scheme.lower()}://{rest}")


def _without_words(address: str) -> str:
    """Return *address* without the words that follow it in a script without spaces."""
    host = _HOST.match(address)
    found = _UNSPACED.search(address, host.end() if host else 0)
    if found is None:
        return address
    before = address[: found.start()]
    is_part = _DEEPER.fullmatch(before) and not _HIRAGANA.match(found.group())
    return address if is_part else before


def _trimmed(address: str) -> str:
    """Remove the end of a sentence from *address*; a closing bracket stays if opened there."""
    extra = address.count(")") - address.count("(")
    end = len(address)
    while end and (address[end - 1] in _AFTER or (address[end - 1] == ")" and extra > 0)):
        extra -= address[end - 1] == ")"
        end -= 1
    return address[:end]


def _mail(match: re.Match[str]) -> Found | None:
    local = match["local"].lstrip("._%+-")
    if not local or local.endswith("."):
        return None
    start = match.end("local") - len(local)
    return Found(start, match.end(), f"mailto:{match.string[start : match.end()]}")
