"""What a post of another forum shows without having it as text comes in as text, or is counted.

Siblings covered: boxes that a script fills from ``data-*`` (events, polls, chats, dates, any
other), with and without text of their own; whatever a browser plays or embeds (``object``,
``param``, ``embed``, ``applet``, ``frame``, ``iframe``, ``portal``, ``audio``, ``video``,
``source``, a poster, ``track``); pictures that are only offered (``picture``, ``srcset``,
``data-src``, only ``alt``, only ``title``); ``svg`` and ``math`` with their titles and labels;
``map`` with ``area``; ``meter`` and ``progress``; ``input``, ``textarea``, ``button``, ``option``,
``datalist``; ``output`` and ``data``; an empty ``time``, ``abbr`` or link, a custom element; icons
with a label; the counting of lists; ``ins``, ``del``, ``title``, ``noscript``, whose text stays. A
browser never shows ``cite``, the ``datetime`` of a change, ``meta`` and ``link``: they are not
told. An address that may not be a link is no link afterwards.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from forum.core.database.session import session
from forum.core.text.plain import plain
from forum.threads.models import Post

from ..support.world import World
from .sample import imported, post, topic, write

KEPT = "films, embedded pages, events and the like: kept as text or as links"
LOST = "something that a script or a player showed, and nothing in the file says"
NOTES = "notes shown beside a word when the mouse is over it: left out"
LINKS = "links of a form that is not allowed: their texts are kept"
EVENT = (
    '<div class="discourse-post-event" data-name="Meetup" data-start="2024-05-01 18:00"'
    ' data-end="2024-05-01 20:00" data-timezone="Europe/Berlin" data-status="public"{}>{}</div>'
)
MEETUP = "event: Meetup, 2024-05-01 18:00 to 2024-05-01 20:00, Europe/Berlin"
CHAT = (
    '<div class="chat-transcript" data-username="eva" data-channel-name="General"'
    ' data-datetime="2022-01-27T12:00:00Z" data-message-id="31;2">{}</div>'
)
FILM = "https://a.example/film.mp4"
PAGE = "https://a.example/page"

TEXTS: list[tuple[str, str, str]] = [
    (EVENT.format("", ""), MEETUP, KEPT),
    (EVENT.format("", "<p>Bring cake.</p>"), f"{MEETUP}\nBring cake.", KEPT),
    (EVENT.format("", "<p>Meetup in Europe/Berlin</p>"), "event: 2024-05-01 18:00 to", KEPT),
    (EVENT.format(' data-location="Room &amp; board"', ""), f"{MEETUP}, Room & board", KEPT),
    (CHAT.format(""), "chat: eva, General, 2022-01-27 12:00 UTC", KEPT),
    (CHAT.format("<p>eva: hi</p>"), "chat: General, 2022-01-27 12:00 UTC\neva: hi", KEPT),
    ('<div class="poll" data-poll-name="Lunch" data-poll-min="1"></div>', "Lunch, min: 1", KEPT),
    (
        '<p>At <span class="discourse-local-date" data-date="2024-05-01"></span>!</p>',
        "At 2024",
        KEPT,
    ),
    ('<span data-date="2024-05-01">1 May</span>', "1 May", ""),
    (
        '<div class="weather-box" data-place="Graz" data-sun="true"></div>',
        "weather box: place: Graz",
        KEPT,
    ),
    ('<ul><li data-task="Buy milk"></li></ul>', "task: Buy milk", KEPT),
    ('<table><tr><td title="yes"></td><td>a</td></tr></table>', "yes | a", KEPT),
    ('<div class="gallery" data-mode-id="4"></div>', "", LOST),
    ("<object data='https://a.example/x.pdf' title='Plan'></object>", "embedded page: Plan", KEPT),
    (f'<object data="{PAGE}">Or so</object>', f"embedded page: {PAGE}\nOr so", KEPT),
    (f'<object><param name="movie" value="{FILM}"></object>', f"page: {FILM}", KEPT),
    (f'<object><param name="movie" value="x"><embed src="{FILM}"></object>', f"page: {FILM}", KEPT),
    ("<object type=a/b></object>", "", LOST),
    (f'<p>a <applet archive="{PAGE}">b</applet></p>', f"a embedded page: {PAGE} b", KEPT),
    (f'<portal src="{PAGE}"></portal>', f"embedded page: {PAGE}", KEPT),
    (f'<frameset><frame src="{PAGE}"></frameset>', f"embedded page: {PAGE}", KEPT),
    (f'<iframe src="{PAGE}" title="Map"></iframe>', "embedded page: Map", KEPT),
    (f'<iframe data-src="{PAGE}"></iframe>', f"embedded page: {PAGE}", KEPT),
    ('<iframe srcdoc="words"></iframe>', "embedded page", LOST),
    (f'<video poster="{PAGE}"></video>', f"video: {PAGE}", KEPT),
    (f'<audio><source src="{FILM}"></audio>', f"recording: {FILM}", KEPT),
    (f'<video src="{FILM}"><track src="b.vtt" label="English"></video>', "video", LOST),
    (f'<source src="{FILM}">', "file: film.mp4", KEPT),
    (f'<picture><source srcset="{PAGE}.png 2x"></picture>', "image: page.png", KEPT),
    (f'<picture><source srcset="a"><img src="{PAGE}.png" alt="Us"></picture>', "image: Us", ""),
    (f'<img srcset="{PAGE}.png 2x" alt="Us">', "image: Us", ""),
    (f'<img data-src="{PAGE}.png" title="Us">', "image: Us", ""),
    ('<p>a <img alt="chart"> b</p>', "a chart b", ""),
    ('<p>a <img title="chart"> b</p>', "a chart b", ""),
    ("<svg viewBox=0><title>Chart</title><desc>Sales</desc></svg>", "ChartSales", ""),
    ('<svg aria-label="Chart"><path d="M1"/></svg> and', "Chart and", KEPT),
    ('<svg aria-hidden="true" title="x"><use href="#x"></use></svg>a', "a", ""),
    ('<math alttext="x^2"></math>', "x^2", KEPT),
    ("<math><mi>x</mi></math>", "x", ""),
    (f'<map><area href="{PAGE}" alt="Room"><area alt="Hall"></map>', "Room Hall", KEPT),
    ('<p>It is <meter value="3" max="5"></meter>.</p>', "It is 3 of 5.", KEPT),
    ('<progress value="0.7"></progress>', "0.7 of 1", KEPT),
    ('<meter value="3">three</meter>', "three", ""),
    ('<input value="typed"><input type="hidden" value="k">', "typed", KEPT),
    ('<p><input type="radio" checked> a <input type="radio"> b</p>', "☑ a ☐ b", ""),
    ('<textarea placeholder="Say it"></textarea>', "Say it", KEPT),
    ("<textarea>said</textarea>", "said", ""),
    ('<button aria-label="Close"></button>', "Close", KEPT),
    ('<select><option label="One"><option>Two</select>', "One", KEPT),
    ('<datalist><option value="ash"></datalist>', "ash", KEPT),
    ('<output value="4"></output>', "4", KEPT),
    ('<data value="42"></data>', "42", KEPT),
    ('<time datetime="2024-05-01T18:00"></time>', "2024-05-01 18:00", KEPT),
    ('<relative-time datetime="2024-05-01T18:00Z"></relative-time>', "2024-05-01 18:00 UTC", KEPT),
    ('<x-card data-text="Hello" />', "text: Hello", KEPT),
    ('<abbr title="World"></abbr>', "World", KEPT),
    (f'<a href="{PAGE}"></a>', PAGE, KEPT),
    (f'<a href="{PAGE}" title="There"><i class="icon"></i></a>', "There", KEPT),
    (f'<a href="{PAGE}"></a><a href="{PAGE}">there</a>', "there", ""),
    ('<h2>b<a class="anchor" href="#b" name="b"></a></h2>', "b", ""),
    ('<p><i class="fa" title="Warning"></i> hot</p>', "hot", NOTES),
    ('<p><span title="in 2009">then</span></p>', "then", NOTES),
    ("<ins datetime='2024-05-01'>a</ins><del cite='/x'>b</del>", "ab", ""),
    ("<title>Head</title><noscript>Else</noscript>", "HeadElse", ""),
    ('<object data="javascript:alert(1)"></object>', "embedded page: javascript", LINKS),
    ('<div class="x-y" data-url="javascript:alert(1)"></div>', "x y: url: javascript", KEPT),
    (
        f'<div class="x" data-url="{PAGE}&quot;&gt;&lt;script&gt;"></div>',
        f'x: {PAGE}"><script>',
        KEPT,
    ),
]


@pytest.mark.sites("sqlite")
def test_what_only_attributes_say_is_text_afterwards_or_a_line_of_the_report(
    world: World, tmp_path: Path
) -> None:
    posts = [post(n, html, user_id=1) for n, (html, _, _) in enumerate(TEXTS, 1)]
    run = imported(world, write(tmp_path / "a.jsonl", topic(7, *posts)))
    with world.request():
        stored = session().scalars(select(Post.html).order_by(Post.number)).all()
    assert len(stored) == len(TEXTS)
    for number, (found, (html, words, line)) in enumerate(zip(stored, TEXTS, strict=True), 1):
        assert words in plain(found).strip(), (html, found)
        assert "javascript:" not in "".join(found.split('href="')[1:]), found
        assert "<script" not in found
        assert "fx-tag" not in found
        named = [why for why, places in run.report.left_out.items() if f"7/{number}" in places]
        assert line in named if line else named == [], (html, named)
    said = "\n".join(run.report.lines(whole=True))
    for line in (KEPT, LOST, NOTES):
        assert f" × {line} (7/" in said


@pytest.mark.sites("sqlite")
def test_what_is_told_leads_where_it_led(world: World, tmp_path: Path) -> None:
    boxes = [
        (EVENT.format(f' data-url="{PAGE}"', ""), PAGE),
        (f'<object data="{PAGE}?a=1&amp;b=2"></object>', f"{PAGE}?a=1&amp;b=2"),
        (f'<embed src="{FILM}">', FILM),
        (f'<map><area href="{PAGE}" alt="Room"></map>', PAGE),
        ('<object data="/uploads/x.pdf"></object>', "https://old.example/uploads/x.pdf"),
    ]
    posts = [post(n, html, user_id=1) for n, (html, _) in enumerate(boxes, 1)]
    imported(world, write(tmp_path / "a.jsonl", topic(7, *posts)), host="old.example")
    with world.request():
        stored = session().scalars(select(Post.html).order_by(Post.number)).all()
    for found, (html, href) in zip(stored, boxes, strict=True):
        assert f'<a href="{href}"' in found, (html, found)


@pytest.mark.sites("sqlite")
def test_lists_count_as_they_did(world: World, tmp_path: Path) -> None:
    html = '<ol start="3" type="a" reversed><li value="7">x</li><li>y</li></ol>'
    imported(world, write(tmp_path / "a.jsonl", topic(7, post(1, html))))
    with world.request():
        [found] = session().scalars(select(Post.html)).all()
    for part in ('start="3"', 'type="a"', "reversed", 'value="7"'):
        assert part in found


def test_a_report_without_them_says_that_nothing_was_left_out(world: World, tmp_path: Path) -> None:
    html = '<p title="">Words, <b class="c">bold</b>.</p><svg aria-hidden="true"></svg>'
    run = imported(world, write(tmp_path / "a.jsonl", topic(7, post(1, html))))
    assert "Nothing was left out." in run.report.lines()
