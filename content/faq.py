"""Questions that a coach has answered, as pages of the library. Pure."""

from __future__ import annotations

import json
from textwrap import shorten

TITLE = 36
"""Characters of a title: what a phone shows of a button."""
CUT = "…"


def file_of(number: int) -> str:
    """The page of the question with that number."""
    return f"faq/{slug_of(number)}.md"


def slug_of(number: int) -> str:
    """The name of that page."""
    return f"asked-{number}"


def written(question: str, answer: str) -> str:
    """The page: the question is its title, shortened, and what the search knows it by."""
    title = shorten(question, TITLE, placeholder=CUT)
    if title == CUT:  # its first word is longer than all of it
        title = f"{question[: TITLE - 1]}{CUT}"
    return f"+++\ntitle = {_quoted(title)}\nasks = [{_quoted(question)}]\n+++\n{answer}\n"


def _quoted(words: str) -> str:
    """One line of words as TOML writes it: like JSON, save that it escapes DEL too."""
    return json.dumps(" ".join(words.split()), ensure_ascii=False).replace("\x7f", "\\u007f")
