"""The hold timer: one message that says get ready, hold, half way, done, and offers the next hold.

`/timer <drill>` begins with the first hold, in a message of its own; the buttons below that message go on in
it. All phases are planned at the tap, so that they come at their time after a restart too.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.changes import Answer, TimeHold, only
from bot.coaching.holds import Hold, Step, count, set_of, side_of, step_of, steps
from bot.coaching.stages import may_do
from bot.commands.buttons import button, row
from bot.commands.demanding import ask_first, known_against
from bot.commands.drills import not_now, of_day
from bot.model import Ask, Button, Notice, Reply, Rows
from content.library import Drill, bare
from scheduler.outbox import Delivery, Skip
from scheduler.plan import local_day

KIND = "timer"
STOP = "stop"
A_LITTLE_LATE = timedelta(seconds=3)
"""From here on it is said that the end came late: somebody held on for longer than they should have."""
OVER = timedelta(hours=1)
"""After an outage of this length nobody waits for the end of a hold."""


def timer(ask: Ask) -> Answer:
    """Time a hold of the drill that is named, or of today's; stop the one that runs."""
    if stopped := not_now(ask):
        return stopped
    running = _running(ask)
    if ask.words.casefold() == STOP:
        return _stop(ask, running) if running else only(Reply(ask.say("timer.none"), edits=True))
    if running:
        return only(_runs_already(ask, running))
    drill, number = _wanted(ask)
    if drill is None or not 1 <= number <= count(drill.dose):
        ways = row(button(ask, "drill", "/drill"), button(ask, "choose", "/drills"))
        return only(Reply(ask.say("timer.nothing_to_hold"), buttons=ways))
    if _asks_more(ask, drill):
        return ask_first(ask, drill)
    return _begin(ask, drill, Hold(drill.slug, number))


def _running(ask: Ask) -> Step | None:
    """The last phase of the hold that is being timed."""
    return step_of(ask.timer.label) if ask.timer and ask.timer.at > ask.now else None


def _wanted(ask: Ask) -> tuple[Drill | None, int]:
    """The drill that is held, and the number of its hold; today's where none is named."""
    assert ask.member is not None
    words, _, last = ask.words.rpartition(" ")
    name, number = (words, int(last)) if words and last.isdecimal() and len(last) < 3 else (ask.words, 1)
    if name:
        names = {bare(drill.title): drill for drill in ask.library.drills.values()}
        names |= {bare(slug): drill for slug, drill in ask.library.drills.items()}
        drill = names.get(bare(name))
    else:
        choice = of_day(ask, ask.member, local_day(ask.now, ask.zone))
        drill = choice.drill if choice else None
    return (drill if drill and drill.dose.seconds else None), number


def _asks_more(ask: Ask, drill: Drill) -> bool:
    """Whether the drill's own question comes first. Who presses saw the drill, so it was asked already."""
    assert ask.member is not None
    if drill.is_gentle and may_do(drill, ask.member, local_day(ask.now, ask.zone)):
        return False
    return not ask.said.is_press or bool(known_against(ask, drill))


def _begin(ask: Ask, drill: Drill, hold: Hold) -> Answer:
    phases = tuple(_delivery(ask, step, step.at(drill.dose)) for step in steps(hold, ask.now))
    goes_on = hold.number > 1 or ask.words.endswith(" 1")
    assert ask.member is not None
    return _elsewhere(ask, TimeHold(ask.member.person, phases, ask.said.message if goes_on else ""))


def _stop(ask: Ask, running: Step) -> Answer:
    assert ask.member is not None
    ended = _delivery(ask, Step(running.hold, running.began_at, "stopped"), ask.now)
    return _elsewhere(ask, TimeHold(ask.member.person, (ended,), None))


def _elsewhere(ask: Ask, change: TimeHold) -> Answer:
    """The timer's own message comes from the outbox; a group is told that it is in the private chat."""
    if ask.said.is_private:
        return Answer((), (change,))
    return only(Reply(ask.say("timer.in_private")), change)


def _delivery(ask: Ask, step: Step, at: datetime) -> Delivery:
    """A phase as it is planned: for the chat in which it was asked for."""
    assert ask.member is not None
    said, member = ask.said, ask.member
    at_home = member.address if said.account == member.home else ""
    address = said.chat if said.is_private else at_home
    return Delivery(KIND, member.person, step.label, said.account, at, at, address)


def _runs_already(ask: Ask, running: Step) -> Reply:
    assert ask.timer is not None
    seconds = round((ask.timer.at - ask.now).total_seconds())
    return Reply(ask.say("timer.runs", count=seconds), buttons=_stop_button(ask))


def _stop_button(ask: Ask | Notice) -> Rows:
    return row(button(ask, "timer_stop", f"/timer {STOP}"))


# --- the phases, put into words when they are shown


def compose(notice: Notice) -> Reply | Skip:
    """What the timer's message says in this phase, or why it says nothing new."""
    step = step_of(notice.label)
    drill = notice.library.drills.get(step.hold.drill)
    if notice.member is None or drill is None:
        return Skip("forgotten")
    if not notice.member.is_reachable:
        return Skip("unreachable")
    if notice.member.has_open_sign:
        return Reply(notice.say("timer.sign"), title=drill.title)
    ends_at = step.ends_at(drill.dose)
    if (ends_at is not None and notice.now >= ends_at) or notice.now - notice.due_at > OVER:
        return Skip("over")
    return Reply(
        _words(notice, step, drill), title=drill.title, about=drill.slug, buttons=_below(notice, step, drill)
    )


def _words(notice: Notice, step: Step, drill: Drill) -> str:
    dose = drill.dose
    said = notice.say(f"timer.phase.{step.phase}", seconds=dose.seconds, lead=_lead(step, notice.now))
    if step.phase == "done" and notice.now - notice.due_at > A_LITTLE_LATE:
        said = notice.say("timer.late")
    which = notice.say("timer.set", set=set_of(step.hold, dose), sets=dose.sets)
    side = side_of(step.hold, dose)
    return f"{said}\n\n{which}" + (f", {notice.say(f'timer.side.{side}')}" if side else "")


def _lead(step: Step, now: datetime) -> int:
    return round((step.began_at - now).total_seconds())


def _below(notice: Notice, step: Step, drill: Drill) -> Rows:
    if step.phase == "stopped":
        return row(button(notice, "timer_again", _command(step.hold)))
    if step.phase != "done":
        return _stop_button(notice)
    if step.hold.number < count(drill.dose):
        return row(_next(notice, Hold(step.hold.drill, step.hold.number + 1), drill))
    assert notice.member is not None
    today = local_day(notice.now, notice.member.rhythm.zone)
    return row(button(notice, "done", f"/done {today.isoformat()} {drill.slug}"))


def _next(notice: Notice, hold: Hold, drill: Drill) -> Button:
    """The next hold by its name: "Right side", or "Set 2"."""
    if side_of(hold, drill.dose) == "right":
        return button(notice, "timer_right", _command(hold))
    return Button(notice.say("button.timer_set", set=set_of(hold, drill.dose)), _command(hold))


def _command(hold: Hold) -> str:
    return f"/timer {hold.drill} {hold.number}"
