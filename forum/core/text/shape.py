"""Brings parsed HTML from any source into the form that our pages use."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element  # nosec B405

from . import attribute_words, discourse, labels
from .attributes import code_region, kept, link_attributes, numbers, table_region, titled
from .elements import ALLOWED, BOXES, DROPPED, EMBEDDED, INLINE, LEAVES, PARENTS, RENAMED
from .highlight import CLASSES
from .links import decoded, permitted
from .picture_name import picture_name
from .pictures import is_own
from .tokens import HtmlToken, Writer

Rewrite = Callable[[str], str | None]


@dataclass(frozen=True)
class _Place:
    """Where in the tree we are: in code, in a link, in running text."""

    code: bool = False
    link: bool = False
    inline: bool = False


def shaped(
    root: Element,
    *,
    link: Rewrite | None,
    images: bool,
    paths: bool,
    told: Counter[str] | None = None,
) -> list[HtmlToken]:
    """Return the tokens of the content of *root*; see ``sanitise.clean``."""
    shaper = _Shaper(link, images, paths, told)
    if told is not None:
        attribute_words.clear_doubles(root)
    shaper.children(root, _Place())
    return shaper.writer.tokens


class _Shaper:
    def __init__(
        self, link: Rewrite | None, images: bool, paths: bool, told: Counter[str] | None
    ) -> None:
        self.told, self.nameless = told, 0
        self.writer = Writer()
        self.link = link
        self.images = images
        self.paths = paths

    def children(self, element: Element, place: _Place) -> None:
        self.writer.raw(element.text)
        for child in element:
            self.element(child, place)
            self.writer.raw(child.tail)

    def element(self, element: Element, place: _Place) -> None:
        """Write *element*, or the element it stands for."""
        tag = element.tag
        if not isinstance(tag, str) or tag in DROPPED or discourse.noise(element):
            return
        if self.told is not None and not place.code:
            attribute_words.tell(element, self.told)
            tag = element.tag
        if place.code:
            self._in_code(element, place)
        elif tag == "input" or ("class" in element.attrib and self._peculiar(element, place)):
            self.writer.text(discourse.tick(element) or "")
        elif tag in EMBEDDED:
            self._embedded(element, place)
        elif tag in _SPECIAL:
            _SPECIAL[tag](self, element, place)
        elif tag in BOXES:
            self._box(element, place)
        else:
            self._usual(element, discourse.renamed(element) or RENAMED.get(tag, tag), place)

    def _peculiar(self, element: Element, place: _Place) -> bool:
        """Write *element* if its class says what it is; False, without effect, if it does not."""
        if not discourse.peculiar(element):
            return False
        if discourse.player(element):
            self._embedded(element, place)
        elif discourse.spoiler(element):
            self._spoiler(element, place)
        elif element.tag == "div" and "math" in discourse.classes(element):
            self._pre(element, place)
        else:
            return discourse.tick(element) is not None
        return True

    def _usual(self, element: Element, name: str, place: _Place) -> None:
        if name == "span" or name not in ALLOWED:
            self.children(element, place)
        elif self.writer.parent not in PARENTS.get(name, (self.writer.parent,)):
            self._box(element, place)
        else:
            inline = name in LEAVES or (name in INLINE and place.inline)
            self._within(name, kept(element, name), element, replace(place, inline=inline))

    def _within(
        self, name: str, attributes: dict[str, str], element: Element, place: _Place
    ) -> None:
        opened = self.writer.start(name, attributes)
        self.children(element, place)
        if opened and self.writer.parent == name:
            self.writer.end()

    def _in_code(self, element: Element, place: _Place) -> None:
        """Keep colours and emphasis in code; each item of a list becomes a line."""
        known = [name for name in discourse.classes(element) if name in CLASSES]
        if element.tag == "span" and known:
            self._within("span", {"class": known[0]}, element, place)
        elif element.tag in INLINE - {"a", "span"}:
            self._within(element.tag, {}, element, place)
        elif element.tag == "a":
            self._link(element, place)
        else:
            self.children(element, place)
            self.writer.raw("\n" if element.tag in ("br", "li") else "")

    def _box(self, element: Element, place: _Place) -> None:
        """Turn a box of running text into a paragraph; of any other box, write only the content."""
        if place.inline:
            self.writer.raw(" ")
            self.children(element, place)
            self.writer.raw(" ")
        elif discourse.has_blocks(element):
            self.children(element, place)
        else:
            self._within("p", {}, element, replace(place, inline=True))

    def _pre(self, element: Element, place: _Place) -> None:
        element.text = (element.text or "").lstrip("\n")
        self._within("pre", code_region(), element, replace(place, code=True))

    def _table(self, element: Element, place: _Place) -> None:
        opened = self.writer.start("div", table_region())
        self._within("table", {}, element, replace(place, inline=False))
        if opened:
            self.writer.end()

    def _link(self, element: Element, place: _Place) -> None:
        href = None if place.link else self._permitted(discourse.address(element))
        if href is None:
            self.children(element, place)
        else:
            attributes = link_attributes(href) | titled(element)
            self._within("a", attributes, element, replace(place, link=True, inline=True))

    def _image(self, element: Element, place: _Place) -> None:
        emoji = discourse.emoji(element)
        source = self._permitted(discourse.address(element))
        alt = element.get("alt", "") or (element.get("title", "") if self.told is not None else "")
        alt = " ".join(decoded(alt).split())
        if emoji is not None:
            self.writer.text(emoji)
        elif source is not None and is_own(source):
            self.writer.start("img", {"src": source, "alt": alt})
        elif source is None or not source.lower().startswith(("http", "/")):
            self.writer.text(alt)
        elif self.images:
            sizes = numbers(element, "width", "height")
            lazy = {"loading": "lazy", "referrerpolicy": "no-referrer"}
            self.writer.start("img", {"src": source, "alt": alt} | sizes | lazy)
        else:
            name = picture_name(alt, source)
            self.nameless += not name
            self._anchor(source, labels.picture(name, self.nameless), place)

    def _spoiler(self, element: Element, place: _Place) -> None:
        """Say that *element* gives something away: folded up, or in brackets in running text."""
        if place.inline or not self.writer.start("details"):
            before = f"[{labels.SPOILER}: "
            self.writer.text(before)
            self.children(element, place)
            self.writer.text("]")
            return
        self.writer.start("summary")
        self.writer.text(labels.SPOILER)
        self.writer.end()
        if discourse.has_blocks(element):
            self.children(element, place)
        else:
            self._within("p", {}, element, replace(place, inline=True))
        self.writer.end()

    def _embedded(self, element: Element, place: _Place) -> None:
        """Replace a video, a recording or another page with a link that says what it is."""
        found = discourse.played(element)
        if self.told is not None:
            attribute_words.count_played(element, found, self.told)
        opened = not place.inline and self.writer.start("p")
        for index, reference in enumerate(found):
            self.writer.text(" " if index else "")
            href = self._permitted(reference.href)
            if href is None:
                self.writer.text(reference.text)
            else:
                self._anchor(href, reference.text, place)
        if opened:
            self.writer.end()

    def _aside(self, element: Element, place: _Place) -> None:
        """Turn a quote or a preview into a quotation with a line that names its source."""
        found = discourse.quoted(element) or discourse.onebox(element)
        opened = found and self.writer.start("blockquote")
        if not found or not opened:
            self._box(element, place)
            return
        source, body = found
        if source.text and self.writer.start("p", {"class": "fx-from"}):
            href = self._permitted(source.href) if source.href else None
            if href is None:
                self.writer.text(source.text)
            else:
                self._anchor(href, source.text, place)
            self.writer.end()
        for part in body:
            unwrapped = part.tag == "blockquote"
            (self.children if unwrapped else self.element)(part, replace(place, inline=False))
        self.writer.end()

    def _anchor(self, href: str, text: str, place: _Place) -> None:
        opened = not place.link and self.writer.start("a", link_attributes(href))
        self.writer.text(text)
        if opened:
            self.writer.end()

    def _permitted(self, raw: str) -> str | None:
        href = decoded(raw)
        new = self.link(href) if self.link and href else None
        return permitted(href if new is None else new, paths=self.paths)


_SPECIAL: dict[str, Callable[[_Shaper, Element, _Place], None]] = {
    "a": _Shaper._link,
    "aside": _Shaper._aside,
    "img": _Shaper._image,
    "pre": _Shaper._pre,
    "table": _Shaper._table,
}
