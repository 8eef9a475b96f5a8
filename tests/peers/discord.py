"""The Discord test peer: simcord's Discord in this process, with persons to speak for and limits that hold.

    async with DiscordPeer(client) as peer:  # a discord.Client that is neither logged in nor connected
        sam = peer.person("Sam")
        await sam.uses("start")
        assert "Welcome" in sam.sees[-1].text
        await sam.presses("Done")

The library is the real one; simcord answers its requests, feeds its gateway, knows permissions, deadlines
and who sees what, and moves time. What simcord lets pass is checked here (`discord_rules`): limits, unknown
fields, routes. Nonces are remembered for a while, as Discord does. The test fails at its end for every
request that a correct bot never sends and for every interaction that was left without an answer. Faults are
put in with `fail_next`.
"""

from __future__ import annotations

import fnmatch
import logging
import re
from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Literal, Self

import aiohttp
import discord
import simcord
from discord.http import Route
from simcord.backend.models import Message
from simcord.env import Env
from simcord.http.router import parse_form
from simcord.types import HttpLogEntry

from tests.peers.discord_people import Group, Person, Picture, Shown, Wire
from tests.peers.discord_rules import faults, file_faults

__all__ = ["DiscordPeer", "Group", "Person", "Picture", "Request", "Shown"]

NONCES_KEPT = timedelta(minutes=3)
"""How long a nonce keeps a second message away; Discord says "the past few minutes"."""
THINKING = 1 << 7
"""The flag of a message that only says that an answer is coming."""

Cut = Literal["before", "after"]


@dataclass(frozen=True)
class Request:
    """One request of the bot: "POST", the path without the version, the body."""

    method: str
    path: str
    body: Any


@dataclass
class _Fault:
    method: str
    path: str
    cut: Cut
    times: int


