"""What happens on each kind of update: read it, ask the desk, send. Thin coroutines; every one checks access itself."""

import logging
import secrets
from collections.abc import Sequence
from typing import Any, cast

from telegram import (
    CallbackQuery,
    ChatMember,
    ChatMemberUpdated,
    ForceReply,
    InlineKeyboardMarkup,
    MaybeInaccessibleMessage,
    Message,
    Update,
    User,
)
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import CallbackContext, ExtBot

from bot.addressing import addressed, after_command, is_private, speaker_of, topic_of
from bot.callbacks import decode
from bot.desk import Desk
from bot.dialogues import Speaker
from bot.keyboards import keyboard
from bot.rendering.chat_texts import chat_text, language_of
from bot.rendering.html import render
from bot.rendering.page import Page
from bot.understanding.types import Language

logger = logging.getLogger(__name__)

#: where the application keeps the desk among its data
DESK = "desk"

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


class Context(CallbackContext[ExtBot[int], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """What a handler is given beside the update."""

    @property
    def desk(self) -> Desk:
        """Everything that handlers work with."""
        return cast(Desk, self.bot_data[DESK])


# messages


async def start(update: Update, context: Context) -> None:
    """/start: who the bot is, with a few questions to try."""
    await _introduce(update, context, "start", count=4)


async def help_command(update: Update, context: Context) -> None:
    """/help: how to ask, with questions of every kind."""
    await _introduce(update, context, "help", count=12)


async def ask(update: Update, context: Context) -> None:
    """/ask QUESTION: the answer; without a question, a message to reply to with one."""
    if message := update.message:
        await _answer(message, after_command(message, context.bot.bot), update, context)


async def on_text(update: Update, context: Context) -> None:
    """Any other text: answered when it speaks to the bot."""
    if (message := update.message) and (text := addressed(message, context.bot.bot)) is not None:
        await _answer(message, text, update, context)


async def on_unknown_command(update: Update, context: Context) -> None:
    """A command that the bot does not have: in private, how to ask; in a group it may be meant for another bot."""
    if update.message and is_private(update.message):
        await help_command(update, context)


async def on_other(update: Update, context: Context) -> None:
    """Pictures, voice and the like: in private, that only text can be read."""
    message = update.message
    if message and is_private(message) and await _admitted(message, context):
        await _reply(message, chat_text("only_text", _language(message.from_user)))


async def _introduce(update: Update, context: Context, key: str, *, count: int) -> None:
    message = update.message
    if message and await _admitted(message, context):
        examples = {language: _spread(rows, count) for language, rows in context.desk.examples.items()}
        text = chat_text(key, _language(message.from_user), examples=examples, bot=context.bot.username)
        await _reply(message, text)


async def _answer(message: Message, text: str, update: Update, context: Context) -> None:
    speaker = await _admitted(message, context)
    if speaker is None:
        return
    if not text:
        await _ask_for_question(message)
        return
    page = await context.desk.ask(text, speaker, update.update_id)
    await _reply(message, render(page), keyboard(page))


async def _ask_for_question(message: Message) -> None:
    language = _language(message.from_user)
    prompt = ForceReply(selective=True, input_field_placeholder=chat_text("question_placeholder", language))
    await _reply(message, chat_text("ask_for_question", language), prompt)


async def _admitted(message: Message, context: Context) -> Speaker | None:
    """Who speaks, if the bot answers them here. Who may not ask is told so, at most once a day."""
    speaker = speaker_of(message)
    if speaker is None or context.desk.access.may_ask(speaker.person_id, speaker.chat_id):
        return speaker
    logger.info("person %d may not ask in chat %d", speaker.person_id, speaker.chat_id)
    # an administrator who speaks as the group shows no id of their own that could be passed on
    if message.sender_chat is None and context.desk.access.tell_once(speaker.person_id):
        key = "not_allowed" if context.desk.access.is_set_up else "not_set_up"
        await _reply(message, chat_text(key, _language(message.from_user), id=speaker.person_id))
    return None


async def _reply(message: Message, text: str, markup: InlineKeyboardMarkup | ForceReply | None = None) -> None:
    """One message that quotes the one it answers, in the same topic."""
    await message.reply_text(text, reply_markup=markup, do_quote=True)


# buttons


async def on_button(update: Update, context: Context) -> None:
    """A pressed button: its question is asked anew, and the message below which it stands shows the answer.

    Every press is acknowledged, if only with nothing, or the button would go on turning; after an error by `on_error`.
    """
    if query := update.callback_query:
        await _acknowledge(query, await _pressed(query, update, context))


async def _pressed(query: CallbackQuery, update: Update, context: Context) -> str:
    """Do what the button says. Returns what to tell the person who pressed it, "" when the message shows it."""
    language = _language(query.from_user)
    message, code = query.message, decode(query.data)
    if message is None or code is None:
        return chat_text("button_outdated", language)
    speaker = Speaker(query.from_user.id, message.chat.id, topic_of(message))
    access = context.desk.access
    if not access.may_ask(speaker.person_id, speaker.chat_id):
        is_told = access.tell_once(speaker.person_id)
        return chat_text("not_allowed_button", language, id=speaker.person_id) if is_told else ""
    page = await context.desk.ask(code.question, speaker, update.update_id, is_new=True)
    return "" if await _edit(message, page, context) else chat_text("button_outdated", language)


async def _edit(message: MaybeInaccessibleMessage, page: Page, context: Context) -> bool:
    """Show a page in place of what a message showed; False when that can no longer be done."""
    try:
        await context.bot.edit_message_text(
            render(page), chat_id=message.chat.id, message_id=message.message_id, reply_markup=keyboard(page)
        )
    except BadRequest as error:
        logger.info("message of a button not edited: %s", error.message)
        return "not modified" in error.message
    return True


async def _acknowledge(query: CallbackQuery, note: str) -> None:
    try:
        await query.answer(note or None, show_alert=bool(note))
    except BadRequest as error:
        logger.info("button pressed too long ago to be acknowledged: %s", error.message)


# groups


async def on_membership(update: Update, context: Context) -> None:
    """The bot was brought into a group or taken out of it."""
    change = update.my_chat_member
    if change is None or change.chat.type == ChatType.PRIVATE:
        return
    was_in, is_in = _is_in(change.old_chat_member), _is_in(change.new_chat_member)
    if was_in and not is_in:
        context.desk.access.leave(change.chat.id)
    elif is_in and not was_in:
        await _enter(change, context)


async def _enter(change: ChatMemberUpdated, context: Context) -> None:
    is_welcome = context.desk.access.enter(change.chat.id, change.from_user.id)
    logger.info("brought into a chat of type %s: %s", change.chat.type, "stays" if is_welcome else "leaves")
    if change.chat.type in _GROUPS:
        key = "group_allowed" if is_welcome else "group_not_allowed"
        await _say(change, chat_text(key, _language(change.from_user), id=change.chat.id))
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


def _is_in(member: ChatMember) -> bool:
    if member.status == ChatMember.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status in (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER)


# errors


async def on_error(update: object, context: Context) -> None:
    """Whatever went wrong with an update: one entry in the log under a short id, one short line to the person."""
    error = context.error
    update_id = update.update_id if isinstance(update, Update) else 0
    if isinstance(error, Forbidden):
        # blocked, removed from the group, or not let write: nobody is left to be told
        logger.info("update=%d: not let answer: %s", update_id, error.message)
        return
    error_id = secrets.token_hex(3)
    logger.error("update=%d error=%s", update_id, error_id, exc_info=error)
    if isinstance(update, Update):
        try:
            await _apologise(update, error_id)
        except TelegramError as second:
            logger.warning("update=%d error=%s: could not be told either: %r", update_id, error_id, second)


async def _apologise(update: Update, error_id: str) -> None:
    text = chat_text("error", _language(update.effective_user), id=error_id)
    if update.callback_query:
        await _acknowledge(update.callback_query, text)
    elif update.message and speaker_of(update.message):
        await _reply(update.message, text)


def _language(user: User | None) -> Language | None:
    return language_of(user.language_code if user else None)


def _spread(rows: Sequence[str], count: int) -> tuple[str, ...]:
    """So many of the rows, from all over the table."""
    step = max(1, -(-len(rows) // count))
    return tuple(rows[::step])
