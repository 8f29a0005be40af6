"""Reviewing and teaching with a desk: what handlers call. A lesson is proposed, tried, and then kept or left."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from bot.answering.taught import Taught
from bot.answering.types import Answer, Status
from bot.conversations import Answerer, Conversations
from bot.desk import Desk
from bot.evaluation import Asked, QuestionsUnreadable, read_questions
from bot.learning.kept import KeptQuestion
from bot.learning.lessons import Kind, Lesson, taught_of
from bot.learning.review import Group, group
from bot.learning.trial import Outcome, Samples, try_out
from bot.service import Service
from index.store import Index

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

#: kept questions that are looked at together, and answered ones that a lesson is tried on
_MOST_OPEN, _MOST_ANSWERED = 150, 300


async def open_groups(desk: Desk) -> tuple[Group, ...]:
    """The groups of questions that wait for somebody to look at them."""
    questions = desk.kept.open_questions()[:_MOST_OPEN]
    return await desk.work(lambda: group(questions, desk.service))


def place_in(groups: Sequence[Group], question_id: int) -> int | None:
    """Which of these groups holds a question."""
    holds = (at for at, each in enumerate(groups) if any(question.id == question_id for question in each.questions))
    return next(holds, None)


async def with_service(desk: Desk, job: Callable[[Answerer], _T]) -> _T:
    """Do something with the answers as they are now."""
    return await desk.work(lambda: job(desk.service))


async def propose(desk: Desk, lesson: Lesson) -> tuple[Lesson, Outcome]:
    """Write a lesson down, and try it without teaching it."""
    kept = desk.lessons.kept()
    proposed = desk.lessons.propose(lesson, desk.now())
    samples = Samples(
        failed=tuple((each.context, each.text) for each in desk.kept.open_questions()[:_MOST_OPEN]),
        answered=tuple(desk.kept.well_answered(_MOST_ANSWERED)),
    )
    # with a connection of its own: nobody has to wait for it
    before, after = taught_of(kept), taught_of([*kept, lesson])
    outcome = await asyncio.to_thread(_try, desk.service.index.path, before, after, samples, desk.questions)
    return proposed, outcome


def _try(path: Path, before: Taught, after: Taught, samples: Samples, questions: Path | None) -> Outcome:
    index = Index(path)
    try:
        samples = replace(samples, recorded=_recorded(questions))
        return try_out(Service.of(index, before), Service.of(index, after), samples)
    finally:
        index.close()


def _recorded(path: Path | None) -> tuple[Asked, ...]:
    """The questions with known answers; none where the file cannot be read, which is told in the log."""
    try:
        return tuple(read_questions(path)) if path else ()
    except QuestionsUnreadable as error:
        logger.warning("PLANBOT_QUESTIONS: %s", error)
        return ()


async def keep(desk: Desk, lesson_id: int, question_id: int) -> Lesson | None:
    """Teach what was proposed for a question; None when that can no longer be done.

    The questions that are answered now are settled by it, and those of the group that it was taught for.
    """
    groups = await open_groups(desk)
    at = place_in(groups, question_id)
    lesson = desk.lessons.keep(lesson_id, desk.now())
    if lesson is None:
        return None
    members = set() if at is None else {question.id for question in _served(groups[at], lesson)}
    questions = [question for each in groups for question in each.questions]
    answered = await with_service(desk, lambda service: _answered(questions, service))
    desk.kept.settle(answered | members, lesson_id=lesson.id)
    return lesson


def _served(group: Group, lesson: Lesson) -> list[KeptQuestion]:
    """The questions of a group that a lesson deals with by itself: its wordings, or for a word the rated ones."""
    if lesson.kind is Kind.ALIAS:
        return [question for question in group.questions if question.is_rated]
    return [question for question in group.questions if question.text in lesson.questions]


def _answered(questions: Sequence[KeptQuestion], service: Answerer) -> set[int]:
    """The questions that had no answer and have one now."""
    conversations = Conversations(service)
    steps = {question.id: conversations.take(question.context, question.text) for question in questions}
    unanswered = {question.id for question in questions if not question.is_rated}
    return {id_ for id_, step in steps.items() if id_ in unanswered and step and _is_answer(step.answer)}


def _is_answer(answer: Answer) -> bool:
    return answer.status is not Status.NOT_FOUND
