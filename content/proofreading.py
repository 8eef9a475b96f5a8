"""What a coach should know of a note before it goes out. An error keeps it from going out.

title    length    drills and cards    links    reading level    borrowed sentences    promises
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from urllib.parse import urlsplit

from content.embeds import embeds, photo_in, slug_of
from content.findings import Finding, page_of
from content.library import Library, Reading
from content.photos import photo_named
from content.reading_level import HIGHEST_GRADE, grade
from content.runs import shared_runs

LONGEST = 8000
"""Characters of a note: two messages on Telegram, four on Discord."""
MOST_EMBEDS = 8
"""Drills and cards that a note may name: a button each."""
NOTE = "note"
"""The name of the file in a finding of a note that was written in chat."""

_FENCE = re.compile(r"(?s)```.*?```|`[^`\n]*`")
_PICTURE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_TARGET = re.compile(r"(?<!!)\[[^\]\n]+\]\(\s*<?([^)\s>]*)>?[^)\n]*\)")
_BARE = re.compile(r"(?<![(<\w])(?:https?|ftp)://[^\s<>)\]]*|(?<![\w/@.(<])www\.[^\s<>)\]]+")
_INSIDE = re.compile(r"\{[ \t]*(?:drill|card|photo)[ \t]*:[^{}\n]*\}", re.IGNORECASE)
_MARKS = ".,;:!?'\""
_WATCHED = re.compile(
    r"\b(?:i|we|somebody|someone|the (?:team|bot)|your coach)(?:['’](?:m|re|ll|s)| am| are| is| will)?"
    r" (?:always |constantly |closely |be )*(?:watch|monitor)(?:s|ing|ed)?"
    r" (?:over )?(?:you|your|this chat|the chat|every|all)\b"
    r"|\b24/7\b|\bday and night\b|\breal[- ]time\b"
    r"|\b(?:answer|reply|respond)s? (?:at once|immediately|instantly|within minutes)\b",
    re.IGNORECASE,
)
_CLAIMS = re.compile(
    r"\b(?:cure[sd]?|heals|diagnos\w+|guarantee[sd]?|pain[- ]free in)\b"
    r"|\bprevents? (?:\w+ )?injur\w+|\bno need (?:for|to see) a (?:doctor|physio\w*)\b"
    r"|\byou (?:have|suffer from) (?:arthritis|tendin\w+|plantar fasciitis|a (?:fracture|tear|hernia))\b",
    re.IGNORECASE,
)


def proofread(title: str, text: str, library: Library, photos: Container[str] = ()) -> tuple[Finding, ...]:
    """All findings of a note that was written in chat, errors first, then by line of its text.

    `photos` are the names of those that the bot keeps.
    """
    found = (*_shape(title, text), *_words(text), *in_any_note(text, library, NOTE, photos=photos))
    return tuple(sorted(found, key=lambda one: (one.level, one.line, one.what)))


def notes(reading: Reading) -> Iterator[Finding]:
    """The same rules for the notes of the files, where the checker has no other rule for it."""
    library = reading.library
    for note in (*library.notes.values(), *library.reserve):
        page = page_of(reading, note)
        above = page.body_line + page.body.count("\n") - note.text.count("\n")
        yield from in_any_note(note.text, library, page.file, above - 1)


def in_any_note(
    text: str, library: Library, file: str, above: int = 0, photos: Container[str] = ()
) -> Iterator[Finding]:
    """What is named, linked or promised in a note that starts below so many lines of its file."""
    plain = _FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    yield from _embeds(text, library, file, above)
    yield from _photo(text, photos, file, above)
    for number, line in enumerate(plain.split("\n"), above + 1):
        yield from _links(line, file, number)
        yield from _promises(line, file, number)


def _shape(title: str, text: str) -> Iterator[Finding]:
    if not title:
        mend = "begin with a line: # Your title"
        yield Finding(NOTE, 1, "warning", "the note has no title", mend)
    if len(text) > LONGEST:
        what = f"the note has {len(text)} characters, over {LONGEST}"
        yield Finding(NOTE, 1, "error", what, "shorten it; one idea is enough for a week")


def _words(text: str) -> Iterator[Finding]:
    if (asked := grade(text)) > HIGHEST_GRADE:
        what = f"this reads like grade {asked:.1f} of school, over {HIGHEST_GRADE}"
        yield Finding(NOTE, 1, "warning", what, "write shorter sentences and shorter words")
    for line, words in shared_runs(text):
        what = f"these words stand in the article: {words}"
        yield Finding(NOTE, line, "error", what, "say it in words of your own")


def _photo(text: str, photos: Container[str], file: str, above: int) -> Iterator[Finding]:
    """What is wrong with the photo of the coach's own."""
    found = [one for one in embeds(text) if one.kind == "photo"]
    for one in found:
        photo = photo_named(one.name)
        if photo is None or photo.name not in photos:
            mend = "take the line out, and send the photo in chat"
            yield Finding(file, above + one.line, "error", f"the photo {one.name!r} is not kept here", mend)
    first = photo_in(text)
    if first is not None and not first.alt:
        what = "nothing says what the photo shows, for those who cannot see it"
        yield Finding(
            file, above + found[0].line, "warning", what, "write /note alt: and what one sees in it"
        )
    for one in found[1:]:
        what = "a message has room for one picture, and this photo is another"
        yield Finding(file, above + one.line, "warning", what, "keep the one that matters")


