"""Reading level: how many years of school a text asks for, by its letters and sentences alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.findings import Entry, Finding, page_of
from content.library import Reading
from content.model import Drill, Note

HIGHEST_GRADE = 10
"""What reads on a phone at seven in the morning: most of our pages ask for grade 4 to 7, none for 10."""
FEWEST_WORDS = 30
"""Below this a single long word decides, and a grade says nothing."""
_ITEM = re.compile(r"\s*(?:\d+[.)]|[-*+]|#{1,6})\s+")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)*_]*(?:\s+|$)")
_ADDRESS = re.compile(r"(?<=\])\([^)\s]*\)|https?://\S+")


def reading_levels(reading: Reading) -> Iterator[Finding]:
    """Texts that ask for more years of school than HIGHEST_GRADE."""
    library = reading.library
    entries = (library.cards, library.drills, library.words, library.series, library.challenges)
    for entry in (*(one for kind in entries for one in kind.values()), *library.reserve):
        asked = grade(_text(entry))
        if asked > HIGHEST_GRADE:
            page = page_of(reading, entry)
            what = f"this reads like grade {asked:.1f} of school, over {HIGHEST_GRADE}"
            mend = "write shorter sentences and shorter words"
            yield Finding(page.file, page.body_line, "warning", what, mend)


def grade(text: str) -> float:
    """The school grade (US) that a text of light Markdown asks for; 0 for fewer than FEWEST_WORDS words.

    Coleman and Liau's index, 0.0588 L - 0.296 S - 15.8, with L letters and S sentences in 100 words:
    M. Coleman and T. L. Liau, "A computer readability formula designed for machine scoring", Journal of
    Applied Psychology 60 (1975), 283-284. A heading, an entry of a list and a paragraph end a sentence, with
    a full stop or without.
    """
    sentences = tuple(_sentences(_ADDRESS.sub("", text)))
    words = [word for sentence in sentences for word in sentence]
    if len(words) < FEWEST_WORDS:
        return 0.0
    letters = sum(letter.isalpha() for word in words for letter in word)
    return 5.88 * letters / len(words) - 29.6 * len(sentences) / len(words) - 15.8


def _text(entry: Entry) -> str:
    if isinstance(entry, Drill):
        return "\n".join(f"- {step}" for step in entry.steps)
    return entry.text if isinstance(entry, Note) else entry.body


def _sentences(text: str) -> Iterator[list[str]]:
    """The words of each sentence; what holds no letter and no digit is no word."""
    for block in _blocks(text):
        for sentence in _SENTENCE_END.split(block):
            if words := [word for word in sentence.split() if any(letter.isalnum() for letter in word)]:
                yield words


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs, headings and entries of lists, each without its marker."""
    block: list[str] = []
    for line in text.split("\n"):
        item = _ITEM.match(line)
        if item or not line.strip():
            yield " ".join(block)
            block = []
        block.append(line[item.end() :] if item else line)
    yield " ".join(block)
