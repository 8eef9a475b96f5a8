"""Names: what is typed or tapped means one thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from content.findings import Finding, page_of
from content.library import Reading, bare
from content.model import Card, Challenge, Drill, Faq, Series, Word

Named = Card | Drill | Word | Series | Challenge | Faq


def names(reading: Reading, reserved: frozenset[str]) -> Iterator[Finding]:
    """Two entries of one name, and names behind which something else answers."""
    library = reading.library
    kinds: tuple[Mapping[str, Named], ...] = (
        library.cards,
        library.drills,
        library.words,
        library.series,
        library.challenges,
        library.faq,
    )
    for kind in kinds:
        yield from _shared(reading, kind)
    yield from _behind_commands(reading, reserved)
    yield from _behind_cards(reading)


def _shared(reading: Reading, entries: Mapping[str, Named]) -> Iterator[Finding]:
    """Names of one kind that lead to two entries: a slug, a title or an alias, spaces and case apart."""
    owner: dict[str, str] = {}
    for key in ("slug", "aliases", "title"):
        for entry in entries.values():
            for name in _names(entry, key):
                first = owner.setdefault(bare(name), entry.slug)
                is_said = isinstance(entry, Card) and key == "aliases"  # by the reader
                if first != entry.slug and not is_said:
                    page = page_of(reading, entry)
                    what = f"{name!r} is a name of {first} already"
                    yield Finding(page.file, page.line_of(key), "error", what, "change one of the two")


def _names(entry: Named, key: str) -> tuple[str, ...]:
    """What leads to an entry: its slug, or what its header says under that key."""
    if key == "title":
        return (entry.title,)
    if key == "aliases":
        return entry.aliases if isinstance(entry, Card | Word) else ()
    return (entry.slug,)


def _behind_commands(reading: Reading, reserved: frozenset[str]) -> Iterator[Finding]:
    for card in reading.library.cards.values():
        for alias in card.aliases:
            if bare(alias) in reserved:
                page = page_of(reading, card)
                what = f"the alias {alias!r} is a command of the bot, which comes first"
                yield Finding(page.file, page.line_of("aliases"), "warning", what, "take it out")


def _behind_cards(reading: Reading) -> Iterator[Finding]:
    """Words of the glossary that are called like a card: who asks for the one must find the other."""
    for word in reading.library.words.values():
        for name in (word.slug, *word.aliases):
            slug = bare(name)
            if slug in reading.library.cards and slug not in word.related:
                page = page_of(reading, word)
                what = f"{name!r} is a card too, and this word does not lead to it"
                mend = f'add it: related = ["{slug}"]'
                yield Finding(page.file, page.line_of("related"), "warning", what, mend)
