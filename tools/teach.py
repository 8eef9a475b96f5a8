"""Learns what a second opinion on plain words goes by, and writes content/opinion.bin.

    python -m tools.teach

It learns from the messages of tests/plain_words that are for development, and prints how it does on each
writer whose messages it did not learn from meanwhile. A minute or two; the sentence model has to be there.
"""

from __future__ import annotations

import hashlib
import math
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from content.meaning import load_model
from content.opinion import BITS, FILE, Taught, counted, weights, written
from tests.plain_words.measuring import lessons

KINDS = ("ordinary", "sign", "despair", "eating", "young")
SPELLED, MEANT = 30.0, 10.0
"""How freely each half learns: the inverse strength of its regularisation."""
MEANT_WEIGHS = 0.3
"""What the sentence model's half weighs beside the other."""
ENOUGH = 400
"""Steps of the fitting, which converges before."""


@dataclass(frozen=True, slots=True)
class Half:
    """One fitted half: weights a feature and kind, and their bias."""

    weights: Any
    bias: Any


def main() -> None:
    """Learn from all, after a look at each writer in turn; write the file."""
    found = lessons()
    vectors = load_model().vectors([one.text for one in found])
    for writer in sorted({one.writer for one in found if one.writer}):
        _look(writer, found, vectors)
    taught = _learn(found, vectors)
    examples = hashlib.sha256("\n".join(f"{one.kind} {one.text}" for one in found).encode()).hexdigest()
    FILE.write_bytes(written(taught, examples[:16]))
    print(f"{len(found)} messages learned, {FILE.stat().st_size // 1000} kB written")
