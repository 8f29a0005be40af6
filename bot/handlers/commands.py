"""The commands beside /ask: a task, a department, a year, the plan to leaf through, why, and the chart."""

import re
from collections.abc import Awaitable, Callable

from telegram import Update

from bot.addressing import after_command
from bot.explaining import explain
from bot.handlers.context import Context, admitted, answer, answer_replied_to, frame_language, person_language, say
from bot.handlers.pictures import send_chart
from bot.rendering.chat_texts import chat_text
from bot.rendering.html import render
from bot.understanding.requests import Browse, BrowseDepartments, Request, ShowMeasures, ShowTask, ShowYear
from bot.understanding.types import Language

Wish = str | Request

_TASK = re.compile(r"(?:任务|task|no\.?|第|#)*\s*(?P<number>[1-9][0-9]{0,3})\s*[号项]*", re.IGNORECASE)
_TASK_AND_YEAR = re.compile(rf"{_TASK.pattern}[\s,，/-]+(?P<year>[12][0-9]{{3}})\s*年?", re.IGNORECASE)
_YEAR = re.compile(r"(?P<year>[12][0-9]{3})\s*年?")


# a task, a department, a year, the plan


async def task(update: Update, context: Context) -> None:
    """/task 26 or /task 26 2020: a task, or what it does in a year; the contents without a number."""

    async def wish(argument: str, language: Language) -> Wish:
        if not argument:
            return Browse()
        if match := _TASK_AND_YEAR.fullmatch(argument):
            return ShowMeasures(int(match["number"]), int(match["year"]))
        if match := _TASK.fullmatch(argument):
            return ShowTask(int(match["number"]))
        return f"哪些任务提到{argument}" if language is Language.CHINESE else f"which tasks mention {argument}"

    await _answer_command(update, context, wish)


async def department(update: Update, context: Context) -> None:
    """/dept 区商务委: a department's tasks; all departments without a name."""

    async def wish(argument: str, language: Language) -> Wish:
        if not argument:
            return BrowseDepartments()
        named = await context.desk.department_named(argument)
        if named is not None:
            return named
        return f"{argument}负责哪些任务" if language is Language.CHINESE else f"tasks of {argument}"

    await _answer_command(update, context, wish)


async def year(update: Update, context: Context) -> None:
    """/year 2020: what all tasks do in a year; the contents, with the years, without one."""

    async def wish(argument: str, language: Language) -> Wish:
        if not argument:
            return Browse()
        if match := _YEAR.fullmatch(argument):
            return ShowYear(int(match["year"]))
        return f"{argument}有哪些安排" if language is Language.CHINESE else f"overview of {argument}"

    await _answer_command(update, context, wish)


async def plan(update: Update, context: Context) -> None:
    """/plan: the plan to leaf through."""

    async def wish(argument: str, language: Language) -> Wish:
        if not argument:
            return Browse()
        return f"{argument}包括哪些任务" if language is Language.CHINESE else f"tasks under {argument}"

    await _answer_command(update, context, wish)


async def _answer_command(
    update: Update, context: Context, wish_of: Callable[[str, Language], Awaitable[Wish]]
) -> None:
    message = update.effective_message
    if message is None or (speaker := await admitted(message, context)) is None:
        return
    if context.politeness.is_too_late(message):
        return
    wish = await wish_of(after_command(message, context.bot.bot), frame_language(message.from_user))
    await answer(update, context, wish, speaker)


# about an answer


async def why(update: Update, context: Context) -> None:
    """/why below an answer, or after one: how the question was read and what was found."""
    message = update.message
    if message is None or (speaker := await admitted(message, context)) is None:
        return
    answered = answer_replied_to(message, context) or context.desk.state.last_answer_for(speaker)
    if answered is None:
        await say(message, chat_text("no_answer_to_explain", person_language(message.from_user)))
        return
    page = explain(answered.why, frame_language(message.from_user))
    await say(message, render(page, context.desk.link))


async def chart(update: Update, context: Context) -> None:
    """/chart below an answer, after one, or with a topic: its figures over the years as a picture."""
    message = update.message
    if message is None or (speaker := await admitted(message, context)) is None:
        return
    topic = after_command(message, context.bot.bot)
    answered = None if topic else answer_replied_to(message, context) or context.desk.state.last_answer_for(speaker)
    if answered is None and not topic:
        await say(message, chat_text("no_chart", person_language(message.from_user)))
        return
    if answered is not None:
        reply = await context.desk.again(answered)
    else:
        reply = await context.desk.ask(_over_the_years(topic, frame_language(message.from_user)), (), update.update_id)
    if problem := await send_chart(message, reply, context, asked_by=speaker, update_id=update.update_id):
        await say(message, chat_text(problem, person_language(message.from_user)))


def _over_the_years(topic: str, language: Language) -> str:
    """The question for a topic's figures: in Chinese as well for a lone HACCP, when the person's Telegram speaks it."""
    is_one_word = " " not in topic.strip()
    is_chinese = any("\u4e00" <= character <= "\u9fff" for character in topic)
    is_chinese = is_chinese or (is_one_word and language is Language.CHINESE)
    return f"{topic}三年怎么变" if is_chinese else f"{topic} over the years"
