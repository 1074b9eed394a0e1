"""What a picture that is not shown is called."""

import pytest

from forum.core.text.picture_name import picture_name
from forum.core.text.plain import plain
from forum.core.text.sanitise import clean

HASH = "76b3d442aab9c71d76b3d442aab9c71d76b3d442"


@pytest.mark.parametrize(
    ("alt", "file", "name"),
    [
        ("A letter", f"{HASH}.png", "A letter"),
        ("圖片", f"{HASH}.png", "圖片"),
        ("54", f"{HASH}.png", "54"),
        ("", "refusal-letter.png", "refusal-letter.png"),
        ("", "Refusal%20letter.png", "Refusal letter.png"),
        ("", "c.png", "c.png"),
        ("image", "refusal-letter.png", "refusal-letter.png"),
        ("Screenshot_20190228_154051", f"{HASH}.png", "Screenshot_20190228_154051"),
        ("SpaceGates002", "", "SpaceGates002"),
        *(
            (alt, "", "")
            for alt in ("", "image", "IMG_1234", "PNG", HASH, f"{HASH}_2_690x381.jpeg")
        ),
        *(
            ("", file, "")
            for file in ("OSz00ye.jpg", "7mR8xuo.jpg", "37w2x395hqpk.png", "DSC001.JPG")
        ),
        ("", "5560fc7be510b.png", ""),
        ("", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6.png", ""),
        ("so it goes " * 9, "", "so it goes so it goes so it goes so it goes so it goes so…"),
    ],
)
def test_a_name_is_one_that_somebody_gave(alt: str, file: str, name: str) -> None:
    assert picture_name(alt, f"https://a.example/b/{file}") == name


def test_several_without_a_name_are_told_apart() -> None:
    html = "".join(
        f'<p><img src="https://a.example/{n}{HASH}.png" alt="image"></p>' for n in range(3)
    )
    assert plain(clean(html)) == "image\nimage 2\nimage 3"
    assert clean(clean(html)) == clean(html)
