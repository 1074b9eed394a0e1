"""What an element says by its attributes alone: the words that a browser or a script would draw."""

import re
from collections import Counter
from collections.abc import Sequence
from xml.etree.ElementTree import Element  # nosec B405

from . import labels
from .characters import escaped, printable
from .discourse import Reference, classes, credited, peculiar, picked, words
from .elements import EMBEDDED
from .links import decoded, file_name

TAG = "fx-tag"
"""The attribute that says what a ``span`` was called before ``sanitise`` made one of it."""
_OBJECTS = frozenset(("applet", "frame", "object", "portal"))
_MACHINE = frozenset(("base", "basefont", "bgsound", "link", "meta", "param", "use"))
_NAMES = ("aria-label", "title", "alt", "alttext", "label", "placeholder")
_VALUED = frozenset(("button", "data", "input", "meter", "option", "output", "progress"))
_TOLD = {
    "discourse-post-event": labels.EVENT,
    "discourse-chat-transcript": labels.CHAT,
    "chat-transcript": labels.CHAT,
}
"""Boxes whose attributes say more than their text."""
_KINDS = {**_TOLD, "poll": labels.POLL, "discourse-local-date": ""}
_FIRST = ("name", "title", "username", "channel-name", "start", "date", "datetime", "time", "end")
_PLAIN = frozenset(("timezone", "location", "description"))
_UNREAD = re.compile(
    r"(?:.*-)?(?:id|ids|key|hash|sha1|width|height|index|status|version|theme|wrap|format|groups)"
    r"|chained|reminders"
)
"""The names of data attributes that are for a script and no reader."""
_FLAGS = frozenset(("", "true", "false", "yes", "no", "on", "off", "null", "none"))
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z?)")
_RUN_TOGETHER = frozenset(("area", "input", "optgroup", "option", "picture", "source", "track"))
"""Elements that stand side by side without a blank, and are apart in a browser."""
_SHOWN = EMBEDDED | {"img", "input"}
_LONGEST, _MOST = 300, 60
"""The characters of a value, and the attributes of an element, that are looked at."""


def original(element: Element) -> str:
    """Return what *element* is called in the HTML that was read."""
    return element.get(TAG, element.tag)


def silent(element: Element) -> bool:
    """Whether nothing is shown in *element*: no text, no picture, nothing embedded."""
    return not any(
        (inner.text or "").strip()
        or (inner is not element and (inner.tag in _SHOWN or (inner.tail or "").strip()))
        for inner in element.iter()
    )


def clear_doubles(root: Element) -> None:
    """Take away what would be told twice: bare links beside named ones, files beside a picture."""
    links = list(root.iter("a"))
    named = {link.get("href") for link in links if not silent(link)}
    for link in links:
        if link.get("href") in named and silent(link):
            link.attrib.clear()
    for picture in (one for one in root.iter("span") if original(one) == "picture"):
        for source in picture.iter("source") if picture.find(".//img") is not None else ():
            source.attrib.clear()


def count_played(player: Element, found: Sequence[Reference], told: Counter[str]) -> None:
    """Count in *told* what *player* plays, and the subtitles that no link leads to."""
    told["kept"] += sum(bool(one.href) for one in found)
    told["lost"] += sum(not one.href for one in found)
    told["lost"] += sum(original(inner) == "track" for inner in player)


def tell(element: Element, told: Counter[str]) -> None:
    """Put into *element* what it says only by its attributes, as text or a link; count in *told*.

    "kept" is what is text or a link now; "lost" what a script would have drawn, without words;
    "notes" the notes on a text that are shown beside it, and are left out.
    """
    if peculiar(element) or credited(element):
        return
    told["notes"] += _has_note(element)
    if (said := _said(element)) is not None:
        told["kept" if said.text else "lost"] += 1
        if said.text:
            _put(element, said)


def _put(element: Element, said: Reference) -> None:
    """Write *said* into *element*, in front of what it shows."""
    holder = element
    if original(element) in _OBJECTS or not silent(element):
        holder = Element("div")
        holder.tail, element.text = element.text, None
        element.insert(0, holder)
    elif original(element) in _RUN_TOGETHER:
        element.tag, said = "span", Reference(said.href, f" {said.text} ")
        element[:] = []
    if said.href and element.tag != "a":
        link = Element("a", {"href": said.href})
        holder.insert(0, link)
        holder = link
    holder.text = escaped(printable(said.text))


def _said(element: Element) -> Reference | None:
    """Return what *element* says by its attributes, and where it leads; None if nothing."""
    tag = original(element)
    if not element.attrib or tag in _MACHINE or _hidden(element):
        return None
    if tag in _OBJECTS:
        return _object(element)
    told = not _TOLD.keys().isdisjoint(classes(element))
    if tag in _SHOWN - {"input"} or not (told or _empty(element, tag)):
        return None
    href, text = _address(element, tag), "" if told else _name(element, tag)
    if not text:
        link, text = _box(element, _data(element))
        href = href or escaped(link)
    if href and not text:
        text = _called(tag, decoded(href))
    drawn = silent(element) and any(name.startswith("data-") for name in element.attrib)
    return Reference(href, text) if text or drawn else None


