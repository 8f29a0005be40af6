"""What people write: questions in all the ways they can be asked, new or edited, and what is no question."""

from telegram import ForceReply, Message, Update

from bot.addressing import addressed, after_command, is_private, quoted_text
from bot.handlers.context import Context, admitted, answer, person_language, say
from bot.rendering.chat_texts import chat_text
from bot.understanding.intents import EXAMPLES
from bot.understanding.requests import decode_request


async def start(update: Update, context: Context) -> None:
    """/start: who the bot is; with a code, what a link opens: /start t26-2020."""
    message = update.message
    if message is None or (speaker := await admitted(message, context)) is None:
        return
    request = decode_request(after_command(message, context.bot.bot))
    if request is None or not await answer(update, context, request, speaker):
        await _introduce(message, context, "start", count=4)


async def help_command(update: Update, context: Context) -> None:
    """/help: how to ask, with questions of every kind."""
    if (message := update.message) and await admitted(message, context):
        await _introduce(message, context, "help", count=8)


async def ask(update: Update, context: Context) -> None:
    """/ask QUESTION: the answer. Without a question that of the message it replies to, or a message to reply to."""
    if message := update.effective_message:
        await _ask(update, context, after_command(message, context.bot.bot))


async def on_text(update: Update, context: Context) -> None:
    """Any other text: answered when it speaks to the bot, or when the bot has just asked for a question."""
    if (message := update.effective_message) is None:
        return
    text = addressed(message, context.bot.bot)
    if text is None and context.politeness.was_asked_back(message):
        text = message.text or ""
    if text is not None:
        await _ask(update, context, text)


async def _ask(update: Update, context: Context, text: str) -> None:
    message = update.effective_message
    if message is None or (speaker := await admitted(message, context)) is None:
        return
    if context.politeness.is_too_late(message):
        return
    text = text or quoted_text(message, context.bot.bot)
    if text:
        await answer(update, context, text, speaker)
    elif update.message:
        context.politeness.ask_back(message)
        await _ask_for_question(message)


async def _ask_for_question(message: Message) -> None:
    language = person_language(message.from_user)
    prompt = ForceReply(selective=True, input_field_placeholder=chat_text("question_placeholder", language))
    await say(message, chat_text("ask_for_question", language), prompt)


async def on_unknown_command(update: Update, context: Context) -> None:
    """A command that the bot does not have: in private, how to ask; in a group it may be meant for another bot."""
    if update.message and is_private(update.message):
        await help_command(update, context)


async def on_other(update: Update, context: Context) -> None:
    """Pictures, voice and the like: in private, that only text can be read."""
    message = update.message
    if message and is_private(message) and await admitted(message, context):
        await say(message, chat_text("only_text", person_language(message.from_user)))


async def _introduce(message: Message, context: Context, key: str, *, count: int) -> None:
    examples = {language: rows[:count] for language, rows in EXAMPLES.items()}
    text = chat_text(key, person_language(message.from_user), examples=examples, bot=context.bot.username)
    await say(message, text)
