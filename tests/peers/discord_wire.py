"""A small Discord on the wire, for what happens below simcord: logging in, cut connections, 429, resuming.

    async with DiscordWire() as wire:          # the bot's api_url is wire.base_url
        await wire.connected()
        wire.tell("MESSAGE_CREATE", wire.message("hello"))
        await wire.until(lambda: wire.messages)

It knows one bot, one person and their direct messages, nothing of servers or rights.
"""

from __future__ import annotations

import asyncio
import fnmatch
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

from aiohttp import WSMsgType, web

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, HELLO, ACK = 0, 1, 2, 6, 10, 11
BOT, PERSON, CHANNEL = "1", "42", "77"

Cut = Literal["before", "after"]
Wire = dict[str, Any]


@dataclass
class _Fault:
    method: str
    path: str
    status: int
    body: Wire
    headers: Mapping[str, str]
    cut: Cut | None
    times: int


@dataclass(eq=False)
class DiscordWire:
    """An async context manager; it runs in the test's event loop."""

    token: str = "the-token-of-the-bot"
    is_open: bool = True
    """False: nothing is answered at all."""
    requests: list[tuple[str, str, Any]] = field(default_factory=list)
    messages: list[Wire] = field(default_factory=list)
    """What the bot said; a repeated nonce shows nothing new."""
    commands: list[Wire] = field(default_factory=list)
    hellos: list[int] = field(default_factory=list)
    """How the bot began each connection: IDENTIFY or RESUME."""
    closes_with: int = 0
    """The gateway closes at once with this code."""
    base_url: str = ""
    _faults: list[_Fault] = field(default_factory=list)
    _sockets: list[web.WebSocketResponse] = field(default_factory=list)
    _sequence: int = 0
    _last_id: int = 1000

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.router.add_get("/gateway", self._gateway)
        application.router.add_route("*", "/api/v10{path:/.*}", self._answer)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self._address = f"{host}:{port}"
        self.base_url = f"http://{self._address}/api/v10"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for socket in self._sockets:
            await socket.close()
        await self._runner.cleanup()

    # --- the face for tests

    def fail_next(
        self,
        method: str,
        path: str,
        status: int = 0,
        body: Wire | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        cut: Cut | None = None,
        times: int = 1,
    ) -> None:
        """Let the next requests to paths of that pattern fail; cut: before or after they were carried out."""
        self._faults.append(_Fault(method, path, status, body or {}, headers or {}, cut, times))

    def tell(self, event: str, payload: Wire) -> None:
        """Something happens: the bot's newest connection hears of it."""
        self._sequence += 1
        told = {"op": DISPATCH, "t": event, "s": self._sequence, "d": payload}
        self._later(self._sockets[-1].send_json(told))

    def message(self, text: str) -> Wire:
        """What the person types in direct messages."""
        person = {"id": PERSON, "username": "sam", "discriminator": "0", "avatar": None, "global_name": "Sam"}
        return self._written(text, person)

    def drop(self, code: int) -> None:
        """Close the gateway with this code."""
        self._later(self._sockets[-1].close(code=code))

    async def connected(self, times: int = 1) -> None:
        """Wait until the bot has begun so many connections."""
        await self.until(lambda: len(self.hellos) >= times)

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until this holds; `TimeoutError` when it does not within five seconds."""
        async with asyncio.timeout(5):
            while not holds():  # noqa: ASYNC110 - a test waits for anything, also for what sets no event
                await asyncio.sleep(0.005)

    def asked(self, method: str, path: str) -> list[Any]:
        """The bodies of the requests of that method to paths of that pattern."""
        return [body for verb, at, body in self.requests if verb == method and fnmatch.fnmatch(at, path)]

    # --- the wire

    def _later(self, doing: Any) -> None:
        self._doing = asyncio.ensure_future(doing)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        body = await _body(request)
        self.requests.append((request.method, path, body))
        fault = self._take_fault(request.method, path)
        if not self.is_open or (fault and fault.cut == "before"):
            return _cut(request)
        if fault and not fault.cut:
            return _json(fault.body, status=fault.status, headers=fault.headers)
        if request.headers.get("Authorization") != f"Bot {self.token}":
            return _json({"message": "401: Unauthorized", "code": 0}, status=401)
        answer = self._do(request.method, path, body)
        if fault:
            return _cut(request)
        if answer is None:
            return _json({"message": "404: Not Found", "code": 0}, status=404)
        return _json(answer)

    def _take_fault(self, method: str, path: str) -> _Fault | None:
        for fault in self._faults:
            if fault.method == method and fnmatch.fnmatch(path, fault.path):
                fault.times -= 1
                if not fault.times:
                    self._faults.remove(fault)
                return fault
        return None

    def _do(self, method: str, path: str, body: Any) -> Any:
        match method, path.strip("/").split("/"):
            case "GET", _:
                return self._known.get(path)
            case "PUT", ["applications", _, "commands"]:
                self.commands = body
                return []
            case "POST", ["users", "@me", "channels"]:
                recipients = [self.message("")["author"]]
                return {"id": CHANNEL, "type": 1, "recipients": recipients, "last_message_id": None}
            case "POST", ["channels", _, "messages"]:
                return self._say(body)
            case "PATCH", ["channels", _, "messages", number]:
                edited = next((one for one in self.messages if one["id"] == number), None)
                return edited and self._edit(edited, body)
        return None

    def _edit(self, message: Wire, body: Wire) -> Wire:
        message["content"] = body["content"]
        return message

    @property
    def _known(self) -> Wire:
        texts = {"id": BOT, "name": "tripod", "description": "", "summary": "", "verify_key": ""}
        rights = {"bot_public": True, "bot_require_code_grant": False, "flags": 0}
        application = {**texts, **rights, "icon": None, "team": None, "owner": self._bot}
        gateway = {"url": f"ws://{self._address}/gateway", "shards": 1, "session_start_limit": {}}
        return {
            "/users/@me": self._bot,
            "/oauth2/applications/@me": application,
            "/gateway/bot": gateway,
        }

    def _say(self, body: Wire) -> Wire:
        for earlier in self.messages:
            if body.get("enforce_nonce") and earlier["nonce"] == body["nonce"]:
                return earlier
        self.messages.append(self._written(body["content"], self._bot) | {"nonce": body["nonce"]})
        return self.messages[-1]

    def _written(self, text: str, author: Wire) -> Wire:
        self._last_id += 1
        empty: Wire = {
            key: [] for key in ("attachments", "embeds", "mentions", "mention_roles", "components")
        }
        known = {
            "id": str(self._last_id),
            "channel_id": CHANNEL,
            "author": author,
            "content": text,
            "type": 0,
        }
        stamp = {"timestamp": "2026-11-22T06:00:00+00:00", "edited_timestamp": None}
        return {
            **empty,
            **known,
            **stamp,
            "pinned": False,
            "tts": False,
            "mention_everyone": False,
            "flags": 0,
        }

    @property
    def _bot(self) -> Wire:
        return {"id": BOT, "username": "tripod", "discriminator": "0", "avatar": None, "bot": True}

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": 45000}})
        async for said in socket:
            if said.type is WSMsgType.TEXT:
                await self._greet(socket, said.json())
        return socket

    async def _greet(self, socket: web.WebSocketResponse, said: Wire) -> None:
        if said["op"] == HEARTBEAT:
            await socket.send_json({"op": ACK, "d": None})
            return
        if said["op"] not in (IDENTIFY, RESUME):
            return
        if self.closes_with or said["d"]["token"] != self.token:
            await socket.close(code=self.closes_with or 4004)
            return
        self._sequence += 1
        greeting: Wire = {"op": DISPATCH, "s": self._sequence, "t": "RESUMED", "d": {}}
        if said["op"] == IDENTIFY:
            session = {"session_id": "session", "resume_gateway_url": f"ws://{self._address}/gateway"}
            known = {"v": 10, "user": self._bot, "guilds": [], "application": {"id": BOT, "flags": 0}}
            greeting |= {"t": "READY", "d": {**known, **session}}
        await socket.send_json(greeting)
        self._sockets.append(socket)
        self.hellos.append(said["op"])


async def _body(request: web.Request) -> Any:
    """The JSON of a request; with files it is one of several parts."""
    if request.content_type == "multipart/form-data":
        return json.loads(str((await request.post())["payload_json"]))
    return await request.json() if request.can_read_body else None


def _json(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """discord.py reads JSON only under exactly this type, without a charset."""
    typed = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=typed)


def _cut(request: web.Request) -> web.Response:
    """Drop the connection without a word, as a network does."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
