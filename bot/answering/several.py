"""Answers where the index holds several documents: which one is meant, what each says, and of which one is told."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.finding import find_hits
from bot.answering.types import Answer, Choice, Message, Part, Status
from bot.understanding.types import Question
from index.store import Index

#: a document answers alone where it holds this much more of the question's topic than the next one
CLEARLY_MORE = 0.2


def told_of(found: Answer, title: str) -> Answer:
    """The answer with a line that says of which document it tells."""
    key = "looked_in" if found.status is Status.NOT_FOUND else "of_document"
    return replace(found, notes=(*found.notes, Message(key, {"title": title})))


def fit(question: Question, index: Index) -> float:
    """The share of a question's topic that one sentence of a document holds at best, 0 to 1; 0 without a topic."""
    return max((hit.coverage for hit in find_hits(question, index)[:5]), default=0.0)


def choose_document(question: Question, found: Sequence[tuple[str, Answer]], asked: str) -> Answer:
    """Several documents answer a question: which of them is meant.

    Args:
        found: titles of the documents, and what each answers.
        asked: the question as it was put.
    """
    choices = [
        Choice(
            label=Message("document_says", {"title": title, "text": answer.headline}), question=f"《{title}》{asked}"
        )
        for title, answer in found
    ]
    return Answer(
        status=Status.CHOOSE,
        question=question,
        headline=Message("which_document", {"count": len(found)}),
        extra_citations=tuple(citation for _, answer in found for citation in answer.citations[:1]),
        choices=tuple(choices),
    )


def compare(question: Question, found: Sequence[tuple[str, Answer]]) -> Answer:
    """What each of several documents says, side by side.

    Args:
        found: titles of the documents, and what each answers.
    """
    rows = tuple(Message("document_says", {"title": title, "text": answer.headline}) for title, answer in found)
    parts: list[Part] = []
    for title, answer in found:
        parts.append(Part(message=Message("of_document", {"title": title})))
        parts += [Part(message=note) for note in answer.notes]
        parts += answer.parts
    is_answered = any(answer.status is not Status.NOT_FOUND for _, answer in found)
    return Answer(
        status=Status.ANSWERED if is_answered else Status.NOT_FOUND,
        question=question,
        headline=Message("compared", {"rows": rows}),
        parts=tuple(parts),
        extra_citations=tuple(citation for _, answer in found for citation in answer.extra_citations),
    )
