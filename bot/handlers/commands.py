"""The commands beside /ask: one task, one department, one year, the plan to leaf through, why, and the chart."""

import re

from telegram import Message, Update

from bot.addressing import after_command, is_private
from bot.conversations import Speaker
from bot.explaining import explain
from bot.handlers.context import (
    Context,
    admitted,
    answer,
    answer_replied_to,
    frame_language,
    person_language,
    say,
)
from bot.handlers.pictures import send_chart
from bot.rendering.chat_texts import chat_text
from bot.rendering.html import render
from bot.state import Answered
from bot.understanding.requests import Browse, BrowseDepartments, Request, ShowMeasures, ShowTask, ShowYear
from bot.understanding.types import Language

_NUMBERS = re.compile(r"[0-9]+")


async def task(update: Update, context: Context) -> None:
    """/task 26, /task 26 2020: a task, or what it does in a year."""
    await _answer_command(update, context, _task_wish)


def _task_wish(argument: str, language: Language) -> str | Request:
    numbers = [int(number) for number in _NUMBERS.findall(argument)]
    is_plain = not _NUMBERS.sub("", argument).strip(" #号项年")
    if is_plain and len(numbers) == 1 and 0 < numbers[0] < 10_000:
        return ShowTask(numbers[0])
    if is_plain and len(numbers) == 2 and 0 < numbers[0] < 10_000 and 1000 <= numbers[1] < 3000:
        return ShowMeasures(numbers[0], numbers[1])
    return f"任务{argument}" if language is Language.CHINESE else f"task {argument}"
