"""Which links of a page can be said to be dead. Who may say so: whoever may edit the page."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from ..artefacts.details import from_stored
from ..core.text.outside_links import outside_links

if TYPE_CHECKING:
    from ..artefacts.rows import ArtefactRow


def hash_of(address: str) -> str:
    """Return what stands for the *address* of a link, in hexadecimal digits."""
    return sha256(address.encode("utf-8", "replace")).hexdigest()


def links_of(artefact: ArtefactRow) -> dict[str, str]:
    """Return the addresses on other sites that a page leads to, each once, by their hash."""
    own = from_stored(artefact.details).link
    addresses = [*([own] if own else []), *outside_links(artefact.html)]
    return {hash_of(address): address for address in addresses}
