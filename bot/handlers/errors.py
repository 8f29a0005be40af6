"""What goes wrong while an update is handled: one entry in the log under a short id, one short line to the person."""

import logging
import secrets

from telegram import Update
from telegram.error import Forbidden, InvalidToken, TelegramError

from bot.addressing import speaker_of
from bot.calls import is_unknown_method
from bot.handlers.buttons import Note, acknowledge
from bot.handlers.context import Context, person_language, say
from bot.rendering.chat_texts import chat_text

logger = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Log an error, and tell the person whose question it was."""
    error = context.error
    update_id = update.update_id if isinstance(update, Update) else 0
    if isinstance(error, Forbidden):
        # blocked, removed from the group, or not let write: nobody is left to be told
        logger.info("update=%d: not let answer: %s", update_id, error.message)
        return
    if isinstance(error, InvalidToken) and not is_unknown_method(error):
        # nobody can be told anything any more: the program ends, and tells the operator what to do
        logger.error("update=%d: Telegram refuses the token; it is answered after the next start", update_id)
        context.desk.refused.set()
        return
    error_id = secrets.token_hex(3)
    logger.error("update=%d error=%s", update_id, error_id, exc_info=error)
    if isinstance(update, Update):
        try:
            await _apologise(update, error_id)
        except TelegramError as second:
            logger.warning("update=%d error=%s: could not be told either: %r", update_id, error_id, second)


async def _apologise(update: Update, error_id: str) -> None:
    text = chat_text("error", person_language(update.effective_user), id=error_id)
    if update.callback_query:
        await acknowledge(update.callback_query, Note(text))
    elif update.message and speaker_of(update.message):
        await say(update.message, text)
