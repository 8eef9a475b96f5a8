"""The library: all content, read from files, checked and frozen.

    cards/<command>.md  drills/<slug>.md  signs/<slug>.md  words/<slug>.md  series/<slug>.md  faq/<slug>.md
    crisis/<slug>.md  lexicon.toml                how people say what is urgent
    challenges/<slug>.md  notes/reserve-*.md  notes/2026-W48.md  phrases.toml  phrases.<locale>.toml
    cards/<command>.toml  drills/<slug>.toml      the figure of that card or drill

The shipped folder is the one this file stands in. An operator's folder of the same layout lies over it file
by file (phrases: key by key). The files are read once; what is wrong is said by file, line and mend
(ContentError).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from content.entries import (
    Known,
    is_reserve,
    read_card,
    read_challenge,
    read_crisis,
    read_drill,
    read_faq,
    read_note,
    read_series,
    read_sign,
    read_word,
    titled,
)
from content.figures import Figure, read_figure
from content.header import ContentError, Page, read_text, take_apart
from content.lexicon import FILE as LEXICON
from content.lexicon import Lexicon, read_lexicon
from content.model import Card, Challenge, Crisis, Dose, Drill, Faq, Note, Series, Sign, Word
from content.phrases import Markdown, PhraseFile, Phrases, locale_of, read_phrases
from content.phrases import say as fill

__all__ = [
    "Card",
    "Challenge",
    "ContentError",
    "Crisis",
    "Dose",
    "Drill",
    "Faq",
    "Library",
    "Markdown",
    "Note",
    "Reading",
    "Series",
    "Sign",
    "Word",
    "read_all",
    "read_library",
    "revised",
    "titled",
]

SHIPPED = Path(__file__).parent
KINDS = ("cards", "drills", "signs", "crisis", "words", "series", "challenges", "faq", "notes")
REMEMBERED = 1024
"""Texts whose reading is remembered: a file that has not changed is not taken apart again."""
ILLUSTRATED = ("cards", "drills")
"""Kinds with a figure beside the page, in a file of the same name."""
Entry = TypeVar("Entry", Card, Drill, Sign, Crisis, Word, Series, Challenge, Faq, Note)


@dataclass(frozen=True)
class Library:
    """All that the bot knows, frozen, sorted by slug."""

    cards: Mapping[str, Card]
    drills: Mapping[str, Drill]
    signs: Mapping[str, Sign]
    crises: Mapping[str, Crisis]
    words: Mapping[str, Word]
    """The glossary."""
    series: Mapping[str, Series]
    challenges: Mapping[str, Challenge]
    faq: Mapping[str, Faq]
    """What members asked and a coach answered."""
    notes: Mapping[str, Note]
    """By ISO week."""
    reserve: tuple[Note, ...]
    version: str
    """A short hash over the text of all files."""
    phrases: Phrases = field(repr=False)
    lexicon: Lexicon = field(repr=False)
    """What plain words mean."""

    @cached_property
    def card_names(self) -> Mapping[str, str]:
        """The slug of each card by its command, title and aliases, as `bare` has them."""
        return {
            bare(name): card.slug
            for card in self.cards.values()
            for name in (*card.aliases, card.title, card.slug)
        }

    def say(self, key: str, locale: str = "en", /, **values: object) -> Markdown:
        """The phrase of that key, filled in; `content.phrases.say` has the rules.

        Raises KeyError for an unknown key and for a field without a value: a bug, not content.
        """
        return fill(self.phrases, key, locale, values)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the library of all that is sound, every fault, and the files for closer checks."""

    library: Library
    faults: tuple[ContentError, ...]
    pages: Mapping[str, Page]
    figures: Mapping[str, str]
    """The text of each figure's file."""
    phrase_files: tuple[PhraseFile, ...]
    reserved: frozenset[str] = frozenset()
    """Words that may not name a card."""


def read_library(*overlays: Path, reserved: frozenset[str] = frozenset()) -> Library:
    """The shipped content with each overlay folder laid over it. `reserved` words may not name a card.

    Raises ContentError at the first fault.
    """
    reading = read_all(*overlays, reserved=reserved)
    if reading.faults:
        raise reading.faults[0]
    return reading.library


