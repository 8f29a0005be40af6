"""Teaching, in an administrator's private chat: /review, /taught, their buttons, and the message that names a word.

Every press edits the message that it stands below. What a press needs is in its button; nothing is remembered here.
"""

import re

from telegram import CallbackQuery, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest
from telegram.ext import filters

from bot.addressing import is_private
from bot.answering.taught import Place
from bot.desk import Desk
from bot.handlers import messages
from bot.handlers.admin import for_admin
from bot.handlers.buttons import Note, acknowledge
from bot.handlers.context import Context, frame_language, say
from bot.learning import pages
from bot.learning.codes import PATTERN, Act, Verb, decode_act, encode_act
from bot.learning.kept import KeptQuestion
from bot.learning.lessons import Kind, Lesson
from bot.learning.pages import Rows, Sheet
from bot.learning.review import place_of, place_of_task, propose_aliases
from bot.learning.teaching import keep, open_groups, place_in, propose, with_service
from bot.rendering.chat_texts import chat_text, chat_words
from bot.rendering.html import paginate, render
from bot.rendering.page import Page
from bot.understanding.types import Language
from index.aliases import Alias, AliasUnusable, check_alias
from index.store import Index

#: the data of the buttons that are dealt with here
BUTTONS = re.compile(PATTERN)
#: ends the message that asks for a word, or for words to look for, and says for which question
_MARK = re.compile(r"(?P<sign>[✎⌕])(?P<id>[0-9]{1,12})$")
_WORD = "✎"
_ARROW = re.compile(r"\s*(?:→|->|=>|＝|=|：|:)\s*")


class _IsTold(filters.MessageFilter):
    """Replies to the messages that ask for words."""

    def filter(self, message: Message) -> bool:
        replied = message.reply_to_message
        return replied is not None and _MARK.search(replied.text or "") is not None


IS_TOLD = _IsTold()


async def review(update: Update, context: Context) -> None:
    """/review: the questions that failed, one group after the other."""
    if (message := await _teacher(update, context)) is not None:
        language = frame_language(message.from_user)
        await _send(message, await _group(context.desk, 0, language), context)


async def taught(update: Update, context: Context) -> None:
    """/taught: everything that was taught, to be looked at and undone."""
    if (message := await _teacher(update, context)) is not None:
        language = frame_language(message.from_user)
        await _send(message, await _taught(context.desk, 0, language), context)


async def on_told(update: Update, context: Context) -> None:
    """The message that names a word (菜场 → 标准化菜市场), or says what to look for; edited, it says nothing anew."""
    message = update.effective_message
    replied = message.reply_to_message if message else None
    if message is None or replied is None or replied.from_user is None or replied.from_user.id != context.bot.id:
        await messages.on_text(update, context)
    elif await _teacher(update, context) is not None:
        await _send(message, await _told(message, replied.text or "", context.desk), context)


async def _told(message: Message, prompt: str, desk: Desk) -> Sheet:
    language = frame_language(message.from_user)
    match, text = _MARK.search(prompt), (message.text or "").strip()
    question = desk.kept.question(int(match["id"])) if match else None
    if match is None or question is None:
        return Sheet(Page(chat_words("question_gone", language)))
    if match["sign"] != _WORD:
        return await with_service(desk, lambda service: pages.offer_places(question, text, service, language))
    surface, target, *more = (*_ARROW.split(text), "", "")
    if not surface or not target or any(more):
        return Sheet(Page(chat_words("word_unclear", language)))
    return await _propose_word(desk, question, (surface, target), message.chat.id, language)


async def on_button(update: Update, context: Context) -> None:
    """Do what a button of a review says."""
    if (query := update.callback_query) is not None:
        await acknowledge(query, await _pressed(query, context))


async def _teacher(update: Update, context: Context) -> Message | None:
    """The message of an administrator in private; elsewhere questions of others would be shown to everybody."""
    if (found := await for_admin(update, context)) is None:
        return None
    message, _ = found
    if is_private(message):
        return message
    await say(message, chat_text("review_private", frame_language(message.from_user)))
    return None


async def _pressed(query: CallbackQuery, context: Context) -> Note:
    language = frame_language(query.from_user)
    message, act = query.message, decode_act(query.data or "")
    if not isinstance(message, Message) or act is None:
        return Note(chat_text("button_outdated", language))
    if not context.desk.access.is_admin(query.from_user.id) or not is_private(message):
        return Note(chat_text("admins_only", language))
    if act.verb in (Verb.WRITE, Verb.LOOK):
        return await _ask_back(message, act, language)
    sheet = await _sheet_for(context.desk, act, query.from_user.id, language)
    if sheet is None:
        return Note(chat_text("question_gone", language))
    await _show(message, sheet, context)
    return Note()


async def _ask_back(message: Message, act: Act, language: Language) -> Note:
    wanted = "word" if act.verb is Verb.WRITE else "place"
    prompt = ForceReply(input_field_placeholder=chat_words(f"{wanted}_placeholder", language))
    await say(message, chat_text(f"ask_for_{wanted}", language, id=act.id), prompt)
    return Note()


# what a press shows


