"""The pixels of a picture, upright, in sRGB, eight bits a channel, and with nothing beside them."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO

from PIL import Image, ImageCms

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by the orientation that a camera noted."""


def plain(picture: Image.Image, *, jpeg: bool = False) -> Image.Image:
    """Return the current frame of *picture*; for a *jpeg* without the modes that has none for."""
    picture.load()
    profile, turn = picture.info.get("icc_profile"), TURNS.get(_orientation(picture))
    picture = _eight_bits(picture)
    if profile:
        picture = _in_srgb(picture, profile)
    if picture.mode not in ("1", "L", "LA", "P", "RGB", "RGBA"):
        picture = picture.convert("RGBA" if picture.mode in ("PA", "RGBa", "La") else "RGB")
    if "transparency" in picture.info and picture.mode != "P":
        picture = picture.convert("RGBA")
    if jpeg and picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGB")
    if turn is not None:
        picture = picture.transpose(turn)
    return _bare(picture)


def _bare(picture: Image.Image) -> Image.Image:
    """Take from *picture* what it knows beside its pixels. No copy: a large one has no room."""
    transparency = picture.info.get("transparency") if picture.mode == "P" else None
    picture.info = {} if transparency is None else {"transparency": transparency}
    return picture


def _orientation(picture: Image.Image) -> int:
    """Return how a camera was held; 1 where that cannot be read."""
    with suppress(Exception):
        return int(picture.getexif().get(0x0112, 1))
    return 1


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Return *picture* with eight bits a channel: of sixteen, the upper eight.

    Pillow's own conversion cuts off everything above 255, which is nearly all.
    """
    if picture.mode.startswith("I;16"):
        upper = picture.tobytes("raw", "I;16B")[0::2]
        return Image.frombytes("L", picture.size, upper)
    if picture.mode in ("I", "F"):
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    return picture


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Return *picture* in sRGB; unchanged where its *profile* says nothing that can be used."""
    with suppress(Exception):  # a profile is foreign data, and never a reason to refuse a picture
        given = ImageCms.ImageCmsProfile(BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(given).lower():
            return picture
        if picture.mode in ("P", "1"):
            alpha = "transparency" in picture.info
            picture = picture.convert("RGBA" if alpha else "RGB")
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        grey = picture.mode == "L"
        changed = ImageCms.profileToProfile(
            picture, given, ImageCms.createProfile("sRGB"), outputMode=mode
        )
        if changed is None or "transparency" in picture.info:
            return picture
        return changed.convert("L") if grey else changed
    return picture
