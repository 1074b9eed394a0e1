"""Documents that are archives of XML: unpacked and heard piece by piece, up to a limit.

No member is ever unpacked whole, none is opened as an archive again, and XML that declares a type
of document, and with it words of its own, is refused.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.parsers import expat  # nosec B407: without types of documents, see _refuse

from .fault import Fault

if TYPE_CHECKING:
    from pathlib import Path

UNPACKED = 40_000_000
"""Bytes of all members together that are unpacked, counted while they are."""
MEMBERS = 5_000
RATIO = 200
"""How many times larger than packed a member may be, once it is larger than ``SMALL``."""
SMALL = 1_000_000
PIECE = 65_536
DEPTH = 500


class Hearer:
    """Is told the elements of an XML file, by their names without namespaces.

    Of attributes that name a relation to another member, the name begins with "r:". What stands in
    an element that was muted is not told, nor is its end.
    """

    depth = 0
    muted_at: int | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Hear that an element begins."""

    def end(self, name: str) -> None:
        """Hear that an element ends."""

    def data(self, text: str) -> None:
        """Hear text."""

    def mute(self, above: int = 0) -> None:
        """Hear nothing until this element has ended, or the one so many levels *above* it."""
        self.muted_at = self.depth - above


class Archive:
    """The members of a document."""

    def __init__(self, source: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(source)
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            with source.open("rb") as file:
                locked = file.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            raise Fault("locked" if locked else "broken") from error
        if len(members) > MEMBERS:
            raise Fault("big")
        self._members = {member.filename: member for member in members}
        self._room = UNPACKED

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def hear(self, name: str, hearer: Hearer) -> None:
        """Tell *hearer* what the XML of the member *name* says."""
        member = self._members.get(name)
        if member is None:
            raise Fault("broken")
        if member.flag_bits & 1:
            raise Fault("locked")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Fault("broken")
        parser = _parser(hearer)
        unpacked = 0
        try:
            with self._zip.open(member) as file:
                while piece := file.read(PIECE):
                    unpacked += len(piece)
                    self._room -= len(piece)
                    packed = max(member.compress_size, 1)
                    if self._room < 0 or (unpacked > SMALL and unpacked > RATIO * packed):
                        raise Fault("big")
                    parser.Parse(piece)
                parser.Parse(b"", True)
        except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
            raise Fault("broken") from error

    def main(self) -> str:
        """Return the name of the member that an Office document begins with."""
        leads = self.relations("").values()
        found = next((target for role, target in leads if role == "officeDocument"), "")
        if not found:
            raise Fault("broken")
        return found

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Return, by id, the last word of the kind and the name of each member *name* leads to."""
        folder, base = posixpath.split(name)
        listed = posixpath.join(folder, "_rels", f"{base}.rels")
        found = _Relations(folder)
        if listed in self:
            self.hear(listed, found)
        return found.by_id


class _Relations(Hearer):
    """Hears where a member of an Office document leads."""

    def __init__(self, folder: str) -> None:
        self.by_id: dict[str, tuple[str, str]] = {}
        self._folder = folder

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = posixpath.join("/" + self._folder, attributes.get("Target", ""))
            self.by_id[attributes.get("Id", "")] = kind, posixpath.normpath(target).lstrip("/")


def _refuse(*_: object) -> None:
    raise Fault("entities")


def _local(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return f"r:{local}" if space.endswith("/relationships") else local


def _parser(hearer: Hearer) -> expat.XMLParserType:
    """Return a parser that tells *hearer* what it reads."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse

    def start(name: str, attributes: dict[str, str]) -> None:
        hearer.depth += 1
        if hearer.depth > DEPTH:
            raise Fault("broken")
        if hearer.muted_at is None:
            told = {_local(key): value for key, value in attributes.items()}
            hearer.start(name.rpartition(" ")[2], told)

    def end(name: str) -> None:
        if hearer.muted_at is None:
            hearer.end(name.rpartition(" ")[2])
        elif hearer.depth <= hearer.muted_at:
            hearer.muted_at = None
        hearer.depth -= 1

    def data(text: str) -> None:
        if hearer.muted_at is None:
            hearer.data(text)

    hearer.depth, hearer.muted_at = 0, None
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = data
    return parser
