"""One hostile request: made, sent, timed, judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from io import BytesIO
from random import Random
from typing import Any
from urllib.parse import quote_plus, urlencode

from werkzeug.routing import Rule

from forum.core.web.submission import TEXT_FIELDS

from ..support.walk import SAFE
from .shapes import SHAPES
from .site import ROLES, Target, read_names

SECONDS = 1.0
"""CPU that one request may take."""
SIZES = {"line": 160, "post": 31_990, "below": 385_000, "above": 1_000_000}
"""Characters of a line and of the longest post; bytes below and above the limit of a form."""
FORM = "application/x-www-form-urlencoded"
HEADERS = (
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Authorization",
    "Cache-Control",
    "Content-Type",
    "Cookie",
    "Forwarded",
    "Host",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "Origin",
    "Range",
    "Referer",
    "Sec-Fetch-Site",
    "Sec-Purpose",
    "User-Agent",
    "X-Forwarded-For",
    "X-Requested-With",
)
COOKIES = ("session", "forum_device", "remember_token", "fx-tz", "x")
BROKEN = (
    "http://[",
    "https://[::1",
    "//[",
    "http://a:b:c/",
    "http://a]b/",
    "http://\u2100/",
    "null",
    "=",
    '"',
    "bytes=-1",
    "bytes=9-1,0-",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "application/json",
    'W/"',
    "session=;;=; =a",
    "en;q=a, *;q=-1, x;q=1e999",
    "\x00",
    "é",
)
"""Values of headers and fields that are wrong rather than long."""


@dataclass(frozen=True)
class Attempt:
    """What is sent to one address."""

    role: str
    rule: Rule
    method: str
    about: str
    """What is hostile, for the report."""
    options: tuple[tuple[str, Any], ...]
    field: str = ""
    typed: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule} as {self.role}: {self.about}"


@dataclass(frozen=True)
class Result:
    """How it was answered."""

    seconds: float
    status: int
    wrong: str = ""


def send(target: Target, attempt: Attempt, *, most: float = SECONDS) -> Result:
    """Send *attempt* and say what is wrong with it: also if it took *most* CPU seconds."""
    browser = target.browsers[attempt.role]
    where = target.address(attempt.rule)
    options = dict(attempt.options)
    try:
        answer = browser.open(where, method=attempt.method, **options)
    except Exception as error:
        return Result(target.seconds, 500, f"raised {type(error).__name__}: {error!s:.200}")
    seconds = target.seconds
    status, text = answer.status_code, answer.text if answer.mimetype == "text/html" else ""
    wrong = []
    if status >= 500:
        wrong.append(f"answered {status}")
    if seconds > most:
        wrong.append(f"took {seconds:.2f} s")
    if status == 413 and "too large" not in text:
        wrong.append("413 without words")
    if _loses(attempt, status, text):
        wrong.append(f"{status} without what was typed")
    return Result(seconds, status, ", ".join(wrong))


def _loses(attempt: Attempt, status: int, text: str) -> bool:
    """Whether a page shows the field again without what was typed, or a refusal leaves it out."""
    if attempt.field not in TEXT_FIELDS:
        return False
    shows_field = f'name="{attempt.field}"' in text
    if not shows_field and status not in (401, 403, 404, 429, 503):
        return False
    return _plain(attempt.typed) not in _plain(unescape(text))


def _plain(text: str) -> str:
    """Return *text* as a browser has it, which a page cannot hold otherwise."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return "".join(sign for sign in lines if sign >= " " or sign in "\n\t").strip("\n")


def attempts(target: Target, random: Random) -> Iterator[Attempt]:
    """Return hostile requests without end, to every address, as everybody."""
    makers = (_query, _form, _form, _form, _form, _header, _broken, _file, _many, _cookie)
    while True:
        for rule in random.sample(target.rules, len(target.rules)):
            made = random.choice(makers)(target, rule, random)
            if made is not None:
                yield made


def each_field(target: Target, random: Random) -> Iterator[Attempt]:
    """Return each field of each form with a megabyte, and then with some of the shapes."""
    places = [
        (rule, field)
        for rule in target.rules
        if _posts(rule)
        for field in sorted(read_names[rule.endpoint])
    ]
    for rule, field in places:
        role = random.choice(ROLES)
        yield _posting(target, role, rule, field, "combining", "above")
    for rule, field in places:
        for name in random.sample(list(SHAPES), 3 if field in TEXT_FIELDS else 1):
            yield _posting(target, "steward", rule, field, name, "post")


def _posts(rule: Rule) -> bool:
    return bool((rule.methods or set()) - SAFE) and not rule.endpoint.endswith("sign_out")


@lru_cache(maxsize=50)
def filled(shape: str, size: str) -> tuple[str, str]:
    """Return a text of this shape and size, and the same as it is sent."""
    make, most = SHAPES[shape], SIZES[size]
    if size in ("below", "above"):  # counted in bytes as they are sent
        most = most * 500 // len(quote_plus(make(500)))
    typed = make(most)
    return typed, quote_plus(typed)


