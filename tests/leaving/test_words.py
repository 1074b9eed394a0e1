"""Handles and names in stored text: which are taken out, and which are left."""

from __future__ import annotations

import pytest

from forum.core.text.person_names import Person

ADA = Person(
    name="Ada Example",
    handle="ad",
    is_theirs={"ad", "old.ada"}.__contains__,
    addresses=("/people/ada",),
    instead="former member",
    page="former-3",
    home="/forum",
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("@ad", "former member"),
        ("Thanks, @AD.", "Thanks, former member."),
        ("\\@ad said", "former member said"),
        ("`@ad` in code", "`former member` in code"),
        ("@old.ada once", "former member once"),
        ("＠ad", "former member"),
        ('<a href="forum:/m/ad">@ad</a>', "former member"),
        ("[her](forum:/m/ad)", "[her](forum:/m/former-3)"),
        ("[her](/forum/m/ad).", "[her](/forum/m/former-3)."),
    ],
)
def test_handles_are_taken_out(before: str, after: str) -> None:
    assert ADA.without_handles(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "@adam",
        "@ad.am",
        "x@ad",
        "https://example.org/@ad",
        "https://example.org/m/ad",
        "forum:/m/adam",
        '<a href="forum:/m/adam">@adam</a>',
        "undo ad",
        "\\",
    ],
)
def test_what_is_not_theirs_stays(text: str) -> None:
    assert ADA.without_handles(text) == text


def test_their_own_words_name_them_no_more() -> None:
    text = "Regards, Ada\nExample (@ad, /people/ada), Adam Examples"
    assert ADA.without_name(text) == "Regards, former member (former member, ), Adam Examples"
    assert ADA.without_name("about-ada-example") == "about-former-member"


@pytest.mark.parametrize("text", ["CV_Ada_Example.pdf", "ada  example", "undo ad", "AdaExample"])
def test_every_way_to_write_the_name_is_found(text: str) -> None:
    assert ADA.is_named(text)


@pytest.mark.parametrize("text", ["@adam", "Adam Example", "add", "an example"])
def test_others_are_not_found(text: str) -> None:
    assert not ADA.is_named(text)


@pytest.mark.parametrize("name", ["CV Ada.pdf", "example-letter.docx", "adaexample.png"])
def test_a_part_of_the_name_is_enough_in_the_name_of_a_file(name: str) -> None:
    assert ADA.is_in_file_name(name)
    assert not ADA.is_in_file_name("Adam.pdf")


def test_whoever_has_only_read_is_named_nowhere() -> None:
    reader = Person(
        name="",
        handle="",
        is_theirs=set().__contains__,
        instead="former member",
        page="former-4",
        home="/forum",
    )
    assert reader.patterns == []
    assert not reader.is_named("Any member")
    assert not reader.is_in_file_name("member.pdf")
    assert reader.without_name("Any member, @member") == "Any member, @member"
