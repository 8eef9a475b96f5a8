"""Names as people type them."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from content.library import bare

SLIP = 0.8
"""Likeness from which a name counts as misspelt, as difflib measures it (0 to 1): a slip in five letters."""


def meant(typed: str, names: Mapping[str, str]) -> str:
    """What was meant, of names to what they name: the same name, else one a slip away; else empty."""
    known = {bare(name): found for name, found in names.items()}
    close = get_close_matches(bare(typed), known, n=1, cutoff=SLIP)
    return known[close[0]] if close else ""
