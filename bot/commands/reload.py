"""Reading the content again, for coaches."""

from __future__ import annotations

from collections.abc import Iterable

from bot.changes import Answer, Record, only
from bot.commands.buttons import button, row
from bot.model import Ask, Notice, Reply
from bot.roles import Act
from content.header import ContentError
from content.library import Markdown

SHOWN = 5
"""Faults that are told at once; who mends these sees the next."""


def reload(ask: Ask) -> Answer:
    """What came of it: how much there is now, or what is wrong and on which line."""
    assert ask.reloaded is not None
    if ask.reloaded.faults:
        text = f"{ask.say('reload.broken')}\n\n{listed(ask, ask.reloaded.faults)}"
        return only(Reply(text, buttons=row(button(ask, "reload", "/reload"))))
    counts = {"topics": len(ask.library.cards), "drills": len(ask.library.drills)}
    reply = Reply(ask.say("reload.done", **counts), buttons=row(button(ask, "topics", "/topics")))
    return only(reply, Record(Act(ask.now, ask.said.account, "reloaded")))


def listed(ask: Ask | Notice, faults: Iterable[ContentError]) -> Markdown:
    """The first faults, a line each."""
    return Markdown(
        "\n".join(
            "- " + ask.say("reload.fault", place=f"{one.file}:{one.line}", what=one.what, mend=one.mend)
            for one in tuple(faults)[:SHOWN]
        )
    )
