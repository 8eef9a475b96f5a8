"""The content store: the library as it can be asked, and what the coach writes in chat.

The library is loaded into TinyDB's memory; its files stay the only truth. The coach's documents live in
`coach.json`, a TinyDB file over an atomic storage, and their photos in a folder beside it. This is the only
file that imports tinydb. One process writes at a time; what a call returned from is on the disk.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property, reduce
from operator import and_
from pathlib import Path
from typing import Any, TypeVar, get_args

from tinydb import Storage, TinyDB, where
from tinydb.queries import QueryInstance
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from content.atomic import AtomicFile, Tables
from content.editions import (
    Edition,
    Editions,
    Gathering,
    document_of_edition,
    document_of_gathering,
    editions_of,
    gathering_of,
)
from content.edits import Desk, Edit, Revision, added, document_of, edit_of
from content.entries import is_week
from content.exchange import Documents, merged, photos_of
from content.header import ContentError
from content.library import Card, Drill, Library, Note, Reading
from content.model import Area, Equipment, Layer, Source, Spot, Track
from content.photos import Album, photos_in
from content.sources import Reloaded, Sources

SHIPPED_ONLY = Sources()
log = logging.getLogger(__name__)
FILE = "coach.json"
PHOTOS = "photos"
"""The folder beside it."""
Found = TypeVar("Found")


class Shelf:
    """The library, asked by what its entries are. What is left out of a question does not matter to it."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def drills(
        self,
        *,
        track: Track | None = None,
        spots: Collection[Spot] = (),
        minutes: int | None = None,
        equipment: Collection[Equipment] | None = None,
        is_gentle: bool | None = None,
    ) -> tuple[Drill, ...]:
        """The drills of that track, felt in one of these spots, within these minutes.

        `equipment` is what one has, so nothing else is needed; empty finds what needs nothing at all.
        Sorted by track in the order of the tracks, then by stage and slug.
        """
        wanted = (
            where("track") == track if track else None,
            where("feel").any(list(spots)) if spots else None,
            where("minutes") <= minutes if minutes is not None else None,
            where("equipment").test(frozenset(equipment).issuperset) if equipment is not None else None,
            where("is_gentle") == is_gentle if is_gentle is not None else None,
        )
        return tuple(self.library.drills[slug] for slug in _found(self._tables.table("drills"), wanted))

    def cards(
        self, *, area: Area | None = None, layer: Layer | None = None, source: Source | None = None
    ) -> tuple[Card, ...]:
        """The cards of that area, layer and source, by slug."""
        wanted = (
            where("area") == area if area else None,
            where("layer") == layer if layer else None,
            where("source") == source if source else None,
        )
        return tuple(self.library.cards[slug] for slug in _found(self._tables.table("cards"), wanted))

    @cached_property
    def _tables(self) -> TinyDB:
        """In memory, made at the first question."""
        tables = TinyDB(storage=MemoryStorage)
        tracks: tuple[str, ...] = get_args(Track)
        drills = sorted(
            self.library.drills.values(), key=lambda one: (tracks.index(one.track), one.stage, one.slug)
        )
        tables.table("drills").insert_multiple(
            {
                "slug": one.slug,
                "track": one.track,
                "feel": list(one.feel),
                "minutes": one.minutes,
                "equipment": list(one.equipment),
                "is_gentle": one.is_gentle,
            }
            for one in drills
        )
        tables.table("cards").insert_multiple(
            {"slug": one.slug, "area": one.area, "layer": one.layer, "source": one.source}
            for one in sorted(self.library.cards.values(), key=lambda one: one.slug)
        )
        return tables


def _found(table: Table, wanted: Iterable[QueryInstance | None]) -> list[str]:
    """The slugs of all that meets every condition, in the order of the table."""
    conditions = [condition for condition in wanted if condition is not None]
    found = table.search(reduce(and_, conditions)) if conditions else table.all()
    return [one["slug"] for one in found]


class AtomicStorage(Storage):
    """TinyDB's door to an atomic file."""

    def __init__(self, file: AtomicFile) -> None:
        self._file = file

    def read(self) -> Tables | None:
        """The newest whole version."""
        return self._file.read()

    def write(self, data: Tables) -> None:
        """Make this the newest version, on the disk."""
        self._file.write(data)


