"""What administrators taught: further words, the place that answers a question, and what the plan does not say.

Taught answers are places in the plan; what is shown is what stands there, never an administrator's own words. A place
that the plan no longer has answers nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from bot.answering.answer import answer
from bot.answering.evidence import HEADLINE_LENGTH, cite_departments, cite_passage, short_title
from bot.answering.refusals import refuse
from bot.answering.types import Answer, Message, Part, Status
from bot.understanding.reading import close_up, without_courtesy
from bot.understanding.types import Intent, Question
from corpus.text import fold
from index.aliases import Alias
from index.found_again import find_passage, find_task
from index.store import Index
from index.types import Passage

#: signs that part a question and say nothing; those inside figures and codes stay
_SIGNS = re.compile(r"""[,;:!?"'。、·()\[\]《》<>]+|\.(?!\d)""")
_PARTICLES = "吗呢啊呀吧"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a document that answers a question: a sentence, or a whole task where `task` names one.

    Attributes:
        quote: the sentence, or the task's description; the place is void where it no longer stands there.
    """

    document: str
    line: int
    quote: str
    task: int | None = None


def _no_answers() -> Mapping[str, Place]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Taught:
    """Everything that was taught; questions stand under their `question_key`."""

    aliases: tuple[Alias, ...] = ()
    answers: Mapping[str, Place] = field(default_factory=_no_answers)
    absent: frozenset[str] = frozenset()


NOTHING_TAUGHT = Taught()


def question_key(text: str) -> str:
    """A question without what does not change it: width, case, courtesy, signs, a particle at its end.

    >>> question_key("请问 菜场谁管呢？") == question_key("菜场谁管"), question_key("2018年3.5%？")
    (True, '2018年3.5%')
    """
    bare = " ".join(_SIGNS.sub(" ", without_courtesy(fold(close_up(text)))).split())
    return fold(bare.rstrip(_PARTICLES)) or bare


def answer_taught(text: str, question: Question, taught: Taught, index: Index) -> Answer | None:
    """The answer that was taught for a question; None for questions that need what was said before, and all others."""
    if question.inherited or question.pick is not None or question.intent is Intent.TOO_LONG:
        return None
    key = question_key(text)
    if key in taught.absent:
        return replace(refuse(question, "not_in_plan"), notes=(Message("taught_absent"),))
    place = taught.answers.get(key)
    return show_place(place, question, index) if place else None


def show_place(place: Place, question: Question, index: Index) -> Answer | None:
    """What stands at a place, as the answer to a question; None where it no longer stands there."""
    if place.task is not None:
        task = find_task(index, place.document, place.task, place.quote)
        if task is None:
            return None
        wish = replace(question, intent=Intent.DESCRIPTION, tasks=(task.number,), document_id=task.document_id)
        return replace(answer(wish, index), notes=(Message("taught_place"),))
    passage = find_passage(index, place.document, place.quote, place.line)
    return _quote(passage, question, index) if passage else None


def _quote(passage: Passage, question: Question, index: Index) -> Answer:
    parts = [Part(citation=cite_passage(index, passage))]
    extra = None
    if passage.task_id is not None:
        task = index.task(passage.task_id)
        values = {"task": task.number, "departments": index.departments_of_task(task.id)}
        parts.append(Part(message=Message("responsible_for", values)))
        extra = cite_departments(index, task)
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=Message("says", {"text": short_title(passage.text, HEADLINE_LENGTH)}),
        notes=(Message("taught_place"),),
        parts=tuple(parts),
        extra_citations=(extra,) if extra else (),
        task_ids=(passage.task_id,) if passage.task_id else (),
    )
