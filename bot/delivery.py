"""How calls reach Telegram and answers come back, although the way is not always free.

`Delivery` stands where python-telegram-bot has a rate limiter, so that every call passes it. It sends to each chat one
message after the other, waits as Telegram asks and tries again what is safe. Telegram does not publish its limits (some
30 messages a second in all, 20 a minute in a group; short bursts are let through), so nothing is held back before it
says 429; then that chat alone is closed for as long as it says and goes on more slowly for a while. When several chats
are told to wait at once, all wait. `Request` keeps an answer that cannot be read from doing more harm than it must.
"""

import asyncio
import contextlib
import datetime as dt
import json
import logging
import weakref
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import httpx
from telegram import Update
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import BaseRateLimiter, ExtBot
from telegram.request import HTTPXRequest

logger = logging.getLogger(__name__)

_Result = bool | dict[str, Any] | list[dict[str, Any]]

#: a chat that Telegram keeps closed for longer than this gets no answer
MAX_WAIT_SECONDS = 3600.0

#: seconds before the second and the third try of what did not arrive
PAUSES = (0.5, 2.0)

#: bytes of an answer within which it says whether it is one
_BEGINNING = 40

#: calls on their way at the same time
CONNECTIONS = 16


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
            await asyncio.sleep(wait)
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

    def __init__(
        self, pauses: tuple[float, ...] = PAUSES, max_wait: float = MAX_WAIT_SECONDS, pacing: Pacing | None = None
    ) -> None:
        self._pauses = pauses
        self._max_wait = max_wait
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
        if (chat_id := data.get("chat_id")) is None:
            # calls about the bot itself are made at start, where polling tries again by itself
            return await callback(*args, **kwargs)
        chat = self._slowed.get(chat_id) or self._chats.setdefault(chat_id, _Chat())
        if not chat.gate.is_slow:
            self._slowed.pop(chat_id, None)
        async with chat.lock:
            pauses = iter(self._pauses)
            while True:
                await chat.gate.passed()
                await self._all.passed()
                try:
                    async with self._connections:
                        return await callback(*args, **kwargs)
                except RetryAfter as error:
                    self._slow_down(chat_id, chat, error, endpoint)
                except NetworkError as error:
                    if not _is_safe_to_repeat(error) or (pause := next(pauses, None)) is None:
                        raise
                    logger.warning("%s did not get through, trying again: %s", endpoint, error.message)
                    await asyncio.sleep(pause)

    def _slow_down(self, chat_id: Any, chat: _Chat, error: RetryAfter, endpoint: str) -> None:
        """Close a chat for as long as Telegram says; and all, when it says so to several at once.

        Raises:
            RetryAfter: that is too long to wait for.
        """
        seconds, pacing = wait_of(error), self._pacing
        if seconds > self._max_wait:
            raise error
        logger.warning("Telegram asks to wait %.0f s before %s", seconds, endpoint)
        chat.gate.close(seconds, min(max(2 * chat.gate.interval, pacing.first), pacing.last), pacing.lasts)
        self._slowed[chat_id] = chat
        now = asyncio.get_running_loop().time()
        self._floods.append((now, chat_id))
        if len({each for at, each in self._floods if at > now - 1.0}) >= pacing.several:
            self._all.close(seconds, pacing.overall, pacing.lasts)


def wait_of(error: RetryAfter) -> float:
    """How many seconds Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)


def is_unknown_method(error: TelegramError) -> bool:
    """Whether a server does not have a method: a Bot API server of another kind, or an older one.

    python-telegram-bot takes 404 for a token that is none, which it can only mean in the very first call.
    """
    return isinstance(error, InvalidToken) and "not found" in error.message.lower()


def _is_safe_to_repeat(error: NetworkError) -> bool:
    """Whether the call surely did nothing: no connection was made, or the server itself said that it failed.

    After a broken or late answer nobody knows, and to say the same thing twice is worse than an error line.
    """
    if isinstance(error, BadRequest | TimedOut):
        return False
    is_broken_off = isinstance(error.__cause__, httpx.HTTPError) and not isinstance(error.__cause__, httpx.ConnectError)
    return not is_broken_off


class Bot(ExtBot[int]):
    """The bot, which shows its number where the library's shows its token."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}[{self.token.partition(':')[0]}]"


class Request(HTTPXRequest):
    """Calls over HTTP. An update that the library cannot read is reduced to its number, so that it is passed over."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """The status and the body of an answer; a no that comes with status 200 gets the status that it names."""
        status, body = await super().do_request(*args, **kwargs)
        return (_status_named(body) or status, body) if status == httpx.codes.OK else (status, body)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer of the Bot API.

        Raises:
            TelegramError: it is no answer at all.
        """
        body = HTTPXRequest.parse_json_payload(payload)
        if not isinstance(body, dict) or (body.get("ok") and "result" not in body):
            raise TelegramError("Invalid server response")
        if isinstance(result := body.get("result"), list):
            body["result"] = [_readable(item) for item in result if isinstance(item, dict)]
        return body


def _status_named(body: bytes) -> int | None:
    """The error code of an answer that says no."""
    if b"false" not in body[:_BEGINNING]:
        return None
    with contextlib.suppress(ValueError):
        said = json.loads(body)
        if isinstance(said, dict) and said.get("ok") is False:
            return int(said.get("error_code") or httpx.codes.BAD_REQUEST)
    return None


def _readable(item: dict[str, Any]) -> dict[str, Any]:
    if "update_id" not in item:
        return item
    try:
        Update.de_json(item, None)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # a kind of update that is newer than the library; its content is nobody's business here
        logger.warning("update=%s cannot be read (%s) and is passed over", item["update_id"], type(error).__name__)
        return {"update_id": item["update_id"]}
    return item
