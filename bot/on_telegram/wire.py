"""python-telegram-bot's requests over aiohttp: several times its own speed, and no token in an error."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, FormData, InvalidURL, TCPConnector
from telegram import Update
from telegram.error import InvalidToken, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

log = logging.getLogger(__name__)

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
"""Longer than Telegram takes: a message that timed out may have been shown, and would be shown again."""
POLL_SECONDS = 5.0
"""What a poll may take beyond the time that it waits at Telegram."""
CONNECTIONS = 64


class Wire(BaseRequest):
    """Requests of the bot. `read_seconds` holds where a call names no other time."""

    def __init__(self, connections: int = CONNECTIONS, read_seconds: float = READ_SECONDS) -> None:
        self._connections = connections
        self._read_seconds = read_seconds
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Open the session; proxies of the environment are used."""
        if self._session is None:
            connector = TCPConnector(limit=self._connections)
            self._session = ClientSession(
                connector=connector, headers={"User-Agent": self.USER_AGENT}, trust_env=True
            )

    async def shutdown(self) -> None:
        """Close it."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request: status and body. The errors carry no address, because the token stands in it."""
        if self._session is None:
            raise NetworkError("not connected")
        timeout = ClientTimeout(
            total=None,
            sock_connect=_seconds(connect_timeout, CONNECT_SECONDS),
            sock_read=_seconds(read_timeout, self._read_seconds),
        )
        try:
            async with self._session.request(
                method, url, data=_body(request_data), timeout=timeout
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError:
            raise TimedOut from None
        except InvalidURL:
            raise InvalidToken from None
        except (ClientError, OSError) as error:
            raise NetworkError(getattr(error, "strerror", None) or type(error).__name__) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer. What Telegram never says (a proxy may) is an error that passes, as any other."""
        answer: object = BaseRequest.parse_json_payload(payload)
        if not isinstance(answer, dict) or ("result" not in answer and answer.get("ok") is not False):
            raise TelegramError("Invalid server response")
        return answer


class Poll(Wire):
    """The poll for updates. Every status of an answer goes to `heard`."""

    def __init__(self, heard: Callable[[int], None]) -> None:
        super().__init__(connections=8, read_seconds=POLL_SECONDS)
        self._heard = heard

    async def do_request(self, *args: Any, **options: Any) -> tuple[int, bytes]:
        """As on any wire; the library itself would end polling at a refused token without a word."""
        status, body = await super().do_request(*args, **options)
        self._heard(status)
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer. An update that the library cannot read would come again for ever: it is emptied."""
        answer = Wire.parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            answer["result"] = [_readable(update) for update in answer["result"]]
        return answer


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    try:
        Update.de_json(update, None)
    except Exception as error:  # noqa: BLE001 - whatever it stumbles over, the next update must come
        log.error("telegram: update %s cannot be read (%r); it is left out", update["update_id"], error)
        return {"update_id": update["update_id"]}
    return update


def _seconds(given: object, default: float) -> float | None:
    if given is None:
        return None
    return float(given) if isinstance(given, int | float) else default


def _body(data: RequestData | None) -> FormData | dict[str, str] | None:
    if data is None:
        return None
    if not data.contains_files:
        return data.json_parameters or None
    form = FormData(data.json_parameters)
    for name, (file_name, content, mime_type) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=mime_type)
    return form
