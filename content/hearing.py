"""Plain words > what they mean for somebody's safety, by the rules and by a second opinion.

    hear (content/signs.py) --+
                               > weigh > Heard
    opinion (what was learned) +

The rules come first. The second opinion sends to the words for a crisis where it is sure of one, asks where
it leans to a sign or a crisis that the rules did not find, and turns into a question what it doubts. What
the rules stop never passes.
"""

from __future__ import annotations

from content.library import Library
from content.opinion import Opinion, opinion
from content.signs import NOTHING, Heard, hear

SURE = 0.5
"""Share of a crisis from which its words are shown."""
LEANS = 0.3
"""Share of signs and crises from which a question comes first, where the rules found nothing."""
DOUBTS = 0.3
"""Share below which what the rules stop becomes a question."""


def listen(text: str, library: Library, vector: tuple[float, ...] = ()) -> Heard:
    """What of a text concerns somebody's safety; `vector` is the sentence model's, empty without it."""
    return weigh(hear(text, library), opinion(text, vector), library)


def weigh(heard: Heard, second: Opinion, library: Library) -> Heard:
    """What the rules heard, with a second opinion."""
    crisis = second.kind if second.kind in library.crises else ""
    together = second.sign + second.crisis
    if heard.action == "crisis":
        return heard if second.crisis >= DOUBTS else Heard("ask", heard.slugs)
    if crisis and second.crisis >= SURE:
        return Heard("crisis", (crisis,), is_doubtful=not heard.action)
    if heard.action == "stop":
        return heard if together >= DOUBTS else Heard("ask", heard.slugs)
    if heard.action == "ask" or together < LEANS:
        return heard
    asked = (crisis,) if second.crisis > second.sign else tuple(_in_doubt(library))
    return Heard("ask", asked) if any(asked) else NOTHING


def _in_doubt(library: Library) -> list[str]:
    return [sign.slug for sign in library.signs.values() if sign.is_for_doubt]
