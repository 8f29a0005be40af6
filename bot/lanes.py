"""Deals with updates side by side: in order for each person in a chat, independently of everybody else.

A person's next question is begun when the last one is answered, so that a burst of one person keeps nobody waiting, and
a chat that Telegram slows down keeps no other chat waiting. What changes a whole chat (the bot is brought in, a new id)
waits for everything before it there, and everything after it waits for that.

An update counts as dealt with when its handler has returned; that is remembered in the state file, so that an update
that Telegram sends again after a crash is not answered again.
"""

import asyncio
import hashlib
import logging
import time
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Iterable

from telegram import Update

from bot.state import State

logger = logging.getLogger(__name__)

Process = Callable[[Update], Awaitable[None]]

#: stands for everybody in a chat
_ALL = 0
#: updates that are known by heart while the state file takes nothing
_KNOWN_BY_HEART = 10_000


class Lanes:
    """The updates that are being dealt with.

    Args:
        process: deals with one.
        now: the clock.
        is_given_up: whether what fails now is to be tried again after the next start.
    """

    def __init__(
        self,
        process: Process,
        state: State,
        *,
        now: Callable[[], float] = time.time,
        is_given_up: Callable[[], bool] = lambda: False,
    ) -> None:
        self._process = process
        self._state = state
        self._now = now
        self._is_given_up = is_given_up
        self._by_heart: OrderedDict[int, str] = OrderedDict()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._updates: dict[int, Update] = {}
        self._parked: set[int] = set()
        #: chat → person → their last update, which the next one waits for
        self._last: dict[int, dict[int, asyncio.Task[None]]] = {}
        self._waiting: Counter[tuple[int, int]] = Counter()
        self._is_closing = False

    def waiting(self, chat_id: int, person_id: int) -> int:
        """How many updates of a person in a chat are waiting behind the one that is being dealt with."""
        return max(0, self._waiting[chat_id, person_id] - 1)

    def take(self, update: Update, *, is_parked: bool = False) -> bool:
        """Deal with an update, unless that was done or is being done; whether it is begun now."""
        if update.update_id in self._tasks or not (is_parked or self._is_new(update)):
            return False
        chat_id, person_id = lane_of(update)
        chat = self._last.setdefault(chat_id, {})
        before = list(chat.values()) if person_id == _ALL else [chat.get(person_id) or chat.get(_ALL)]
        self._waiting[chat_id, person_id] += 1
        self._updates[update.update_id] = update
        if is_parked:
            self._parked.add(update.update_id)
        task = asyncio.create_task(self._run(update, [task for task in before if task]))
        self._tasks[update.update_id] = task
        if person_id == _ALL:
            chat.clear()
        chat[person_id] = task
        task.add_done_callback(lambda _: self._leave(update.update_id, chat_id, person_id, task))
        return True

    def _is_new(self, update: Update) -> bool:
        """Whether an update was not dealt with yet; where the state file takes nothing, as far as is known by heart."""
        digest = digest_of(update)
        if self._by_heart.get(update.update_id) == digest:
            return False
        with self._state.tolerating():
            return self._state.take_update(update.update_id, digest, self._now())
        self._by_heart[update.update_id] = digest
        if len(self._by_heart) > _KNOWN_BY_HEART:
            self._by_heart.popitem(last=False)
        return True

    async def _run(self, update: Update, before: Iterable[asyncio.Task[None]]) -> None:
        await asyncio.gather(*map(asyncio.shield, before), return_exceptions=True)
        if self._is_closing:
            raise asyncio.CancelledError  # not begun: it comes again after the next start
        try:
            await self._process(update)
        except Exception:
            # the application tells its error handler of what goes wrong in a handler; here something is wrong with it
            logger.exception("update=%d could not be dealt with", update.update_id)
        if self._is_given_up():
            raise asyncio.CancelledError  # it comes again as well
        with self._state.tolerating():
            self._state.note_handled(update.update_id, self._now())

    def _leave(self, update_id: int, chat_id: int, person_id: int, task: "asyncio.Task[None]") -> None:
        self._waiting[chat_id, person_id] -= 1
        if not self._waiting[chat_id, person_id]:
            del self._waiting[chat_id, person_id]
        chat = self._last.get(chat_id, {})
        if chat.get(person_id) is task:
            del chat[person_id]
            if not chat:
                self._last.pop(chat_id, None)
        if task.cancelled():
            return  # still unfinished
        del self._tasks[update_id], self._updates[update_id]
        self._parked.discard(update_id)

    # what is unfinished

    async def settle(self, timeout: float) -> None:
        """Wait until everything is dealt with; what takes longer is kept in the state file and goes on by itself."""
        open_tasks = [task for update_id, task in self._tasks.items() if update_id not in self._parked]
        if open_tasks:
            await asyncio.wait(open_tasks, timeout=timeout)
        self.park()

    def park(self) -> None:
        """Keep what is unfinished in the state file, so that Telegram need not keep it."""
        unfinished = {id_: update for id_, update in self._updates.items() if id_ not in self._parked}
        if unfinished:
            with self._state.tolerating():
                self._state.park({id_: update.to_json() for id_, update in unfinished.items()})
                self._parked |= unfinished.keys()

    def first_open(self) -> int | None:
        """The first update that Telegram still has to keep: neither dealt with nor kept in the state file."""
        return min((update_id for update_id in self._updates if update_id not in self._parked), default=None)

    def has_to_be_kept(self, update: Update) -> bool:
        """Whether Telegram still has to keep an update."""
        return update.update_id in self._updates and update.update_id not in self._parked

    async def close(self, grace: float) -> None:
        """Begin nothing any more; what was begun has `grace` seconds to be done."""
        self._is_closing = True
        tasks = [task for task in self._tasks.values() if not task.done()]
        if tasks:
            await asyncio.wait(tasks, timeout=grace)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def digest_of(update: Update) -> str:
    """A short text that is the same when Telegram sends an update again, and another for another update."""
    return hashlib.sha256(update.to_json().encode("utf-8", "surrogatepass")).hexdigest()[:16]


def lane_of(update: Update) -> tuple[int, int]:
    """The chat that an update is about, and the person; 0 for what concerns all of a chat, or no chat."""
    chat, message = update.effective_chat, update.effective_message
    chat_id = chat.id if chat else 0
    changes_chat = update.my_chat_member or (message and (message.migrate_to_chat_id or message.migrate_from_chat_id))
    if changes_chat:
        return chat_id, _ALL
    person = update.effective_sender
    return chat_id, person.id if person else _ALL
