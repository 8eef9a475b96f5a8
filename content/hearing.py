"""Plain words > what they mean for somebody's safety, by the rules and by a second opinion.

    hear (content/signs.py) --+
                               > weigh > Heard
    opinion (what was learned) +

The rules come first. The second opinion sends to the words for a crisis where it is sure of one, asks where
it leans to a sign or a crisis that the rules did not find, turns into a question what it doubts, and spares
people a question of the rules that it sees nothing in. What the rules stop never passes.
"""

from __future__ import annotations

import re

from content.library import Library
from content.opinion import Opinion, opinion
from content.signs import NOTHING, Heard, hear
from content.wording import words_of

SURE = 0.5
"""Share of a crisis from which its words are shown."""
HEAVY = 0.3
"""Share of a crisis from which it is asked about."""
LEANS = 0.5
"""Share of signs and crises from which some sign is asked about, where the rules found nothing."""
DOUBTS = 0.3
"""Share of a crisis below which one that the rules hear becomes a question."""
STOPS = 0.5
"""Share of signs and crises below which what the rules stop becomes a question."""
IDLE = 0.05
"""The same share, below which a question of the rules is not worth asking."""
_PARTS = re.compile(r"[,.;:!?\n]+|\b(?:but|and|also)\b")
"""What stands between the parts of a message."""
ENGLISH = 0.8
"""Share of a message's words that have to be English for its doubts to count: it learned from little else."""


def listen(text: str, library: Library, vector: tuple[float, ...] = ()) -> Heard:
    """What of a text concerns somebody's safety; `vector` is the sentence model's, empty without it."""
    heard = hear(text, library)
    may_doubt = not heard.action or (_is_english(text, library) and not _has_worry(heard, text))
    return weigh(heard, opinion(text, vector), library, may_doubt=may_doubt)


def _has_worry(heard: Heard, text: str) -> bool:
    """Whether a question of the rules is worth asking for a part of a message that is harmless as a whole."""
    return heard.action == "ask" and any(opinion(part).worry >= IDLE for part in _PARTS.split(text))


def _is_english(text: str, library: Library) -> bool:
    words = [word for word in words_of(text, library.lexicon) if word.isalpha()]
    return sum(word in library.lexicon.right for word in words) >= ENGLISH * len(words)


def weigh(heard: Heard, second: Opinion, library: Library, *, may_doubt: bool = True) -> Heard:
    """What the rules heard, with a second opinion; without `may_doubt` it adds and takes nothing back."""
    crisis = second.kind if second.kind in library.crises else ""
    if heard.action == "crisis":
        return heard if second.crisis >= DOUBTS or not may_doubt else Heard("ask", heard.slugs)
    if crisis and second.crisis >= SURE:
        return Heard("crisis", (crisis,), is_doubtful=not heard.action)
    if heard.action == "stop":
        return heard if second.worry >= STOPS or not may_doubt else Heard("ask", heard.slugs)
    if heard.action == "ask" and (second.worry >= IDLE or not may_doubt):
        return heard
    if crisis and second.crisis >= HEAVY:
        return Heard("ask", (crisis,))
    asked = tuple(sign.slug for sign in library.signs.values() if sign.is_for_doubt)
    return Heard("ask", asked) if asked and second.worry >= LEANS else NOTHING
