"""Looks after the state file while the bot is served: what is too old is forgotten, a good copy is made every day, and
the administrators are told what befell the file."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Collection

from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.desk import SECONDS_PER_DAY, Desk
from bot.politeness import duration
from bot.rendering.chat_texts import chat_text
from bot.state_copies import Mishap, StateDamaged, StateError, drop_copies_older, keep_copy
from bot.understanding.types import Language

logger = logging.getLogger(__name__)

#: how often it is looked at whether there is something to do
LOOK_SECONDS = 10 * 60.0
#: under which name the last mishap is remembered that was told
_TOLD = "mishap told"


@contextlib.asynccontextmanager
async def keeping_state(bot: ExtBot[int], desk: Desk, admins: Collection[int]) -> AsyncIterator[None]:
    """The state file is looked after as long as this context lasts, whoever asks or does not."""
    task = asyncio.create_task(_look_after(bot, desk, admins))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _look_after(bot: ExtBot[int], desk: Desk, admins: Collection[int]) -> None:
    copied_at: float | None = None
    wipes = 0
    while True:  # until it is cancelled, at the end of the context
        try:
            desk.tidy()
            # what was just forgotten must not live on in the copy
            if copied_at is None or desk.wipes != wipes or time.monotonic() - copied_at >= SECONDS_PER_DAY:
                copied_at, wipes = time.monotonic(), desk.wipes
                await copy_state(desk)
            await tell_mishap(bot, desk, admins)
        except StateError as error:
            logger.error("the state file could not be looked after: %s", error)
        await asyncio.sleep(LOOK_SECONDS)


async def copy_state(desk: Desk) -> None:
    """Make the good copy anew, and drop damaged files that hold what is to be forgotten; a file that turns out to be
    damaged is put right instead.

    Raises:
        StateError: neither can be done.
    """
    try:
        await _to_the_end(lambda: keep_copy(desk.state.path))
    except StateDamaged:
        desk.state.put_right()
    if desk.oldest:
        drop_copies_older(desk.state.path, desk.oldest)


async def _to_the_end(work: Callable[[], None]) -> None:
    """Do something in another thread; who is cancelled waits for it, so that nobody closes the file under it."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait((running,))
        raise


async def tell_mishap(bot: ExtBot[int], desk: Desk, admins: Collection[int]) -> None:
    """Tell each administrator once what befell the file and what is lost by it."""
    mishap = desk.state.mishap
    if mishap is None or desk.state.remark(_TOLD) == str(mishap.at):
        return
    with desk.state.tolerating():
        desk.state.set_remark(_TOLD, str(mishap.at))
    text = "\n\n".join(mishap_text(mishap, language, desk.now()) for language in Language)
    for person_id in sorted(admins):
        try:
            await bot.send_message(person_id, text)
        except InvalidToken:
            return  # whoever fetches the updates tells of it
        except TelegramError as error:
            logger.info("administrator %d could not be told of the state file: %s", person_id, error.message)


def mishap_text(mishap: Mishap, language: Language, now: float) -> str:
    """What befell the file, as Telegram HTML."""
    if mishap.copied_at is None:
        return chat_text("state_begun_anew", language, aside=mishap.aside)
    ago = duration(max(0.0, now - mishap.copied_at), language)
    if not mishap.aside:
        return chat_text("state_was_gone", language, ago=ago)
    return chat_text("state_from_copy", language, aside=mishap.aside, ago=ago)
