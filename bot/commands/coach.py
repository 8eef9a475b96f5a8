"""Who coaches here: listed, added by an account's id, removed again."""

from __future__ import annotations

import re

from bot.changes import Answer, Appoint, Dismiss, Record, only
from bot.commands.buttons import button, row, rows
from bot.commands.days import day_name
from bot.model import Ask, Button, Reply
from bot.roles import Act, Coach
from scheduler.wall import local_day

ACCOUNT = re.compile(r"(?:telegram|discord):[1-9]\d{0,19}|terminal:\S{1,30}")
"""An id as people type it; a button that carries one stays within its bytes."""


def coach(ask: Ask) -> Answer:
    """Bare: all of them. `add telegram:42`, with `approver` behind it too. `remove telegram:42`."""
    way, *rest = ask.words.split() or [""]
    match way.casefold(), *rest:
        case ("",):
            return only(_all(ask))
        case ("add", account):
            return _add(ask, account, is_approver=False)
        case ("add", account, role) if role.casefold() == "approver":
            return _add(ask, account, is_approver=True)
        case ("remove", account):
            return _remove(ask, account, is_sure=False)
        case ("remove", account, "sure"):
            return _remove(ask, account, is_sure=True)
    return only(_how(ask))


def who(ask: Ask, account: str, name: str) -> str:
    """An account with its member's name; "a former coach" where it is forgotten."""
    if not account:
        return ask.say("audit.former")
    return ask.say("roster.who", name=name, account=account) if name else account


def in_words(ask: Ask, one: Coach) -> str:
    """A coach in a line."""
    named = who(ask, one.account, one.name)
    if one.added_at is None:
        line = ask.say("roster.named", who=named)
    else:
        day = day_name(ask, local_day(one.added_at, ask.zone))
        by = who(ask, one.added_by, one.name_of_adder)
        line = ask.say("roster.added", who=named, day=day, by=by)
    return ask.say("roster.approver", line=line) if one.is_approver else line


def _all(ask: Ask) -> Reply:
    coaches = ask.roles.coaches
    lines = "\n".join(f"- {in_words(ask, one)}" for one in coaches)
    buttons = rows(
        Button(ask.say("button.remove", name=one.name or one.account), f"/coach remove {one.account}")
        for one in coaches
        if not one.is_fixed
    )
    text = f"{ask.say('roster.list')}\n\n{lines}\n\n{ask.say('roster.how')}"
    return Reply(text, buttons=buttons, edits=True)


def _how(ask: Ask) -> Reply:
    return Reply(ask.say("roster.how"), buttons=row(button(ask, "coaches", "/coach")))


def _found(ask: Ask, account: str) -> Coach | None:
    return next((one for one in ask.roles.coaches if one.account == account), None)


def _may(ask: Ask) -> bool:
    """Whether who asks may say who approves: where there are approvers, they alone."""
    return ask.is_approver or not any(one.is_approver for one in ask.roles.coaches)


def _add(ask: Ask, account: str, *, is_approver: bool) -> Answer:
    known = _found(ask, account)
    if not ACCOUNT.fullmatch(account):
        return only(_how(ask))
    if account.partition(":")[0] not in ask.roles.platforms:
        platforms = ", ".join(sorted(ask.roles.platforms))
        return only(Reply(ask.say("roster.not_here", account=account, platforms=platforms)))
    if known and (known.is_approver or not is_approver):
        return only(Reply(ask.say("roster.already", who=who(ask, account, known.name))))
    if known and known.is_fixed:
        return only(Reply(ask.say("roster.fixed", who=who(ask, account, known.name))))
    if is_approver and not _may(ask):
        return only(Reply(ask.say("roster.approvers_only")))
    named = who(ask, account, known.name if known else "")
    reply = Reply(
        ask.say("roster.kept_approver" if is_approver else "roster.kept", who=named),
        buttons=row(button(ask, "coaches", "/coach")),
    )
    act = "approver_added" if is_approver else "coach_added"
    return only(
        reply,
        Appoint(account, is_approver, ask.said.account, ask.now),
        Record(Act(ask.now, ask.said.account, act, account)),
    )


def _remove(ask: Ask, account: str, *, is_sure: bool) -> Answer:
    known = _found(ask, account)
    buttons = row(button(ask, "coaches", "/coach"))
    if known is None:
        return only(Reply(ask.say("roster.unknown", account=account), buttons=buttons))
    named = who(ask, account, known.name)
    if known.is_fixed:
        return only(Reply(ask.say("roster.fixed", who=named), buttons=buttons))
    if known.is_approver and not _may(ask):
        return only(Reply(ask.say("roster.approvers_only"), buttons=buttons))
    if not is_sure:
        ways = row(
            button(ask, "remove_sure", f"/coach remove {account} sure"), button(ask, "keep_coach", "/coach")
        )
        return only(Reply(ask.say("roster.sure", who=named), buttons=ways, edits=True))
    return only(
        Reply(ask.say("roster.removed", who=named), buttons=buttons, edits=True),
        Dismiss(account),
        Record(Act(ask.now, ask.said.account, "coach_removed", account)),
    )
