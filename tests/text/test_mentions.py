"""Mentions in a text, found by the rule that the renderer follows."""

import re

import pytest

from forum.core.text.mentions import mentioned
from forum.core.text.render import render


@pytest.mark.parametrize(
    ("source", "handles"),
    [
        ("@ana", ["ana"]),
        ("@Ana, @BOB and @ana", ["ana", "bob"]),
        ("(@ana) “@bob” -@carl *@dora* /@eva", ["ana", "bob", "carl", "dora", "eva"]),
        ("@ana.silva. @b-c_d @1", ["ana.silva", "b-c_d", "1"]),
        ("@ana's @bob… @carl...", ["ana", "bob", "carl"]),
        ("`@ana` @bob", ["bob"]),
        ("~~~\n@ana\n~~~\n\n    @bob\n\n> @carl\n\n- @dora", ["dora"]),
        ("|@ana|\n|-|\n|@bob|", ["ana", "bob"]),
        ("# @ana", ["ana"]),
        ("ana@example.org 1@a é@b", []),
        (r"\@ana", []),
        ("[@ana](http://a.example) https://a.example/@bob", []),
        ("@anaé @ana@example.org @@ana", []),
        ("@" + "a" * 40 + " @" + "b" * 41, ["a" * 40]),
        ("@ana\n@bob", ["ana", "bob"]),
        ("请@ana.silva看一下，@bob。", ["ana.silva", "bob"]),
        ("田中@anaさん、@bobは@carl様", ["ana", "bob", "carl"]),
        ("ユーザー@ana님 안녕@bob에게", ["ana", "bob"]),
        ("ถาม@anaครับ នៅ@bobបាន", ["ana", "bob"]),
        ("नमस्ते@ana और @bobने", ["ana", "bob"]),
        ("ל@ana و@bob", ["ana", "bob"]),
        ("＠ana と（＠bob）「@carl」", ["ana", "bob", "carl"]),
        (
            "@ana- @bob_ @carl--thanks @dora... @eva__ @fa.bi.-",
            ["ana", "bob", "carl", "dora", "eva", "fa.bi"],
        ),
        ("@ana-а @bob.Да @carl_э", ["ana", "bob", "carl"]),
        ("@Ana-Maria @ana_maria @a.b-c_d", ["ana-maria", "ana_maria", "a.b-c_d"]),
        ("почта@ana e\u0301@bob @jose\u0301 @josé 1@carl @ana@bob ＠@eva", []),
        ("Привет @ana，@bob", ["ana", "bob"]),
        ("@ @. @... @-", []),
    ],
)
def test_handles_are_found(source: str, handles: list[str]) -> None:
    assert mentioned(source) == handles


def test_at_most_fifty() -> None:
    assert len(mentioned(" ".join(f"@m{number}" for number in range(80)))) == 50


def test_the_renderer_links_exactly_those() -> None:
    source = "@ana x@bob `@carl` [@dora](http://a.example) **@eva** @fa.bi."
    everybody = {"ana", "bob", "carl", "dora", "eva", "fa.bi"}
    linked = re.findall("forum:/m/([a-z.]+)", render(source, handles=everybody))
    assert linked == mentioned(source) == ["ana", "eva", "fa.bi"]
