"""Recognises what is peculiar to HTML from a Discourse forum (its ``cooked`` field)."""

from typing import NamedTuple
from xml.etree.ElementTree import Element  # nosec B405

from .links import decoded

_NOISE = frozenset(
    {
        "a.badge-wrapper",
        "div.github-icon-container",
        "div.onebox-metadata",
        "div.poll-buttons",
        "div.poll-info",
        "div.quote-controls",
        "img.avatar",
        "img.onebox-avatar",
        "img.onebox-avatar-inline",
        "img.site-icon",
        "img.thumbnail",
        "img.ytp-thumbnail-image",
        "span.badge-category-bg",
        "span.badge-category-parent-bg",
    }
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BBCODE = {"bbcode-b": "strong", "bbcode-i": "em", "bbcode-u": "u", "bbcode-s": "s"}


class Reference(NamedTuple):
    """Where something came from: an address, perhaps empty, and what to call it."""

    href: str
    text: str


def classes(element: Element) -> list[str]:
    """Return the class names of *element*."""
    return element.get("class", "").split()


def noise(element: Element) -> bool:
    """Whether *element* is decoration: avatars, icons, counters, the caption of a lightbox."""
    if any(f"{element.tag}.{name}" in _NOISE for name in classes(element)):
        return True
    return element.get("class") == "meta" and element.find("span[@class='filename']") is not None


def emoji(image: Element) -> str | None:
    """Return the text of an *image* that stands for an emoji, None for any other."""
    if "emoji" not in classes(image):
        return None
    return decoded(image.get("alt") or image.get("title") or "")


def renamed(element: Element) -> str | None:
    """Return the element that BBCode's ``<span class="bbcode-b">`` and the like stand for."""
    return next((_BBCODE[name] for name in classes(element) if name in _BBCODE), None)


def quoted(aside: Element) -> tuple[Reference, list[Element]] | None:
    """Return whom ``<aside class="quote">`` quotes, and what; None for any other *aside*."""
    if "quote" not in classes(aside):
        return None
    titles = [child for child in aside if "title" in classes(child)]
    name = " ".join(words(title) for title in titles) or decoded(aside.get("data-username", ""))
    topic, post = aside.get("data-topic", ""), aside.get("data-post", "")
    href = f"/t/{topic}/{post}" if topic.isdecimal() and post.isdecimal() else ""
    return Reference(href, name), [child for child in aside if child not in titles]


def onebox(aside: Element) -> tuple[Reference, list[Element]] | None:
    """Return the page that ``<aside class="onebox">`` previews, and its text; None for others."""
    if "onebox" not in classes(aside):
        return None
    heads = [child for child in aside if child.tag == "header"]
    for heading in (inner for inner in aside.iter() if inner.tag in _HEADINGS):
        heading.tag = "p"  # another page's headings are not headings of this one
    link = next((link for head in heads for link in head.iter("a")), None)
    link = next(aside.iter("a"), None) if link is None else link
    href = decoded(aside.get("data-onebox-src", "") if link is None else link.get("href", ""))
    text = words(link) if link is not None else ""
    return Reference(href, text or href), [child for child in aside if child not in heads]


def video(box: Element) -> Reference | None:
    """Return the video that ``<div class="lazyYT">`` stands for, None for any other *box*."""
    film = box.get("data-youtube-id", "")
    if not film.replace("-", "").replace("_", "").isalnum():
        return None
    href = f"https://www.youtube.com/watch?v={film}"
    return Reference(href, decoded(box.get("data-youtube-title", "")) or href)


def words(element: Element) -> str:
    """Return the text in *element* in one line, without decoration."""
    if noise(element):
        return ""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(words(child))
        parts.append(child.tail or "")
    return " ".join(decoded(" ".join(parts)).split())
