"""One call over HTTP, and what comes back: whatever a server, or something before it, answers becomes a result or an
error that python-telegram-bot knows.

The library takes an answer for what it should be; one of another shape would raise errors that nobody expects where it
is used, and a 429 that does not say for how long would pass for any other failure.
"""

import contextlib
import datetime as dt
import json
import logging
import re
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import httpx
from telegram import Update
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

#: what reading an answer of an unexpected shape raises; the last two are for dates beyond all time
UNREADABLE = (AttributeError, KeyError, TypeError, ValueError, OverflowError, OSError)
#: calls on their way at the same time
CONNECTIONS = 16
#: how long to wait for a connection, for one that is free, for what is written to be taken, and for an answer
_CONNECT_SECONDS, _POOL_SECONDS, _WRITE_SECONDS, READ_SECONDS = 5.0, 60.0, 5.0, 5.0
#: the same for a picture or document to be taken
_MEDIA_SECONDS = 20.0
#: how long to wait where Telegram asks to wait and does not say for how long
UNTOLD_WAIT_SECONDS = 5
#: a longer wait is as good as for ever
_LONGEST_WAIT_SECONDS = 366 * 24 * 3600
_FIRST_ERROR, _LAST_ERROR = 400, 599
#: Telegram's numbers of updates are well below, and a state file holds none above
_NUMBERS_BELOW = 2**53
_IN_WORDS = re.compile(r"retry after (\d{1,9})\b", re.IGNORECASE)
_NO_ANSWER = "Invalid server response"


class Request(HTTPXRequest):
    """Calls over HTTP, each of which ends in time.

    Args:
        proxy: through which they go.
        trusts_environment: whether a proxy that the environment names is used.
        tell_time: is told the time that each answer names.
    """

    def __init__(
        self, *, proxy: str | None = None, trusts_environment: bool = False, tell_time: Callable[[str], None]
    ) -> None:
        super().__init__(
            connection_pool_size=CONNECTIONS,
            connect_timeout=_CONNECT_SECONDS,
            pool_timeout=_POOL_SECONDS,
            write_timeout=_WRITE_SECONDS,
            media_write_timeout=_MEDIA_SECONDS,
            read_timeout=READ_SECONDS,
            proxy=proxy,
            httpx_kwargs={"trust_env": trusts_environment, "event_hooks": {"response": [telling(tell_time)]}},
        )

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """The status and the body of an answer; a no that comes with status 200 gets the status that it names, and
        a 429 always says for how long."""
        status, body = await super().do_request(*args, **kwargs)
        if status == httpx.codes.OK:
            status = _status_named(body) or status
        return status, _with_a_wait(body) if status == httpx.codes.TOO_MANY_REQUESTS else body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer of the Bot API.

        Raises:
            TelegramError: it is no answer at all.
        """
        body = _object(payload)
        if body.get("ok") is False:
            return _refusal(body)
        if "result" not in body or body["result"] is None:
            raise TelegramError(_NO_ANSWER)
        return body


class UpdatesRequest(Request):
    """Calls of getUpdates. An update that the library cannot read is reduced to its number, to be passed over."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer of the Bot API.

        Raises:
            TelegramError: it is no answer at all, or holds no update although it is not empty.
        """
        body = Request.parse_json_payload(payload)
        if body.get("ok") is False:
            return body
        result = body["result"]
        updates = [item for item in result if _is_update(item)] if isinstance(result, list) else []
        if result != [] and not updates:
            raise TelegramError(_NO_ANSWER)
        return body | {"result": [_readable(item) for item in updates]}


async def understood(calling: Coroutine[Any, Any, _T]) -> _T:
    """What a call returns.

    Raises:
        TelegramError: also when what came back is none of the method's results.
    """
    try:
        return await calling
    except UNREADABLE as error:
        raise TelegramError(_NO_ANSWER) from error


def wait_of(error: RetryAfter) -> float:
    """How many seconds Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)


def is_unknown_method(error: TelegramError) -> bool:
    """Whether a server does not have a method: a Bot API server of another kind, or an older one.

    python-telegram-bot takes 404 for a token that is none, which it can only mean in the very first call.
    """
    return isinstance(error, InvalidToken) and "not found" in error.message.lower()


# reading


def telling(note: Callable[[str], None]) -> Callable[[httpx.Response], Coroutine[Any, Any, None]]:
    """For httpx: tells `note` the time that an answer of a Bot API server names."""

    async def look(response: httpx.Response) -> None:
        # a page of a gateway or a portal is not believed
        is_answer = response.headers.get("content-type", "").startswith("application/json")
        if is_answer and (date := response.headers.get("date")):
            note(date)

    return look


def _object(payload: bytes) -> dict[str, Any]:
    try:
        body = HTTPXRequest.parse_json_payload(payload)
    except RecursionError:
        raise TelegramError(_NO_ANSWER) from None
    if not isinstance(body, dict):
        raise TelegramError(_NO_ANSWER)
    return body


def _refusal(body: dict[str, Any]) -> dict[str, Any]:
    """An answer that says no, with nothing in it that the library cannot read."""
    description, parameters = body.get("description"), body.get("parameters")
    numbers = {}
    if isinstance(parameters, dict):
        numbers = {name: value for name, value in parameters.items() if type(value) is int and abs(value) < 2**53}
    return {
        "ok": False,
        "description": description if isinstance(description, str) else "",
        "parameters": numbers,
    }


def _status_named(body: bytes) -> int | None:
    """The error code of an answer that says no."""
    if b'"ok":false' not in body and b'"ok": false' not in body:
        return None
    with contextlib.suppress(TelegramError):
        said = _object(body)
        if said.get("ok") is False:
            code = said.get("error_code")
            is_one = type(code) is int and _FIRST_ERROR <= code <= _LAST_ERROR
            return code if is_one else int(httpx.codes.BAD_REQUEST)
    return None


def _with_a_wait(body: bytes) -> bytes:
    """The body of a 429 in Telegram's form: with the seconds as it names them anywhere, else with some of ours."""
    said: dict[str, Any] = {"ok": False}
    with contextlib.suppress(TelegramError):
        said = _refusal(_object(body))
    seconds = said.get("parameters", {}).get("retry_after", 0)
    if seconds <= 0:
        named = _IN_WORDS.search(said.get("description", ""))
        seconds = int(named[1]) if named else 0
    seconds = min(seconds, _LONGEST_WAIT_SECONDS) if seconds > 0 else UNTOLD_WAIT_SECONDS
    return json.dumps(said | {"ok": False, "parameters": {"retry_after": seconds}}).encode()


def _is_update(item: object) -> bool:
    if not isinstance(item, dict):
        return False
    number = item.get("update_id")
    return type(number) is int and 0 <= number < _NUMBERS_BELOW


def _readable(item: dict[str, Any]) -> dict[str, Any]:
    try:
        Update.de_json(item, None)
    except UNREADABLE as error:
        # a kind of update that is newer than the library; its content is nobody's business here
        logger.warning("update=%s cannot be read (%s) and is passed over", item["update_id"], type(error).__name__)
        return {"update_id": item["update_id"]}
    return item