def read_all(*overlays: Path, reserved: frozenset[str] = frozenset()) -> Reading:
    """Everything that can be read, and every fault by file and line.

    Raises ContentError only when an overlay folder is not there.
    """
    for folder in overlays:
        _refuse_missing(folder)
    files = _files((SHIPPED, *overlays), KINDS, "md")
    faults: list[ContentError] = []
    pages = dict(_pages(files, faults))
    figures = dict(_figures(_files((SHIPPED, *overlays), ILLUSTRATED, "toml"), pages, faults))
    phrase_files = tuple(_phrase_files((SHIPPED, *overlays), faults))
    lexicon = read_lexicon((SHIPPED, *overlays), _words(pages), faults)
    return _made_of(pages, figures, phrase_files, Known(files, reserved, lexicon), faults)


def revised(reading: Reading, edits: Mapping[str, str]) -> Reading:
    """The same content with other texts for these pages ("cards/elbowpain.md"), read as if from files.

    `reading` is without a fault; the one that is given back has the faults that the edits bring.
    """
    faults: list[ContentError] = []
    files = sorted({*reading.pages, *edits})
    pages: dict[str, Page] = {}
    for file in files:
        try:
            pages[file] = _page(edits[file], file) if file in edits else reading.pages[file]
        except ContentError as fault:
            faults.append(fault)
    known = Known(files, reading.reserved, reading.library.lexicon)
    return _made_of(pages, reading.figures, reading.phrase_files, known, faults)


def _made_of(
    pages: Mapping[str, Page],
    figures: Mapping[str, str],
    phrase_files: tuple[PhraseFile, ...],
    known: Known,
    faults: list[ContentError],
) -> Reading:
    """What these texts say, and their faults beside those of files that could not be taken apart."""
    cards = _illustrated(
        "cards", _each("cards", partial(read_card, known=known), pages, faults), figures, faults
    )
    drills = _illustrated(
        "drills", _each("drills", partial(read_drill, known=known), pages, faults), figures, faults
    )
    notes = _each("notes", read_note, pages, faults)
    _refuse_shared_names(cards, pages, faults)
    if drills and not faults and not any(drill.is_gentle for drill in drills.values()):
        mend = "write gentle = true into at least one: newcomers get no others"
        faults.append(ContentError("drills", 1, "no drill is gentle", mend))
    library = Library(
        cards=cards,
        drills=drills,
        signs=_each("signs", partial(read_sign, known=known), pages, faults),
        crises=_each("crisis", partial(read_crisis, known=known), pages, faults),
        words=_each("words", partial(read_word, known=known), pages, faults),
        series=_each("series", partial(read_series, known=known), pages, faults),
        challenges=_each("challenges", partial(read_challenge, known=known), pages, faults),
        faq=_each("faq", read_faq, pages, faults),
        notes=MappingProxyType({slug: note for slug, note in notes.items() if not is_reserve(slug)}),
        reserve=tuple(note for slug, note in notes.items() if is_reserve(slug)),
        version=_version(pages, figures, phrase_files, known.lexicon),
        phrases=read_phrases(phrase_files, faults),
        lexicon=known.lexicon,
    )
    faults.sort(key=lambda fault: (fault.file, fault.line))
    return Reading(library, tuple(faults), pages, figures, phrase_files, known.reserved)


def _files(folders: Iterable[Path], kinds: Iterable[str], ending: str) -> dict[str, Path]:
    """The files of all folders by their name in the folder; a later folder's file replaces."""
    found = {
        f"{kind}/{path.name}": path
        for folder in folders
        for kind in kinds
        for path in (folder / kind).glob(f"*.{ending}")
        if not path.name.startswith(".")
    }
    return dict(sorted(found.items()))


def _refuse_missing(folder: Path) -> None:
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        what = f"this content folder cannot be read ({error.strerror})"
        mend = "make the folder, or take it out of the settings"
        raise ContentError(str(folder), 1, what, mend) from None


def _pages(files: Mapping[str, Path], faults: list[ContentError]) -> Iterator[tuple[str, Page]]:
    for file, path in files.items():
        try:
            yield file, _page(read_text(path, file), file)
        except ContentError as fault:
            faults.append(fault)


