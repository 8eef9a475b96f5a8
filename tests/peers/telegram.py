"""The Telegram test peer: a small Telegram with a Bot API of its own, for the real library to talk to.

    async with TelegramPeer("42:secret") as peer:      # the bot's base_url is peer.base_url
        sam = peer.person(42, "Sam")
        sam.says("/start")
        await peer.settled()
        assert "Welcome" in sam.sees[-1].text
        sam.presses("Done")

It keeps chats, messages and updates as Telegram does (`telegram_world`), refuses what Telegram refuses
(`telegram_rules`), and fails the test at its end for every request that a correct bot never sends. Faults are
put in with `fail_next`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

from aiohttp import web

from tests.peers.telegram_people import Group, Person, Shown, Wire
from tests.peers.telegram_rules import TABLE, Fields, Refusal, Upload, read_fields
from tests.peers.telegram_world import MOVED, UNTOLD, World

__all__ = ["Group", "Person", "Request", "Shown", "TelegramPeer", "Upload"]

Cut = Literal["before", "after"]

WORDS = {
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}
"""How Telegram words a status when it says no more."""


@dataclass(frozen=True)
class Request:
    """One request of the bot, as it came."""

    method: str
    fields: Mapping[str, Any]


@dataclass
class _Fault:
    method: str
    refusal: Refusal | None
    cut: Cut | None
    delay: float
    until: asyncio.Event | None
    times: int
    answer: Any


class _Cut(Exception):
    """The connection is reset here."""


class _Instead(Exception):
    """Something else than Telegram answers."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer


