"""Drills: the one of the day, and how a drill reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.changes import Answer, only
from bot.coaching.choice import TRACKS, Choice, choose
from bot.commands.buttons import after_drill, button, row
from bot.commands.standing import sign_is_open, start_first
from bot.members import Member
from bot.model import Ask, Notice, Reply, Rows
from content.library import Drill, Library, Markdown, bare
from scheduler.plan import local_day


def by_name(library: Library, words: str) -> Drill | None:
    """The drill of that title or slug."""
    wanted = bare(words)
    return next((one for one in library.drills.values() if wanted in (bare(one.title), bare(one.slug))), None)


def is_name(ask: Ask, words: str) -> bool:
    """Whether a drill or a track is called so."""
    wanted = bare(words)
    tracks = (name for track in TRACKS for name in (track, ask.say(f"track.{track}")))
    return by_name(ask.library, words) is not None or wanted in map(bare, tracks)


def of_day(ask: Ask | Notice, member: Member, day: date) -> Choice | None:
    """The drill of that local day; None where there is none that the member may do."""
    return choose(day, ask.library.drills, member, ask.check_ins)


def chosen_in_words(ask: Ask | Notice, choice: Choice) -> str:
    """The drill of a day as a person reads it; above its words what to look for, and which side first."""
    lines = [ask.say(f"choice.reason.{choice.reason}")] if choice.reason != "focus" else []
    lines.append(_cue(ask, choice))
    if choice.side:
        lines.append(ask.say(f"choice.side.{choice.side}"))
    return f"*{' '.join(lines)}*\n\n{in_words(ask, choice.drill)}"


def _cue(ask: Ask | Notice, choice: Choice) -> str:
    """What to look for today: where it is felt, the common slip, or one of its steps."""
    drill = choice.drill
    if choice.cue == "feel":
        return ask.say("choice.cue.feel", feel=drill.feel[0])
    if choice.cue == "mistake":
        return ask.say("choice.cue.mistake", mistake=Markdown(drill.mistake))
    return ask.say("choice.cue.step", number=len(drill.steps))


def in_brief(ask: Ask | Notice, drill: Drill) -> str:
    """A drill as a group reads it: why, steps, dose, when to stop."""
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(drill.steps, start=1))
    facts = (
        ask.say("drill.dose", dose=_dose(ask, drill), minutes=drill.minutes),
        ask.say("drill.stop_if", stop_if=Markdown(drill.stop_if)),
    )
    return "\n\n".join((drill.says, steps, "\n".join(facts)))


def in_words(ask: Ask | Notice, drill: Drill) -> str:
    """A drill as a person reads it: why, steps, dose, where to feel it, when to stop."""
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(drill.steps, start=1))
    facts = (
        *_needed(ask, drill),
        ask.say("drill.dose", dose=_dose(ask, drill), minutes=drill.minutes),
        ask.say("drill.feel", feel=Markdown(", ".join(drill.feel))),
        ask.say("drill.mistake", mistake=Markdown(drill.mistake)),
        ask.say("drill.stop_if", stop_if=Markdown(drill.stop_if)),
        *_history(ask, drill),
    )
    return "\n\n".join((drill.says, steps, "\n".join(facts)))


def _needed(ask: Ask | Notice, drill: Drill) -> tuple[str, ...]:
    things = ", ".join(ask.say(f"equipment.{one}") for one in drill.equipment)
    return (ask.say("drill.equipment", equipment=Markdown(things)),) if things else ()


def _history(ask: Ask | Notice, drill: Drill) -> tuple[str, ...]:
    history = Markdown(", ".join(drill.not_after))
    return (ask.say("drill.not_after", history=history),) if history else ()


def _dose(ask: Ask | Notice, drill: Drill) -> str:
    dose = drill.dose
    key = "drill.hold" if dose.seconds else "drill.repeat"
    once = ask.say(key, sets=dose.sets, seconds=dose.seconds, reps=dose.reps)
    return ask.say("drill.each_side", dose=once) if dose.sides else once


def show_chosen(ask: Ask, choice: Choice) -> Reply:
    """The drill of today."""
    return replace(show(ask, choice.drill), text=chosen_in_words(ask, choice))


def show(ask: Ask, found: Drill, *, above: str = "", below: Rows = ()) -> Reply:
    """A drill, with what stands above its words and below its buttons."""
    today = local_day(ask.now, ask.zone)
    return Reply(
        "\n\n".join(part for part in (above, in_words(ask, found)) if part),
        title=found.title,
        about=found.slug,
        buttons=(*after_drill(ask, found.slug, today), *below),
        picture=found.figure,
    )


def nothing_fits(ask: Ask) -> Reply:
    """That no drill is left which the member may do."""
    return Reply(ask.say("demanding.nothing"), buttons=row(button(ask, "topics", "/topics")))


def not_now(ask: Ask) -> Answer | None:
    """Nobody gets a drill before starting, or while a warning sign is open."""
    if ask.member is None:
        return start_first(ask)
    return only(sign_is_open(ask)) if ask.member.has_open_sign else None
