"""A picture is written anew: upright, in sRGB, and with nothing that its file knew beside it."""

from __future__ import annotations

import json
import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from forum.core.limited_process import Broken, NotRead, run
from forum.core.text.pictures import with_pictures

CANARIES = (b"4711", b"4712", b"GPS", b"canary", b"Exif", b"ICC", b"iCCP", b"xmp", b"XMP", b"tEXt")


class Made(NamedTuple):
    """What the limited process made of a picture."""

    said: dict[str, Any]
    folder: Path

    @property
    def original(self) -> Image.Image:
        return opened(self.folder / self.said["file"])

    def thumbnail(self, width: int) -> Image.Image:
        return opened(self.folder / f"{width}.webp")

    @property
    def leaks(self) -> list[tuple[str, bytes]]:
        return [
            (path.name, word)
            for path in sorted(self.folder.iterdir())
            for word in CANARIES
            if word in path.read_bytes()
        ]


def opened(path: Path) -> Image.Image:
    """Return a picture that leaves no file open."""
    picture = Image.open(BytesIO(path.read_bytes()))
    picture.load()
    return picture


def made(tmp_path: Path, data: bytes) -> Made:
    """Return what becomes of the picture *data*."""
    source, folder = tmp_path / "upload", tmp_path / "made"
    source.write_bytes(data)
    folder.mkdir(exist_ok=True)
    return Made(json.loads(run("picture", source, folder)), folder)


def refused(tmp_path: Path, data: bytes) -> str:
    """Return the reason why *data* is not read, and check that a good picture still is."""
    with pytest.raises(NotRead) as told:
        made(tmp_path, data)
    assert made(tmp_path, saved(drawn(), "PNG")).said["width"] == 400
    return told.value.reason


def drawn(mode: str = "RGB") -> Image.Image:
    """Return a white picture, 400 x 200, with red in its upper left corner."""
    picture = Image.new("RGB", (400, 200), "white")
    ImageDraw.Draw(picture).rectangle((0, 0, 60, 60), fill="red")
    return picture.convert(mode)


def saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    file = BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    noted = Image.Exif()
    noted[0x0112] = orientation
    noted[0x010E] = "badge 4711 canary"
    noted.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 0.0), 3: "E", 4: (11.0, 34.0, 0.0)})
    return noted


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">canary 4711</x:xmpmeta>'
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()


def test_a_photograph_stands_upright_and_forgets_where_it_was_taken(tmp_path: Path) -> None:
    data = saved(drawn(), "JPEG", exif=exif(6), comment=b"desk 4712", xmp=XMP, quality=95)
    assert {b"4711", b"4712"} <= {word for word in CANARIES if word in data}
    found = made(tmp_path, data + b"canary behind the end")
    assert (found.said["type"], found.said["width"], found.said["height"]) == (
        *("image/jpeg", 200),
        400,
    )
    assert found.leaks == []
    red, green, _ = found.original.getpixel((190, 10))  # type: ignore[misc]
    assert red > 200
    assert green < 60


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_to_hold_a_camera_is_known(tmp_path: Path, orientation: int) -> None:
    def red_is_above_left(picture: Image.Image) -> bool:
        red, green, _ = picture.convert("RGB").getpixel((8, 8))  # type: ignore[misc]
        return red > 200 and green < 80

    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # what a camera that was held so would save
    picture = drawn()
    if orientation > 1:
        picture = picture.transpose(Image.Transpose(turns[orientation]))
    found = made(tmp_path, saved(picture, "PNG", exif=exif(orientation)))
    assert (found.said["width"], found.said["height"]) == (400, 200)
    assert red_is_above_left(found.original)
    assert red_is_above_left(found.thumbnail(320))


