"""Coach's edits: other texts for pages of the library, and what becomes of them when the files change. Pure.

Revision    one text that a coach gave a page, and the text it was made from
Edit        a page's revisions; the newest counts
Desk        the files as they are, and the edits over them
Laid        the library that comes of both
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from pathlib import PurePath
from typing import Any

from content.header import ContentError, plain_lines
from content.library import KINDS, Reading, revised
from content.safety import safety

MOMENT = timedelta(microseconds=1)
_PAGE = re.compile(rf"(?:{'|'.join(KINDS)})/[^/\s]{{1,64}}\.md")


@dataclass(frozen=True, slots=True)
class Revision:
    """What a page says since an instant."""

    at: datetime
    """Aware, and unlike that of any other revision of the page."""
    author: str
    text: str | None
    """The whole page with its header; None gives the text of the files back."""
    made_from: str
    """The hash of the text that the files had below it."""
    stands_on: datetime | None = None
    """The instant of the revision that an undo goes back to; None where it goes back to the files."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Everything that coaches made of one page, oldest first, at least one revision."""

    file: str
    """As the library names it: "cards/elbowpain.md"."""
    revisions: tuple[Revision, ...]

    @property
    def newest(self) -> Revision:
        """The revision that counts."""
        return self.revisions[-1]

    def before(self) -> Revision | None:
        """The revision that an undo goes back to; None for the files."""
        at = self.newest.stands_on
        return next((one for one in reversed(self.revisions) if one.at == at), None) if at else None


@dataclass(frozen=True)
class Laid:
    """What comes of laying edits over the files: what can be read, and why an edit is left out."""

    reading: Reading
    left_out: Mapping[str, ContentError]
    """By file."""


@dataclass(frozen=True)
class Desk:
    """The pages of the files, which are sound, and the coach's edits by file."""

    below: Reading
    edits: Mapping[str, Edit]

    @cached_property
    def laid(self) -> Laid:
        """The files with every edit over them that can be read.

        Where all together do not read, they are laid one by one in the order in which they were made.
        """
        texts = {file: text for file in self._by_age() if (text := self.edited(file)) is not None}
        together = revised(self.below, texts) if texts else self.below
        if not together.faults:
            return Laid(together, {})
        reading, sound, left_out = self.below, dict[str, str](), dict[str, ContentError]()
        for file, text in texts.items():
            tried = revised(self.below, sound | {file: text})
            if tried.faults:
                left_out[file] = _told(tried.faults, file)
            else:
                reading, sound[file] = tried, text
        return Laid(reading, left_out)

    @property
    def files(self) -> tuple[str, ...]:
        """All pages that can be edited, in the order in which a bare name is looked for."""
        known = self.below.pages.keys() | self.edits.keys()
        return tuple(sorted(known, key=lambda file: (KINDS.index(PurePath(file).parts[0]), file)))

    def find(self, name: str) -> str:
        """The file of that name: "forefoot", or "words/forefoot" where a card has it too. Empty for none."""
        name = name.casefold().removesuffix(".md")
        return next(
            (file for file in self.files if name in (_slug(file).casefold(), _path(file).casefold())), ""
        )

    def name(self, file: str) -> str:
        """The shortest name by which `find` gives that file."""
        return _slug(file) if self.find(_slug(file)) == file else _path(file)

    def text_below(self, file: str) -> str:
        """What the files say on that page; empty when they have it no more."""
        page = self.below.pages.get(file)
        return page.text if page else ""

    def edited(self, file: str) -> str | None:
        """What the coach made of that page; None where the files count."""
        edit = self.edits.get(file)
        return edit.newest.text if edit else None

    def text(self, file: str) -> str:
        """The page as a coach goes on with it: the edit, be it sound or not, else the text of the files."""
        edited = self.edited(file)
        return self.text_below(file) if edited is None else edited

    def standing(self) -> tuple[str, ...]:
        """The pages that are edited now, by file."""
        return tuple(sorted(file for file in self.edits if self.edited(file) is not None))

    def is_behind(self, file: str) -> bool:
        """Whether the text of the files is another than the one that the edit was made from."""
        edited = self.edited(file)
        return edited is not None and self.edits[file].newest.made_from != hash_of(self.text_below(file))

    def behind(self) -> tuple[str, ...]:
        """The edits whose ground has changed, by file."""
        return tuple(file for file in self.standing() if self.is_behind(file))

    def revise(self, file: str, text: str, at: datetime, author: str) -> Revision:
        """A revision with this text.

        Raises ContentError when the library cannot be read with it, or is less safe than before: a card about
        pain without its signs. It has to fit to the edits that count; those that are left out stay so.
        """
        text = plain_lines(text).encode("utf-8", "replace").decode().strip() + "\n"
        others = {
            other: edited
            for other in self.standing()
            if other not in self.laid.left_out and (edited := self.edited(other)) is not None
        }
        tried = revised(self.below, others | {file: text})
        faults = tried.faults or _dangers(tried, self.laid.reading)
        if faults:
            raise _told(faults, file)
        edit = self.edits.get(file)
        stands_on = edit.newest.at if edit and edit.newest.text is not None else None
        return Revision(at, author, text, hash_of(self.text_below(file)), stands_on)

    def undo(self, file: str, at: datetime, author: str) -> Revision:
        """A revision that says again what the page said before its newest one."""
        before = self.edits[file].before()
        if before is None:
            return Revision(at, author, None, hash_of(self.text_below(file)))
        return replace(before, at=at, author=author)

    def with_(self, file: str, revision: Revision) -> Desk:
        """The desk with this revision as the newest."""
        edit = self.edits.get(file)
        return Desk(self.below, {**self.edits, file: added(edit.revisions if edit else (), file, revision)})

    def _by_age(self) -> list[str]:
        return sorted(self.edits, key=lambda file: (self.edits[file].newest.at, file))


