"""Arriving: what for, what matters for safety, and when. Each screen can be skipped, and come back to.

    /start > aim > history > when > ready       the quick way: three taps behind /start
                 niggle > its signs > aim
                 history > old | guarded | young | sign

No conversation is remembered: a button carries its step and its answer, and each answer is kept at once. So
an old button, pressed again, says the same again. Old injuries are ticked one by one and count at once; the
question is answered by "That is all" or "None of these" alone, and until then all drills are gentle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.changes import Answer, Save, only
from bot.coaching.aims import AIMS, CURIOUS, NIGGLES, SPORTS
from bot.commands.buttons import button, row, rows
from bot.commands.cards import signs_first
from bot.commands.days import when
from bot.commands.demanding import SIGNS
from bot.commands.drills import not_now
from bot.commands.settings import Way, clock, set_hour, set_zone
from bot.commands.signs import crisis, stop_at
from bot.commands.wishes import TRACKS
from bot.members import Member
from bot.model import COMMAND_BYTES, Ask, Button, Reply, Rows
from content.library import Library, Markdown
from scheduler.plan import first_drill

HOURS = ("07:00", "12:00", "18:00")
YOUNG = "young"
"""The words for a child, among those for a crisis."""


def arrive(ask: Ask) -> Answer:
    """Keep what the button says, and show the next screen. Bare: what is known of the member."""
    if stopped := not_now(ask):
        return stopped
    assert ask.member is not None
    step, _, words = ask.words.casefold().partition(" ")
    return STEPS.get(step, _about)(ask, ask.member, words.strip())


def _screen(text: str, *buttons: Rows) -> Reply:
    return Reply(text, buttons=tuple(line for some in buttons for line in some), edits=True)


def _past(ask: Ask, following: str, before: str) -> Rows:
    """The last row of a screen: past it, or to the one before."""
    return row(button(ask, "skip", f"/arrive {following}"), button(ask, "back", f"/arrive {before}"))


# what for


def what_for(ask: Ask) -> Rows:
    """The buttons of the first question: what for, past it, or a drill at once."""
    past = (button(ask, "skip", "/arrive history"), _drill_now(ask), button(ask, "choose", "/drills"))
    niggle = button(ask, "niggle", "/arrive niggle")
    return rows((*_aims(ask, SPORTS, "aim"), niggle, *_aims(ask, CURIOUS, "aim"), *past))


def _aims(ask: Ask, aims: Iterable[str], step: str) -> tuple[Button, ...]:
    return tuple(Button(ask.say(f"aim.{aim}"), f"/arrive {step} {aim}") for aim in aims)


def _drill_now(ask: Ask) -> Button:
    return button(ask, "drill" if ask.check_ins else "first_drill", "/drill")


def _aim(ask: Ask, member: Member, words: str) -> Answer:
    """What it is for: its track is worked on from now, others wait behind it, and one sentence says why."""
    found = AIMS.get(words)
    if found is None:
        return only(_screen(ask.say("arrive.aim"), what_for(ask)))
    changed = replace(member, aim=words, focus=found.focus, parked=found.parked)
    return only(_history_screen(ask, changed, ask.say(f"aim.why.{words}")), Save(changed))


def _niggle(ask: Ask, member: Member, words: str) -> Answer:
    """Where it nags, and then the warning signs of that card: one of them ends the flow."""
    if words not in NIGGLES:
        return only(
            _screen(
                ask.say("arrive.niggle"),
                rows(_aims(ask, NIGGLES, "niggle")),
                _past(ask, "history", "aim"),
            )
        )
    card = ask.library.cards.get(NIGGLES[words].card)
    if card is None or not card.signs:
        return _aim(ask, member, words)
    none = button(ask, "none_of_these", f"/arrive aim {words}")
    some = button(ask, "one_of_these", f"/signs one {card.slug}")
    return only(_screen(signs_first(ask, card), row(none, some), _past(ask, "history", "niggle")))


# what matters for safety


def old_injuries(library: Library) -> tuple[str, ...]:
    """Every word that speaks against some drill, those of the early tracks and stages first."""
    drills = sorted(library.drills.values(), key=lambda drill: (TRACKS.index(drill.track), drill.stage))
    return tuple(dict.fromkeys(word for drill in drills for word in drill.not_after))


def _history(ask: Ask, member: Member, words: str) -> Answer:
    return only(_history_screen(ask, member))


def _history_screen(ask: Ask, member: Member, above: str = "") -> Reply:
    """One look at all that matters: signs now, old injuries, and what asks for a professional first."""
    injuries = old_injuries(ask.library)
    told = _told(ask, member)
    asked = (
        ask.say("history.now"),
        *((ask.say("history.ever", injuries=Markdown(", ".join(injuries))),) if injuries else ()),
        ask.say("history.guarded"),
    )
    questions = "\n".join((ask.say("history.ask"), *(f"- {one}" for one in asked)))
    known = ask.say("history.told", told=told) if told else ""
    old = (button(ask, "something_old", "/arrive old"),) if injuries else ()
    guarded = button(
        ask,
        "not_guarded" if member.is_guarded else "guarded",
        "/arrive unguarded" if member.is_guarded else "/arrive guarded",
    )
    return _screen(
        "\n\n".join(part for part in (above, questions, known) if part),
        row(button(ask, "that_is_all" if told else "none_of_these", "/arrive clear")),
        row(*old, guarded),
        row(button(ask, "young", "/arrive young"), button(ask, "sign_now", "/arrive sign")),
        _past(ask, "when", "aim"),
    )


def _told(ask: Ask, member: Member) -> Markdown:
    """What was told of all this so far, in a few words; empty where nothing speaks against a drill."""
    injuries = tuple(Markdown(word) for word in sorted(member.injuries))
    return Markdown(", ".join((*injuries, *((ask.say("history.gentle"),) if member.is_guarded else ()))))


def _clear(ask: Ask, member: Member, words: str) -> Answer:
    """All is told. What stands already stays: an old button takes nothing back."""
    changed = replace(member, history=member.injuries, ticked=frozenset())
    return only(_when_screen(ask, changed), Save(changed))


def _old(ask: Ask, member: Member, words: str) -> Answer:
    return only(_old_screen(ask, member))


def _old_screen(ask: Ask, member: Member) -> Reply:
    """All old injuries, those that were told with a mark; each tap is kept."""
    had = member.injuries
    end = button(ask, "that_is_all" if had else "none_of_these", "/arrive clear")
    return _screen(
        ask.say("history.old", end=end.label),
        rows(_injury(ask, word, is_told=word in had) for word in _known(ask, member)),
        row(end, button(ask, "sign_now", "/arrive sign")),
        _past(ask, "when", "history"),
    )


def _known(ask: Ask, member: Member) -> tuple[str, ...]:
    """What can be told, and what was told when the library still had it."""
    return tuple(dict.fromkeys((*old_injuries(ask.library), *sorted(member.injuries))))


def _injury(ask: Ask, word: str, *, is_told: bool) -> Button:
    """It says what will hold after it, so that two taps in a row do no more than one."""
    name = f"{word[:1].upper()}{word[1:]}"
    command = f"/arrive {'not' if is_told else 'had'} {word}".encode()[:COMMAND_BYTES]
    return Button(ask.say("history.mark", injury=name) if is_told else name, command.decode(errors="ignore"))


def _had(ask: Ask, member: Member, words: str) -> Answer:
    return _ticked(ask, member, member.injuries | _named(ask, member, words))


def _not_had(ask: Ask, member: Member, words: str) -> Answer:
    return _ticked(ask, member, member.injuries - _named(ask, member, words))


def _ticked(ask: Ask, member: Member, injuries: frozenset[str]) -> Answer:
    """A tick opens the question, and so does one that is taken back: there may be more to come."""
    if injuries == member.injuries:
        return only(_old_screen(ask, member))
    changed = replace(member, history=None, ticked=injuries)
    return only(_old_screen(ask, changed), Save(changed))


def _named(ask: Ask, member: Member, words: str) -> frozenset[str]:
    """The injury of that name, or the one whose long name a button had to cut; empty where there is none."""
    known = {word.casefold(): word for word in _known(ask, member)}
    near = [words] if words in known else [name for name in known if words and name.startswith(words)]
    return frozenset(known[name] for name in near[:1])


def _guarded(ask: Ask, member: Member, words: str) -> Answer:
    """Gentle drills only, from one tap on; more may be told, and it can be taken back."""
    changed = replace(member, is_guarded=True)
    reply = _screen(
        ask.say("history.is_guarded"),
        row(button(ask, "go_on", "/arrive when"), button(ask, "something_old", "/arrive old")),
        row(button(ask, "not_guarded", "/arrive unguarded"), button(ask, "sign_now", "/arrive sign")),
    )
    return only(reply, Save(changed))


def _unguarded(ask: Ask, member: Member, words: str) -> Answer:
    changed = replace(member, is_guarded=False)
    return only(_history_screen(ask, changed), Save(changed))


def _young(ask: Ask, member: Member, words: str) -> Answer:
    """A child is handed to an adult: nothing comes unasked, and gentle drills at most."""
    changed = replace(member, is_guarded=True, standing="stopped", paused_until=None)
    return only(crisis(ask, YOUNG), Save(changed))


def _sign(ask: Ask, member: Member, words: str) -> Answer:
    return stop_at(ask, SIGNS, about=None)


# when


def _when(ask: Ask, member: Member, words: str) -> Answer:
    return only(_when_screen(ask, member))


def _when_screen(ask: Ask, member: Member) -> Reply:
    """The hour, below the clock as it is taken to be: who taps an hour has seen it."""
    return _screen(
        ask.say("arrive.when", clock=clock(ask, member), zone=member.rhythm.zone),
        row(*(Button(hour, f"/arrive hour {hour}") for hour in HOURS)),
        row(button(ask, "hour", "/arrive hour"), button(ask, "another_city", "/arrive zone")),
        _past(ask, "ready", "history"),
    )


def _hour(ask: Ask, member: Member, words: str) -> Answer:
    return set_hour(ask, member, words, WAY)


def _zone(ask: Ask, member: Member, words: str) -> Answer:
    return set_zone(ask, member, words, WAY)


def _ready(ask: Ask, member: Member, words: str) -> Answer:
    return only(_ready_screen(ask, member))


def _ready_screen(ask: Ask, member: Member, said: str = "") -> Reply:
    """When the drill comes and what is worked on, and the first one now."""
    if member.standing != "active":
        return _screen(ask.say("start.paused"), row(button(ask, "resume", "/resume")))
    focus = ask.say(
        "arrive.ready", when=_next(ask, member), zone=member.rhythm.zone, focus=_track(ask, member.focus)
    )
    unasked = member.history is None and not member.is_guarded
    lines = (
        focus,
        *((ask.say("arrive.gently"),) if member.is_guarded else ()),
        *((ask.say("arrive.unfinished" if member.ticked else "arrive.unasked"),) if unasked else ()),
    )
    return _screen(
        "\n\n".join(lines),
        row(_drill_now(ask)),
        rows((*_card_of(ask, member), button(ask, "choose", "/drills"), button(ask, "about_you", "/arrive"))),
    )


def _next(ask: Ask, member: Member) -> str:
    days = [day for day in (ask.last_prompt, *(one.day for one in ask.check_ins[:1])) if day is not None]
    due = first_drill(member.rhythm, ask.now, max(days, default=None))
    return when(ask, due.label, member.rhythm.hour)


def _card_of(ask: Ask, member: Member) -> tuple[Button, ...]:
    """The card of the niggle that somebody came with."""
    slug = AIMS[member.aim].card if member.aim in AIMS else ""
    return (Button(ask.library.cards[slug].title, f"/{slug}"),) if slug in ask.library.cards else ()


def _track(ask: Ask, track: str) -> str:
    return ask.say(f"track.{track}")


# what is known


def _about(ask: Ask, member: Member, words: str) -> Answer:
    """What was told, and the way back to each question."""
    told = _told(ask, member)
    lines = (
        ask.say("arrive.here_for", aim=ask.say(f"aim.{member.aim}")) if member.aim in AIMS else "",
        ask.say("arrive.works_on", focus=_track(ask, member.focus)),
        ask.say("arrive.waits", parked=", ".join(_track(ask, one) for one in member.parked))
        if member.parked
        else "",
        ask.say("history.told", told=told) if told else "",
        _how_complete(ask, member),
    )
    reply = _screen(
        "\n".join(f"- {line}" for line in lines if line),
        row(button(ask, "what_for", "/arrive aim"), button(ask, "injuries", "/arrive history")),
        row(button(ask, "hour_and_zone", "/arrive when"), button(ask, "back", "/settings")),
    )
    return only(replace(reply, title=ask.say("arrive.title")))


def _how_complete(ask: Ask, member: Member) -> str:
    """How far the question about old injuries is; empty where all is told."""
    if member.history is None and not member.is_guarded:
        return ask.say("history.unfinished" if member.ticked else "history.unasked")
    return "" if member.injuries or member.is_guarded else ask.say("history.nothing")


WAY = Way("/arrive", back="/arrive when", onward="/arrive ready", kept=_ready_screen)
STEPS: dict[str, Callable[[Ask, Member, str], Answer]] = {
    "aim": _aim,
    "niggle": _niggle,
    "history": _history,
    "clear": _clear,
    "old": _old,
    "had": _had,
    "not": _not_had,
    "guarded": _guarded,
    "unguarded": _unguarded,
    "young": _young,
    "sign": _sign,
    "when": _when,
    "hour": _hour,
    "zone": _zone,
    "ready": _ready,
}
"""What stands behind `/arrive`, and what it keeps and shows."""