def test_no_note_of_a_png_is_kept(tmp_path: Path) -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "canary 4711")
    notes.add_text("Packed", "canary 4712" * 30, zip=True)
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    notes.add(b"prVt", b"canary", after_idat=True)
    data = saved(drawn(), "PNG", pnginfo=notes, exif=exif(), icc_profile=PROFILE, dpi=(4711, 4711))
    found = made(tmp_path, data + b"canary")
    assert found.leaks == []
    bytes_of = (found.folder / "original.png").read_bytes()
    assert set(chunks(bytes_of)) == {b"IHDR", b"IDAT", b"IEND"}


def chunks(data: bytes) -> list[bytes]:
    """Return the kinds of the chunks of a PNG."""
    kinds, at = [], 8
    while at < len(data):
        kinds.append(data[at + 4 : at + 8])
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    return kinds


@pytest.mark.parametrize("lossless", [True, False])
def test_no_note_of_a_webp_is_kept(tmp_path: Path, lossless: bool) -> None:
    data = saved(
        drawn("RGBA"), "WEBP", exif=exif(), xmp=XMP, icc_profile=PROFILE, lossless=lossless
    )
    found = made(tmp_path, data + b"canary")
    assert found.leaks == []
    assert found.said["type"] == "image/webp"
    assert (b"VP8L" in (found.folder / "original.webp").read_bytes()) is lossless