class ContentStore:
    """The library and the coach's desk: the pages of sound files, with the coach's edits over them.

    A folder that is missing is made. Raises ContentError when the desk of that folder cannot be read.
    """

    def __init__(self, below: Reading, folder: Path, sources: Sources = SHIPPED_ONLY) -> None:
        self.faults: tuple[ContentError, ...] = ()
        """Why the files as they are now were not taken; empty while the library is theirs."""
        self._sources = sources
        self._stamp = sources.stamp()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            what = f"this folder cannot be made ({error.strerror})"
            raise ContentError(str(folder), 1, what, "choose another data folder") from None
        self._file = AtomicFile(folder / FILE)
        self.album = Album(folder / PHOTOS)
        """The coach's own photos."""
        self._database = TinyDB(self._file, storage=AtomicStorage)
        self._notes = self._database.table("notes")
        self._reserve = self._database.table("reserve")
        self._edits = self._database.table("edits")
        self._gathered = self._database.table("gathered")
        self.desk = Desk(below, {})
        """The pages of the files and the edits over them."""
        self._read_reserve()
        self._lay()

    @property
    def library(self) -> Library:
        """The content as it stands."""
        return self.shelf.library

    @property
    def torn(self) -> str:
        """A short hash of the desk's version that was found damaged; empty while none was."""
        return self._file.torn

    def has_changed(self) -> bool:
        """Whether a file of the library is another than at the last look."""
        return self._sources.stamp() != self._stamp

    def read_again(self) -> Reloaded:
        """Read the files again. Nothing changes yet, so a worker thread may do it while the coach writes."""
        return self._sources.reload()

    def take(self, reloaded: Reloaded) -> None:
        """Let what was read count. With a fault in any file the library stays as it is."""
        self._stamp = reloaded.stamp
        self.faults = reloaded.faults
        if reloaded.reading is not None:
            self._lay(reloaded.reading)

    def revise(self, file: str, revision: Revision) -> None:
        """Keep this as the newest revision of a page. Raises OSError when the disk refuses."""
        is_this = where("file") == file
        with self._file.locked():
            edit = self._read_edits().get(file)
            revised = document_of(added(edit.revisions if edit else (), file, revision))
            if edit is None:
                _insert(self._edits, revised)
            else:
                self._edits.update(revised, is_this)
        self._lay()

    def remove(self, file: str) -> None:
        """Take out everything that was made of a page. Raises OSError when the disk refuses."""
        with self._file.locked():
            if self._edits.remove(where("file") == file):
                self._write_again()
        self._lay()

    def documents(self) -> Documents:
        """The coach's documents as they are kept, by table."""
        tables = self._file.read() or {}
        return {name: list(table.values()) for name, table in tables.items()}

    def photos(self) -> Iterator[bytes]:
        """The photos that notes name, each as its file holds it; one that is gone is left out."""
        for name in sorted(self._named_photos() & self.album.names()):
            yield self.album.file(name).read_bytes()

    def sweep(self, before: datetime) -> None:
        """Remove photos that came before that instant and that no note names, as it is or ever was."""
        if gone := self.album.sweep(self._named_photos(), before):
            log.info("%d photos that no note names were removed", gone)

    def _named_photos(self) -> frozenset[str]:
        """By any revision of a note, and by what is being sent in parts."""
        parts = [text for one in self._gathered for text in one["texts"]]
        notes = [one["text"] for note in self._notes for one in note["revisions"]]  # parts become these
        return frozenset(photos_in(*parts, *notes))

    def take_in(self, theirs: Documents) -> None:
        """Unite the desk with another one, in one step. Raises OSError when the disk refuses."""
        for jpeg in photos_of(theirs):
            self.album.put(jpeg)
        with self._file.locked():
            united = merged(self.documents(), theirs)
            self._file.write(
                {
                    name: {str(number): one for number, one in enumerate(documents, start=1)}
                    for name, documents in united.items()
                }
            )
        self._read_reserve()
        self._lay()

    def editions(self) -> Editions:
        """The notes by week: what the coach wrote in chat, else the dated file."""
        return self._editions

    def publish(self, edition: Edition) -> None:
        """Keep this as the newest revision of its week; the earlier ones stay. The same twice counts once.

        Raises ValueError for a week that does not exist or a naive time, OSError when the disk refuses.
        """
        _refuse_no_week(edition.week)
        revision = document_of_edition(edition)
        is_this = where("week") == edition.week
        with self._file.locked():
            kept = [revision for note in self._notes if is_this(note) for revision in note["revisions"]]
            if not kept:
                _insert(self._notes, {"week": edition.week, "revisions": [revision]})
            elif kept[-1] != revision:
                self._notes.update({"revisions": [*kept, revision]}, is_this)
        self._editions = self._read_editions()

    def gather(self, gathering: Gathering) -> None:
        """Keep what a coach has sent so far, in the place of what was kept before.

        Raises OSError when the disk refuses.
        """
        document = document_of_gathering(gathering)
        with self._file.locked():
            if not self._gathered.update(document, where("author") == gathering.author):
                _insert(self._gathered, document)
        self._editions = self._read_editions()

    def drop_gathering(self, author: str) -> None:
        """Let go of what that coach sent in parts. Raises OSError when the disk refuses."""
        with self._file.locked():
            if self._gathered.remove(where("author") == author):
                self._write_again()
        self._editions = self._read_editions()

    def reserve_for(self, week: str) -> Note | None:
        """The reserve note of that week: the next unused one, the same ever after, as it stood when chosen.

        None when the reserve is empty; the week stays open for a note that is added later.
        Raises ValueError for a week that does not exist, OSError when the disk refuses.
        """
        _refuse_no_week(week)
        if week not in self._assigned:
            with self._file.locked():
                self._read_reserve()
                note = next(iter(self._unused()), None)
                if note is not None and week not in self._assigned:
                    taken = {"week": week, "slug": note.slug, "title": note.title, "text": note.text}
                    _insert(self._reserve, taken)
                    self._read_reserve()
        return self._assigned.get(week)

    def taken(self) -> Mapping[str, Note]:
        """The reserve notes that weeks have taken, by week."""
        return self._assigned

    def has_reserve(self, week: str) -> bool:
        """Whether `reserve_for` would give a note."""
        return week in self._assigned or bool(self._unused())

    def reserve_left(self) -> int:
        """How many reserve notes no week has taken."""
        return len(self._unused())

    def close(self) -> None:
        """Let go of the file. Everything is on the disk already."""
        self._database.close()

    def _lay(self, below: Reading | None = None) -> None:
        """Lay the edits over the pages of the files: over these, where they are new."""
        self.desk = Desk(below or self.desk.below, self._read_edits())
        for file, fault in self.desk.laid.left_out.items():
            log.warning("the coach's edit of %s is left out: %s", file, fault)
        self.shelf = Shelf(self.desk.laid.reading.library)
        self._editions = self._read_editions()

    def _write_again(self) -> None:
        """Let the version that is kept beside the file be without what was taken out, too."""
        self._file.write(self._file.read() or {})

    def _unused(self) -> list[Note]:
        return [note for note in self.library.reserve if note.slug not in self._used]

    def _read_editions(self) -> Editions:
        kept = self._read("notes", lambda: {one["week"]: editions_of(one) for one in self._notes})
        gathered = self._read(
            "gathered", lambda: {one["author"]: gathering_of(one) for one in self._gathered}
        )
        return Editions.over(self.library.notes, kept, gathered)

    def _read_reserve(self) -> None:
        """Which week has taken which note; where two desks were united that both took one, the first."""
        taken = self._read(
            "reserve",
            lambda: [(one["week"], Note(one["slug"], one["title"], one["text"])) for one in self._reserve],
        )
        self._assigned = dict(reversed(taken))
        self._used = frozenset(note.slug for _, note in taken)

    def _read_edits(self) -> Mapping[str, Edit]:
        return self._read("edits", lambda: {one["file"]: edit_of(one) for one in self._edits})

    def _read(self, table: str, read: Callable[[], Found]) -> Found:
        try:
            return read()
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise self._damaged(table, error) from error

    def _damaged(self, table: str, error: Exception) -> ContentError:
        what = f"the table {table!r} holds something the bot did not write ({error})"
        return ContentError(str(self._file.path), 1, what, f"bring {FILE} back from a backup")


def _insert(table: Table, document: Mapping[str, Any]) -> None:
    """Insert under the next number of the file: the table's own count knows nothing of other writers."""
    number = max((one.doc_id for one in table), default=0) + 1
    table.insert(Document(document, doc_id=number))


def _refuse_no_week(week: str) -> None:
    if not is_week(week):
        raise ValueError(f"{week!r} is no ISO week")
