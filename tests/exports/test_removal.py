"""An export has no word of what was taken out, and says that it was."""

from __future__ import annotations

from ..removal.place import NAME, Place
from ..support.world import World


def test_a_removed_post_is_exported_as_removed(world: World) -> None:
    place = Place(world)
    place.remove(f"/p/{place.opening}")
    place.remove(f"/p/{place.answer}")
    for end in ("/whole", ".html", ".md", ".json"):
        text = place.read(place.jon, f"/t/{place.thread}{end}").text
        assert NAME not in text, end
        assert "removed" in text, end


def test_a_page_that_quoted_it_and_a_removed_page(world: World) -> None:
    place = Place(world)
    quoted = f"> [Ben](forum:/p/{place.answer}):\n>\n> She is {NAME}.\n\nMine."
    page = place.page(quoted, title="Kept", tags=(), sources=[(place.thread, 2)])
    gone = place.page()
    for path in (f"/p/{place.answer}", f"/p/{place.opening}", f"/a/{gone}"):
        place.remove(path)
    for end in ("/whole", ".html", ".md", ".json"):
        text = place.read(place.jon, f"/a/{page}{end}").text
        assert NAME not in text, end
        assert "Mine." in text, end
        assert place.read(place.jon, f"/a/{gone}{end}").status_code == 404, end
