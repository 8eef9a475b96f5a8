"""Two people who turn out to be one: what holds for both together. Pure.

The settings are those of one of them; whatever speaks for care counts, whoever said it; a yes to the coach
counts where both gave it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot.coaching.pauses import is_injured
from bot.members import CheckIn, Member, Pause


def united(one: Member, other: Member) -> Member:
    """`one`, who keeps person, home and settings, with what has to be known of the other."""
    accounts = (*one.accounts, *other.accounts)
    together = replace(
        one.with_accounts(accounts, one.home),
        joined_at=min(one.joined_at, other.joined_at),
        heard_at=max(one.heard_at, other.heard_at),
        has_open_sign=one.has_open_sign or other.has_open_sign,
        is_guarded=one.is_guarded or other.is_guarded,
        pauses=joined((*one.pauses, *other.pauses)),
        gentle_until=max((one.gentle_until, other.gentle_until), key=lambda day: day or date.min),
        shares_pain=one.shares_pain and other.shares_pain,
    )
    injuries = one.injuries | other.injuries
    if one.history is other.history is None or one.ticked or other.ticked:  # there may be more to come
        together = replace(together, history=None, ticked=injuries)
    else:
        together = replace(together, history=injuries)
    if is_injured(other) and other.standing == "paused" and one.standing == "active":
        return replace(together, standing=other.standing, paused_until=other.paused_until)
    return together


def joined(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """The same days off without overlap, the oldest first; an injury makes all of a pause one."""
    found: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.first):
        last = found[-1] if found else None
        if last is None or (last.until is not None and last.until < pause.first):
            found.append(pause)
            continue
        is_open = last.until is None or pause.until is None
        until = None if is_open else max(last.until or date.min, pause.until or date.min)
        found[-1] = Pause(last.first, until, last.is_injury or pause.is_injury)
    return tuple(found)


def fuller(mine: Iterable[CheckIn], theirs: Iterable[CheckIn]) -> tuple[CheckIn, ...]:
    """Of the days that both have, those check-ins of theirs that tell more, or of more pain."""
    days = {check_in.day: check_in for check_in in mine}
    return tuple(one for one in theirs if one.day in days and _told(one) > _told(days[one.day]))


def _told(check_in: CheckIn) -> tuple[int, int]:
    said = (check_in.felt, check_in.side, check_in.pain, check_in.has_settled)
    return check_in.was_too_much + sum(one is not None for one in said), check_in.pain or 0
