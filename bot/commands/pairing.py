"""One person, several accounts: a code shown on one platform and typed on another, and the way out.

/pair > code      /pair CODE > one person > /pair here | /pair telegram      /unpair > /unpair sure
                             > who showed the code is told
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.changes import (
    Amend,
    Answer,
    Change,
    Invite,
    Mistype,
    Part,
    Save,
    Unite,
    only,
)
from bot.coaching.uniting import fuller, united
from bot.commands.buttons import button, row
from bot.commands.standing import start_first
from bot.members import Account, Member, platform_of
from bot.model import CODE_LENGTH, CODE_SIGNS, Ask, Button, Invitation, Notice, Reply, Rows
from scheduler.outbox import Delivery, Skip

VALID = timedelta(minutes=10)
"""How long a code counts."""
TRIES = 5
"""Wrong codes of one account within the time that each counts."""
HERE = "here"
KIND = "paired"
"""Of the delivery that tells who showed a code that it was used."""


def code_in(words: str) -> str:
    """The code as it was shown, however it was typed; empty where it cannot be one."""
    typed = "".join(sign for sign in words.upper() if sign not in " -")
    return typed if len(typed) == CODE_LENGTH and set(typed) <= set(CODE_SIGNS) else ""


def pair(ask: Ask) -> Answer:
    """Bare: a code. With a code: one person. `here`, or a platform: where unasked messages go."""
    if not ask.said.is_private:
        return only(Reply(ask.say("pair.in_private")))
    word = ask.words.casefold()
    if not word:
        return _show(ask)
    if word == HERE or word in {account.platform for account in _accounts(ask)}:
        return _home(ask, word)
    if not code_in(word):
        return only(Reply(ask.say("pair.unclear")))
    if ask.pairing.wrong >= TRIES:
        return only(Reply(ask.say("pair.wait", minutes=_minutes())))
    return _typed(ask, ask.pairing.invitation)


def _accounts(ask: Ask) -> tuple[Account, ...]:
    """The person's accounts; of somebody who is not known, the one that speaks."""
    return ask.member.accounts if ask.member else (Account(ask.said.account, ask.said.chat),)


def _minutes() -> int:
    return VALID // timedelta(minutes=1)


def _platform(ask: Ask, account: str) -> str:
    return ask.say(f"platform.{platform_of(account)}")


# a code


def _show(ask: Ask) -> Answer:
    """A new code, as long as there is a platform left to type it on."""
    left = ask.pairing.platforms - {account.platform for account in _accounts(ask)}
    if ask.member is not None and ask.member.others:
        known = ask.say("pair.known", home=_platform(ask, ask.member.home))
        ways = _here_or_there(ask, ask.member)
    else:
        known, ways = "", ()
    if not left:
        return only(Reply(known or ask.say("pair.alone"), buttons=ways))
    code = ask.say("pair.code", code=ask.pairing.fresh, minutes=_minutes())
    speaks = Account(ask.said.account, ask.said.chat)
    text = "\n\n".join(part for part in (code, known) if part)
    return only(Reply(text, buttons=ways), Invite(speaks, ask.pairing.fresh, ask.now + VALID))


def _here_or_there(ask: Ask, member: Member) -> Rows:
    """One button an account: where shall it come?"""
    there = (one.platform for one in member.accounts if one.name != ask.said.account)
    labels = [
        Button(ask.say("pair.there", platform=ask.say(f"platform.{one}")), f"/pair {one}")
        for one in sorted(there)
    ]
    return row(button(ask, "here", "/pair here"), *labels)


# a code that was typed


def _typed(ask: Ask, invitation: Invitation | None) -> Answer:
    if invitation is None:
        text = ask.say("pair.wrong", minutes=_minutes())
        return only(Reply(text), Mistype(ask.said.account, ask.now))
    if refusal := _refusal(ask, invitation):
        return only(Reply(refusal))
    if ask.member is None and invitation.member is None:
        return only(
            Reply(ask.say("pair.strangers"), buttons=row(button(ask, "start", "/start"))),
        )
    return _unite(ask, invitation)