async def _sheet_for(desk: Desk, act: Act, person_id: int, language: Language) -> Sheet | None:
    """What the message shows after a press; None when what the button is about is there no longer."""
    match act.verb:
        case Verb.SHOW | Verb.TAUGHT:
            return await (
                _group(desk, act.id, language) if act.verb is Verb.SHOW else _taught(desk, act.number, language)
            )
        case Verb.KEEP:
            return await _keep(desk, act, language)
        case Verb.UNDO:
            lesson = desk.lessons.undo(act.id)
            return pages.undone(lesson, language) if lesson else None
    question = desk.kept.question(act.id)
    return None if question is None else await _sheet_about(desk, act, question, person_id, language)


async def _sheet_about(
    desk: Desk, act: Act, question: KeptQuestion, person_id: int, language: Language
) -> Sheet | None:
    match act.verb:
        case Verb.WORDS:
            return await with_service(desk, lambda service: pages.offer_words(question, service, language))
        case Verb.PLACES:
            return await with_service(desk, lambda service: pages.offer_places(question, "", service, language))
        case Verb.WORD:
            proposed = await with_service(desk, lambda service: propose_aliases(question, service))
            alias = next(iter(proposed[act.number : act.number + 1]), None)
            return await _propose(desk, _word(alias, person_id), question, language) if alias else None
        case Verb.SENTENCE | Verb.TASK | Verb.ABSENT:
            lesson = await _lesson_about(desk, act, question, person_id)
            return await _propose(desk, lesson, question, language) if lesson else None
        case _:  # to dismiss
            return await _dismiss(desk, question, language)


async def _group(desk: Desk, question_id: int, language: Language) -> Sheet:
    """The group of a question; where that is dealt with, or for 0, the first."""
    groups = await open_groups(desk)
    if not groups:
        return pages.nothing_open(language)
    at, now = place_in(groups, question_id) or 0, desk.now()
    return await with_service(desk, lambda service: pages.show_group(groups, at, service, language, now))


async def _taught(desk: Desk, number: int, language: Language) -> Sheet:
    lessons = desk.lessons.kept()
    return await with_service(desk, lambda service: pages.list_taught(lessons, number, service, language))


async def _dismiss(desk: Desk, question: KeptQuestion, language: Language) -> Sheet:
    """Put the whole group aside, and show the next one."""
    groups = await open_groups(desk)
    at = place_in(groups, question.id)
    if at is not None:
        desk.kept.settle(each.id for each in groups[at].questions)
    return await _group(desk, 0, language)


async def _keep(desk: Desk, act: Act, language: Language) -> Sheet | None:
    question = desk.kept.question(act.number)
    lesson = await keep(desk, act.id, act.number)
    if lesson is None:
        return None
    text = question.text if question and not question.context else ""
    return await with_service(desk, lambda service: pages.kept_now(lesson, text, service, language))


# lessons


def _word(alias: Alias, person_id: int) -> Lesson:
    return Lesson(kind=Kind.ALIAS, alias=alias, by=person_id)


async def _propose_word(
    desk: Desk, question: KeptQuestion, pair: tuple[str, str], person_id: int, language: Language
) -> Sheet:
    surface, target = pair
    try:
        alias = await with_service(desk, lambda service: check_alias(service.index, surface, target))
    except AliasUnusable as error:
        return Sheet(Page(chat_words(error.reason, language, surface=surface, target=target)))
    return await _propose(desk, _word(alias, person_id), question, language)


async def _propose(desk: Desk, lesson: Lesson, question: KeptQuestion, language: Language) -> Sheet:
    if (known := desk.lessons.find(lesson)) is not None:
        return await with_service(desk, lambda service: pages.kept_now(known, question.text, service, language))
    proposed, outcome = await propose(desk, lesson)
    return pages.ask_to_keep(proposed, outcome, question.id, language)


async def _lesson_about(desk: Desk, act: Act, question: KeptQuestion, person_id: int) -> Lesson | None:
    """What a press teaches of the wordings of a group: a sentence, a task, or that the plan does not have it."""
    groups = await open_groups(desk)
    at = place_in(groups, question.id)
    wordings = groups[at].wordings if at is not None else ()
    if not wordings:
        return None
    if act.verb is Verb.ABSENT:
        return Lesson(kind=Kind.ABSENT, questions=wordings, by=person_id)
    place = await with_service(desk, lambda service: _place(act, service.index))
    return Lesson(kind=Kind.ANSWER, questions=wordings, place=place, by=person_id) if place else None


def _place(act: Act, index: Index) -> Place | None:
    """The place that a button stands for; None where the plan has changed since it was shown."""
    if act.verb is Verb.TASK:
        task = next((task for task in index.tasks() if task.id == act.number), None)
        return place_of_task(task, index) if task else None
    passage = next(iter(index.passages([act.number])), None)
    return place_of(passage, index) if passage else None


# sending


def _markup(rows: Rows) -> InlineKeyboardMarkup | None:
    keys = [[InlineKeyboardButton(label, callback_data=encode_act(act)) for label, act in row] for row in rows]
    return InlineKeyboardMarkup(keys) if keys else None


def _html(sheet: Sheet, context: Context) -> str:
    return render(paginate(sheet.page, context.desk.link)[0], context.desk.link)


async def _send(message: Message, sheet: Sheet, context: Context) -> None:
    await say(message, _html(sheet, context), _markup(sheet.rows))


async def _show(message: Message, sheet: Sheet, context: Context) -> None:
    try:
        await message.edit_text(_html(sheet, context), reply_markup=_markup(sheet.rows))
    except BadRequest as error:
        if "not modified" not in error.message:
            raise