@dataclass(eq=False)
class DiscordPeer:
    """A Discord for one bot. An async context manager; everything runs in the test's event loop."""

    client: discord.Client
    patience: float = 5.0
    """Seconds within which the bot must have reacted. Below two, its deferrals wait for `passes`."""
    needs_answers: bool = True
    """False: an interaction may stay without an answer, because a fault that was put in took it."""
    violations: list[str] = field(default_factory=list)
    """What a correct bot never sends, as far as `check` looked; at the end there must be none."""
    _people: dict[int, Person] = field(default_factory=dict)
    _edits: dict[int, int] = field(default_factory=dict)
    _nonces: dict[tuple[str, str], tuple[datetime, Wire]] = field(default_factory=dict)
    _cuts: list[_Fault] = field(default_factory=list)
    _checked: int = 0

    # --- life

    async def __aenter__(self) -> Self:
        self._simulation = simcord.run(self.client, settle_timeout=self.patience)
        self.env: Env = await self._simulation.__aenter__()
        self.env.backend.subscribers.insert(0, self._speak_their_language)
        self._count_edits()
        self._mind_the_wire()
        self._ears = _Ears(self.violations)
        logging.getLogger("discord").addHandler(self._ears)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        logging.getLogger("discord").removeHandler(self._ears)
        await self._simulation.__aexit__(kind, error, trace)
        self.check()
        silent = self.unanswered if self.needs_answers else []
        left = [*self.violations, *(f"{one} was never answered" for one in silent)]
        if left and kind is None:
            raise AssertionError("the bot did what Discord never takes:\n" + "\n".join(left))

    async def restarts(self, client: discord.Client) -> None:
        """The bot's process ends and another begins, with a client of its own; Discord stays as it is."""
        self.client = client
        await self.env.restart_bot(client)
        self._mind_the_wire()

    # --- the face for tests

    def person(self, name: str, *, locale: str = "en-US") -> Person:
        """A new person, who has not met the bot yet."""
        user = self.env.create_user(re.sub(r"\W", "", name).lower() or "nameless", global_name=name)
        self._people[user.id] = Person(self, user, locale)
        return self._people[user.id]

    def group(self, title: str, *, members: list[Person], admins: list[Person] | None = None) -> Group:
        """A new server with these persons and the bot in it, and one channel of the same name."""
        guild = self.env.create_guild(title)
        group = Group(self, guild, guild.create_text_channel(title))
        for person in members:
            if person not in (admins or []):
                group.joins(person)
        for person in admins or []:
            group.joins(person, is_admin=True)
        return group

    @property
    def commands(self) -> dict[str, Wire]:
        """The slash commands that the bot registered, by name."""
        return {name: command for (name, _), command in self.env.backend.commands.get(None, {}).items()}

    @property
    def requests(self) -> list[Request]:
        """Every request of the bot, in order."""
        return [Request(one.method, one.path, one.json) for one in self.env.http_requests]

    def sent(self, method: str, path: str) -> list[Any]:
        """The bodies of every request of that method to paths of that pattern ("/channels/*/messages")."""
        return [one.body for one in self.requests if one.method == method and fnmatch.fnmatch(one.path, path)]

    @property
    def unanswered(self) -> list[str]:
        """What persons used or pressed without any answer so far: "/start", "a press"."""
        return [
            f"/{record.command_name}" if record.command_name else "a press"
            for record in self.env.backend.interactions.values()
            if not record.responded
        ]

    def check(self) -> list[str]:
        """Look at the requests since the last time; all violations so far."""
        fresh = self.requests[self._checked :]
        self._checked += len(fresh)
        self.violations += [fault for one in fresh for fault in faults(one.method, one.path, one.body)]
        return self.violations

    async def passes(self, seconds: float) -> None:
        """Let time pass: deferrals, time limits and nonces run out."""
        await self.env.advance_time(seconds)

    def fail_next(
        self,
        method: str,
        path: str,
        status: int = 0,
        *,
        code: int = 0,
        cut: Cut | None = None,
        times: int = 1,
    ) -> None:
        """Let the next requests to paths of that pattern fail with a status, or with a cut connection.

        Cut "before": the request never arrived. "after": it was carried out, and the bot does not know.
        """
        if cut is None:
            self.env.inject_error(method, path, status=status, code=code, message="injected", times=times)
        else:
            self._cuts.append(_Fault(method, path, cut, times))

    # --- what happens at Discord

    def said_in(self, channel_id: int) -> list[Message]:
        """The bot's messages in a channel, oldest first, without those that only say that one is coming."""
        backend = self.env.backend
        return [
            message
            for message in backend.messages.get(channel_id, {}).values()
            if message.author_id == backend.bot_user.id and not message.flags & THINKING
        ]

    def shown(self, message: Message) -> Shown:
        """A message as a person sees it."""
        images = [one for one in message.attachments if one["content_type"].startswith("image/")]
        files = [one for one in message.attachments if one not in images]
        return Shown(
            message.id,
            message.content,
            tuple(tuple(deepcopy(row.get("components", ()))) for row in message.components),
            (files[0]["filename"], self._content(files[0])) if files else None,
            Picture(images[0]["filename"], self._content(images[0]), images[0]["description"] or "")
            if images
            else None,
            message.is_ephemeral,
            self._edits.get(message.id, 0),
        )

    def _content(self, attachment: Wire) -> bytes:
        return self.env.backend.cdn.get(attachment["url"]) or b""

    def _speak_their_language(self, event: str, payload: Any) -> None:
        """simcord's people all speak American English."""
        if event == "INTERACTION_CREATE":
            user = payload.get("user") or payload["member"]["user"]
            if person := self._people.get(int(user["id"])):
                payload["locale"] = person.locale

    def _count_edits(self) -> None:
        backend = self.env.backend
        edit = backend.edit_message

        def counted(channel_id: int, message_id: int, fields: Wire) -> Message:
            was_thinking = backend.get_message(channel_id, message_id).flags & THINKING
            message = edit(channel_id, message_id, fields)
            self._edits[message_id] = self._edits.get(message_id, 0) + (not was_thinking)
            return message

        backend.edit_message = counted  # type: ignore[method-assign]

    def _mind_the_wire(self) -> None:
        """Put nonces and cuts between the library and simcord, on both ways that requests take."""
        adapter = self.env._webhook_adapter
        ask, answer = self.client.http.request, adapter.request

        async def asking(route: Route, **sent: Any) -> Any:
            self._weigh(route, sent)
            return await self._cutting(route, lambda: self._once(route, sent, lambda: ask(route, **sent)))

        async def answering(route: Route, session: Any, **sent: Any) -> Any:
            self._weigh(route, sent)
            return await self._cutting(route, lambda: answer(route, session, **sent))

        self.client.http.request = asking  # type: ignore[method-assign]
        adapter.request = answering

    def _weigh(self, route: Route, sent: Wire) -> None:
        files = [(file.filename, file.fp.getbuffer().nbytes) for file in sent.get("files") or ()]
        self.violations += file_faults(f"{route.method} {_path(route)}", files)

    async def _cutting(self, route: Route, request: Callable[[], Awaitable[Any]]) -> Any:
        fault = self._take_cut(route)
        if fault and fault.cut == "before":
            raise aiohttp.ClientOSError(104, "Connection reset by peer")
        answer = await request()
        if fault:
            raise aiohttp.ServerDisconnectedError
        return answer

    def _take_cut(self, route: Route) -> _Fault | None:
        path = _path(route)
        for fault in self._cuts:
            if fault.method == route.method and fnmatch.fnmatch(path, fault.path):
                fault.times -= 1
                if not fault.times:
                    self._cuts.remove(fault)
                return fault
        return None

    async def _once(self, route: Route, sent: Wire, request: Callable[[], Awaitable[Any]]) -> Any:
        """Answer a repeated nonce with the first message instead of showing a second one."""
        body, _ = parse_form(list(sent.get("form") or ()), [])
        body = body or sent.get("json")
        if not isinstance(body, dict) or not body.get("enforce_nonce"):
            return await request()
        key = (_path(route), str(body.get("nonce")))
        at, answer = self._nonces.get(key, (None, None))
        if at is not None and self.env.now() - at < NONCES_KEPT:
            self.env.backend.http_requests.append(
                HttpLogEntry(route.method, key[0], {}, deepcopy(body), None)
            )
            return deepcopy(answer)
        answer = await request()
        self._nonces[key] = self.env.now(), deepcopy(answer)
        return answer


class _Ears(logging.Handler):
    """Hears of the bot's faults that discord.py only logs, such as those behind a pressed button."""

    def __init__(self, violations: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._violations = violations

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the fault."""
        error = record.exc_info[1] if record.exc_info else None
        self._violations.append(f"{record.getMessage()}: {error!r}")


def _path(route: Route) -> str:
    return route.url.removeprefix(route.BASE)