def _refusal(ask: Ask, invitation: Invitation) -> str:
    """Why these two cannot become one; empty where they can."""
    if invitation.account.name == ask.said.account:
        return ask.say("pair.own")
    theirs = invitation.member.accounts if invitation.member else (invitation.account,)
    if ask.said.account in {account.name for account in theirs}:
        return ask.say("pair.already")
    taken = {one.platform for one in theirs} & {one.platform for one in _accounts(ask)}
    if not taken:
        return ""
    is_simple = platform_of(ask.said.account) == invitation.account.platform
    key = "pair.same_platform" if is_simple else "pair.taken"
    return ask.say(key, platform=ask.say(f"platform.{min(taken)}"))


def _unite(ask: Ask, invitation: Invitation) -> Answer:
    """The settings of who showed the code stay; the rows of both go on under who typed it."""
    person = ask.member.person if ask.member else ask.said.account
    theirs = invitation.member
    if theirs is None:
        assert ask.member is not None
        accounts = (*ask.member.accounts, invitation.account)
        after = ask.member.with_accounts(accounts, ask.member.home)
    elif ask.member is None:
        accounts = (*theirs.accounts, *_accounts(ask))
        after = theirs.with_accounts(accounts, theirs.home)
    else:
        after = united(theirs, ask.member)
    after = replace(_at_home(after), person=person, version=ask.member.version if ask.member else 0)
    by = invitation.account
    told = Delivery(KIND, person, ask.now.isoformat(), by.name, ask.now, ask.now, by.address)
    gone = Unite(
        code_in(ask.words),
        told,
        theirs.person if theirs else by.name,
        theirs.version if theirs else 0,
        person,
    )
    settings = invitation.account.name if theirs else ask.said.account
    return only(
        Reply(
            ask.say("pair.done", platform=_platform(ask, settings), home=_platform(ask, after.home)),
            buttons=_here_or_there(ask, after),
        ),
        Save(after),
        *(Amend(person, one) for one in fuller(ask.check_ins, invitation.check_ins)),
        gone,
    )


def compose(notice: Notice) -> Reply | Skip:
    """What the account that showed the code hears, while the two are still one person."""
    if notice.member is None or not notice.member.others:
        return Skip("parted")
    home = notice.say(f"platform.{platform_of(notice.member.home)}")
    return Reply(notice.say("pair.used", home=home))


def _at_home(member: Member) -> Member:
    """Where the home account cannot be written to, another one stands in."""
    reachable = [account for account in member.accounts if account.is_reachable]
    return member.with_accounts(member.accounts, reachable[0].name) if reachable else member


# where it comes


def _home(ask: Ask, word: str) -> Answer:
    if ask.member is None:
        return start_first(ask)
    if not ask.member.others:
        return only(Reply(ask.say("pair.single")))
    names = {account.platform: account.name for account in ask.member.accounts}
    home = ask.said.account if word == HERE else names[word]
    member = ask.member.with_accounts(ask.member.accounts, home)
    text = ask.say("pair.home", platform=_platform(ask, home))
    return only(Reply(text, edits=True), Save(member))


# the way out


def unpair(ask: Ask) -> Answer:
    """Take the account it is said in out of its person, after one tap."""
    if not ask.said.is_private:
        return only(Reply(ask.say("pair.in_private")))
    if ask.member is None:
        return start_first(ask)
    left = list(_left(ask, ask.member))
    if not left:
        return only(Reply(ask.say("unpair.alone"), buttons=row(button(ask, "forget", "/forget"))))
    after = _without(ask, ask.member, left)
    home = _platform(ask, after.home)
    if ask.words != "sure":
        ways = row(button(ask, "unpair", "/unpair sure"), button(ask, "stay_paired", "/settings"))
        return only(Reply(ask.say("unpair.ask", home=home), buttons=ways))
    changes: tuple[Change, ...] = (Save(after), Part(ask.said.account, ask.member.person, after))
    return only(Reply(ask.say("unpair.done", home=home), edits=True), *changes)


def _left(ask: Ask, member: Member) -> Iterator[Account]:
    return (account for account in member.accounts if account.name != ask.said.account)


def _without(ask: Ask, member: Member, left: list[Account]) -> Member:
    """The person as they go on: named by an account of theirs, at home where they can be reached."""
    stays = [account.name for account in left]
    home = member.home if member.home in stays else min(left, key=lambda one: not one.is_reachable).name
    person = member.person if member.person in stays else home
    return replace(member.with_accounts(left, home), person=person)
