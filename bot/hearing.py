"""What a member is after saying something, and after what was decided. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.changes import Change, Erase, Save
from bot.model import Account, Member, Said


def heard(member: Member | None, said: Said, now: datetime) -> Member | None:
    """The member as known after saying this: reachable here, by the newest name, at this address.

    Where the home account is lost, messages come here from now on.
    """
    if member is None:
        return None
    member = replace(member, heard_at=max(now, member.heard_at), name=said.name or member.name)
    if not said.is_private:
        return member
    here = Account(said.account, said.chat)
    home = member.home if member.is_reachable else said.account
    return member.with_accounts((*member.accounts, here), home)


def after_changes(changes: tuple[Change, ...], member: Member | None) -> Member | None:
    """The member when these changes are made."""
    for change in changes:
        match change:
            case Save(saved):
                member = saved
            case Erase():
                member = None
            case _:
                pass
    return member
