"""Pictures as files: drawn when first asked for, kept by what they show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from content.atomic import write_whole
from content.charts import Personal
from content.figures import Figure


class Pictures:
    """A folder of drawn figures; it may be emptied at any time, also while a bot runs.

    Drawing takes up to a second of one core: call from a worker thread where somebody waits.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def file(self, figure: Figure) -> Path:
        """The picture that is shown in a chat: a GIF where movement is the point, else a PNG.

        Raises OSError when the disk refuses.
        """
        return self.moving(figure) if figure.does_move else self.still(figure)

    def personal(self, found: Personal) -> bytes:
        """A chart, a board or a certificate, as a PNG. It is somebody's own, so nothing is kept of it."""
        from content import drawing

        return drawing.personal(found)

    def still(self, figure: Figure) -> Path:
        """The stages beside each other, as a PNG. Raises OSError."""
        from content import drawing

        return _kept(self._path(figure, "png"), lambda: drawing.still(figure))

    def moving(self, figure: Figure) -> Path:
        """The movement, as a GIF. Raises OSError."""
        from content import drawing

        return _kept(self._path(figure, "gif"), lambda: drawing.moving(figure))

    def _path(self, figure: Figure, kind: str) -> Path:
        return self._folder / f"{figure.slug}-{figure.key}.{kind}"


def _kept(path: Path, draw: Callable[[], bytes]) -> Path:
    if not path.exists():
        write_whole(path, draw())
    return path
