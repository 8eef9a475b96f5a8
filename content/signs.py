"""Plain words > warning signs. What a message may mean for somebody's safety, before anything else is done.

    hear(text, library) > Heard(action, slugs)

crisis  despair, hunger, a child: the words for that, and nothing else
stop    it tells of a warning sign: where to go, no drill
ask     it may tell of one: a question first
""  nothing of the kind

The rules stand in the headers of content/signs and content/crisis, their words in content/lexicon.toml. What
is in doubt is asked: somebody else's body, a sign with a laugh behind it, what a professional has
looked at, what is well by now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from content.grammar import Wording, read_wording
from content.lexicon import KID
from content.library import Library
from content.model import URGENCY, Sign

MOST = 3
"""Signs that are named: a longer list is not read."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard: what has to be done, and for which signs (or which kind of crisis), worst first."""

    action: Literal["", "stop", "crisis", "ask"]
    slugs: tuple[str, ...] = ()
    is_doubtful: bool = False
    """A crisis that no rule heard: it may be misread."""


NOTHING = Heard("")


def hear(text: str, library: Library) -> Heard:
    """What of a text concerns somebody's safety."""
    wording = read_wording(text, library.lexicon)
    crises = tuple(_crises(wording, library))
    stops = () if wording.is_about_words else _worst(_found(wording, library, is_sure=True))
    asks = () if wording.is_about_words else _worst(_found(wording, library, is_sure=False))
    is_made_light = wording.is_laughed or wording.is_seen or wording.is_settled
    is_doubtful = is_made_light or (wording.is_about_others and KID not in wording.named)
    if crises and (library.crises[crises[0]].is_first or not stops):
        return Heard("crisis", crises[:1])
    if stops:
        return Heard("ask" if is_doubtful else "stop", stops)
    return Heard("ask", asks) if asks and not is_made_light else NOTHING


def _crises(wording: Wording, library: Library) -> Iterator[str]:
    """The kinds of crisis that are told of, the one that comes before all others first."""
    ranked = sorted(library.crises.values(), key=lambda crisis: not crisis.is_first)
    return (one.slug for one in ranked if any(wording.names(rule) for rule in one.hears))


def _found(wording: Wording, library: Library, *, is_sure: bool) -> Iterator[Sign]:
    for sign in library.signs.values():
        if any(wording.says(rule) for rule in (sign.stops if is_sure else sign.asks_first)):
            yield sign


def _worst(signs: Iterable[Sign]) -> tuple[str, ...]:
    ranked = sorted(signs, key=lambda sign: URGENCY.index(sign.how_soon))
    return tuple(sign.slug for sign in ranked[:MOST])