def _slug(file: str) -> str:
    return PurePath(file).stem


def _path(file: str) -> str:
    return file.removesuffix(".md")


def added(revisions: tuple[Revision, ...], file: str, revision: Revision) -> Edit:
    """The page with one more revision, moved behind the newest in time; what is said already counts once."""
    newest = revisions[-1] if revisions else None
    if newest and (newest.text, newest.made_from) == (revision.text, revision.made_from):
        return Edit(file, revisions)
    if newest and revision.at <= newest.at:
        revision = replace(revision, at=newest.at + MOMENT)
    return Edit(file, (*revisions, revision))


def hash_of(text: str) -> str:
    """A short hash of a page's text: sixteen characters."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _dangers(reading: Reading, before: Reading) -> tuple[ContentError, ...]:
    """What is not safe for readers and was not there before."""
    known = set(safety(before))
    return tuple(
        ContentError(one.file, one.line, one.what, one.mend)
        for one in safety(reading)
        if one.level == "error" and one not in known
    )


def document_of(edit: Edit) -> dict[str, Any]:
    """The edit as the desk's file keeps it."""
    return {
        "file": edit.file,
        "revisions": [
            {
                "at": one.at.isoformat(),
                "author": one.author,
                "text": one.text,
                "made_from": one.made_from,
                "stands_on": one.stands_on.isoformat() if one.stands_on else None,
            }
            for one in edit.revisions
        ],
    }


def edit_of(document: Mapping[str, Any]) -> Edit:
    """The edit that was kept. Raises KeyError, TypeError or ValueError for anything else."""
    file, kept = document["file"], document["revisions"]
    if not _PAGE.fullmatch(file):
        raise ValueError(f"{file!r} is no page")
    if not kept:
        raise ValueError(f"{file} has no revision")
    return Edit(file, tuple(_revision_of(one) for one in kept))


def _revision_of(kept: Mapping[str, Any]) -> Revision:
    author, text, made_from = kept["author"], kept["text"], kept["made_from"]
    for words in (author, made_from, "" if text is None else text):
        if not isinstance(words, str):
            raise TypeError(f"{words!r} has to be words")
        words.encode()  # half a character cannot be shown
    stands_on = kept["stands_on"]
    return Revision(_instant(kept["at"]), author, text, made_from, _instant(stands_on) if stands_on else None)


def _instant(kept: str) -> datetime:
    at = datetime.fromisoformat(kept)
    if at.tzinfo is None:
        raise ValueError(f"{kept} has no offset")
    return at


def _told(faults: Iterable[ContentError], file: str) -> ContentError:
    """The fault to tell: the first on that page, else the first of all."""
    return min(faults, key=lambda fault: fault.file != file)
