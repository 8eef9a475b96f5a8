"""What a group gets of a round unasked: one post a day, which is edited as people check in, and the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.coaching.counting import day_number, drill_of, is_of, standing, standings, together
from bot.commands.buttons import button, row
from bot.commands.drills import in_brief
from bot.commands.rounds_board import as_board
from bot.commands.rounds_words import is_over, title_of, way_in, way_to_board
from bot.model import Notice, Reply
from bot.rounds import POST, TALLY, Round
from scheduler.outbox import LATE, Skip
from scheduler.plan import local_day
from scheduler.posts import END


def post(notice: Notice) -> Reply | Skip:
    """The post of a day, or how it ended."""
    found = notice.scene.named
    label = notice.label.split("/")[1]
    if found is None:
        return Skip("gone")
    if label == END:
        return _wrapped_up(notice, found)
    day = date.fromisoformat(label)
    if found.ended is not None or not is_of(found, day):
        return Skip("over")
    if notice.kind == POST and local_day(notice.now, found.zone) > day:
        return Skip(LATE)
    return _of_day(notice, found, day)


def _of_day(notice: Notice, found: Round, day: date) -> Reply | Skip:
    """A gentle drill in few words, who is in and who did it, and the ways in."""
    drill = notice.library.drills.get(drill_of(found, day))
    if drill is None:
        return Skip("nothing fits")
    number = found.number
    count, is_edit = notice.scene.count, notice.kind == TALLY
    tally = notice.say("challenge.tally", people=count.people, today=count.today)
    return Reply(
        f"{in_brief(notice, drill)}\n\n*{tally}*",
        kind="challenge",
        title=notice.say("challenge.post", title=found.title, number=day_number(found, day), days=found.days),
        about=found.slug,
        buttons=(
            *row(
                button(notice, "done", f"/challenge done {number} {day.isoformat()}"),
                way_in(notice, found),
            ),
            *row(
                button(notice, "own_version", f"/challenge own {number}"),
                way_to_board(notice, found),
            ),
        ),
        picture=None if is_edit else drill.figure,
        keeps_picture=is_edit,
    )


def _wrapped_up(notice: Notice, found: Round) -> Reply | Skip:
    """What all did together, thanks, and what next."""
    known = standings(found, notice.scene.entrants)
    if not together(known)[0]:
        return Skip("nobody was in")
    people = sum(one.done > 0 for one in known)
    shown = as_board(notice, found, known)
    text = "\n\n".join(
        (
            notice.say("challenge.end.text", title=title_of(found), count=people),
            shown.text,
            notice.say("challenge.end.thanks"),
        )
    )
    ways = row(
        button(notice, "certificate", f"/challenge certificate {found.number}"),
        button(notice, "challenges", "/challenge list"),
    )
    return replace(shown, text=text, kind="challenge", buttons=ways)


def over(notice: Notice) -> Reply | Skip:
    """To somebody who was in, once: the group is closed to the bot, and their days are theirs."""
    found, own = notice.scene.named, notice.scene.own
    if found is None or own is None:
        return Skip("gone")
    key = "challenge.gone_on" if notice.scene.venues and not is_over(notice, found) else "challenge.gone"
    stands = standing(found, own)
    text = notice.say(key, title=title_of(found), done=stands.done, asked=stands.asked)
    ways = row(button(notice, "mine", f"/challenge mine {found.number}"))
    return Reply(text, kind="challenge", about=found.slug, buttons=ways)
