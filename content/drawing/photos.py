"""A photo that somebody took, made fit to be sent: small, upright, and without what the camera noted."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

SIDE = 1280
"""Pixels of the longer side: no phone shows more of a picture in a chat."""
MOST_PIXELS = 50_000_000
"""A larger picture is not taken apart: some kilobytes can hold what fills the memory."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
QUALITY = 85
PAPER = (255, 255, 255)
"""What shows through where a picture has holes."""


def shrunk(content: bytes) -> bytes:
    """The picture as a JPEG; of one that moves, its first. Raises ValueError for what is no picture."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValueError(f"{image.width} by {image.height} pixels are too many")
            image.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
            return _jpeg(_on_paper(upright))
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(str(error)) from error


def _on_paper(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    paper = Image.new("RGB", seen.size, PAPER)
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper


def _jpeg(image: Image.Image) -> bytes:
    """Without a word about where and with what it was taken: only the pixels are written."""
    clean = Image.new("RGB", image.size)
    clean.paste(image)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
