"""Makes the values of the library of their pages, and notes every fault on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import PurePath
from typing import get_args

from content.header import ContentError, Header, Page, plain_lines, take_apart
from content.lexicon import Lexicon, Rule, read_rule
from content.model import (
    SAYS_LIMIT,
    Area,
    Card,
    Challenge,
    Crisis,
    Dose,
    Drill,
    Equipment,
    Faq,
    HowSoon,
    Layer,
    Note,
    Series,
    Sign,
    Source,
    Spot,
    Track,
    Word,
)

CARD_NAME = re.compile(r"[a-z0-9]{1,32}")
"""A card's file name is its command: Telegram allows 32 of these, Discord too."""
SLUG = re.compile(r"[a-z0-9-]{1,32}")
SLUG_MEND = "use up to 32 small letters a to z, digits and hyphens"
STEPS = range(3, 6)
DAYS_A_WEEK = 7
_STEP = re.compile(r"\d+[.)]\s+(.*\S)")
_WHY = re.compile(r"##\s+why\?\s*", re.IGNORECASE)


class Known:
    """What links may lead to, and the words that are taken by the bot's own commands."""

    def __init__(self, files: Iterable[str], reserved: frozenset[str], lexicon: Lexicon) -> None:
        paths = [PurePath(file) for file in files]
        self.cards = frozenset(path.stem for path in paths if path.parts[0] == "cards")
        self.drills = frozenset(path.stem for path in paths if path.parts[0] == "drills")
        self.signs = frozenset(path.stem for path in paths if path.parts[0] == "signs")
        self.reserved = reserved
        self.lexicon = lexicon


def read_card(slug: str, page: Page, faults: list[ContentError], known: Known) -> Card:
    """The card of that page; without value when a fault was added."""
    header = Header(page, faults)
    mend = "use up to 32 small letters a to z and digits: the name is typed as a command"
    _refuse_name(slug, CARD_NAME, mend, page, faults)
    if slug in known.reserved:
        what = f"/{slug} is a command of the bot"
        faults.append(ContentError(page.file, 1, what, "give the file another name"))
    body, why = _halves(page.body)
    if not body:
        faults.append(
            ContentError(page.file, page.body_line, "the card says nothing", "write it below the header")
        )
    card = Card(
        slug=slug,
        title=header.words("title"),
        says=header.words("says", limit=SAYS_LIMIT),
        layer=header.one_of("layer", get_args(Layer)),
        area=header.one_of("area", get_args(Area)),
        source=header.one_of("source", get_args(Source)),
        aliases=header.list_of_words("aliases"),
        signs=_links("signs", "sign", known.signs, header),
        drills=_links("drills", "drill", known.drills, header),
        related=_links("related", "card", known.cards, header),
        is_in_menu=header.flag("menu"),
        body=body,
        why=why,
    )
    header.close()
    return card


def read_drill(slug: str, page: Page, faults: list[ContentError], known: Known) -> Drill:
    """The drill of that page; without value when a fault was added."""
    header = Header(page, faults)
    _refuse_name(slug, SLUG, SLUG_MEND, page, faults)
    drill = Drill(
        slug=slug,
        title=header.words("title"),
        says=header.words("says", limit=SAYS_LIMIT),
        track=header.one_of("track", get_args(Track)),
        stage=header.number("stage"),
        is_gentle=header.flag("gentle", is_needed=True),
        minutes=header.number("minutes"),
        equipment=header.list_of("equipment", get_args(Equipment)),
        dose=_dose(header),
        feel=header.list_of("feel", get_args(Spot), is_needed=True),
        mistake=header.words("mistake"),
        easier=_slug_or_words("easier", known.drills, header),
        harder=_slug_or_words("harder", known.drills, header),
        stop_if=header.words("stop_if"),
        not_after=header.list_of_words("not_after"),
        source=header.one_of("source", get_args(Source)),
        steps=_steps(page, faults),
    )
    header.close()
    return drill


def read_sign(slug: str, page: Page, faults: list[ContentError], known: Known) -> Sign:
    """The sign of that page; without value when a fault was added."""
    header = _begun(slug, page, "the sign does not say what to do", faults)
    sign = Sign(
        slug=slug,
        asks=header.words("asks"),
        how_soon=header.one_of("how_soon", get_args(HowSoon)),
        answer=page.body,
        stops=_rules("stop", known.lexicon, header),
        asks_first=_rules("ask", known.lexicon, header),
        is_for_doubt=header.flag("doubt"),
    )
    header.close()
    return sign


