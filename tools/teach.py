"""Learns what a second opinion on plain words goes by, and writes content/opinion.bin.

    python -m tools.teach          learns from all messages of tests/plain_words that are for development
    python -m tools.teach look     writes nothing: learns from all but one stranger, and shows how rules and
                                   opinion together do on that one; each stranger in turn

A minute for each learning; the sentence model has to be there.
"""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression

from content.hearing import weigh
from content.library import Library, read_library
from content.meaning import load_model
from content.opinion import BITS, FILE, Taught, counted, weights, written
from content.search import elsewhere, names_of
from content.signs import hear
from tests.plain_words.measuring import Lesson, lessons

KINDS = ("ordinary", "sign", "despair", "eating", "young")
FREELY = 10.0
"""How freely it learns: the inverse strength of the regularisation."""
ENOUGH = 400
"""Steps of the fitting, which converges before."""


def main() -> None:
    """Learn from all and write the file, or look at each stranger in turn."""
    examples = lessons()
    found = (*examples, *_everyday(read_library()))
    vectors = load_model().vectors([one.text for one in found])
    if sys.argv[1:] == ["look"]:
        for writer in sorted({one.writer for one in found if one.writer}):
            _look(writer, found, vectors)
        return
    taught = _learn(found, vectors)
    mark = hashlib.sha256("\n".join(f"{one.kind} {one.text}" for one in examples).encode()).hexdigest()
    FILE.write_bytes(written(taught, mark[:16]))
    print(f"{len(found)} messages learned, {FILE.stat().st_size // 1000} kB written")


def _everyday(library: Library) -> Iterator[Lesson]:
    """What people say of the cards and of other matters, where no rule hears a sign."""
    names = chain(*(names_of(card) for card in library.cards.values()), elsewhere())
    yield from (Lesson(name, "ordinary") for name in names if not hear(name, library).action)


def _learn(found: Sequence[Lesson], vectors: Any) -> Taught:
    """Each lesson twice, with its vector and without, so that the words alone suffice where no model is."""
    rarity = _rarity([one.text for one in found])
    words = _features([one.text for one in found], rarity)
    kinds = np.array([KINDS.index(one.kind) for one in found])
    with_vectors, without = (
        hstack([words, csr_matrix(vectors)]),
        hstack([words, csr_matrix(np.shape(vectors))]),
    )
    fitted = LogisticRegression(C=FREELY, max_iter=ENOUGH)
    fitted.fit(vstack([with_vectors, without]).tocsr(), np.concatenate([kinds, kinds]))
    weights = fitted.coef_.T.astype(np.float32)
    return Taught(
        kinds=KINDS,
        rarity=rarity,
        spelled=array("f", weights[: 1 << BITS].ravel()),
        meant=array("f", weights[1 << BITS :].ravel()),
        bias=tuple(fitted.intercept_.tolist()),
    )


def _rarity(texts: Sequence[str]) -> array[float]:
    """The inverse document frequency of each n-gram, smoothed: ln((1 + N) / (1 + n)) + 1."""
    counts = np.zeros(1 << BITS)
    for text in texts:
        counts[list(counted(text))] += 1
    return array("f", np.log((1 + len(texts)) / (1 + counts)) + 1)


def _features(texts: Sequence[str], rarity: Sequence[float]) -> Any:
    rows: list[int] = []
    numbers: list[int] = []
    values: list[float] = []
    for row, text in enumerate(texts):
        for number, weight in weights(text, rarity):
            rows.append(row)
            numbers.append(number)
            values.append(weight)
    return csr_matrix((values, (rows, numbers)), shape=(len(texts), 1 << BITS))


def _look(writer: int, found: Sequence[Lesson], vectors: Any) -> None:
    """How what was learned from all others does on one writer's messages."""
    theirs = [at for at, one in enumerate(found) if one.writer == writer]
    others = [at for at, one in enumerate(found) if one.writer != writer]
    taught = _learn([found[at] for at in others], vectors[others])
    library = read_library()
    actions: dict[str, Counter[str]] = {}
    for one, vector in ((found[at], tuple(vectors[at].tolist())) for at in theirs):
        heard = weigh(hear(one.text, library), taught.opinion(one.text, vector), library)
        actions.setdefault(one.kind, Counter())[heard.action or "nothing"] += 1
    for kind, counts in sorted(actions.items()):
        shares = ", ".join(f"{action} {count / counts.total():.3f}" for action, count in counts.most_common())
        print(f"writer {writer}: {counts.total()} {kind}: {shares}")


if __name__ == "__main__":
    main()