@dataclass(eq=False)
class TelegramPeer(World):
    """A Telegram for one bot. An async context manager; everything runs in the test's event loop."""

    requests: list[Request] = field(default_factory=list)
    """Every request of the bot, polls too, in order of arrival."""
    violations: list[str] = field(default_factory=list)
    """What a correct bot never sends. The peer raises at its end when the test leaves any."""
    refusals: list[str] = field(default_factory=list)
    """"<method>: <description>" of every request that was answered with an error."""
    is_busy: Callable[[], object] = lambda: False
    """Set it, and `settled` waits while the bot works on what shows nothing on the wire yet."""
    is_token_good: bool = True
    base_url: str = ""
    """What the library's setting of the same name wants."""
    base_file_url: str = ""
    _faults: list[_Fault] = field(default_factory=list)
    _polls: int = 0
    _under_way: int = 0
    _is_closing: bool = False
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=60 * 1024**2)
        application.router.add_route("*", "/bot{token}/{method}", self._answer)
        application.router.add_get("/file/bot{token}/{path:.+}", self._hand_file)
        self._runner = web.AppRunner(
            application, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.base_url, self.base_file_url = f"http://{host}:{port}/bot", f"http://{host}:{port}/file/bot"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closing = True
        self.wake()
        if self._runner is not None:
            await self._runner.cleanup()
        if self.violations and kind is None:
            raise AssertionError("the bot sent what Telegram never takes:\n" + "\n".join(self.violations))

    # --- the face for tests

    def sent(self, method: str) -> list[Mapping[str, Any]]:
        """The fields of every request of that method, as they came."""
        return [request.fields for request in self.requests if request.method == method]

    def fail_next(
        self,
        method: str,
        status: int = 0,
        *,
        description: str = "",
        retry_after: int | None = None,
        migrate_to: int | None = None,
        cut: Cut | None = None,
        delay: float = 0.0,
        until: asyncio.Event | None = None,
        times: int = 1,
        answer: Any = ...,
    ) -> None:
        """Let the next requests of that method ("*": any but a poll) fail.

        Without a status it is carried out after `delay` seconds, or when `until` is set. `cut` resets the
        connection, "before" or "after" the request was carried out: after it, the message is shown and the
        bot does not know. A poll that waits fails at once. `answer` comes instead of Telegram's, as from a
        proxy.
        """
        refusal = Refusal(description or WORDS.get(status, f"Bad Request: {status}"), status)
        if retry_after is not None:
            words = description or f"Too Many Requests: retry after {retry_after}"
            refusal = Refusal(words, 429, parameters={"retry_after": retry_after})
        if migrate_to is not None:
            refusal = Refusal(description or MOVED, parameters={"migrate_to_chat_id": migrate_to})
        refused = refusal if refusal.status else None
        self._faults.append(_Fault(method, refused, cut, delay, until, times, answer))
        self.wake()

    def revoke_token(self) -> None:
        """From now on the token is refused, in a waiting poll too."""
        self.is_token_good = False
        self.wake()

    async def settled(self, *, looks: int = 10, within: float = 30.0) -> None:
        """Wait until every update was fetched and acknowledged and no request came while we looked so often.

        Nor was the bot busy, where the test says how to see that.

        Looks are counted, not time: on a busy machine the bot is as slow as they are.
        """
        calm, stirs = 0, self.stirs

        def is_calm() -> bool:
            nonlocal calm, stirs
            is_still = stirs == self.stirs and not (self.updates or self._under_way or self.is_busy())
            calm, stirs = calm + 1 if is_still else 0, self.stirs
            return calm >= looks

        try:
            await self.until(is_calm, within=within)
        except TimeoutError:
            waiting = [update.kind for update in self.updates]
            words = f"not settled: {waiting} not fetched, {self._under_way} requests under way"
            raise TimeoutError(words) from None

    async def until(self, holds: Callable[[], object], *, within: float = 5.0) -> None:
        """Wait until this holds; `TimeoutError` when it does not in time."""
        async with asyncio.timeout(within):
            while not holds():  # noqa: ASYNC110 - a test waits for anything, also for what sets no event
                await asyncio.sleep(0.001)

    # --- the wire

    async def _answer(self, request: web.Request) -> web.Response:
        method = _named(request.match_info["method"])
        if method == "getUpdates":
            return await self._carry_out(request, method)
        self._under_way += 1
        try:
            return await self._carry_out(request, method)
        finally:
            self._under_way -= 1
            self.stirs += 1

    async def _carry_out(self, request: web.Request, method: str) -> web.Response:
        sent = await _sent(request)
        self.requests.append(Request(method, sent))
        try:
            self._know(request.match_info["token"])
            fault = self._take_fault(method)
            await _strike(fault)
            fields = read_fields(method, sent)
            result = await self._poll(fields) if method == "getUpdates" else self.do(method, fields)
            if fault and fault.cut == "after":
                raise _Cut
        except Refusal as refusal:
            return self._refuse(method, sent, refusal)
        except _Cut:
            return _reset(request)
        except _Instead as instead:
            return web.json_response(instead.answer)
        return web.json_response({"ok": True, "result": result})

    def _know(self, token: str) -> None:
        number, colon, secret = token.partition(":")
        if not (number.isdigit() and colon and secret):
            raise Refusal(WORDS[404], 404)
        if token != self.token or not self.is_token_good:
            raise Refusal(WORDS[401], 401)

    def _take_fault(self, method: str) -> _Fault | None:
        for fault in self._faults:
            if fault.method == method or (fault.method == "*" and method != "getUpdates"):
                fault.times -= 1
                if not fault.times:
                    self._faults.remove(fault)
                return fault
        return None

    def _refuse(self, method: str, sent: Mapping[str, Any], refusal: Refusal) -> web.Response:
        self.refusals.append(f"{method}: {refusal}")
        if refusal.is_violation:
            self.violations.append(f"{method}: {refusal} in {dict(sent)!r}")
        body = {"ok": False, "error_code": refusal.status, "description": str(refusal)}
        if refusal.parameters:
            body["parameters"] = refusal.parameters
        return web.json_response(body, status=refusal.status)

    async def _poll(self, fields: Fields) -> list[Wire]:
        """Long polling: a newer poll ends an older one; an update comes until a higher offset is named."""
        self._polls += 1
        mine, ends_at = self._polls, asyncio.get_running_loop().time() + fields.get("timeout", 0)
        self.acknowledge(fields.get("offset", 0))
        if "allowed_updates" in fields:
            self.allowed = set(fields["allowed_updates"]) or set(UNTOLD)
        self.wake()
        while True:
            news = self.news
            if mine != self._polls:
                raise Refusal(WORDS[409], 409)
            if not self.is_token_good:
                raise Refusal(WORDS[401], 401)
            await _strike(self._take_fault("getUpdates"))
            left = ends_at - asyncio.get_running_loop().time()
            if self.updates or left <= 0 or self._is_closing:
                chosen = self.updates[: fields.get("limit") or 100]
                return [{"update_id": update.id, update.kind: update.wire} for update in chosen]
            with suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), left)

    async def _hand_file(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        self.requests.append(Request("file", {"path": path}))
        upload = self.files.get(path.rpartition("/")[2])
        try:
            self._know(request.match_info["token"])
            await _strike(self._take_fault("file"))
            if upload is None:
                raise Refusal(WORDS[404], 404)
        except Refusal as refusal:
            return self._refuse("file", {"path": path}, refusal)
        except _Cut:
            return _reset(request)
        return web.Response(body=upload.content)


async def _strike(fault: _Fault | None) -> None:
    """Let the fault happen, but for a cut after the request was carried out."""
    if fault is None:
        return
    await asyncio.sleep(fault.delay)
    if fault.until:
        await fault.until.wait()
    if fault.cut == "before":
        raise _Cut
    if fault.answer is not ...:
        raise _Instead(fault.answer)
    if fault.refusal:
        raise fault.refusal


def _named(method: str) -> str:
    """The method as the table writes it; Telegram does not mind the case."""
    return next((known for known in TABLE["methods"] if known.lower() == method.lower()), method)


async def _sent(request: web.Request) -> dict[str, Any]:
    """The fields of a request: query, JSON, form or parts."""
    sent: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        return {**sent, **json.loads(await request.read() or b"{}")}
    for name, value in (await request.post()).items():
        sent[name] = Upload(value.filename, value.file.read()) if isinstance(value, web.FileField) else value
    for name, value in list(sent.items()):
        if isinstance(value, str) and value.startswith("attach://"):
            sent[name] = sent.pop(value.removeprefix("attach://"), value)
    return sent


def _reset(request: web.Request) -> web.Response:
    """Drop the connection without a word, as a network does."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