def read_crisis(slug: str, page: Page, faults: list[ContentError], known: Known) -> Crisis:
    """The crisis words of that page; without value when a fault was added."""
    header = _begun(slug, page, "the page has no words for somebody in a crisis", faults)
    crisis = Crisis(
        slug=slug,
        hears=_rules("hears", known.lexicon, header, is_needed=True),
        asks=header.words("asks"),
        is_first=header.flag("first"),
        body=page.body,
    )
    header.close()
    return crisis


def _rules(key: str, lexicon: Lexicon, header: Header, *, is_needed: bool = False) -> tuple[Rule, ...]:
    """The rules of a list such as ["calf + swollen - training"]."""
    found = []
    for words in header.list_of_words(key, is_needed=is_needed):
        try:
            rule = read_rule(words)
        except ValueError:
            header.fault(key, f"{words!r} is no rule", 'write classes with signs between: "calf + swollen"')
            continue
        for name in (*rule.needs, *rule.without):
            if name not in lexicon.names:
                mend = "name a class of lexicon.toml, or add one there"
                header.fault(key, f"the rule {words!r} names the class {name!r}, which is not there", mend)
        found.append(rule)
    return tuple(found)


def read_word(slug: str, page: Page, faults: list[ContentError], known: Known) -> Word:
    """The glossary entry of that page; without value when a fault was added."""
    header = _begun(slug, page, "the word is not explained", faults)
    word = Word(
        slug=slug,
        title=header.words("title"),
        aliases=header.list_of_words("aliases"),
        related=_links("related", "card", known.cards, header),
        source=header.one_of("source", get_args(Source)),
        body=page.body,
    )
    header.close()
    return word


def read_series(slug: str, page: Page, faults: list[ContentError], known: Known) -> Series:
    """The series of that page; without value when a fault was added."""
    header = _begun(slug, page, "the series does not say what it is about", faults)
    series = Series(
        slug=slug,
        title=header.words("title"),
        says=header.words("says", limit=SAYS_LIMIT),
        cards=_links("cards", "card", known.cards, header, is_needed=True),
        body=page.body,
    )
    header.close()
    return series


def read_challenge(slug: str, page: Page, faults: list[ContentError], known: Known) -> Challenge:
    """The challenge of that page; without value when a fault was added."""
    header = _begun(slug, page, "the challenge does not say what it is about", faults)
    challenge = Challenge(
        slug=slug,
        title=header.words("title"),
        says=header.words("says", limit=SAYS_LIMIT),
        days=header.number("days"),
        days_a_week=header.number("days_a_week"),
        drills=_links("drills", "drill", known.drills, header, is_needed=True),
        source=header.one_of("source", get_args(Source)),
        body=page.body,
    )
    if challenge.days_a_week > DAYS_A_WEEK:
        header.fault("days_a_week", "a week has seven days", f"write a number from 1 to {DAYS_A_WEEK}")
    header.close()
    return challenge


def read_faq(slug: str, page: Page, faults: list[ContentError]) -> Faq:
    """The question of that page and its answer; without value when a fault was added."""
    header = _begun(slug, page, "the question is not answered", faults)
    faq = Faq(
        slug=slug,
        title=header.words("title"),
        asks=header.list_of_words("asks", is_needed=True),
        body=page.body,
    )
    header.close()
    return faq


def read_note(slug: str, page: Page, faults: list[ContentError]) -> Note:
    """The note of that page, whose header may be left out; without value when a fault was added."""
    header = Header(page, faults)
    if not is_reserve(slug) and not is_week(slug):
        what, mend = "no such week", "name the file after an ISO week (2026-W48.md), or reserve-<word>.md"
        faults.append(ContentError(page.file, 1, what, mend))
    elif is_reserve(slug):
        _refuse_name(slug, SLUG, SLUG_MEND, page, faults)
    if not page.body:
        faults.append(
            ContentError(page.file, page.body_line, "the note is empty", "write it below the header")
        )
    title = header.words("title", is_needed=False)
    header.close()
    return Note(slug, title, page.body) if title else Note(slug, *titled(page.body))


