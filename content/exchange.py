"""The coach's desk as one readable document, to be taken from one bot to another. Pure.

    {"tripod_desk": 1, "notes": [...], "reserve": [...], "edits": [...], "photos": [{"jpeg": base64}]}

Uniting two desks loses nothing of either: revisions of a week's note or of a page stand side by side in the
order of time, the newest counts, and what both have counts once.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from content.editions import STATES
from content.edits import edit_of
from content.entries import is_week
from content.header import ContentError

VERSION = 1
JPEG = b"\xff\xd8\xff"
"""What its files begin with."""
KEY = "tripod_desk"
NAMED_BY = {"notes": "week", "edits": "file"}
"""Tables of documents with revisions, and the field that says what they are revisions of."""
TABLES = ("notes", "reserve", "edits")

Documents = Mapping[str, list[dict[str, Any]]]
"""The coach's documents by table."""


def written(documents: Documents, photos: Iterable[bytes] = ()) -> str:
    """The desk as a document, with the photos that its notes name."""
    tables = {name: documents.get(name, []) for name in TABLES}
    if pictures := [{"jpeg": b64encode(one).decode()} for one in photos]:
        tables["photos"] = pictures
    text = json.dumps({KEY: VERSION, **tables}, indent=2, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode() + "\n"


def read_document(text: str, name: str) -> Documents:
    """The desk of that document; `name` says where it came from. Raises ContentError when it is none."""
    try:
        document = json.loads(text)
    except RecursionError:
        raise _refused(name, 1, "its brackets are nested too deeply") from None
    except json.JSONDecodeError as error:
        raise _refused(name, error.lineno, f"this is no JSON ({error.msg})") from None
    if not isinstance(document, dict) or KEY not in document:
        raise _refused(name, 1, "this is no desk of a coach")
    if document[KEY] != VERSION:
        what = f"this desk has the version {document[KEY]!r}, and this bot reads {VERSION}"
        raise ContentError(name, 1, what, "upgrade this bot")
    document.setdefault("photos", [])
    for table in SOUND:
        _refuse(table, document.get(table), name)
    return {table: document[table] for table in SOUND}


def photos_of(documents: Documents) -> Iterator[bytes]:
    """The photos of a document that was read."""
    return (b64decode(one["jpeg"], validate=True) for one in documents.get("photos", ()))


def count_of(documents: Documents) -> dict[str, int]:
    """How many revisions each table holds; of the reserve, how many weeks."""
    return {name: sum(map(_weight, documents.get(name, []))) for name in TABLES}


def _weight(document: Mapping[str, Any]) -> int:
    return len(document["revisions"]) if "revisions" in document else 1


def merged(ours: Documents, theirs: Documents) -> Documents:
    """Both desks as one. Which note of the reserve a week took is ours to say; theirs counts as used."""
    united = {name: _united(ours.get(name, []), theirs.get(name, []), key) for name, key in NAMED_BY.items()}
    reserve = ours.get("reserve", [])
    united["reserve"] = [*reserve, *(one for one in theirs.get("reserve", []) if one not in reserve)]
    return {**ours, **united}


def _united(ours: list[dict[str, Any]], theirs: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    found = {one[key]: one for one in ours}
    for one in theirs:
        mine = found.get(one[key], {key: one[key], "revisions": []})
        found[one[key]] = {**mine, "revisions": _in_time(mine["revisions"], one["revisions"])}
    return list(found.values())


def _in_time(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    new = [one for one in theirs if one not in ours]
    return sorted([*ours, *new], key=lambda one: datetime.fromisoformat(one["at"])) if new else ours


def _refuse(table: str, documents: object, name: str) -> None:
    """Raises ContentError for what the bot itself would not have written."""
    if not isinstance(documents, list):
        raise _refused(name, 1, f"{table!r} is no list")
    for number, one in enumerate(documents, start=1):
        try:
            SOUND[table](one)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            what = f"number {number} of {table!r} is nothing that the bot writes ({error})"
            raise _refused(name, 1, what) from None


def _refuse_note(note: Mapping[str, Any]) -> None:
    _refuse_no_week(note)
    if not note["revisions"]:
        raise ValueError("no revision")
    for one in note["revisions"]:
        _refuse_no_words(one, ("author", "title", "text"))
        if datetime.fromisoformat(one["at"]).tzinfo is None:
            raise ValueError(f"{one['at']} has no offset")
        if one["state"] not in STATES:
            raise ValueError(f"{one['state']!r} is no state")


def _refuse_taken(taken: Mapping[str, Any]) -> None:
    _refuse_no_week(taken)
    _refuse_no_words(taken, ("slug", "title", "text"))


def _refuse_no_week(document: Mapping[str, Any]) -> None:
    if not is_week(document["week"]):
        raise ValueError(f"{document['week']!r} is no week")


def _refuse_no_words(document: Mapping[str, Any], fields: Iterable[str]) -> None:
    for field in fields:
        if not isinstance(document[field], str):
            raise TypeError(f"{field} has to be words")


def _refuse_photo(photo: Mapping[str, Any]) -> None:
    if not b64decode(photo["jpeg"], validate=True).startswith(JPEG):
        raise ValueError("a photo is no JPEG")


def _refuse_edit(edit: Mapping[str, Any]) -> None:
    edit_of(edit)


SOUND: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
    "notes": _refuse_note,
    "reserve": _refuse_taken,
    "edits": _refuse_edit,
    "photos": _refuse_photo,
}
"""What refuses a document of each table."""


def _refused(name: str, line: int, what: str) -> ContentError:
    return ContentError(name, line, what, "give a file that `tripod content export` wrote")
