"""Asks the real service and holds every answer against the plan: what it cites stands there, word for word."""

from collections.abc import Sequence

from bot.answering.types import Answer, Citation
from bot.config import SHIPPED_CORPUS
from bot.rendering.compose import compose
from bot.rendering.text import render_text
from bot.service import Service
from bot.understanding.types import Dialogue

#: the plan as a person reads it, independent of parser and index
PLAN = (SHIPPED_CORPUS / "putuo-quality-plan-2018-2020.txt").read_text("utf-8").split("\n")


def ask(service: Service, question: str, *turns: str) -> Answer:
    """The answer to a question after these earlier messages; everything that is cited on the way stands in the plan."""
    dialogue = Dialogue()
    for text in (*turns, question):
        answer, dialogue = service.answer(text, dialogue)
        for citation in answer.citations:
            assert is_verbatim(citation), citation
    return answer


def is_verbatim(citation: Citation, document: Sequence[str] = PLAN) -> bool:
    """Whether a quote is part of the lines that it cites, white space aside."""
    first, last = citation.lines
    return 0 < first <= last and squeeze(citation.quote) in squeeze("".join(document[first - 1 : last]))


def squeeze(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def headline(answer: Answer) -> str:
    """The first line that a person is shown."""
    return compose(answer).headline


def shown(answer: Answer) -> str:
    """Everything that a person is shown."""
    return render_text(compose(answer))


def tasks_cited(answer: Answer) -> set[int]:
    """The numbers of the tasks that an answer cites."""
    return {citation.task for citation in answer.citations if citation.task is not None}
