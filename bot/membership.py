"""Whether somebody who presses a button in a group is still in it: old messages stay with whoever left.

In a group that may ask, everybody who can write there may. A button can also be pressed by people who cannot write
there any more, so Telegram is asked about them.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable

from telegram import ChatMember
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.calls import is_unknown_method

logger = logging.getLogger(__name__)

#: how long a member is taken for one without asking again
MEMBER_SECONDS = 60.0
#: members that are remembered; the one who was asked about first is forgotten first
_CAPACITY = 1_000


class Members:
    """Who is in which group, as far as Telegram was asked. `now` is the clock, for tests."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._known: OrderedDict[tuple[int, int], float] = OrderedDict()

    async def has_left(self, bot: ExtBot[int], chat_id: int, person_id: int) -> bool:
        """Whether Telegram says that a person is not in a group any more.

        False also where Telegram does not tell, as it need not where the bot is no administrator of the group: only
        who sees a message can press its buttons.
        """
        key = (chat_id, person_id)
        if self._now() - self._known.get(key, -MEMBER_SECONDS) < MEMBER_SECONDS:
            return False
        try:
            member = await bot.get_chat_member(chat_id, person_id)
        except TelegramError as error:
            if isinstance(error, InvalidToken) and not is_unknown_method(error):
                raise
            logger.info("no word about person %d in chat %d: %s", person_id, chat_id, error.message)
            return False
        if not is_in(member):
            return True
        self._known[key] = self._now()
        self._known.move_to_end(key)
        if len(self._known) > _CAPACITY:
            self._known.popitem(last=False)
        return False


def is_in(member: ChatMember) -> bool:
    """Whether somebody is in a chat, by what Telegram says of them."""
    if member.status == ChatMember.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status in (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER)
