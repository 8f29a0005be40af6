"""How calls reach Telegram and answers come back, although the way is not always free.

`Delivery` stands where python-telegram-bot has a rate limiter, so that every call passes it. It sends to each chat one
message after the other, waits as Telegram asks and tries again what is safe. Telegram does not publish its limits (some
30 messages a second in all, 20 a minute in a group; short bursts are let through), so nothing is held back before it
says 429; then that chat alone is closed for as long as it says and goes on more slowly for a while. When several chats
are told to wait at once, all wait. Where no connection can be made, an answer waits for one, up to an hour.
"""

import asyncio
import functools
import logging
import weakref
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import httpx
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import BaseRateLimiter, ExtBot

from bot.calls import CONNECTIONS, wait_of

logger = logging.getLogger(__name__)

_Result = bool | dict[str, Any] | list[dict[str, Any]]

#: an answer that cannot be delivered for longer than this is given up
MAX_WAIT_SECONDS = 3600.0
#: the same for what Telegram itself keeps for some seconds only: the acknowledgement of a press, an inline answer
MAX_WAIT_OF_QUERIES_SECONDS = 5.0

#: seconds before each further try of what Telegram says it failed at; the last one again and again without a connection
PAUSES = (0.5, 2.0, 8.0, 30.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacing:
    """How fast to go on where Telegram asked to wait.

    Attributes:
        first, last: seconds between two messages to a chat after the first 429, and at most; doubled with every other.
        overall: the same for all chats together (30 a second).
        lasts: how long after the last 429 this is kept up.
        several: so many chats that are told to wait within a second mean all of them.
    """

    first: float = 1.0
    last: float = 3.0
    overall: float = 1 / 30
    lasts: float = 60.0
    several: int = 3


class _Gate:
    """When the next message to a chat, or to any, may be sent."""

    def __init__(self) -> None:
        self._opens_at = 0.0
        self._interval = 0.0
        self._slow_until = 0.0

    async def passed(self) -> None:
        """Wait for the turn of one message."""
        loop = asyncio.get_running_loop()
        while (wait := self._opens_at - loop.time()) > 0:
            await asyncio.sleep(min(wait, MAX_WAIT_SECONDS))
        self._opens_at = loop.time() + self.interval

    def close(self, seconds: float, interval: float, lasts: float) -> None:
        """Let nothing pass for so long, and after that one message in an interval."""
        now = asyncio.get_running_loop().time()
        self._opens_at = max(self._opens_at, now + seconds)
        self._interval = interval
        self._slow_until = now + seconds + lasts

    @property
    def is_slow(self) -> bool:
        """Whether Telegram asked to wait a short while ago."""
        return asyncio.get_running_loop().time() < self._slow_until

    @property
    def interval(self) -> float:
        """Seconds between two messages; 0 when nothing is held back."""
        return self._interval if self.is_slow else 0.0


class _Chat:
    """A chat that something is sent to."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.gate = _Gate()


class Delivery(BaseRateLimiter[int]):
    """Tries a call again when that can neither lose nor double a message."""

    def __init__(self, pacing: Pacing | None = None) -> None:
        self._pacing = pacing or Pacing()
        self._chats: weakref.WeakValueDictionary[Any, _Chat] = weakref.WeakValueDictionary()
        #: chats that were told to wait, kept for as long as they are slow
        self._slowed: dict[Any, _Chat] = {}
        self._all = _Gate()
        self._floods: deque[tuple[float, Any]] = deque(maxlen=64)
        self._connections = asyncio.Semaphore(CONNECTIONS)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to put away."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, _Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> _Result:
        """The result of the call, at the first try that works."""
        if (chat_id := data.get("chat_id")) is not None:
            call = functools.partial(callback, *args, **kwargs)
            try:
                return await self._to_chat(chat_id, endpoint, call)
            except ChatMigrated as error:  # a group became a supergroup while its answer was on its way
                data["chat_id"] = error.new_chat_id  # which is what `call` sends
                return await self._to_chat(error.new_chat_id, endpoint, call)
        if not endpoint.startswith("answer"):
            # calls about the bot itself are made at start, where whoever makes them tries again
            return await callback(*args, **kwargs)
        tries = _Tries(endpoint, MAX_WAIT_OF_QUERIES_SECONDS)
        while True:  # until it is answered, or `tries` gives it up
            try:
                return await callback(*args, **kwargs)
            except TelegramError as error:
                await tries.pause(error)

    async def _to_chat(self, chat_id: Any, endpoint: str, call: Callable[[], Coroutine[Any, Any, _Result]]) -> _Result:
        chat = self._slowed.get(chat_id) or self._chats.setdefault(chat_id, _Chat())
        if not chat.gate.is_slow:
            self._slowed.pop(chat_id, None)
        async with chat.lock:
            tries = _Tries(endpoint, MAX_WAIT_SECONDS)
            while True:  # until it is delivered, or `tries` gives it up
                await chat.gate.passed()
                await self._all.passed()
                try:
                    async with self._connections:
                        return await call()
                except RetryAfter as error:
                    self._slow_down(chat_id, chat, tries.wait(error))
                except TelegramError as error:
                    await tries.pause(error)

    def _slow_down(self, chat_id: Any, chat: _Chat, seconds: float) -> None:
        """Close a chat for so long; and all, when Telegram says so to several at once."""
        pacing = self._pacing
        chat.gate.close(seconds, min(max(2 * chat.gate.interval, pacing.first), pacing.last), pacing.lasts)
        self._slowed = {each: slowed for each, slowed in self._slowed.items() if slowed.gate.is_slow} | {chat_id: chat}
        now = asyncio.get_running_loop().time()
        self._floods.append((now, chat_id))
        if len({each for at, each in self._floods if at > now - 1.0}) >= pacing.several:
            self._all.close(seconds, pacing.overall, pacing.lasts)


class _Tries:
    """How often and how long one call is tried again; never for longer than a number of seconds in all."""

    def __init__(self, endpoint: str, seconds: float) -> None:
        self._endpoint = endpoint
        self._seconds = seconds
        self._ends_at = asyncio.get_running_loop().time() + seconds
        self._number = 0

    async def pause(self, error: TelegramError) -> None:
        """Wait before the next try.

        Raises:
            TelegramError: there is none; the call failed for good, or may have done its work already.
        """
        await asyncio.sleep(min(self.wait(error), self._seconds))

    def wait(self, error: TelegramError) -> float:
        """How many seconds to wait before the next try; raises what `pause` does."""
        seconds = self._seconds_after(error)
        if seconds is None or asyncio.get_running_loop().time() + seconds > self._ends_at:
            raise error
        if isinstance(error, RetryAfter):
            logger.warning("Telegram asks to wait %.0f s before %s", seconds, self._endpoint)
        elif self._number <= len(PAUSES):  # of a long time without a connection polling tells
            logger.warning("%s did not get through, trying again: %s", self._endpoint, error.message)
        return seconds

    def _seconds_after(self, error: TelegramError) -> float | None:
        if isinstance(error, RetryAfter):
            return wait_of(error)
        pauses = PAUSES[self._number : self._number + 1]
        if _was_not_sent(error):
            pauses = pauses or PAUSES[-1:]
        elif not _did_nothing(error):
            return None
        self._number += 1
        return pauses[0] if pauses else None


def _was_not_sent(error: TelegramError) -> bool:
    """Whether there was no connection, or none was free."""
    return isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)


def _did_nothing(error: TelegramError) -> bool:
    """Whether the call surely did nothing, because the server itself said that it failed.

    After a broken or late answer nobody knows, and to say the same thing twice is worse than an error line.
    """
    if not isinstance(error, NetworkError) or isinstance(error, BadRequest | TimedOut):
        return False
    return not isinstance(error.__cause__, httpx.HTTPError)


class Bot(ExtBot[int]):
    """The bot, which shows its number where the library's shows its token."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}[{self.token.partition(':')[0]}]"
