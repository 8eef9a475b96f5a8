"""WordPiece: text as the numbers that the sentence model reads.

The rules are those of BERT's uncased tokenizer (Devlin et al. 2019): lower case without accents, cut at
spaces and punctuation, then each word into the longest pieces that the vocabulary has, from the left.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

VOCABULARY = Path(__file__).with_name("minilm-vocab.txt")
LONGEST_WORD = 100
"""Characters of a word that is still cut into pieces; a longer one is unknown."""


class WordPiece:
    """A vocabulary: one piece a line, its number is the line's, counted from 0."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._number = vocabulary
        self._begin, self._end, self._unknown = (vocabulary[mark] for mark in ("[CLS]", "[SEP]", "[UNK]"))

    def has(self, word: str) -> bool:
        """Whether a word in lower case is one piece, as common words of English are."""
        return word in self._number

    def numbers(self, text: str, most: int) -> list[int]:
        """The numbers of a text between those of its begin and end, at most so many."""
        pieces = [self._begin]
        for word in _words(text):
            pieces += self._pieces(word)
            if len(pieces) >= most:
                break
        return [*pieces[: most - 1], self._end]

    def _pieces(self, word: str) -> list[int]:
        if len(word) > LONGEST_WORD:
            return [self._unknown]
        found: list[int] = []
        rest, mark = word, ""
        while rest:
            cut = next((at for at in range(len(rest), 0, -1) if mark + rest[:at] in self._number), 0)
            if not cut:
                return [self._unknown]
            found.append(self._number[mark + rest[:cut]])
            rest, mark = rest[cut:], "##"
        return found


def read_wordpiece(path: Path = VOCABULARY) -> WordPiece:
    """The vocabulary of the model. Raises OSError without the file, KeyError when it is another's."""
    pieces = path.read_text(encoding="utf-8").splitlines()
    return WordPiece({piece: number for number, piece in enumerate(pieces)})


def _words(text: str) -> Iterator[str]:
    """Words, and each mark of punctuation and each Chinese character for itself."""
    word = ""
    for letter in unicodedata.normalize("NFD", text.lower()):
        kind = unicodedata.category(letter)
        if kind == "Mn" or (kind[0] == "C" and letter not in "\t\n\r") or letter == "\ufffd":
            continue
        is_alone = _is_punctuation(letter, kind) or _is_chinese(letter)
        if (is_alone or letter.isspace()) and word:
            yield word
            word = ""
        if is_alone:
            yield letter
        elif not letter.isspace():
            word += letter
    if word:
        yield word


def _is_punctuation(letter: str, kind: str) -> bool:
    """Unicode's punctuation, and every sign of ASCII that is no letter, digit or space."""
    return kind[0] == "P" or (
        letter.isascii() and letter.isprintable() and not letter.isalnum() and letter != " "
    )


def _is_chinese(letter: str) -> bool:
    """In the blocks of CJK ideographs, which are written without spaces."""
    return "\u3400" <= letter <= "\u4dbf" or "\u4e00" <= letter <= "\u9fff" or "\uf900" <= letter <= "\ufaff"
