"""Lines, tags, slugs, handles and initials."""

import re

import pytest

from forum.core.text.line import handle, initials, line, slug, tag

from .hostile import AWKWARD, SCRIPTS


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  a \n\t b\u00a0c ", "a b c"),
        ("e\u0301", "é"),
        ("a\u202eb\u2066c\u200bd\ufeff\x00e", "abcde"),
        ("\ud800a", "a"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("a\u200d b\u200c", "a b"),
        ("\u200da", "a"),
        ("\u3164\u2800\u115f", ""),
        ("\u0301", ""),
        ("\ufe0f \u17b4\u0489", ""),
        ("\ue000", ""),
        ("!\u0301", "!\u0301"),
        ("…", "…"),
        ("👍\ufe0f", "👍\ufe0f"),
        ("Ana\u2028Silva", "Ana Silva"),
    ],
)
def test_a_line_is_clean(text: str, cleaned: str) -> None:
    assert line(text, longest=80) == cleaned


@pytest.mark.parametrize("text", [*AWKWARD, *SCRIPTS])
def test_cleaning_a_line_again_changes_nothing(text: str) -> None:
    once = line(text, longest=500)
    assert line(once, longest=500) == once
    assert "\n" not in once
    once.encode()


def test_a_line_too_long_can_be_told_from_one_that_fits() -> None:
    assert len(line("a" * 80, longest=80)) == 80
    assert len(line("a" * 32_000, longest=80)) == 81


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (" Plain  Language ", "plain language"),
        ("AND/or", "and/or"),
        ("and / or", "and/or"),
        ("/a//b/", "a/b"),
        ("a/../b/./c", "a/b/c"),
        ("..", ""),
        ("/ .", ""),
        (".net", ".net"),
    ],
)
def test_a_tag_can_end_an_address(text: str, made: str) -> None:
    assert tag(text, longest=40) == made


@pytest.mark.parametrize(
    ("title", "made"),
    [
        ("Refusal letters: what we know", "refusal-letters-what-we-know"),
        ("Größe, Øre & Łódź", "grosse-ore-lodz"),
        ("Листи від Олени", "listi-vid-oleni"),
        ("Γράμματα", "grammata"),
        ("如何回信？", "ruhehuixin"),
        ("नमस्ते", "nmste"),
        ("2020–2021", "2020-2021"),
        ("№ 5, ½ ①", "no-5-12-1"),
        ("C++", "c"),
        ("!!! 🙂 ☕", "thread"),
        ("a" * 99, "a" * 60),
        ("word " * 20, "word-" * 11 + "word"),
    ],
)
def test_a_slug_is_ascii_and_short(title: str, made: str) -> None:
    assert slug(title) == made


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Ana Silva", "ana.silva"),
        ("Jürgen  Groß-Müller", "jurgen.gross-muller"),
        ("O'Brien, Pat (IT)", "obrien.pat.it"),
        ("Олена Ковальчук", "olena.kovalchuk"),
        ("Γιώργος Παπαδόπουλος", "giorgos.papadopoylos"),
        ("王小明", "wangxiaoming"),
        ("Đorđe Þórr Yıldız", "dorde.thorr.yildiz"),
        ("O’Brien 🙂", "obrien"),
        ("_._", "member"),
        ("🙂", "member"),
        ("ليلى Haddad", "lyla.haddad"),
        ("a" * 99, "a" * 40),
    ],
)
def test_a_handle_is_ascii_and_short(name: str, made: str) -> None:
    assert handle(name) == made


@pytest.mark.parametrize("letter", ["a", "王", "\ufdfa"])
def test_only_the_beginning_of_a_long_text_is_transliterated(
    letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def transliterate(character: str) -> str:
        seen.append(character)
        return "a"

    monkeypatch.setattr("forum.core.text.line.anyascii", transliterate)
    slug(letter * 1_000_000)
    handle(letter * 1_000_000)
    assert len(seen) <= 300 * 18  # one character makes 18 at most in NFKC


@pytest.mark.parametrize("text", [*AWKWARD, *SCRIPTS])
def test_any_text_makes_a_slug_and_a_handle(text: str) -> None:
    assert re.fullmatch("[a-z0-9-]{1,60}", slug(text))
    assert re.fullmatch("[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?", handle(text))
    assert 1 <= len(initials(text)) <= 2


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Ana Silva", "AS"),
        ("Ana Maria da Silva", "AS"),
        ("ana", "A"),
        ("Олена Ковальчук", "ОК"),
        ("ليلى حدّاد", "لح"),
        ("(Ana) “Silva”", "AS"),
        ("ßa", "ß"),
        ("🙂", "?"),
        ("", "?"),
    ],
)
def test_initials_are_of_the_first_and_last_word(name: str, made: str) -> None:
    assert initials(name) == made
