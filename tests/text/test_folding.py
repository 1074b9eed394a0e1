"""Names fold by Unicode: what a reader takes for the same letters is the same text.

Kinds that are covered: capitals beyond a to z (Cyrillic, Greek with its final sigma, the Turkish
dotted and dotless i, sharp s), accents in one sign or two, letters with a stroke, ligatures, full
and half width, vowel points of Hebrew and Arabic, joiners that nobody sees, dashes, apostrophes and
other signs between the parts of a name; and what must stay: the vowel signs of Indic scripts and
Thai, the voiced marks of kana, signs that tell two names apart (C++, C#).
"""

from __future__ import annotations

import unicodedata
from time import process_time

import pytest

from forum.core.text.folding import LONGEST, folded, is_unspaced


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("Иван ПЕТРОВ", "иван петров"),
        ("ΩΜΈΓΑ Σοφός", "ωμεγα σοφοσ"),
        ("İnci ISIK ışık", "inci isik isik"),
        ("Straße STRASSE", "strasse strasse"),
        ("Élodie Łącka-O’Brien", "elodie lacka o brien"),
        ("Øystein Đorđević Þóra", "oystein dordevic thora"),
        ("Ａｎａ　ﬁ ｶﾞ", "ana fi ガ"),
        ("שָׁרָה أحمد", "שרה احمد"),
        ("علی\u200cرضا", "علیرضا"),
        ("प्रिया வர்மா สมชัย", "प्रिया வர்மா สมชัย"),
        ("ジャン・ピエール", "ジャン ピエール"),
        ("Jean.Luc_Picard (NCC)", "jean luc picard ncc"),
        ("C++ and C#, Q&A", "c++ and c# q&a"),
        ("...", "..."),
        ("🙂", "🙂"),
        (" \t\u3000", ""),
    ],
)
def test_a_name_is_folded(name: str, result: str) -> None:
    assert folded(name) == unicodedata.normalize("NFC", result)
    for form in ("NFC", "NFD"):
        assert folded(unicodedata.normalize(form, name)) == folded(name)  # type: ignore[arg-type]
    assert folded(folded(name)) == folded(name)


@pytest.mark.parametrize("pair", [("प्रिया", "परया"), ("ガ", "カ"), ("C++", "C#"), ("สมชัย", "สมชย")])
def test_what_tells_two_names_apart_stays(pair: tuple[str, str]) -> None:
    assert folded(pair[0]) != folded(pair[1])


def test_a_long_text_takes_no_time() -> None:
    before = process_time()
    assert len(folded("a" + "\u0301\u0323" * 500_000)) <= LONGEST
    assert process_time() - before < 1


def test_scripts_without_spaces_are_known() -> None:
    assert all(map(is_unspaced, ("田中", "さくら", "สมชัย", "ကို", "ភា")))
    assert not any(map(is_unspaced, ("ana", "김", "अनिता", "иван", "")))