@lru_cache(REMEMBERED)
def _page(text: str, file: str) -> Page:
    return take_apart(text, file, needs_header=not file.startswith("notes/"))


def _figures(
    files: Mapping[str, Path], pages: Mapping[str, Page], faults: list[ContentError]
) -> Iterator[tuple[str, str]]:
    for file, path in files.items():
        if str(Path(file).with_suffix(".md")) not in pages:
            what = "this figure stands beside no page"
            faults.append(ContentError(file, 1, what, "give it the name of a card or drill"))
            continue
        try:
            yield file, read_text(path, file)
        except ContentError as fault:
            faults.append(fault)


def _phrase_files(folders: Iterable[Path], faults: list[ContentError]) -> Iterator[PhraseFile]:
    for folder in folders:
        for path in sorted(folder.glob("phrases*.toml"), key=lambda path: (path.stem.count("."), path.name)):
            try:
                text, locale = read_text(path, path.name), locale_of(path.name)
            except ContentError as fault:
                faults.append(fault)
            else:
                yield PhraseFile(path.name, locale, text, is_shipped=folder == SHIPPED)


def _words(pages: Mapping[str, Page]) -> frozenset[str]:
    return frozenset(word for page in pages.values() for word in re.findall(r"[a-z]+", page.body.casefold()))


def _version(
    pages: Mapping[str, Page],
    figures: Mapping[str, str],
    phrase_files: Iterable[PhraseFile],
    lexicon: Lexicon,
) -> str:
    digest = blake2b(digest_size=6)
    texts = [(one.file, one.text) for one in pages.values()] + [(one.file, one.text) for one in phrase_files]
    for file, text in (*texts, *figures.items(), (LEXICON, lexicon.text)):
        digest.update(f"{file}\0{text}\0".encode())
    return digest.hexdigest()


def _each(
    kind: str,
    read: Callable[[str, Page, list[ContentError]], Entry],
    pages: Mapping[str, Page],
    faults: list[ContentError],
) -> Mapping[str, Entry]:
    """The entries of one kind that are without a fault, by slug."""
    found: dict[str, Entry] = {}
    for file, page in pages.items():
        if file.startswith(f"{kind}/"):
            slug = Path(file).stem
            new: list[ContentError] = []
            entry = read(slug, page, new)
            faults.extend(new)
            if not new:
                found[slug] = entry
    return MappingProxyType(dict(sorted(found.items())))


Illustrated = TypeVar("Illustrated", Card, Drill)


def _illustrated(
    kind: str, entries: Mapping[str, Illustrated], figures: Mapping[str, str], faults: list[ContentError]
) -> Mapping[str, Illustrated]:
    """The entries with the figures that stand beside them."""

    def figure(entry: Card | Drill) -> Figure | None:
        file = f"{kind}/{entry.slug}.toml"
        if file not in figures:
            return None
        found, new = _figure(entry.slug, file, figures[file], entry.feel if isinstance(entry, Drill) else ())
        faults.extend(new)
        return found

    return MappingProxyType({slug: replace(entry, figure=figure(entry)) for slug, entry in entries.items()})


@lru_cache(REMEMBERED)
def _figure(
    slug: str, file: str, text: str, feel: tuple[str, ...]
) -> tuple[Figure, tuple[ContentError, ...]]:
    faults: list[ContentError] = []
    return read_figure(slug, file, text, feel, faults), tuple(faults)


def bare(alias: str) -> str:
    """An alias as it is compared: letters and digits only, case folded."""
    return "".join(filter(str.isalnum, alias.casefold()))


def _refuse_shared_names(
    cards: Mapping[str, Card], pages: Mapping[str, Page], faults: list[ContentError]
) -> None:
    """An alias leads to one card."""
    owner = {bare(slug): slug for slug in cards}
    for card in cards.values():
        for alias in card.aliases:
            first = owner.setdefault(bare(alias), card.slug)
            if first != card.slug:
                page = pages[f"cards/{card.slug}.md"]
                what = f"the alias {alias!r} leads to the card {first} already"
                faults.append(
                    ContentError(page.file, page.line_of("aliases"), what, "take it out of one of the two")
                )
