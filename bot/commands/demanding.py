"""The question before a drill that asks more of a body: signs and history first, drill by drill.

Nothing is kept of the answers: a button types the drill's name and the answer behind it.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.changes import Answer, only
from bot.commands.buttons import button, row
from bot.commands.drills import nothing_fits, show
from bot.commands.signs import stop_at
from bot.model import Ask, Reply
from content.library import Drill, Markdown

SIGNS = ("chest-pressure", "cannot-bear-weight", "hot-swollen-joint", "numb-limb")
"""The warning signs that hold for any drill; `demanding.signs` says them in one line."""


def ask_first(ask: Ask, drill: Drill) -> Answer:
    """Whether a warning sign or an old injury speaks against the drill."""
    history = Markdown(", ".join(drill.not_after))
    asked = (
        ask.say("demanding.first", title=Markdown(drill.title)),
        ask.say("demanding.signs"),
        *((ask.say("demanding.history", history=history),) if history else ()),
    )
    old = (button(ask, "something_old", f"/drill {drill.slug} old"),) if history else ()
    buttons = (
        *row(button(ask, "none_of_these", f"/drill {drill.slug} clear"), *old),
        *row(button(ask, "sign_now", f"/drill {drill.slug} sign")),
    )
    return only(Reply("\n\n".join(asked), buttons=buttons))


def _clear(ask: Ask, drill: Drill) -> Answer:
    return only(show(ask, drill))


def _old(ask: Ask, drill: Drill) -> Answer:
    """A gentle drill that the history does not speak against: of the same track where there is one."""
    history = set(drill.not_after)
    fits = [one for one in ask.shelf.drills(is_gentle=True) if not history & set(one.not_after)]
    found = min(fits, key=lambda one: (one.track != drill.track, one.stage), default=None)
    if found is None:
        return only(nothing_fits(ask))
    return only(show(ask, found, above=f"*{ask.say('demanding.gentler')}*"))


def _sign(ask: Ask, drill: Drill) -> Answer:
    return stop_at(ask, SIGNS, about=None)


ANSWERS: dict[str, Callable[[Ask, Drill], Answer]] = {"clear": _clear, "old": _old, "sign": _sign}
"""What stands behind the name of a drill, and what it leads to."""
