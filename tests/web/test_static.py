import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import forum

STATIC = Path(forum.__file__).parent / "static"
CSS = (STATIC / "forum.css").read_text("utf-8")
JS = (STATIC / "forum.js").read_text("utf-8")
ICONS = (STATIC / "icons.svg").read_text("utf-8")
SVG = "{http://www.w3.org/2000/svg}"
LIMITS = {
    "forum.css": (34_000, 8_000),
    "forum.js": (32_000, 12_000),
    "journal.js": (2_000, 1_000),
    "in_place.js": (5_500, 2_200),
    "find.js": (4_000, 1_700),
    "files.js": (8_600, 3_400),
    "files.css": (1_800, 800),
}
"""The largest size of each file in bytes, as it is and compressed by gzip."""
FONTS = {"--fx-font", "--fx-heading-font", "--fx-button-font"}
"""What a host may set, and otherwise comes from around the forum."""
START = re.compile(r"\.fx\s?\.fx-[a-z]")


def parts(text: str) -> Iterator[str]:
    depth = start = 0
    for at, char in enumerate(text):
        depth += (char in "([") - (char in ")]")
        if char == "," and not depth:
            yield text[start:at].strip()
            start = at + 1
    yield text[start:].strip()


def rules(css: str) -> Iterator[tuple[str, str]]:
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    for head, body in re.findall(r"([^{};]+)\{([^{}]*)\}", plain):
        for selector in parts(head.strip()):
            yield selector, body


RULES = list(rules(CSS))
SELECTORS = sorted({selector for selector, _ in RULES})


def script_without_words() -> str:
    return re.sub(r"^\s*//.*$|/\*.*?\*/", "", JS, flags=re.M)


@pytest.mark.parametrize(("name", "limits"), LIMITS.items())
def test_file_is_no_larger_than_its_limits(name: str, limits: tuple[int, int]) -> None:
    data = (STATIC / name).read_bytes()
    plain, compressed = limits
    assert len(data) <= plain
    assert len(gzip.compress(data)) <= compressed


def test_stylesheet_has_rules_to_check() -> None:
    assert len(SELECTORS) > 250


def test_braces_of_the_stylesheet_are_balanced() -> None:
    depth = 0
    for char in re.sub(r"/\*.*?\*/", "", CSS, flags=re.S):
        depth += (char == "{") - (char == "}")
        assert depth >= 0
    assert depth == 0


@pytest.mark.parametrize("selector", [one for one in SELECTORS if one != ":where(.fx)"])
def test_selector_starts_with_the_root_and_a_class_of_ours(selector: str) -> None:
    assert START.match(selector)
    assert "#" not in selector


def test_important_is_only_used_to_hide_something() -> None:
    assert {one for one, body in RULES if "!important" in body} == {".fx.fx-root [hidden]"}


@pytest.mark.parametrize("never", ["@import", "@layer", "url(", "transition", "animation"])
def test_stylesheet_loads_nothing_and_moves_nothing(never: str) -> None:
    assert never not in CSS.replace("transition: none", "")


def test_lengths_do_not_depend_on_the_root_font_size_of_the_host() -> None:
    assert re.findall(r"[\d.]+rem\b", CSS) == ["1rem"]


def test_directions_are_logical() -> None:
    physical = r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|left|right)\s*:"
    assert not re.search(physical, CSS)
    assert not re.search(r"(?:text-align|float):\s*(?:left|right)", CSS)


def test_every_token_that_is_used_has_a_value() -> None:
    given = set(re.findall(r"(--fx-[a-z0-9-]+):", CSS)) | FONTS
    assert set(re.findall(r"var\((--fx-[a-z0-9-]+)", CSS)) <= given


def test_icon_ids_are_unique_and_plain() -> None:
    ids = [symbol.get("id", "") for symbol in ET.fromstring(ICONS).iter(f"{SVG}symbol")]
    assert ids
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z]+", name) for name in ids)


def test_icons_take_the_colour_of_the_text_and_one_grid() -> None:
    for symbol in ET.fromstring(ICONS):
        assert symbol.get("stroke") == "currentColor"
        assert symbol.get("viewBox") == "0 0 24 24"


def test_every_mark_of_the_toolbar_has_an_icon() -> None:
    block = re.search(r"const marks = \{(.*?)\n\};", JS, flags=re.S)
    assert block
    marks = set(re.findall(r"^  ([a-z]+)[:(]", block[1], flags=re.M))
    assert marks == {"bold", "italic", "link", "quote", "list", "code", "table"}
    assert marks <= set(re.findall(r'<symbol id="([a-z]+)"', ICONS))


def test_script_uses_only_classes_of_the_stylesheet() -> None:
    in_selectors = set(re.findall(r"\.(fx-[a-z-]+)", JS))
    made = set(re.findall(r'make\("[a-z]+", "(fx-[a-z-]+)"', JS))
    assert made
    assert in_selectors | made <= set(re.findall(r"\.(fx-[a-z-]+)", CSS))


@pytest.mark.parametrize(
    "never",
    [
        r"\bimport\b",
        r"\bexport\b",
        r"\bconsole\b",
        r"\beval\b",
        r"\bFunction\(",
        r"\binnerHTML\b|\bouterHTML\b|\binsertAdjacentHTML\b",
        # a policy allows colours that are set one by one: tests/browser/test_colours.py
        r"\.style\b(?!\.(?:setProperty|removeProperty|color|colorScheme)\b)",
        r"""["']style["']""",
        r"\bcookie\b|\bsessionStorage\b",
        r"\balert\(|\bconfirm\(|\bprompt\(|\bbeforeunload\b",
        r"\banimate\(|smooth",
        r"https?://",
    ],
)
def test_the_script_never_uses(never: str) -> None:
    assert not re.search(never, script_without_words())


def test_script_holds_no_words_for_the_screen() -> None:
    literals = re.findall(r'"([^"\n]*)"', script_without_words())
    assert not [text for text in literals if re.search(r"[A-Z][a-z]+ [a-z]+ [a-z]+", text)]
    assert not re.search(r"""textContent = ["'`]|aria-label": ["'`]""", JS)
