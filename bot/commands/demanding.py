"""The question before a drill that asks more of a body: what is known of the member, then signs.

Warning signs are asked each time, as they come and go. Old injuries are asked here only while `/arrive` has
not asked for all of them; what is known already leads to a gentler drill without a question. Nothing is kept
of the answers: a button types the drill's name and the answer behind it.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.changes import Answer, only
from bot.commands.buttons import button, row
from bot.commands.days import day_name
from bot.commands.drills import nothing_fits, show
from bot.commands.signs import stop_at
from bot.model import Ask, Reply, Rows
from content.library import Drill, Markdown
from scheduler.plan import local_day

SIGNS = ("chest-pressure", "cannot-bear-weight", "hot-swollen-joint", "numb-limb")
"""The warning signs that hold for any drill; `demanding.signs` and `history.now` say them in one line."""


def ask_first(ask: Ask, drill: Drill) -> Answer:
    """Whether a warning sign or an old injury speaks against the drill; a gentler one if that is known."""
    if known := known_against(ask, drill):
        return _gentler(ask, drill, known, row(button(ask, "about_you", "/arrive")))
    assert ask.member is not None
    history = Markdown(", ".join(drill.not_after)) if ask.member.history is None else ""
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


def known_against(ask: Ask, drill: Drill) -> str:
    """What the member told that speaks against the drill, as a sentence; empty where nothing does."""
    member = ask.member
    assert member is not None
    if member.is_guarded:
        return ask.say("demanding.guarded")
    if member.gentle_until is not None and local_day(ask.now, ask.zone) < member.gentle_until:
        return ask.say("demanding.returning", day=day_name(ask, member.gentle_until))
    met = ", ".join(word for word in drill.not_after if word in member.injuries)
    return ask.say("demanding.met", history=met) if met else ""


def _clear(ask: Ask, drill: Drill) -> Answer:
    """None of what was asked; an old button does not go past what was told since."""
    return ask_first(ask, drill) if known_against(ask, drill) else only(show(ask, drill))


def _old(ask: Ask, drill: Drill) -> Answer:
    return _gentler(ask, drill, ask.say("demanding.gentler"))


def _gentler(ask: Ask, drill: Drill, because: str, below: Rows = ()) -> Answer:
    """A gentle drill that no history speaks against: of the same track where there is one."""
    assert ask.member is not None
    history = {*drill.not_after, *ask.member.injuries}
    fits = [one for one in ask.shelf.drills(is_gentle=True) if not history & set(one.not_after)]
    found = min(fits, key=lambda one: (one.track != drill.track, one.stage), default=None)
    if found is None:
        return only(nothing_fits(ask))
    return only(show(ask, found, above=f"*{because}*", below=below))


def _sign(ask: Ask, drill: Drill) -> Answer:
    return stop_at(ask, SIGNS, about=None)


ANSWERS: dict[str, Callable[[Ask, Drill], Answer]] = {"clear": _clear, "old": _old, "sign": _sign}
"""What stands behind the name of a drill, and what it leads to."""