def _empty(element: Element, tag: str) -> bool:
    """Whether *element* shows nothing; an option need not be closed before the next begins."""
    choice = tag in ("optgroup", "option")
    return not (element.text or "").strip() if choice else silent(element)


def _has_note(element: Element) -> bool:
    """Whether *element* shows text, and a note beside it that is not kept."""
    note = _line(element.get("title", ""))
    if not note or element.tag in _SHOWN or element.tag in ("abbr", "acronym"):
        return False
    kept = element.tag == "a" and element.get("href")
    return not kept and not silent(element) and note not in words(element)


def _hidden(element: Element) -> bool:
    typed = element.get("type", "").lower() if element.tag == "input" else ""
    hidden = "hidden" in element.attrib or element.get("aria-hidden") == "true"
    return hidden or typed in ("hidden", "password", "checkbox", "radio", "file")


def _object(element: Element) -> Reference | None:
    """Return what ``<object data>`` and the like show, unless something in it says so too."""
    if any(inner.tag in _SHOWN for inner in element.iter() if inner is not element):
        return None
    own = (element.get(name, "") for name in ("data", "src", "archive", "code"))
    given = (
        inner.get("value", "")
        for inner in element.iter()
        if original(inner) == "param"
        and inner.get("name", "").lower() in ("movie", "src", "url", "data", "filename")
    )
    href = next(filter(None, (*own, *given)), "")
    text = _line(element.get("title", "") or element.get("aria-label", "")) or decoded(href)
    if not text:
        return Reference("", "") if silent(element) else None
    return Reference(href, f"{labels.EMBEDDED}: {text}")


def _address(element: Element, tag: str) -> str:
    if tag in ("a", "area"):
        href = element.get("href", "")
        return "" if href.startswith("#") else href
    if tag in ("source", "picture", "track") or element.get("src"):
        found = next((one for one in element.iter() if picked(one)), None)
        return "" if found is None else picked(found)
    return ""


def _called(tag: str, href: str) -> str:
    if tag in ("a", "area"):
        return href
    kind = labels.IMAGE if tag == "picture" else labels.FILE
    return f"{kind}: {file_name(href) or href}"


def _name(element: Element, tag: str) -> str:
    """Return the label of *element*, or the value, amount or time that it stands for."""
    label = next(filter(None, (_line(element.get(name, "")) for name in _NAMES)), "")
    value = _line(element.get("value", "")) if tag in _VALUED else ""
    if value and tag in ("meter", "progress"):
        value = f"{value} of {_line(element.get('max', '')) or 1}"
    if tag in ("option", "button"):
        return label or (value if tag == "option" else "")
    moment = "" if tag in ("ins", "del") else _moment(element.get("datetime", ""))
    parts = (label, value or moment)
    return ": ".join(dict.fromkeys(part for part in parts if part))


def _data(element: Element) -> dict[str, str]:
    """Return the data attributes of *element* that are for readers, by name."""
    found = {}
    for name, raw in list(element.items())[:_MOST]:
        if name.startswith("data-"):
            short, value = name.removeprefix("data-"), _moment(raw)
            for own in classes(element):
                short = short.removeprefix(f"{own}-")
            if not _UNREAD.fullmatch(short) and value.lower() not in _FLAGS:
                found[short] = value
    return found


def _box(element: Element, data: dict[str, str]) -> Reference:
    """Return what a box says that a script fills: its kind, its name, when, and the rest."""
    href = next((one for one in data.values() if one.startswith(("http://", "https://"))), "")
    titles = (inner.get("title", "") for inner in element.iter() if inner is not element)
    seen = _moment(" ".join((words(element), *titles)))
    shown = {
        name: value
        for name, value in data.items()
        if value != href and not re.search(rf"(?<!\w){re.escape(value)}(?!\w)", seen)
    }
    if "start" in shown and "end" in shown:
        shown["start"] += f" to {shown.pop('end')}"
    first = [shown.pop(name) for name in _FIRST if name in shown]
    rest = [
        value if name in _PLAIN else f"{_spaced(name)}: {value}" for name, value in shown.items()
    ]
    text = ", ".join((*first, *rest)) or href
    kinds = [_KINDS[name] for name in classes(element) if name in _KINDS]
    kind = kinds[0] if kinds else _spaced(next(iter(classes(element)), ""))
    return Reference(href, f"{kind}: {text}" if kind and text else text)


def _spaced(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").strip()


def _moment(value: str) -> str:
    """Return *value* in one line, moments in it as people write them: "2026-05-01 18:00"."""
    return _ISO.sub(lambda found: f"{found[1]} {found[2]}{' UTC' * bool(found[3])}", _line(value))


def _line(value: str) -> str:
    return " ".join(decoded(value[: 20 * _LONGEST]).split())[:_LONGEST]
