"""An uploaded picture is decoded, turned upright, and written anew, with smaller ones.

Nothing but pixels goes from the old file into the new ones: no EXIF, place, XMP, IPTC, profile of
colours, comment or text, and no bytes behind the end. Colours become sRGB. A picture in motion
(GIF, WebP) stays one, with its frames and their times; the smaller ones show its first frame. Of a
PNG in motion, and of a JPEG that holds several pictures, the first is kept.
"""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

from PIL import GifImagePlugin, Image, UnidentifiedImageError

from .colours import plain
from .fault import Fault
from .widths import height_at, widths_of

if TYPE_CHECKING:
    from pathlib import Path

PIXELS = 40_000_000
"""Of one frame; judged by the header, before anything is decoded."""
WEBP_PIXELS = 12_000_000
"""Likewise of WebP, whose decoder and encoder hold a picture several times over."""
FRAMES = 200
ALL_PIXELS = 80_000_000
"""Of all frames of a picture in motion."""
KINDS = {
    "JPEG": ("image/jpeg", "jpg"),
    "MPO": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "GIF": ("image/gif", "gif"),
    "WEBP": ("image/webp", "webp"),
}


def answer(_kind: str, source: Path, folder: Path) -> bytes:
    """Write *source* anew as ``original.…`` and smaller as ``320.webp``...; return JSON of them.

    The JSON has ``type``, ``extension``, ``file``, ``width``, ``height``, ``frames`` and
    ``thumbnails``: ``width``, ``height`` and ``file`` of each, the smallest first.
    """
    _prepare()
    try:
        return json.dumps(_written(source, folder)).encode("ascii")
    except Image.DecompressionBombError:
        raise Fault("pixels") from None


def _prepare() -> None:
    """Let Pillow raise above ``PIXELS``, also where a later frame is larger than the first."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = PIXELS // 2
    GifImagePlugin.LOADING_STRATEGY = (
        GifImagePlugin.LoadingStrategy.RGB_AFTER_DIFFERENT_PALETTE_ONLY
    )


def _written(source: Path, folder: Path) -> dict[str, Any]:
    """Write all files; return what the answer says."""
    picture = _opened(source)
    media, extension = KINDS[picture.format or ""]
    frames = _frames_of(picture)
    target = folder / f"original.{extension}"
    if frames > 1:
        first = _moving(picture, frames, target)
    else:
        options = _options(picture, source)
        first = plain(picture, jpeg=extension == "jpg")
        first.save(target, **options)
    return {
        "type": media,
        "extension": extension,
        "file": target.name,
        "width": first.width,
        "height": first.height,
        "frames": frames,
        "thumbnails": _thumbnails(first, folder),
    }


def _opened(source: Path) -> Image.Image:
    """Return the picture, not yet decoded, if its header says that it is one we read."""
    if not source.stat().st_size:
        raise Fault("empty")
    try:
        picture = Image.open(source, formats=("JPEG", "PNG", "GIF", "WEBP"))
    except UnidentifiedImageError:
        raise Fault("kind") from None
    if picture.width * picture.height > (WEBP_PIXELS if picture.format == "WEBP" else PIXELS):
        raise Fault("pixels")
    return picture


def _frames_of(picture: Image.Image) -> int:
    """Return how many frames are kept."""
    if picture.format not in ("GIF", "WEBP"):
        return 1
    frames = int(getattr(picture, "n_frames", 1))
    if frames > FRAMES or (frames > 1 and frames * picture.width * picture.height > ALL_PIXELS):
        raise Fault("frames")
    return frames


def _options(picture: Image.Image, source: Path) -> dict[str, Any]:
    """Return how a still is written: about as good as it was, and not larger."""
    if picture.format == "PNG":
        return {"format": "PNG"}
    if picture.format == "GIF":
        return {"format": "GIF"}
    if picture.format == "WEBP":
        lossless = _is_lossless(source)
        effort = {"quality": 20, "method": 1} if lossless else {"quality": 88, "method": 2}
        return {"format": "WEBP", "lossless": lossless, **effort}
    tables = getattr(picture, "quantization", {})
    known = picture.mode in ("L", "RGB") and tables and max(map(max, tables.values())) < 256
    return {"format": "JPEG", **({"qtables": tables} if known else {"quality": 90})}


def _is_lossless(source: Path) -> bool:
    """Whether a WebP holds its pixels unchanged; its profile of colours may stand before them."""
    with source.open("rb") as file:
        file.seek(12)
        for _ in range(20):
            head = file.read(8)
            if head[:4] in (b"VP8L", b"VP8 ", b""):
                return head[:4] == b"VP8L"
            size = int.from_bytes(head[4:], "little")
            file.seek(size + size % 2, 1)
    return False


def _moving(picture: Image.Image, frames: int, target: Path) -> Image.Image:
    """Write all *frames* with their times; return the first."""
    loop = picture.info.get("loop")
    pictures, times = [], []
    for number in range(frames):
        picture.seek(number)
        picture.load()
        times.append(max(0, min(int(picture.info.get("duration") or 0), 655_350)))
        pictures.append(plain(picture.copy()))
    options: dict[str, Any] = {"duration": times, "save_all": True, "append_images": pictures[1:]}
    if isinstance(loop, int):
        options["loop"] = loop
    if target.suffix == ".webp":
        options |= {"quality": 80, "method": 1}
    if any("transparency" in each.info or each.mode == "RGBA" for each in pictures):
        # each frame is whole: none shows through the next; and WebP without differences between
        # them, as its coder forgets that one can look through if what differs is opaque
        options |= {"disposal": 2, "kmax": 1}
    pictures[0].save(target, **options)
    return pictures[0]


def _thumbnails(picture: Image.Image, folder: Path) -> list[dict[str, Any]]:
    """Write the smaller pictures, each made from the next larger one."""
    made: list[dict[str, Any]] = []
    full = picture.width, picture.height
    if picture.mode not in ("RGB", "RGBA"):
        alpha = "A" in picture.mode or "transparency" in picture.info
        picture = picture.convert("RGBA" if alpha else "RGB")
    for width in reversed(widths_of(*full)):
        size = width, height_at(width, *full)
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        picture.info = {}
        picture.save(folder / f"{width}.webp", quality=80)
        made.append({"width": width, "height": size[1], "file": f"{width}.webp"})
    return made[::-1]
