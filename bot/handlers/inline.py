"""Inline mode: `@bot 放心餐厅 2020` in any chat offers the best answers. The bot sees who types, but not where."""

import hashlib
import logging

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode

from bot.addressing import without_name
from bot.answering.types import Status
from bot.desk import Desk, Reply
from bot.handlers.context import Context, frame_language
from bot.keys import cut
from bot.rendering.chat_texts import chat_words
from bot.rendering.html import render
from bot.rendering.page import Line, Page
from bot.understanding.requests import Request, ShowOwner, ShowTask, ShowYearOf
from bot.understanding.types import Intent, Language

logger = logging.getLogger(__name__)

#: how long Telegram may keep an offer, in seconds: who is let in or shut out should notice soon
CACHE_SECONDS = 10
#: answers that are offered
MOST_OFFERS = 6
#: what `?start=` says to somebody who comes from an inline query: nothing special
START = "inline"

_TITLE_LENGTH, _DESCRIPTION_LENGTH = 90, 120


async def on_inline_query(update: Update, context: Context) -> None:
    """Offer answers to what somebody types after the bot's name; nothing to who may not ask."""
    query = update.inline_query
    if query is None:
        return
    language = frame_language(query.from_user)
    if not context.desk.access.may_ask(query.from_user.id, query.from_user.id):
        await query.answer([], cache_time=CACHE_SECONDS, is_personal=True)
        return
    offers = await _offers(query.query.strip(), context.desk) if query.query.strip() else []
    logger.info("inline update=%d offers=%d", update.update_id, len(offers))
    await query.answer(
        [article(reply, context.desk, language) for reply in offers],
        cache_time=CACHE_SECONDS,
        is_personal=True,
        button=InlineQueryResultsButton(chat_words("inline_private", language), start_parameter=START),
    )


async def on_guest(update: Update, context: Context) -> None:
    """Answer somebody who called the bot in a chat where it is no member, if they may ask; once, as Telegram has it."""
    message = update.guest_message
    if message is None or message.from_user is None or not message.guest_query_id or message.from_user.is_bot:
        return
    person, language = message.from_user, frame_language(message.from_user)
    if not context.desk.access.may_ask(person.id, person.id):
        logger.info("person %d may not ask as a guest", person.id)
        return
    text = without_name(message, context.bot.bot)
    reply = await context.desk.ask(text, (), update.update_id) if text else None
    if reply is not None:
        await context.bot.answer_guest_query(message.guest_query_id, article(reply, context.desk, language))


async def _offers(text: str, desk: Desk) -> list[Reply]:
    """The answer, and what is near it: the choices where there are several, or its task, owner and other years."""
    first = await desk.glance(text)
    if first is None or first.step is None:
        return []
    answer, after = first.step.answer, first.step.after
    offers = [first] if answer.status is Status.ANSWERED else []
    more: list[str | Request] = [choice.question for choice in answer.choices]
    if answer.status is Status.ANSWERED and len(answer.task_ids) == 1:
        more += await desk.work(lambda: _near(first, desk), goes_on=True)
    for wish in more[: MOST_OFFERS - len(offers)]:
        if (reply := await desk.glance(wish, after, answer.language)) is not None:
            offers.append(reply)
    unique = {reply.page.headline: reply for reply in reversed(offers)}
    return [reply for reply in offers if unique[reply.page.headline] is reply]


def _near(reply: Reply, desk: Desk) -> list[Request]:
    if (answer := reply.answer) is None:
        return []
    task = desk.service.index.task(answer.task_ids[0])
    measures = desk.service.index.measures(task.id)
    near: list[Request] = [ShowYearOf(m.year, task.number) for m in measures if m.year is not None]
    if answer.question.intent is not Intent.OWNER:
        near.insert(0, ShowOwner(task.number))
    if answer.question.intent is not Intent.DESCRIPTION:
        near.append(ShowTask(task.number))
    return near


def article(reply: Reply, desk: Desk, language: Language) -> InlineQueryResultArticle:
    """An answer as something to pick, and as the message that is sent when it is picked."""
    page = reply.page
    about = next((line.about for line in page.lines if line.about is not None), None)
    keyboard = None
    if about is not None and desk.link is not None:
        label = chat_words("key_private", language)
        keyboard = InlineKeyboardMarkup.from_button(InlineKeyboardButton(label, url=desk.link(about)))
    turn = reply.step.turn if reply.step else page.headline
    return InlineQueryResultArticle(
        id=hashlib.sha256(turn.encode()).hexdigest()[:32],
        title=cut(page.headline, _TITLE_LENGTH),
        description=_description(page) or None,
        input_message_content=InputTextMessageContent(
            render(page, desk.link),
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
        reply_markup=keyboard,
    )


def _description(page: Page) -> str:
    """Where the answer stands and in which words: what tells an offer from the next one below its headline."""
    first = next((line for line in page.lines if line.text.strip()), Line(""))
    return cut(f"{first.place}｜{first.text}" if first.place else first.text, _DESCRIPTION_LENGTH)
