"""Groups: the bot is brought in or taken out, or the group is given another id."""

import logging

from telegram import ChatMemberUpdated, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden

from bot.handlers.context import Context, person_language
from bot.membership import is_in
from bot.rendering.chat_texts import chat_text

logger = logging.getLogger(__name__)

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


async def on_membership(update: Update, context: Context) -> None:
    """The bot was brought into a group or taken out of it."""
    change = update.my_chat_member
    if change is None or change.chat.type == ChatType.PRIVATE:
        return
    was_there, is_there = is_in(change.old_chat_member), is_in(change.new_chat_member)
    if was_there and not is_there:
        context.desk.access.leave(change.chat.id)
    elif is_there and not was_there:
        await _enter(change, context)


async def _enter(change: ChatMemberUpdated, context: Context) -> None:
    is_welcome = context.desk.access.enter(change.chat.id, change.from_user.id)
    logger.info("brought into a chat of type %s: %s", change.chat.type, "stays" if is_welcome else "leaves")
    if change.chat.type in _GROUPS:
        key = "group_allowed" if is_welcome else "group_not_allowed"
        await _say(change, chat_text(key, person_language(change.from_user), id=change.chat.id))
    if not is_welcome:
        await change.chat.leave()


async def _say(change: ChatMemberUpdated, text: str) -> None:
    """Say something in a group that may not let the bot speak."""
    try:
        await change.chat.send_message(text)
    except (BadRequest, Forbidden) as error:
        logger.info("cannot speak in the chat: %s", error.message)


async def on_migration(update: Update, context: Context) -> None:
    """A group became a supergroup and has a new id from now on."""
    message = update.message
    if message and message.migrate_to_chat_id:
        context.desk.access.move(message.chat.id, message.migrate_to_chat_id)