def titled(text: str) -> tuple[str, str]:
    """Title and words of a note as it is written: a first line "# Title" is the title."""
    first, _, rest = text.strip().partition("\n")
    if first.startswith("# ") and rest.strip():
        return first[2:].strip(), rest.strip()
    return "", text.strip()


def note_of(text: str, week: str) -> Note:
    """The note that a coach wrote for a week, with a header or without. Raises ContentError."""
    page = take_apart(plain_lines(text).strip(), f"notes/{week}.md", needs_header=False)
    faults: list[ContentError] = []
    note = read_note(week, page, faults)
    if faults:
        raise faults[0]
    return note


def is_reserve(slug: str) -> bool:
    """Whether a note of that name waits in the reserve."""
    return slug.startswith("reserve-")


def is_week(words: str) -> bool:
    """Whether these words name an ISO week that exists, as "2026-W48"."""
    match = re.fullmatch(r"(\d{4})-W(\d{2})", words, re.ASCII)
    try:
        return bool(match and date.fromisocalendar(int(match[1]), int(match[2]), 1))
    except ValueError:
        return False


def _refuse_name(
    slug: str, shape: re.Pattern[str], mend: str, page: Page, faults: list[ContentError]
) -> None:
    if not shape.fullmatch(slug):
        faults.append(ContentError(page.file, 1, f"the file name {slug!r} cannot be used", mend))


def _begun(slug: str, page: Page, empty: str, faults: list[ContentError]) -> Header:
    """The header of a page that has a name and says something; `empty` is what is wrong when it does not."""
    _refuse_name(slug, SLUG, SLUG_MEND, page, faults)
    if not page.body:
        faults.append(
            ContentError(page.file, page.body_line, empty, "write a few sentences below the header")
        )
    return Header(page, faults)


def _halves(body: str) -> tuple[str, str]:
    """The words of a card, and those after the line "## Why?"."""
    lines = body.split("\n")
    at = next((number for number, line in enumerate(lines) if _WHY.fullmatch(line)), len(lines))
    return "\n".join(lines[:at]).strip(), "\n".join(lines[at + 1 :]).strip()


def _links(
    key: str, kind: str, known: frozenset[str], header: Header, *, is_needed: bool = False
) -> tuple[str, ...]:
    slugs = header.list_of_words(key, is_needed=is_needed)
    for slug in slugs:
        if slug not in known:
            header.fault(key, f"there is no {kind} {slug!r}", _nearest(slug, kind, known))
    return slugs


def _slug_or_words(key: str, known: frozenset[str], header: Header) -> str:
    words = header.words(key, is_needed=False)
    if words and words not in known and SLUG.fullmatch(words):
        mend = _nearest(words, "drill", known) + ", or say it in a few words"
        header.fault(key, f"there is no drill {words!r}", mend)
    return words


def _nearest(slug: str, kind: str, known: frozenset[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(slug, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"write that {kind}, or take it out"


def _dose(header: Header) -> Dose:
    """Sets of reps or of seconds, never both."""
    dose = header.numbers("dose", ("sets", "reps", "seconds"))
    if dose and ("sets" not in dose or ("reps" in dose) == ("seconds" in dose)):
        mend = "write { sets = 2, reps = 8 } or { sets = 2, seconds = 30 }"
        header.fault("dose", "a dose is sets of reps or sets of seconds", mend)
    return Dose(dose.get("sets", 1), dose.get("reps", 0), dose.get("seconds", 0), header.flag("sides"))


def _steps(page: Page, faults: list[ContentError]) -> tuple[str, ...]:
    steps: list[str] = []
    for line, words in enumerate(page.body.split("\n"), page.body_line):
        if match := _STEP.fullmatch(words.strip()):
            steps.append(match[1])
        elif words.strip():
            what, mend = (
                f"this is not a numbered step: {words.strip()[:40]}",
                "write each step on one line: 1. …",
            )
            faults.append(ContentError(page.file, line, what, mend))
    if len(steps) not in STEPS:
        what = f"the drill has {len(steps)} steps"
        mend = f"write {STEPS.start} to {STEPS.stop - 1}, each on a line: 1. …"
        faults.append(ContentError(page.file, page.body_line, what, mend))
    return tuple(steps)
