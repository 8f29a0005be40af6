"""Trouble on demand: what a method answers instead of its answer."""

import json
from dataclasses import dataclass

from tests.botapi.errors import ApiError


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One kind of trouble.

    Attributes:
        status, body: what is answered.
        performs: the method does its work all the same; only the answer is lost.
        hangs: nothing is answered until the test is over or the caller goes away.
        is_none: no trouble at all.
        resets: the connection breaks in the middle of the body.
    """

    status: int = 200
    body: bytes = b""
    performs: bool = False
    hangs: bool = False
    resets: bool = False
    is_none: bool = False


def nothing() -> Fault:
    """No trouble: in a row of faults, a call that is answered as ever."""
    return Fault(is_none=True)


def api_error(code: int, description: str, **parameters: object) -> Fault:
    """An error in the Bot API's form."""
    return Fault(status=code, body=json.dumps(ApiError(code, description, parameters).as_json()).encode())


def unauthorized() -> Fault:
    """The token is refused."""
    return api_error(401, "Unauthorized")


def conflict() -> Fault:
    """Somebody else polls with the same token."""
    return api_error(
        409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )


def flood(retry_after: int) -> Fault:
    """Too many messages: wait."""
    return api_error(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def flood_without_a_time() -> Fault:
    """Too many messages, but not for how long."""
    return api_error(429, "Too Many Requests")


def flood_of_a_gateway() -> Fault:
    """Too many calls, as a gateway before Telegram tells it: no JSON."""
    return Fault(status=429, body=b"<html><h1>429 Too Many Requests</h1></html>")


def server_error(code: int = 502) -> Fault:
    """Telegram's own trouble, as a gateway tells it: no JSON."""
    return Fault(status=code, body=b"<html><h1>Bad Gateway</h1></html>")


def malformed() -> Fault:
    """Success, it says, in JSON that breaks off."""
    return Fault(body=b'{"ok": true, "result": [{"update_')


def answer(result: object) -> Fault:
    """Success, it says, with a result that may be none of this method."""
    return Fault(body=json.dumps({"ok": True, "result": result}).encode())


def body(text: str) -> Fault:
    """Status 200 and any text at all."""
    return Fault(body=text.encode())


def hang(*, performs: bool = False) -> Fault:
    """No answer; whether the work was done, the caller cannot know."""
    return Fault(hangs=True, performs=performs)


def reset(*, performs: bool = False) -> Fault:
    """The connection breaks in the middle of the answer; whether the work was done, the caller cannot know."""
    return Fault(body=b'{"ok": true, "result": {}}', performs=performs, resets=True)
