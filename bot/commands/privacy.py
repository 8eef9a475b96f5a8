"""What is kept of a person, erased."""

from __future__ import annotations

from bot.changes import Answer, Erase, Gather, only
from bot.commands.buttons import button, row
from bot.commands.questions import removed
from bot.commands.standing import start_first
from bot.model import Ask, Reply
from bot.roles import NO_ROLES
from scheduler.plan import local_day


def forget(ask: Ask) -> Answer:
    """Erase everything about the person, after two taps."""
    if not is_known(ask):
        return start_first(ask)
    if ask.words == "everything":
        return only(
            Reply(ask.say("forget.done"), buttons=row(button(ask, "start", "/start"))),
            *(page for question in ask.questions for page in removed(question)),
            Erase(ask.member.person if ask.member else ask.said.account, local_day(ask.now, ask.zone)),
            *(Gather(account, None) for account in _own(ask) if ask.editions.gathering(account)),
        )
    if ask.words == "sure":
        buttons = row(button(ask, "erase", "/forget everything"), button(ask, "keep", "/settings"))
        return only(Reply(ask.say("forget.last"), buttons=buttons, edits=True))
    buttons = (
        *row(button(ask, "export", "/export"), button(ask, "forget_sure", "/forget sure")),
        *row(button(ask, "keep", "/settings")),
    )
    told = (ask.say("forget.ask"), *((ask.say("forget.coach"),) if ask.roles != NO_ROLES else ()))
    return only(Reply("\n\n".join(told), buttons=buttons))


def _own(ask: Ask) -> tuple[str, ...]:
    """All accounts of the person."""
    return tuple(one.name for one in ask.member.accounts) if ask.member else (ask.said.account,)


def is_known(ask: Ask) -> bool:
    """Whether anything is kept of the person."""
    return ask.member is not None or bool(
        ask.questions or ask.codes or ask.wrong_codes or ask.roles != NO_ROLES
    )
