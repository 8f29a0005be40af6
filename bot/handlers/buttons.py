"""Pressed buttons. Each edits the message that it stands below, except for pictures, which are sent below it.

Every press is acknowledged, if only with nothing, or the button would go on turning; after an error by `errors`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message, Update
from telegram.error import InvalidToken, TelegramError

from bot.addressing import topic_of
from bot.callbacks import AskQuestion, Choose, Code, Decide, DrawCard, DrawChart, Rate, TurnPage, UseDocument, decode
from bot.conversations import Speaker
from bot.desk import Reply
from bot.handlers import document, documents
from bot.handlers.context import Context, frame_language, person_language, show_in
from bot.handlers.pictures import send_card, send_chart
from bot.rendering.chat_texts import chat_text, chat_words
from bot.state import Answered
from bot.understanding.types import Language

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A press by somebody who may ask: on which message, and the answer that it shows, if it is one."""

    query: CallbackQuery
    message: MaybeInaccessibleMessage
    presser: Speaker
    answered: Answered | None
    update_id: int

    @property
    def language(self) -> Language:
        """The language of what is shown, else the presser's."""
        if self.answered is not None:
            return Language(self.answered.why.get("language", Language.CHINESE))
        return frame_language(self.query.from_user)


@dataclass(frozen=True, slots=True)
class Note:
    """What the presser alone is told: in passing, or as an alert to be closed; and what is done after that."""

    text: str = ""
    is_alert: bool = True
    then: Callable[[], None] | None = None


async def on_button(update: Update, context: Context) -> None:
    """Do what a button says."""
    if query := update.callback_query:
        note = await _pressed(query, update, context)
        try:
            await acknowledge(query, note)
        finally:
            # remembered last: after a crash before it the press is dealt with again, which changes nothing
            if note.then is not None:
                note.then()


async def acknowledge(query: CallbackQuery, note: Note) -> None:
    """Tell Telegram that a press was dealt with. Where it does not take that, nothing more need be said: the button
    goes on turning for a while, and what it asked for is shown."""
    try:
        await query.answer(note.text or None, show_alert=bool(note.text) and note.is_alert)
    except InvalidToken:
        raise
    except TelegramError as error:
        logger.info("a pressed button is not acknowledged: %s", error.message)


async def _pressed(query: CallbackQuery, update: Update, context: Context) -> Note:
    message, code = query.message, decode(query.data)
    if message is None:
        return _outdated(query)  # below a message that somebody sent by way of the bot, where it may know nobody
    if isinstance(code, Decide):
        return Note(await documents.on_decision(update, context, code))
    presser = Speaker(query.from_user.id, message.chat.id, topic_of(message))
    if not await _may_press(presser, context):
        is_told = context.desk.access.tell_once(presser.person_id)
        text = chat_text("not_allowed_button", person_language(query.from_user), id=presser.person_id)
        return Note(text if is_told else "")
    if code is None:
        return _outdated(query)
    answered = context.desk.state.answer_in(message.chat.id, message.message_id)
    press = Press(query=query, message=message, presser=presser, answered=answered, update_id=update.update_id)
    return await _act(press, code, context)


async def _may_press(presser: Speaker, context: Context) -> bool:
    """Whether somebody may ask where a button stands, and is still there."""
    access = context.desk.access
    if not access.may_ask(presser.person_id, presser.chat_id):
        return False
    if access.may_ask(presser.person_id, presser.person_id):
        return True  # for themselves, wherever they are
    return not await context.members.has_left(context.bot, presser.chat_id, presser.person_id)


def _outdated(query: CallbackQuery) -> Note:
    return Note(chat_text("button_outdated", person_language(query.from_user)))


async def _act(press: Press, code: Code, context: Context) -> Note:
    if isinstance(code, Rate):
        return _rate(press, code, context)
    if isinstance(code, UseDocument):
        return await _use_document(press, code, context)
    if isinstance(code, DrawChart | DrawCard):
        return await _draw(press, code, context)
    reply = await _reply_to(press, code, context)
    if reply is None or not await show_in(press.message.chat.id, press.message.message_id, reply, context):
        return _outdated(press.query)
    return Note(then=None if isinstance(code, TurnPage) else lambda: _remember(press, reply, context))


async def _reply_to(press: Press, code: Code, context: Context) -> Reply | None:
    """What the message shows next; None when the button has outlived what it stands for."""
    desk, answered = context.desk, press.answered
    match code:
        case AskQuestion(question):
            return await desk.ask(question, (), press.update_id)
        case TurnPage(number):
            return await desk.again(answered, number) if answered else None
        case Choose(number):
            shown = await desk.again(answered) if answered else None
            choices = shown.answer.choices if shown and shown.answer else ()
            return await desk.ask(choices[number - 1].question, (), press.update_id) if number <= len(choices) else None
        case Rate() | DrawChart() | DrawCard() | UseDocument() | Decide():
            return None
        case request:
            return await desk.show(request, answered.after if answered else (), press.language, press.update_id)


def _remember(press: Press, reply: Reply, context: Context) -> None:
    """The message shows another answer now; the presser's conversation goes on from it, not its owner's."""
    message, answered = press.message, press.answered
    replied = message.reply_to_message if isinstance(message, Message) else None
    context.desk.remember(
        reply,
        message_id=message.message_id,
        question_id=answered.question_id if answered else replied.message_id if replied else 0,
        owner=answered.speaker if answered else press.presser,
        listener=press.presser,
        update_id=press.update_id,
        origin=answered.origin if answered else (),
    )


async def _use_document(press: Press, code: UseDocument, context: Context) -> Note:
    if not isinstance(press.message, Message):
        return _outdated(press.query)
    if not document.may_choose(press.message, press.presser.person_id, context):
        return Note(chat_text("admins_only", person_language(press.query.from_user)))
    if not document.choose(press.message.chat.id, code.key, context):
        return _outdated(press.query)
    await press.message.edit_text(document.standing(press.message.chat.id, context, press.language))
    return Note()


def _rate(press: Press, code: Rate, context: Context) -> Note:
    if press.answered is None:
        return _outdated(press.query)
    context.desk.rate(press.answered, press.presser, is_good=code.is_good)
    words = chat_words("rated_good" if code.is_good else "rated_bad", frame_language(press.query.from_user))
    return Note(words, is_alert=False)


async def _draw(press: Press, code: DrawChart | DrawCard, context: Context) -> Note:
    if not isinstance(press.message, Message):
        return _outdated(press.query)
    reply = await context.desk.again(press.answered) if press.answered else None
    if isinstance(code, DrawCard):
        problem = await send_card(press.message, code.number, reply, press.language, context)
    elif reply is None:
        return _outdated(press.query)
    else:
        problem = await send_chart(press.message, reply, context, press.presser, press.update_id)
    return Note(chat_text(problem, person_language(press.query.from_user)) if problem else "")