def _embeds(text: str, library: Library, file: str, above: int) -> Iterator[Finding]:
    found = tuple(embeds(text))  # whether a reader may be quoted, the bot knows
    for one in found:
        if one.kind not in ("drill", "card", "quote", "photo"):
            what = f"{{{one.kind}: …}} is nothing that a note can show"
            yield Finding(file, above + one.line, "error", what, "write {drill: …}, {card: …} or {quote: …}")
        elif one.kind in ("drill", "card") and not slug_of(one, library):
            what = f"there is no {one.kind} called {one.name!r}"
            mend = "write its name as /drills or /topics shows it"
            yield Finding(file, above + one.line, "error", what, mend)
    whole = {one.line for one in found}
    for number, line in enumerate(text.split("\n"), 1):
        if number not in whole and (match := _INSIDE.search(line)):
            what, mend = f"{match[0]} stands inside a line", "give it a line of its own"
            yield Finding(file, above + number, "error", what, mend)
    if len(found) > MOST_EMBEDS:
        what = f"the note names {len(found)} drills and cards, over {MOST_EMBEDS}"
        yield Finding(file, above + found[MOST_EMBEDS].line, "error", what, "keep the ones that matter")


def _links(line: str, file: str, number: int) -> Iterator[Finding]:
    for picture in _PICTURE.findall(line):
        what, mend = f"{picture} is shown as it is typed", "send a photo with the note, or name a drill"
        yield Finding(file, number, "warning", what, mend)
    bare = (address.rstrip(_MARKS) for address in _BARE.findall(_TARGET.sub("", line)))
    for address in (*_TARGET.findall(line), *bare):
        if not _is_address(address):
            what = f"the link {address!r} is no https address" if address else "a link leads nowhere"
            yield Finding(file, number, "error", what, "write it whole: https://example.org/page")


def _is_address(address: str) -> bool:
    """Whether somebody who taps it gets somewhere, over an encrypted connection."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme == "https" and "." in host.strip(".")


def _promises(line: str, file: str, number: int) -> Iterator[Finding]:
    if match := _WATCHED.search(line):
        what = f"{match[0]!r} sounds as if somebody watched the chat"
        yield Finding(file, number, "warning", what, "nobody does: say when you read, or leave it out")
    if match := _CLAIMS.search(line):
        what = f"{match[0]!r} sounds like a medical claim"
        yield Finding(file, number, "warning", what, "tell what you saw or felt, and promise nothing")
