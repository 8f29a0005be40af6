"""Who wants the digest is sent it, day by day, while the bot is served."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.desk import Desk
from bot.learning.digest import Digests, count_since, digest_text, next_hour
from bot.state_copies import StateError

logger = logging.getLogger(__name__)

#: the clock may be set, and a machine may sleep: it is looked at this often at least
_LONGEST_WAIT_SECONDS = 15 * 60


@contextlib.asynccontextmanager
async def sending_digests(bot: ExtBot[int], desk: Desk) -> AsyncIterator[None]:
    """Digests are sent as long as this context lasts."""
    task = asyncio.create_task(_send_daily(bot, desk))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _send_daily(bot: ExtBot[int], desk: Desk) -> None:
    while True:
        try:
            await send_due(bot, desk)
        except StateError:
            logger.exception("no digests this time")
        wait = next_hour(desk.now()) - desk.now()
        await asyncio.sleep(min(max(wait, 1.0), _LONGEST_WAIT_SECONDS))


async def send_due(bot: ExtBot[int], desk: Desk) -> None:
    """Tell everybody whose digest is due; a day without questions is passed over."""
    for person_id, since in Digests(desk.state).claim_due(desk.now()).items():
        figures = count_since(desk.state, desk.kept, since)
        if not figures.asked or not desk.access.is_admin(person_id):
            continue
        try:
            await bot.send_message(person_id, digest_text(figures, None))
        except InvalidToken:
            return  # whoever fetches the updates tells of it; the text of this error holds the token
        except TelegramError as error:
            logger.info("no digest for administrator %s: %s", person_id, error.message)
