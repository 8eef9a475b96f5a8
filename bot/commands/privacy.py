"""What is kept of a person, erased."""

from __future__ import annotations

from bot.changes import Answer, Erase, only
from bot.commands.buttons import button, row
from bot.commands.questions import removed
from bot.commands.standing import start_first
from bot.model import Ask, Reply


def forget(ask: Ask) -> Answer:
    """Erase everything about the person, after two taps."""
    if ask.member is None and not (ask.questions or ask.codes or ask.wrong_codes):
        return start_first(ask)
    if ask.words == "everything":
        return only(
            Reply(ask.say("forget.done"), buttons=row(button(ask, "start", "/start"))),
            *(page for question in ask.questions for page in removed(question)),
            Erase(ask.member.person if ask.member else ask.said.account),
        )
    if ask.words == "sure":
        buttons = row(button(ask, "erase", "/forget everything"), button(ask, "keep", "/settings"))
        return only(Reply(ask.say("forget.last"), buttons=buttons, edits=True))
    buttons = (
        *row(button(ask, "export", "/export"), button(ask, "forget_sure", "/forget sure")),
        *row(button(ask, "keep", "/settings")),
    )
    return only(Reply(ask.say("forget.ask"), buttons=buttons))
