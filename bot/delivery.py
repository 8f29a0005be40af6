"""How calls reach Telegram and answers come back, although the way is not always free.

`Delivery` waits as Telegram asks and tries again what is safe; it stands where python-telegram-bot has a rate limiter,
so that every call passes it. `Request` keeps an answer that cannot be read from doing more harm than it must.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
from telegram import Update
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import BaseRateLimiter
from telegram.request import HTTPXRequest

logger = logging.getLogger(__name__)

_Result = bool | dict[str, Any] | list[dict[str, Any]]

#: a chat that Telegram keeps closed for longer than this gets no answer
MAX_WAIT_SECONDS = 60.0

#: seconds before the second and the third try of what did not arrive
PAUSES = (0.5, 2.0)


class Delivery(BaseRateLimiter[int]):
    """Tries a call again when that can neither lose nor double a message."""

    def __init__(self, pauses: tuple[float, ...] = PAUSES, max_wait: float = MAX_WAIT_SECONDS) -> None:
        self._pauses = pauses
        self._max_wait = max_wait

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
        """The result of the call, at the first, second or third try."""
        # calls about the bot itself are made at start, where polling tries again by itself
        pauses = self._pauses if "chat_id" in data else ()
        for pause in pauses:
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                seconds = wait_of(error)
                if seconds > self._max_wait:
                    raise
                logger.warning("Telegram asks to wait %.0f s before %s", seconds, endpoint)
                await asyncio.sleep(seconds)
            except NetworkError as error:
                if not _is_safe_to_repeat(error):
                    raise
                logger.warning("%s did not get through, trying again: %s", endpoint, error.message)
                await asyncio.sleep(pause)
        return await callback(*args, **kwargs)


def wait_of(error: RetryAfter) -> float:
    """How many seconds Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)


def _is_safe_to_repeat(error: NetworkError) -> bool:
    """Whether the call surely did nothing: no connection was made, or the server itself said that it failed.

    After a broken or late answer nobody knows, and to say the same thing twice is worse than an error line.
    """
    if isinstance(error, BadRequest | TimedOut):
        return False
    is_broken_off = isinstance(error.__cause__, httpx.HTTPError) and not isinstance(error.__cause__, httpx.ConnectError)
    return not is_broken_off


class Request(HTTPXRequest):
    """Calls over HTTP. An update that the library cannot read is reduced to its number, so that it is passed over."""

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
