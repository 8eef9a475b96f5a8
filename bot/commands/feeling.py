"""How a drill felt: too much, where, whether it hurt, and whether that had settled on the next morning.

    /done > /felt 2026-11-24 arch > /pain 2026-11-24 2 (> its side)      next morning: /morning 2026-11-24 yes

Two taps at most, each can be skipped. A warning sign is no matter of figures: with one open, nothing of
this is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import get_args

from bot.changes import Amend, Answer, only
from bot.coaching.pain import CALM, advise, should_be_seen
from bot.commands.buttons import EASIER, button, row, rows
from bot.commands.days import day_of
from bot.commands.drills import not_now, nothing_fits, of_day, show, show_chosen
from bot.members import CheckIn, Member, Side
from bot.model import Ask, Button, Notice, Reply, Rows
from content.library import Drill, Markdown
from content.model import Spot
from scheduler.plan import local_day
from scheduler.wall import ONE_DAY

SPOTS: tuple[Spot, ...] = get_args(Spot)
UPPER = SPOTS.index("belly")
"""Where the upper half of the body begins among the spots."""
ELSEWHERE, SKIP, UNSURE = "else", "skip", "unsure"
OPEN_DAYS = ONE_DAY
"""How long something may be said of a drill: today and tomorrow."""
MOST = 10
"""The worst pain: "Pain after a drill (0–10)", the safety brief."""


def ask_where(ask: Ask, check_in: CheckIn, *, above: str) -> Reply:
    """Where it was felt, as buttons: where it should be, somewhere else, or no matter."""
    on = check_in.day.isoformat()
    drill = ask.library.drills.get(check_in.drill)
    buttons = (
        *rows((_spot(ask, on, spot) for spot in (drill.feel if drill else ())), width=3),
        *row(button(ask, "elsewhere", f"/felt {on} {ELSEWHERE}"), button(ask, "skip", f"/felt {on} {SKIP}")),
    )
    return Reply(f"{above}\n\n{ask.say('felt.ask')}", about=check_in.drill, buttons=buttons)


def easier(ask: Ask) -> Answer:
    """An easier version of the drill: another one, the same in fewer words, or half of it."""
    if stopped := not_now(ask):
        return stopped
    day, rest = _day_and_rest(ask)
    drill = ask.library.drills.get(rest)
    if drill is None or day is None:
        return only(_gone(ask))
    did = button(ask, "done", f"/done {day.isoformat()} {drill.slug} {EASIER}")
    buttons = row(did, button(ask, "not_today", f"/nottoday {day.isoformat()}"))
    other = ask.library.drills.get(drill.easier)
    if other is not None and other.is_gentle:
        shown = show(ask, other, above=f"*{ask.say('easier.instead')}*")
        return only(replace(shown, buttons=buttons))
    words = drill.easier if drill.easier and other is None else ask.say("easier.half")
    return only(Reply(ask.say("easier.so", how=Markdown(words)), about=drill.slug, buttons=buttons))


def felt(ask: Ask) -> Answer:
    """Where it was felt: noted, put right where it was another place than expected, and on to pain."""
    check_in, said = _spoken_of(ask)
    if check_in is None:
        return only(_gone(ask))
    if said == ELSEWHERE:
        return only(_other_spots(ask, check_in))
    spot = next((spot for spot in SPOTS if _typed(spot) == said), None)
    if spot is None:
        return only(_ask_pain(ask, check_in, above=()))
    drill = ask.library.drills.get(check_in.drill)
    is_right = drill is None or spot in drill.feel
    line = ask.say("felt.right") if is_right or drill is None else _put_right(ask, drill, spot)
    assert ask.member is not None
    told = replace(check_in, felt=spot)
    return only(_ask_pain(ask, told, above=(line,)), Amend(ask.member.person, told))


def _put_right(ask: Ask, drill: Drill, spot: Spot) -> str:
    """The cue for who felt it in another place than one should."""
    right = ", ".join(drill.feel)
    return ask.say("felt.elsewhere", spot=spot, right=Markdown(right), mistake=Markdown(drill.mistake))


def _other_spots(ask: Ask, check_in: CheckIn) -> Reply:
    """The spots of the same half of the body, without those that were offered."""
    drill = ask.library.drills.get(check_in.drill)
    expected = drill.feel if drill else ()
    is_upper = any(spot in SPOTS[UPPER:] for spot in expected)
    half = SPOTS[UPPER:] if is_upper else SPOTS[:UPPER]
    on = check_in.day.isoformat()
    offered = (_spot(ask, on, spot) for spot in half if spot not in expected)
    buttons = (*rows(offered, width=3), *row(button(ask, "skip", f"/felt {on} {SKIP}")))
    return Reply(ask.say("felt.where"), buttons=buttons, edits=True)


def _ask_pain(ask: Ask, check_in: CheckIn, *, above: Iterable[str]) -> Reply:
    """How much it hurt, 0 to 10."""
    on = check_in.day.isoformat()
    figures = (Button(str(figure), f"/pain {on} {figure}") for figure in range(MOST + 1))
    buttons = (*rows(figures, width=6), *row(button(ask, "skip", f"/pain {on} {SKIP}")))
    return Reply("\n\n".join((*above, ask.say("pain.ask"))), buttons=buttons, edits=True)


def pain(ask: Ask) -> Answer:
    """How much it hurt, and what that means for today and tomorrow; behind the figure perhaps the side."""
    check_in, said = _spoken_of(ask)
    if check_in is None:
        return only(_gone(ask))
    figure, _, side = said.partition(" ")
    ways = row(button(ask, "topics", "/topics"))
    if not figure.isdecimal() or int(figure) > MOST:
        return only(Reply(ask.say("pain.skipped"), buttons=ways, edits=True))
    told = replace(check_in, pain=int(figure), side=_side(side), has_settled=None)
    text = ask.say(f"pain.{advise(int(figure))}")
    if int(figure) > CALM:
        sign = button(ask, "sign_now", f"/drill {told.drill} sign")
        ways = (*_sides(ask, told, side), *row(button(ask, "plan", "/plan"), sign))
    assert ask.member is not None
    return only(Reply(text, about=told.drill, buttons=ways, edits=True), Amend(ask.member.person, told))


def _side(word: str) -> Side | None:
    sides: dict[str, Side] = {"left": "left", "right": "right"}
    return sides.get(word)


def _sides(ask: Ask, check_in: CheckIn, said: str) -> Rows:
    """Which side it was, where the drill has sides and it was not said yet."""
    drill = ask.library.drills.get(check_in.drill)
    if said or drill is None or not drill.dose.sides:
        return ()
    typed = f"/pain {check_in.day.isoformat()} {check_in.pain}"
    left, right = button(ask, "left", f"{typed} left"), button(ask, "right", f"{typed} right")
    return row(left, right, button(ask, "both", f"{typed} both"))


def morning(ask: Ask) -> Answer:
    """Whether the pain of that day had settled on the next morning; then on to today."""
    if stopped := not_now(ask):
        return stopped
    day, said = _day_and_rest(ask)
    check_in = next((one for one in ask.check_ins if one.day == day and one.pain is not None), None)
    if check_in is None or said not in ("yes", "no", UNSURE):
        return only(_gone(ask))
    assert ask.member is not None
    if said == UNSURE:
        return only(_unsure(ask, ask.member))
    told = replace(check_in, has_settled=said == "yes")
    text = ask.say("morning.settled" if told.has_settled else "morning.not_yet")
    others = (one for one in ask.check_ins if one.day != told.day)
    if should_be_seen((told, *others)):
        text = ask.say("morning.be_seen")
    reply = Reply(text, about=told.drill, buttons=row(button(ask, "drill", "/drill")), edits=True)
    return only(reply, Amend(ask.member.person, told))


def _unsure(ask: Ask, member: Member) -> Reply:
    """On with today all the same: what nobody can tell eases the stage, and is asked again."""
    choice = of_day(ask, member, local_day(ask.now, ask.zone))
    if choice is None:
        return nothing_fits(ask)
    shown = show_chosen(ask, choice)
    return replace(shown, text=f"*{ask.say('morning.unsure')}*\n\n{shown.text}")


def ask_morning(ask: Ask | Notice, check_in: CheckIn) -> Reply:
    """The morning question, in the place of the drill until it is answered or put aside."""
    drill = ask.library.drills.get(check_in.drill)
    title = drill.title if drill else check_in.drill
    on = check_in.day.isoformat()
    yes, no = button(ask, "settled_yes", f"/morning {on} yes"), button(ask, "settled_no", f"/morning {on} no")
    unsure = button(ask, "unsure", f"/morning {on} {UNSURE}")
    text = ask.say("morning.ask", drill=title, pain=check_in.pain)
    return Reply(text, kind="morning", about=check_in.drill, buttons=row(yes, no, unsure))


def _spoken_of(ask: Ask) -> tuple[CheckIn | None, str]:
    """The check-in that a button is about, as long as that day is open, and what it says of it."""
    day, said = _day_and_rest(ask)
    is_open = day is not None and day >= local_day(ask.now, ask.zone) - OPEN_DAYS
    found = next((one for one in ask.check_ins if one.day == day), None)
    is_stopped = ask.member is None or ask.member.has_open_sign
    return (found if is_open and not is_stopped else None), said


def _day_and_rest(ask: Ask) -> tuple[date | None, str]:
    first, _, rest = ask.words.casefold().partition(" ")
    return day_of(first), rest.strip()


def _gone(ask: Ask) -> Reply:
    """That day is over, or nothing was checked in on it."""
    return Reply(ask.say("felt.over"), buttons=row(button(ask, "drill", "/drill")))


def _spot(ask: Ask, on: str, spot: Spot) -> Button:
    return Button(spot.capitalize(), f"/felt {on} {_typed(spot)}")


def _typed(spot: Spot) -> str:
    return spot.replace(" ", "-")