def frames(count: int = 5, size: tuple[int, int] = (400, 64)) -> list[Image.Image]:
    return [Image.new("RGB", size, (i % 256, 50, i // 256 * 9)) for i in range(0, count * 40, 40)]


@pytest.mark.parametrize(("form", "extra"), [("GIF", {"comment": b"desk 4712"}), ("WEBP", {})])
def test_a_picture_in_motion_moves_as_before(tmp_path: Path, form: str, extra: Any) -> None:
    if form == "WEBP":
        extra = {"exif": exif(), "xmp": XMP, "lossless": True}
    first, *rest = frames()
    times = [100, 200, 300, 400, 500]
    data = saved(first, form, save_all=True, append_images=rest, duration=times, loop=3, **extra)
    found = made(tmp_path, data + b"canary")
    assert found.said["frames"] == 5
    assert found.leaks == []
    moving = found.original
    assert moving.n_frames == 5  # type: ignore[attr-defined]
    assert moving.info["loop"] == 3
    durations = []
    for number in range(5):
        moving.seek(number)
        moving.load()
        durations.append(moving.info["duration"])
        red, *_ = moving.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
        assert abs(red - number * 40) < 12
    assert durations == times
    assert getattr(found.thumbnail(320), "n_frames", 1) == 1


def test_a_gif_keeps_what_can_be_seen_through(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (500, 50), (0, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle((0, 0, 99, 49), fill="blue")
    found = made(tmp_path, saved(picture, "GIF"))
    assert found.original.convert("RGBA").getpixel((400, 25))[3] == 0  # type: ignore[index]
    assert found.thumbnail(320).getpixel((300, 10))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("form", ["GIF", "WEBP"])
def test_no_frame_shows_through_the_next(tmp_path: Path, form: str) -> None:
    squares = [Image.new("RGBA", (400, 60), (0, 0, 0, 0)) for _ in range(3)]
    for number, square in enumerate(squares):
        ImageDraw.Draw(square).rectangle((number * 100, 10, number * 100 + 30, 50), fill="red")
    options: dict[str, Any] = {"disposal": 2, "lossless": True, "kmax": 1}
    data = saved(squares[0], form, save_all=True, append_images=squares[1:], **options)
    moving = made(tmp_path, data).original
    for number in range(3):
        moving.seek(number)
        seen = moving.convert("RGBA")
        there = [seen.getpixel((x, 30))[3] > 99 for x in (15, 115, 215)]  # type: ignore[index]
        assert there == [place == number for place in range(3)]


def test_of_a_png_in_motion_the_first_picture_is_kept(tmp_path: Path) -> None:
    first, *rest = frames()
    found = made(tmp_path, saved(first, "PNG", save_all=True, append_images=rest, duration=50))
    assert (found.said["frames"], getattr(found.original, "n_frames", 1)) == (1, 1)


def test_sixteen_bits_become_an_even_ramp(tmp_path: Path) -> None:
    ramp = Image.new("I;16", (512, 64))
    ramp.putdata([x // 2 * 257 for _ in range(64) for x in range(512)])
    found = made(tmp_path, saved(ramp, "PNG"))
    row = [found.original.getpixel((x, 5)) for x in range(0, 512, 2)]
    assert row == list(range(256))
    small = [found.thumbnail(320).convert("L").getpixel((x, 5)) for x in range(320)]
    assert max(abs(value - x * 255 / 319) for x, value in enumerate(small)) < 6  # type: ignore[operator]


def test_text_on_a_transparent_ground_stays_so(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (400, 80))
    ImageDraw.Draw(picture).text((9, 30), "black text", fill="black")
    found = made(tmp_path, saved(picture, "PNG"))
    for each in (found.original, found.thumbnail(320)):
        assert each.mode == "RGBA"
        assert each.getpixel((200, 2))[3] == 0  # type: ignore[index]


def test_ink_becomes_light(tmp_path: Path) -> None:
    found = made(tmp_path, saved(Image.new("CMYK", (399, 99), (255, 0, 0, 0)), "JPEG"))
    assert found.original.mode == "RGB"
    red, green, blue = found.original.getpixel((50, 50))  # type: ignore[misc]
    assert red < 40
    assert min(green, blue) > 150


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_kind_of_png_is_read(tmp_path: Path, mode: str) -> None:
    found = made(tmp_path, saved(drawn(mode), "PNG"))
    assert found.original.mode == mode
    assert found.thumbnail(320).size == (320, 160)


def swapped() -> bytes:
    """Return a profile of colours in which red stands for green, and green for red."""

    def colour(*xyz: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(x * 65_536)) for x in xyz)

    words = b"canary\0"
    told = b"desc\0\0\0\0" + struct.pack(">I", len(words)) + words + b"\0" * 79
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, 0x0233) + b"\0\0"
    tags = {
        **{b"desc": told, b"cprt": b"text\0\0\0\0canary\0", b"wtpt": colour(0.9642, 1, 0.8249)},
        **{b"rXYZ": colour(0.385, 0.717, 0.097), b"gXYZ": colour(0.436, 0.222, 0.014)},
        **{b"bXYZ": colour(0.143, 0.061, 0.714), b"rTRC": curve, b"gTRC": curve, b"bTRC": curve},
    }
    table, data, at = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, inside in tags.items():
        table += name + struct.pack(">II", at + len(data), len(inside))
        data += inside + b"\0" * (-len(inside) % 4)
    head = struct.pack(
        ">I4sI4s4s4s", at + len(data), b"\0" * 4, 0x02100000, b"mntr", b"RGB ", b"XYZ "
    )
    head += b"\0" * 12 + b"acsp" + b"\0" * 28 + colour(0.9642, 1, 0.8249)[8:]
    return head.ljust(128, b"\0") + table + data


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_a_profile_of_colours_is_used_and_dropped(tmp_path: Path, form: str, mode: str) -> None:
    picture = Image.new("RGB", (400, 64), "red").convert("RGB" if form == "JPEG" else mode)
    found = made(tmp_path, saved(picture, form, icc_profile=swapped()))
    assert found.leaks == []
    for each in (found.original, found.thumbnail(320)):
        red, green, *_ = each.convert("RGB").getpixel((50, 50))  # type: ignore[misc]
        assert green > 200
        assert red < 80
    moving = saved(
        *(picture.convert("RGBA"), "WEBP"),
        save_all=True,
        append_images=[Image.new("RGBA", (400, 64), "blue")],
        icc_profile=swapped(),
    )
    red, green, *_ = made(tmp_path, moving).original.convert("RGB").getpixel((50, 50))  # type: ignore[misc]
    assert green > 200


def test_a_profile_that_says_nothing_is_dropped(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB", 5000)).tobytes()
    for given in (profile, PROFILE, b"canary, no profile", swapped()[:200]):
        found = made(tmp_path, saved(drawn(), "PNG", icc_profile=given))
        assert found.leaks == []


def test_only_smaller_pictures_are_made(tmp_path: Path) -> None:
    found = made(tmp_path, saved(Image.new("RGB", (1280, 100)), "PNG"))
    assert [each["width"] for each in found.said["thumbnails"]] == [320, 640]
    assert made(tmp_path, saved(Image.new("RGB", (320, 100)), "PNG")).said["thumbnails"] == []


def test_a_page_names_the_smaller_pictures_that_there_are(tmp_path: Path) -> None:
    tall = made(tmp_path, saved(Image.new("1", (700, 30_000)), "PNG")).said
    assert [each["width"] for each in tall["thumbnails"]] == [320]
    source = f"forum:/f/{'a' * 32}?size={tall['width']}x{tall['height']}"
    printed = with_pictures(f'<img src="{source}" alt="">', prefix="/", label="", close="")
    assert f'src="/f/{"a" * 32}/320" srcset="/f/{"a" * 32}/320 320w, /f/{"a" * 32} 700w"' in printed


def png(width: int, height: int, data: bytes = b"") -> bytes:
    """Return a PNG whose header says a size."""
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", data)]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d))
        for k, d in [*parts, (b"IEND", b"")]
    )


def test_a_header_that_says_too_much_is_enough(tmp_path: Path) -> None:
    assert refused(tmp_path, png(2**31 - 1, 2**31 - 1)) == "pixels"
    assert refused(tmp_path, png(8000, 5001)) == "pixels"
    assert refused(tmp_path, saved(Image.new("1", (12_000, 12_000)), "PNG")) == "pixels"


def test_a_gif_whose_later_frame_is_huge_is_refused(tmp_path: Path) -> None:
    first, second = frames(2, (64, 64))
    data = bytearray(saved(first, "GIF", save_all=True, append_images=[second]))
    at = data.rindex(b"\x2c\0\0\0\0")
    data[at + 5 : at + 9] = struct.pack("<HH", 65_535, 65_535)
    assert refused(tmp_path, bytes(data)) in ("pixels", "frames")


@pytest.mark.parametrize("form", ["GIF", "WEBP"])
def test_too_many_frames_are_refused(tmp_path: Path, form: str) -> None:
    first, *rest = [Image.new("RGB", (8, 8), (i, 255 - i, 0)) for i in range(201)]
    data = saved(first, form, save_all=True, append_images=rest, duration=20, lossless=True)
    assert refused(tmp_path, data) == "frames"


def test_too_many_pixels_in_all_frames_are_refused(tmp_path: Path) -> None:
    first, *rest = [Image.new("L", (3000, 3000), i) for i in range(10)]
    data = saved(first, "GIF", save_all=True, append_images=rest)
    assert refused(tmp_path, data) == "frames"


def test_half_a_picture_is_broken(tmp_path: Path) -> None:
    noise = Image.effect_noise((300, 300), 80)
    for form in ("PNG", "JPEG", "WEBP", "GIF"):
        data = saved(noise, form)
        with pytest.raises(Broken):
            made(tmp_path, data[: len(data) // 2])
    assert refused(tmp_path, png(600, 600, zlib.compress(b"\0" * 100))) == "broken"


@pytest.mark.parametrize("form", ["BMP", "TIFF", "ICO", "PPM", "TGA", "PDF"])
def test_other_pictures_are_refused(tmp_path: Path, form: str) -> None:
    assert refused(tmp_path, saved(drawn(), form)) == "kind"


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b"<svg onload='alert(1)'/>", "kind"), (b"GIF89a=1;/*", "broken")],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    assert refused(tmp_path, data) in (reason, "kind", "broken")


def test_a_script_that_is_a_picture_is_none_afterwards(tmp_path: Path) -> None:
    data = saved(frames(1)[0], "GIF", comment=b"*/=1;alert('canary')/*") + b"*/;alert('canary')"
    assert made(tmp_path, data).leaks == []
