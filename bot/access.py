"""Who may ask, and who is told that they may not. Knows ids only, nothing of Telegram's objects.

Nobody may but the administrators, the chats of ALLOWED_CHAT_IDS (the id of a private chat is the id of its person), and
the groups that an administrator brought the bot into.
"""

import time
from collections.abc import Callable

from bot.config import Settings
from bot.state import State

#: how often one person is told that they may not ask
NOTICE_SECONDS = 24 * 60 * 60


class Access:
    """Decides who may ask. `now` is the clock, for tests."""

    def __init__(self, settings: Settings, state: State, now: Callable[[], float] = time.time) -> None:
        self._admins = settings.admin_ids
        self._chats = settings.allowed_chat_ids
        self._state = state
        self._now = now
        state.forget_notices(now() - NOTICE_SECONDS)

    @property
    def is_set_up(self) -> bool:
        """Whether the operator named anybody at all; otherwise nobody may ask."""
        return bool(self._admins or self._chats)

    def is_admin(self, person_id: int) -> bool:
        """Whether this person is an administrator."""
        return person_id in self._admins

    def may_ask(self, person_id: int, chat_id: int) -> bool:
        """Whether this person is answered in this chat."""
        return self.is_set_up and (self.is_admin(person_id) or self.is_open(chat_id))

    def is_open(self, chat_id: int) -> bool:
        """Whether everybody in this chat may ask."""
        return self.is_set_up and (chat_id in self._chats or self._state.is_allowed(chat_id))

    def tell_once(self, person_id: int) -> bool:
        """Whether to tell this person now that they may not ask: at most once a day."""
        return self._state.tell_once(person_id, self._now(), NOTICE_SECONDS)

    def enter(self, chat_id: int, by: int) -> bool:
        """Whether the bot stays in a group that this person brought it into; an administrator opens the group by it."""
        if self.is_admin(by):
            self._state.allow_chat(chat_id, by, self._now())
        return self.is_open(chat_id)

    def allow(self, chat_id: int, by: int) -> bool:
        """Let a chat ask (the id of a private chat is the id of its person); False when it may already."""
        is_new = not (self.is_open(chat_id) or self.is_admin(chat_id))
        if is_new:
            self._state.allow_chat(chat_id, by, self._now())
        return is_new

    def deny(self, chat_id: int) -> bool:
        """Take that back; False when there is nothing to take back."""
        return self._state.forget_chat(chat_id)

    def is_fixed(self, chat_id: int) -> bool:
        """Whether the settings let this chat or person ask, which only the operator can change."""
        return chat_id in self._chats or self.is_admin(chat_id)

    def open_chats(self) -> tuple[int, ...]:
        """The chats that may ask: those of the settings, then those that administrators let in."""
        return tuple(dict.fromkeys((*sorted(self._chats), *self._state.allowed_chats())))

    def leave(self, chat_id: int) -> None:
        """The bot is no longer in a group: whoever brings it back decides anew."""
        self._state.forget_chat(chat_id)

    def move(self, old_id: int, new_id: int) -> None:
        """A group was given a new id, as Telegram does when it grows into a supergroup."""
        self._state.move_chat(old_id, new_id)
