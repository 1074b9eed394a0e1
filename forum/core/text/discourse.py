"""Recognises what is peculiar to HTML from a Discourse forum (its ``cooked`` field)."""

from typing import NamedTuple
from xml.etree.ElementTree import Element  # nosec B405

from . import emoji as names
from . import labels
from .elements import BLOCKS
from .links import decoded

_NOISE = frozenset(
    {
        "a.badge-wrapper",
        "a.footnote-backref",
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
_RENAMED = {
    "bbcode-b": "strong",
    "bbcode-i": "em",
    "bbcode-u": "u",
    "bbcode-s": "s",
    "chcklst-stroked": "s",
    "math": "code",
}
_SPOILERS = frozenset(("spoiler", "spoiled", "inline-spoiler"))
_PLAYERS = frozenset(("lazyYT", "lazy-video-container", "video-placeholder-container"))
_PECULIAR = _SPOILERS | _PLAYERS | {"math", "chcklst-box"}
_CHOICES = ("checkbox", "radio")
_FILMS = {"youtube": "https://www.youtube.com/watch?v={}", "vimeo": "https://vimeo.com/{}"}


class Reference(NamedTuple):
    """Where something came from: an address, perhaps empty, and what to call it."""

    href: str
    text: str


def classes(element: Element) -> list[str]:
    """Return the class names of *element*."""
    return element.get("class", "").split()


def noise(element: Element) -> bool:
    """Whether *element* is decoration: avatars, icons, counters, the caption of a lightbox."""
    if "class" not in element.attrib:
        return False
    if any(f"{element.tag}.{name}" in _NOISE for name in classes(element)):
        return True
    return element.get("class") == "meta" and element.find("span[@class='filename']") is not None


def emoji(image: Element) -> str | None:
    """Return the character that an *image* stands for, None if it is not an emoji.

    An emoji of that forum's own, which Unicode does not have, is written as its name.
    """
    if "emoji" not in classes(image):
        return None
    name = decoded(image.get("alt") or image.get("title") or "").strip()
    picture = decoded(image.get("src", "")).partition("?")[0].rpartition("/")[2]
    return names.emoji(name or f":{picture.partition('.')[0]}:")


def address(element: Element) -> str:
    """Return the address of a picture or a link as its author gave it, as it is written there."""
    name = "href" if element.tag == "a" else "src"
    given = element.get(name, "")
    if not given or given.endswith("/images/transparent.png"):
        given = element.get(f"data-orig-{name}", "") or (picked(element) if name == "src" else "")
    return given


def picked(element: Element) -> str:
    """Return the address of the file that *element* shows: its own, or the first it offers."""
    offered = element.get("srcset", "") or element.get("data-srcset", "")
    first = offered.split(",", maxsplit=1)[0].split()
    lazy = element.get("data-src", "") or element.get("data-lazy-src", "")
    return element.get("src", "") or lazy or (first[0] if first else "")


def peculiar(element: Element) -> bool:
    """Whether the class of *element* says that it is a spoiler, a film, a formula or a tick."""
    return not _PECULIAR.isdisjoint(classes(element))


def credited(element: Element) -> bool:
    """Whether *element* is a quotation or a preview, which names its source itself."""
    return element.tag == "aside" and not {"quote", "onebox"}.isdisjoint(classes(element))


def tick(element: Element) -> str | None:
    """Return the box that *element*, of a list of things to do, draws; None for any other."""
    named = classes(element)
    if element.tag == "input":
        ticked = element.get("checked") is not None
        return ("☑" if ticked else "☐") if element.get("type") in _CHOICES else None
    if "chcklst-box" not in named:
        return None
    return "☑" if "checked" in named or "permanent" in named else "☐"


def spoiler(element: Element) -> bool:
    """Whether *element* hides what is in it until it is clicked."""
    return not _SPOILERS.isdisjoint(classes(element))


def player(element: Element) -> bool:
    """Whether *element* is the place of a film that a script fills in."""
    return not _PLAYERS.isdisjoint(classes(element))


def renamed(element: Element) -> str | None:
    """Return the element that BBCode's ``<span class="bbcode-b">`` and the like stand for."""
    return next((_RENAMED[name] for name in classes(element) if name in _RENAMED), None)


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


def played(player: Element) -> list[Reference]:
    """Return what *player* plays, with the kind before its name: mostly one thing."""
    kind = labels.AUDIO if player.tag == "audio" else labels.VIDEO
    if player.tag in ("embed", "iframe"):
        kind = labels.EMBEDDED
    film = _film(player)
    # The link of a film may contain only its picture.
    links = (
        [] if film else [Reference(link.get("href", ""), words(link)) for link in player.iter("a")]
    )
    own = player.get("data-original-href", "")
    sources = [own, *(picked(inner) for inner in player.iter()), player.get("poster", "")]
    title = player.get("title", "")
    found = [film] if film else links or [Reference(next(filter(None, sources), ""), title)]
    return [
        Reference(one.href, f"{kind}: {decoded(one.text) or decoded(one.href)}".rstrip(": "))
        for one in found
    ]


def _film(box: Element) -> Reference | None:
    """Return the film that ``<div class="lazyYT">`` and the like stand for, None for others."""
    if uploaded := box.get("data-video-src", ""):
        return Reference(uploaded, decoded(uploaded).rpartition("/")[2])
    film = box.get("data-youtube-id", "") or box.get("data-video-id", "")
    if not film.replace("-", "").replace("_", "").isalnum():
        return None
    form = _FILMS.get(box.get("data-provider-name", "youtube"), "")
    own = next((link.get("href", "") for link in box.iter("a")), "")
    title = box.get("data-youtube-title", "") or box.get("data-video-title", "")
    return Reference(form.format(film) or own, title)


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


def has_blocks(element: Element) -> bool:
    """Whether anything in *element*, but for what is noise, is a block."""
    return any(
        inner.tag in BLOCKS and inner is not element and not noise(inner)
        for inner in element.iter()
    )
