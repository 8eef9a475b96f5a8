"""Draws content/article_runs.txt, the hashes of the source article's runs of eight words.

    PYTHONPATH=. python tools/draw_article_runs.py ARTICLE

The article itself is not part of this project and is never committed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from content.runs import DRAWN, hashes, words_of


def main(article: Path) -> None:
    """Draw the file and say how much is in it."""
    runs = sorted(set(hashes([word for word, _ in words_of(article.read_text("utf-8"))])))
    DRAWN.write_text("\n".join(runs) + "\n", "ascii")
    print(f"{len(runs)} runs of eight words")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
