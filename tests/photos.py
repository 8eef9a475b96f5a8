"""A photo for tests, as a phone takes it."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from content.drawing.photos import shrunk

ORIENTATION, GPS = 0x0112, 0x8825


def a_photo(size: tuple[int, int] = (2000, 1000), form: str = "JPEG", colour: str = "green") -> bytes:
    """A lawn with a white square in its upper left, and where it was taken."""
    image = Image.new("RGB", size, colour)
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), "white")
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # the camera was held upright
    exif.get_ifd(GPS)[1] = "N"
    out = io.BytesIO()
    image.save(out, form, exif=exif)
    return out.getvalue()


PHOTO = a_photo()
SHOWN = shrunk(PHOTO)
"""As the bot keeps and sends it."""
