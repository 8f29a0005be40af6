"""Fetches updates and hands them to the application one by one, until it is told to stop.

python-telegram-bot's own loop confirms updates when they were fetched; this one confirms each when it was dealt with,
so that a crash loses no question. It also ends when the token is refused, which the other one does not notice, and
says what is wrong once instead of every few seconds.
"""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut
from telegram.ext import Application, ExtBot

from bot.delivery import wait_of

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

AnyApplication = Application[ExtBot[int], Any, Any, Any, Any, Any]

#: what Telegram is asked for; edited questions are not answered yet
ALLOWED_UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait for what, in seconds; tests are less patient.

    Attributes:
        tries: how often Telegram is called at start before giving up.
        first_pause, last_pause: between two tries; doubled every time.
        poll: how long Telegram may wait for an update before it says that there is none.
        grace: for the question that is being answered when the program is told to stop.
    """

    tries: int = 5
    first_pause: float = 1.0
    last_pause: float = 30.0
    poll: int = 20
    grace: float = 5.0


class Stopped(Exception):
    """The program was told to stop."""


async def unless_stopped(stop: asyncio.Event, work: Coroutine[Any, Any, _T], grace: float = 0.0) -> _T:
    """The result of some work. When the program is told to stop meanwhile, the work has `grace` seconds to be done.

    Raises:
        Stopped: the work was not done, or not even begun.
    """
    if stop.is_set():
        work.close()
        raise Stopped
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
        if not working.done() and grace:
            await asyncio.wait((working,), timeout=grace)
        if not working.done():
            raise Stopped
        return working.result()
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)


class Pauses:
    """Longer and longer pauses, until something works again."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self.reset()

    def reset(self) -> None:
        """Begin again with the shortest."""
        self._next = self._patience.first_pause

    async def wait(self, stop: asyncio.Event, at_least: float = 0.0) -> None:
        """Wait; Stopped when the program is told to stop."""
        seconds = max(at_least, self._next)
        self._next = min(2 * self._next, self._patience.last_pause)
        await unless_stopped(stop, asyncio.sleep(seconds))


async def poll(application: AnyApplication, stop: asyncio.Event, patience: Patience) -> None:
    """Fetch and process updates until told to stop.

    Raises:
        InvalidToken: the token was withdrawn.
    """
    trouble, offset = _Trouble(patience), 0
    with contextlib.suppress(Stopped):
        while True:
            for update in await _fetch(application, offset, trouble, stop, patience):
                await unless_stopped(stop, application.process_update(update), patience.grace)
                offset = update.update_id + 1
    if offset:
        await _confirm(application, offset)


async def _fetch(
    application: AnyApplication, offset: int, trouble: "_Trouble", stop: asyncio.Event, patience: Patience
) -> tuple[Update, ...]:
    """The next updates, once Telegram can be reached; none when there are none for a while."""
    while True:
        fetching = application.bot.get_updates(offset, timeout=patience.poll, allowed_updates=ALLOWED_UPDATES)
        try:
            updates = await unless_stopped(stop, fetching)
        except TelegramError as error:
            await trouble.over(error, stop)
        else:
            trouble.is_gone()
            return updates


async def _confirm(application: AnyApplication, offset: int) -> None:
    """Tell Telegram that everything below `offset` was dealt with; what it returns comes again after the next start."""
    try:
        await application.bot.get_updates(offset, limit=1, timeout=0, allowed_updates=ALLOWED_UPDATES)
    except TelegramError as error:
        logger.warning("the last update could not be confirmed and may be answered again: %r", error)


class _Trouble:
    """Trouble with Telegram: told once when it begins and once when it is over."""

    def __init__(self, patience: Patience) -> None:
        self._pauses = Pauses(patience)
        self._told = ""

    async def over(self, error: TelegramError, stop: asyncio.Event) -> None:
        """Tell what is wrong and wait a little."""
        if isinstance(error, InvalidToken):
            raise error
        if (advice := _advice(error)) != self._told:
            self._told = advice
            logger.warning("%s (%s)", advice, error.message)
        await self._pauses.wait(stop, wait_of(error) if isinstance(error, RetryAfter) else 0.0)

    def is_gone(self) -> None:
        """Telegram answers again."""
        if self._told:
            logger.info("Telegram answers again / 与 Telegram 的连接已恢复")
        self._told = ""
        self._pauses.reset()


def _advice(error: TelegramError) -> str:
    if isinstance(error, Conflict):
        return (
            "another program is running with the same token; stop one of the two, I go on trying"
            " / 另有程序正在使用同一令牌，请停掉其中一个"
        )
    if isinstance(error, RetryAfter):
        return "Telegram asks to wait / Telegram 要求等待"
    if isinstance(error, TimedOut):
        return "Telegram does not answer in time, I go on trying / Telegram 没有及时回应，正在重试"
    return "Telegram cannot be reached, I go on trying / 无法连接 Telegram，正在重试"