def _posting(
    target: Target, role: str, rule: Rule, field: str, shape: str, size: str, **more: str
) -> Attempt:
    typed, quoted = filled(shape, size)
    others = {name: text for name, text in target.things.asked().items() if name != field}
    body = f"{urlencode({**more, **others})}&{field}={quoted}"
    options = {"data": body, "content_type": FORM}
    about = f"{field}: {shape}, {size}"
    return Attempt(role, rule, "POST", about, tuple(options.items()), field, typed)


def _form(target: Target, rule: Rule, random: Random) -> Attempt | None:
    if not _posts(rule):
        return None
    known = sorted(read_names[rule.endpoint]) or ["text"]
    size = random.choice(("line", "post", "post", "post", "below"))
    button = random.choice(("preview", "draft", "turn", "quote", "form_key", "x"))
    role, field, shape = random.choice(ROLES), random.choice(known), random.choice(list(SHAPES))
    return _posting(target, role, rule, field, shape, size, **{button: "1"})


def _query(target: Target, rule: Rule, random: Random) -> Attempt | None:
    if "GET" not in (rule.methods or ()):
        return None
    name = random.choice([*sorted(read_names[rule.endpoint]), "said", "sent", "next"])
    shape, size = random.choice(list(SHAPES)), random.choice((20, 200, 2_000, 7_900, 64_000))
    typed = SHAPES[shape](size)
    about = f"?{name}= {shape}, {size} long"
    options = {"query_string": {**target.things.asked(), name: typed}}
    return Attempt(random.choice(ROLES), rule, "GET", about, tuple(options.items()))


def _header(target: Target, rule: Rule, random: Random) -> Attempt | None:
    method = _method(rule, random)
    name, shape = random.choice(HEADERS), random.choice(list(SHAPES))
    value = SHAPES[shape](60_000).translate({0: "0", 10: " ", 13: " "})
    return _with_headers(target, rule, random, method, {name: value}, f"{name}: {shape}")


def _broken(target: Target, rule: Rule, random: Random) -> Attempt | None:
    method = _method(rule, random)
    name, value = random.choice(HEADERS), random.choice(BROKEN)
    sent = {name: value.replace("\x00", "0")}
    if name in ("Referer", "Origin") and random.random() < 0.5:
        sent["Sec-Fetch-Site"] = ""
    return _with_headers(target, rule, random, method, sent, f"{name}: {value!r}")


def _with_headers(
    target: Target, rule: Rule, random: Random, method: str, sent: dict[str, str], about: str
) -> Attempt:
    value = {name: text.encode("utf-8", "replace").decode("latin-1") for name, text in sent.items()}
    options: dict[str, Any] = {"headers": value}
    if method == "POST":
        options["data"] = target.things.asked()
    return Attempt(random.choice(ROLES), rule, method, about, tuple(options.items()))


def _cookie(target: Target, rule: Rule, random: Random) -> Attempt | None:
    name, shape = random.choice(COOKIES), random.choice(list(SHAPES))
    value = SHAPES[shape](random.choice((20, 500, 60_000))).translate({0: "0", 10: " ", 13: " "})
    sent = {"Cookie": f"{name}={value}"}
    method = _method(rule, random)
    return _with_headers(target, rule, random, method, sent, f"cookie {name}: {shape}")


def _file(target: Target, rule: Rule, random: Random) -> Attempt | None:
    if not _posts(rule):
        return None
    field = random.choice([*sorted(read_names[rule.endpoint]), "file"])
    shape, size = random.choice(list(SHAPES)), random.choice((0, 20, 200_000, 450_000))
    content = SHAPES[shape](size).encode("utf-8", "replace")[:size]  # more is written to a disk
    name = random.choice(("a.txt", "../../a", "é" * 5_000, "a\r\nb", '"', ""))
    data = {**target.things.asked(), field: (BytesIO(content), name)}
    about = f"file {field}: {shape}, {size} long, named {name[:10]!r}"
    return Attempt(random.choice(ROLES), rule, "POST", about, (("data", data),))


def _many(target: Target, rule: Rule, random: Random) -> Attempt | None:
    if not _posts(rule):
        return None
    field, shape = random.choice(sorted(read_names[rule.endpoint]) or ["a"]), random.choice(["a"])
    values = [SHAPES[shape](random.choice((1, 250))) for _ in range(random.choice((2, 900, 9_000)))]
    data = {**target.things.asked(), field: values}
    about = f"{field} {len(values)} times"
    return Attempt(random.choice(ROLES), rule, "POST", about, (("data", data),))


def _method(rule: Rule, random: Random) -> str:
    allowed = sorted((rule.methods or set()) - {"OPTIONS"})
    allowed = [name for name in allowed if name == "GET" or not rule.endpoint.endswith("sign_out")]
    return random.choice(allowed or ["GET"])
