"""What the handlers share: the desk, who may ask, how a reply is sent, how an answer is shown in place of another."""

import logging
from typing import Any, cast

from telegram import ForceReply, InlineKeyboardMarkup, MaybeInaccessibleMessage, Message, Update, User
from telegram.error import BadRequest
from telegram.ext import CallbackContext, ExtBot

from bot.addressing import speaker_of
from bot.conversations import Speaker, Turns
from bot.desk import Desk, Reply, with_note
from bot.keyboards import keyboard
from bot.library import Library
from bot.membership import Members
from bot.politeness import Politeness
from bot.rendering.chat_texts import chat_text, language_of
from bot.rendering.html import render
from bot.state import Answered
from bot.understanding.requests import Request
from bot.understanding.types import Language

logger = logging.getLogger(__name__)

#: where the application keeps these among its data
DESK, POLITENESS, LIBRARY, MEMBERS = "desk", "politeness", "library", "members"


class Context(CallbackContext[ExtBot[int], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """What a handler is given beside the update."""

    @property
    def desk(self) -> Desk:
        """Everything that handlers work with."""
        return cast(Desk, self.bot_data[DESK])

    @property
    def politeness(self) -> Politeness:
        """What is said about questions that had to wait."""
        return cast(Politeness, self.bot_data[POLITENESS])

    @property
    def library(self) -> Library:
        """The drafts of new indexes, and what becomes of them."""
        return cast(Library, self.bot_data[LIBRARY])

    @property
    def members(self) -> Members:
        """Who is still in which group."""
        return cast(Members, self.bot_data[MEMBERS])


def person_language(user: User | None) -> Language | None:
    """The language of a person's Telegram; None when it does not tell."""
    return language_of(user.language_code if user else None)


def frame_language(user: User | None) -> Language:
    """The language of an answer where no question shows one: the person's, else the plan's."""
    return person_language(user) or Language.CHINESE


# who may ask


async def admitted(message: Message, context: Context) -> Speaker | None:
    """Who speaks, if the bot answers them here. Who may not ask is told so, at most once a day."""
    speaker = speaker_of(message)
    if speaker is None or context.desk.access.may_ask(speaker.person_id, speaker.chat_id):
        return speaker
    logger.info("person %d may not ask in chat %d", speaker.person_id, speaker.chat_id)
    # an administrator who speaks as the group shows no id of their own that could be passed on
    if message.sender_chat is None and context.desk.access.tell_once(speaker.person_id):
        key = "not_allowed" if context.desk.access.is_set_up else "not_set_up"
        await say(message, chat_text(key, person_language(message.from_user), id=speaker.person_id))
    return None


# sending


async def say(message: Message, text: str, markup: InlineKeyboardMarkup | ForceReply | None = None) -> Message:
    """One message that quotes the one it answers, in the same topic."""
    return await message.reply_text(text, reply_markup=markup, do_quote=True)


async def answer(update: Update, context: Context, wish: str | Request, speaker: Speaker) -> bool:
    """Answer what somebody wrote or commanded; where they edited it, in place of the answer they had.

    False when it asks for what the plan does not have (any more): only a link or a command can.
    """
    message = update.effective_message
    if message is None:
        return False
    desk = context.desk
    earlier = desk.state.answer_to(speaker.chat_id, message.message_id) if update.edited_message else None
    if update.edited_message and earlier is None and context.politeness.is_late_edit(message):
        return True
    before = earlier.origin if earlier else conversation_of(message, speaker, context)
    reply = await _answered(wish, before, message, update.update_id, desk)
    if reply is None:
        return False
    if earlier is not None:
        await replace_answer(earlier, reply, speaker, update, context)
        return True
    reply = with_note(reply, context.politeness.note(message, speaker, frame_language(message.from_user)))
    sent = await say(message, render(reply.page, desk.link), keyboard(reply.rows))
    desk.remember(
        reply,
        message_id=sent.message_id,
        question_id=message.message_id,
        owner=speaker,
        listener=speaker,
        update_id=update.update_id,
    )
    return True


async def _answered(wish: str | Request, before: Turns, message: Message, update_id: int, desk: Desk) -> Reply | None:
    if isinstance(wish, str):
        return await desk.ask(wish, before, update_id)
    return await desk.show(wish, before, frame_language(message.from_user), update_id)


def conversation_of(message: Message, speaker: Speaker, context: Context) -> Turns:
    """The conversation that a message goes on with: that of the answer it replies to, else the speaker's own."""
    answered = answer_replied_to(message, context)
    return answered.after if answered else context.desk.turns_of(speaker)


def answer_replied_to(message: Message, context: Context) -> Answered | None:
    """The answer that a message replies to, whoever asked for it."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.from_user.id != context.bot.id:
        return None
    return context.desk.state.answer_in(message.chat.id, replied.message_id)


async def replace_answer(earlier: Answered, reply: Reply, listener: Speaker, update: Update, context: Context) -> bool:
    """Show an answer in place of an earlier one to the same message; False when that can no longer be done."""
    if not await show_in(earlier.speaker.chat_id, earlier.message_id, reply, context):
        return False
    context.desk.remember(
        reply,
        message_id=earlier.message_id,
        question_id=earlier.question_id,
        owner=earlier.speaker,
        listener=listener,
        update_id=update.update_id,
        origin=earlier.origin,
    )
    return True


async def show_in(chat_id: int, message_id: int, reply: Reply, context: Context) -> bool:
    """Show a reply in place of what a message of the bot showed; False when that can no longer be done."""
    try:
        await context.bot.edit_message_text(
            render(reply.page, context.desk.link),
            chat_id=chat_id,
            message_id=message_id,
            reply_markup=keyboard(reply.rows),
        )
    except BadRequest as error:
        logger.info("message not edited: %s", error.message)
        return "not modified" in error.message
    return True


def question_id_of(message: MaybeInaccessibleMessage) -> int:
    """The message that a message of the bot answers; 0 when nobody knows any more."""
    replied = message.reply_to_message if isinstance(message, Message) else None
    return replied.message_id if replied else 0
