"""A coach's photo, from its platform into the album. What members send is never fetched."""

from __future__ import annotations

import asyncio
import logging

from bot.edge import Edge
from bot.model import Brought, Offered
from content.photos import LARGEST, Album, Photo

log = logging.getLogger(__name__)


async def bring(offered: Offered, edge: Edge, album: Album) -> Brought:
    """Keep the photo, or say why not. It is made small in a thread."""
    if offered.size > LARGEST:
        return Brought(fault="large")
    content = await edge.fetch(offered)
    if content is None:
        return Brought(fault="lost")
    if len(content) > LARGEST:
        return Brought(fault="large")
    try:
        return Brought(Photo(await asyncio.to_thread(album.keep, content), offered.alt))
    except ValueError as error:
        log.info("a photo was not taken: %s", error)
        return Brought(fault="unreadable")
    except OSError as error:
        log.error("a photo could not be kept: %s", error)
        return Brought(fault="full")
