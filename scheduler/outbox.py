"""The delivery loop: claim, send, settle.

    planned > claimed > sending > sent | skipped(reason) | failed(reason)

A small window is claimed, each delivery is marked `sending` right before its call and settled right after it.
What was `sending` at a crash is in doubt and goes again, because a rare double beats a lost prompt; what was
only claimed was certainly not sent. Nothing here knows a chat or a database: both come in as arguments.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from scheduler.pace import Pace

WINDOW = 20
"""Deliveries claimed at once: what a crash leaves to be taken again."""
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(minutes=5)
LATE = "late"
"""The reason of what was skipped because its time was over."""

log = logging.getLogger(__name__)


class DeliveryError(Exception):
    """A message could not be handed to its platform."""


class Gone(DeliveryError):
    """There is nobody there any more: blocked, deactivated, kicked, chat deleted."""


class Refused(DeliveryError):
    """The platform will never take this message: it is not sent again."""


class Passing(DeliveryError):
    """It may work later. `retry_after` is in seconds, where the platform named a time.

    `is_platform_trouble` is false where only this message is concerned, and the next may well go.
    """

    def __init__(
        self, why: str, retry_after: float | None = None, *, is_platform_trouble: bool = True
    ) -> None:
        super().__init__(why)
        self.retry_after = retry_after
        self.is_platform_trouble = is_platform_trouble


FAULT = Passing("a fault of the bot's own", is_platform_trouble=False)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One unasked message for one person. Its key makes "never twice" a fact of the data."""

    kind: str
    person: str
    label: str
    """The local day, the ISO week or the matter that it is for."""
    account: str
    """Where it goes, as "platform:id"."""
    due_at: datetime
    not_before: datetime
    address: str = ""
    """The private chat of the account, where the platform needs one."""
    attempts: int = 0
    message: str = ""
    """The message whose place it takes, as the platform names it; empty where it is one of its own."""

    @property
    def key(self) -> str:
        """Kind, person and label: at most one delivery each, ever."""
        return f"{self.kind}/{self.person}/{self.label}"

    @property
    def platform(self) -> str:
        """The platform that the account belongs to."""
        return self.account.partition(":")[0]

    @property
    def nonce(self) -> str:
        """The same 25 characters at every attempt, for platforms that drop repeats by nonce."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:25]


@dataclass(frozen=True, slots=True)
class Skip:
    """Why a delivery stays unsent on purpose."""

    reason: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """How one attempt ended. `planned` hands the delivery back, to go again from `not_before` on."""

    state: str
    at: datetime
    reason: str = ""
    not_before: datetime | None = None
    is_platform_trouble: bool = False
    """The platform itself is in trouble: asking it for the next message would be rude."""


class Ledger(Protocol):
    """Where deliveries are kept; every method is durable when it returns."""

    async def claim(self, platform: str, now: datetime, limit: int) -> tuple[Delivery, ...]:
        """Take the oldest deliveries that may leave now."""

    async def next_departure(self, platform: str, after: datetime) -> datetime | None:
        """When the first delivery may leave that may not leave yet."""

    async def mark_sending(self, delivery: Delivery) -> bool:
        """Say that the call to the platform is about to be made; False when the delivery was taken back."""

    async def settle(self, delivery: Delivery, settlement: Settlement) -> None:
        """Say how it ended. What was taken back meanwhile stays as it is."""

    async def release(self, deliveries: tuple[Delivery, ...]) -> None:
        """Hand back what was claimed and not begun."""

    async def recover(self, platform: str) -> int:
        """Hand back whatever is claimed or begun; how many deliveries that were. Nothing may be in hand."""


Send = Callable[[], Awaitable[None]]
Prepare = Callable[[Delivery], Awaitable[Send | Skip]]


class Outbox:
    """Sends what one platform owes, one at a time, as fast as the pace allows.

    `prepare` puts a delivery into words and returns the call that sends it, or why it is not sent.
    `now` gives the instant, `seconds` a clock that only rises, `sleep` waits.
    """

    def __init__(
        self,
        platform: str,
        ledger: Ledger,
        prepare: Prepare,
        pace: Pace,
        now: Callable[[], datetime],
        seconds: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._platform = platform
        self._ledger = ledger
        self._prepare = prepare
        self._pace = pace
        self._now = now
        self._seconds = seconds
        self._sleep = sleep
        self._wake = asyncio.Event()
        self._is_stopping = False

    def stop(self) -> None:
        """End `run` after the delivery in hand; what was claimed behind it is handed back."""
        self._is_stopping = True
        self._wake.set()

    def wake(self) -> None:
        """Say that there may be something to send."""
        self._wake.set()

    async def recover(self) -> int:
        """Hand back what a process that died, or a fault, left in hand; how many deliveries that were."""
        return await self._ledger.recover(self._platform)

    async def run(self) -> None:
        """Drain at every wake-up, and when something may leave, until stopped.

        After a fault of the database nothing stays claimed.
        """
        has_stumbled = False
        departure: datetime | None = None
        while not self._is_stopping:
            await self._until_woken(departure)
            departure = None
            try:
                if has_stumbled:
                    await self.recover()
                has_stumbled = False
                began_at = self._now()
                await self.drain()
                departure = await self._ledger.next_departure(self._platform, began_at)
            except Exception:
                log.exception("the outbox of %s stumbled; it goes on at the next tick", self._platform)
                has_stumbled = True

    async def _until_woken(self, departure: datetime | None) -> None:
        """Wait for a wake-up, and no longer than until something may leave that may not leave yet.

        What may leave already is not waited for: a platform in trouble is asked once a wake-up.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout((departure - self._now()).total_seconds() if departure else None):
                await self._wake.wait()
        self._wake.clear()

    async def drain(self) -> int:
        """Send all that may leave now and return how many were sent or skipped.

        Stops at the first passing failure, so that a platform in trouble is asked once a wake-up.
        """
        settled = 0
        while window := await self._ledger.claim(self._platform, self._now(), WINDOW):
            done = await self._send_window(window)
            settled += done
            if done < len(window):
                break
        return settled

    async def _send_window(self, window: tuple[Delivery, ...]) -> int:
        """Send in order; at a passing failure or a stop, hand back what was not begun."""
        begun = 0
        settled = 0
        try:
            for delivery in window:
                if self._is_stopping:
                    break
                await self._sleep(self._pace.delay(delivery.account, self._seconds()))
                begun += 1
                settlement = await self._attempt(delivery)
                await self._ledger.settle(delivery, settlement)
                _tell(delivery, settlement)
                if settlement.is_platform_trouble:
                    break
                settled += 1
        finally:
            await self._ledger.release(window[begun:])
        return settled

    async def _attempt(self, delivery: Delivery) -> Settlement:
        try:
            send = await self._prepare(delivery)
        except Exception:
            log.exception("%s could not be put into words; it is tried again later", delivery.key)
            return self._later(delivery, FAULT)
        if isinstance(send, Skip):
            return Settlement("skipped", self._now(), send.reason)
        if not await self._ledger.mark_sending(delivery):
            return Settlement("skipped", self._now(), "taken back")
        self._pace.note(delivery.account, self._seconds())
        try:
            await send()
        except Gone as error:
            return Settlement("failed", self._now(), f"gone: {error}")
        except Refused as error:
            return Settlement("failed", self._now(), f"refused: {error}")
        except Passing as error:
            return self._later(delivery, error)
        except Exception:
            log.exception("%s could not be sent; it is tried again later", delivery.key)
            return self._later(delivery, FAULT)
        return Settlement("sent", self._now())

    def _later(self, delivery: Delivery, error: Passing) -> Settlement:
        if error.retry_after is not None:
            self._pace.hold(error.retry_after, self._seconds())
            wait = timedelta(seconds=error.retry_after)
        else:
            wait = min(FIRST_RETRY * 2 ** min(delivery.attempts, 10), LONGEST_RETRY)
        now = self._now()
        return Settlement("planned", now, f"passing: {error}", now + wait, error.is_platform_trouble)


def _tell(delivery: Delivery, settlement: Settlement) -> None:
    """One log line for what was not simply sent; a warning for what somebody did not get."""
    is_missed = settlement.state == "failed" or settlement.reason == LATE
    if settlement.state != "sent":
        level = logging.WARNING if is_missed else logging.INFO
        log.log(level, "%s: %s (%s)", delivery.key, settlement.state, settlement.reason)
