"""Fetches updates and has them dealt with, until it is told to stop.

python-telegram-bot's own loop confirms updates when they were fetched; this one confirms each when it was dealt with,
or is kept in the state file because it takes longer, so that a crash loses no question and a chat that Telegram slows
down keeps no other waiting. It also ends when the token is refused, which the other one does not notice, and says what
is wrong once instead of every few seconds.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.calls import understood, wait_of
from bot.lanes import Lanes

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

#: no pause is longer, whatever Telegram asks for: one call in so long is no burden to anybody
LONGEST_PAUSE_SECONDS = 600.0
#: a server that brings nothing new sooner than this does not wait as it was asked to, and is asked less often
_TOO_SOON_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait for what, in seconds; tests are less patient.

    Attributes:
        tries: how often Telegram is called at start before giving up.
        first_pause, last_pause: between two tries; doubled every time.
        poll: how long Telegram may wait for an update before it says that there is none.
        park: how long new updates may wait for those before them, which then go on by themselves.
        grace: for the questions that are being answered when the program is told to stop.
    """

    tries: int = 5
    first_pause: float = 1.0
    last_pause: float = 30.0
    poll: int = 20
    park: float = 0.5
    grace: float = 5.0


class Stopped(Exception):
    """The program was told to stop."""


async def unless_stopped(stop: asyncio.Event, work: Coroutine[Any, Any, _T]) -> _T:
    """The result of some work.

    Raises:
        Stopped: the program was told to stop before the work was done, or even begun.
    """
    if stop.is_set():
        work.close()
        raise Stopped
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
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
        seconds = min(max(at_least, self._next), LONGEST_PAUSE_SECONDS)
        self._next = min(2 * self._next, self._patience.last_pause)
        await unless_stopped(stop, asyncio.sleep(seconds))


class Poller:
    """Fetches the updates of a bot.

    Args:
        wanted: the kinds of update that Telegram is asked for.
        on_conflict: is told whether another program fetches updates with the same token.
    """

    def __init__(
        self,
        bot: Bot,
        lanes: Lanes,
        *,
        wanted: Sequence[str],
        patience: Patience,
        on_conflict: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self._bot = bot
        self._lanes = lanes
        self._wanted = wanted
        self._patience = patience
        self._trouble = _Trouble(patience, on_conflict)
        self._offset = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Fetch updates and have them dealt with until told to stop; then finish what was begun.

        Raises:
            InvalidToken: the token was withdrawn.
        """
        with contextlib.suppress(Stopped):
            while True:  # until `stop`
                await self._take(stop)
                await unless_stopped(stop, self._lanes.settle(self._patience.park))
                # what could not be kept in the state file Telegram has to keep
                self._offset = self._lanes.first_open() or self._offset
        await self._lanes.close(self._patience.grace)
        if self._offset:
            await self._confirm(self._lanes.first_open() or self._offset)

    async def _take(self, stop: asyncio.Event) -> None:
        """Fetch the next updates and begin to deal with them."""
        loop = asyncio.get_running_loop()
        asked_at = loop.time()
        has_news = False
        for update in await self._fetch(stop):
            has_news = self._lanes.take(update) or has_news
            self._offset = max(self._offset, update.update_id + 1)
        if not has_news and loop.time() - asked_at < _TOO_SOON_SECONDS:
            await Pauses(self._patience).wait(stop)

    async def _fetch(self, stop: asyncio.Event) -> tuple[Update, ...]:
        """The next updates, once Telegram can be reached; none when there are none for a while."""
        while True:  # until `stop`, with a pause after each failure
            fetching = self._bot.get_updates(self._offset, timeout=self._patience.poll, allowed_updates=self._wanted)
            try:
                updates = await unless_stopped(stop, understood(fetching))
            except TelegramError as error:
                # the server may have begun its numbering anew; what comes a second time is known by the state file
                self._offset = 0
                await self._trouble.over(error, stop)
            else:
                self._trouble.is_gone()
                return updates

    async def _confirm(self, offset: int) -> None:
        """Tell Telegram that everything below was dealt with; what it returns comes again after the next start."""
        try:
            await understood(self._bot.get_updates(offset, limit=1, timeout=0, allowed_updates=self._wanted))
        except TelegramError as error:
            logger.warning("the last updates could not be confirmed: %r", error)


class _Trouble:
    """Trouble with Telegram: told once when it begins and once when it is over."""

    def __init__(self, patience: Patience, on_conflict: Callable[[bool], None]) -> None:
        self._pauses = Pauses(patience)
        self._on_conflict = on_conflict
        self._told = ""

    async def over(self, error: TelegramError, stop: asyncio.Event) -> None:
        """Tell what is wrong and wait a little."""
        if isinstance(error, InvalidToken):
            raise error
        if (advice := _advice(error)) != self._told:
            self._told = advice
            self._on_conflict(isinstance(error, Conflict))
            logger.warning("%s (%s)", advice, error.message)
        await self._pauses.wait(stop, wait_of(error) if isinstance(error, RetryAfter) else 0.0)

    def is_gone(self) -> None:
        """Telegram answers again."""
        if self._told:
            logger.info("Telegram answers again / 与 Telegram 的连接已恢复")
            self._on_conflict(False)
        self._told = ""
        self._pauses.reset()


def _advice(error: TelegramError) -> str:
    if isinstance(error, Conflict) and "webhook" in error.message:
        return (
            "another program set a webhook, which keeps all updates away; stop it and restart me"
            " / 另有程序设置了 webhook，收不到消息，请停掉它再重启本程序"
        )
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
