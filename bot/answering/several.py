"""Answers where the index holds several documents: which one is meant, what each says, and of which one is told."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.finding import find_hits
from bot.answering.types import Answer, Choice, Message, Part, Status
from bot.understanding.types import Question
from index.store import Index
from index.types import DocumentRecord

#: a document answers alone where it holds this much more of the question's topic than the next one
CLEARLY_MORE = 0.2

#: documents, and what each answers
Found = Sequence[tuple[DocumentRecord, Answer]]


def told_of(found: Answer, document: DocumentRecord) -> Answer:
    """The answer with a line that says of which document it tells."""
    key = "looked_in" if found.status is Status.NOT_FOUND else "of_document"
    notes = (*found.notes, Message(key, {"title": title_of(document)}))
    return replace(found, notes=notes, parts=_parts_of(found, document))


def title_of(document: DocumentRecord) -> str:
    """A document's title without the signs around it."""
    return document.title.strip("《》")


def _parts_of(found: Answer, document: DocumentRecord) -> tuple[Part, ...]:
    return tuple(replace(part, document=document.name) for part in found.parts)


def fit(question: Question, index: Index) -> float:
    """The share of a question's topic that one sentence of a document holds at best, 0 to 1; 0 without a topic."""
    return max((hit.coverage for hit in find_hits(question, index)[:5]), default=0.0)


def choose_document(question: Question, found: Found, asked: str) -> Answer:
    """Several documents answer a question: which of them is meant.

    Args:
        asked: the question as it was put.
    """
    choices = (
        Choice(label=_says(document, answer), question=f"《{title_of(document)}》{asked}") for document, answer in found
    )
    return Answer(
        status=Status.CHOOSE,
        question=question,
        headline=Message("which_document", {"count": len(found)}),
        extra_citations=tuple(citation for _, answer in found for citation in answer.citations[:1]),
        choices=tuple(choices),
    )


def compare(question: Question, found: Found) -> Answer:
    """What each of several documents says, side by side."""
    parts: list[Part] = []
    for document, answer in found:
        parts.append(Part(message=Message("of_document", {"title": title_of(document)})))
        parts += [Part(message=note) for note in answer.notes]
        parts += _parts_of(answer, document)
    is_answered = any(answer.status is not Status.NOT_FOUND for _, answer in found)
    return Answer(
        status=Status.ANSWERED if is_answered else Status.NOT_FOUND,
        question=question,
        headline=Message("compared", {"rows": tuple(_says(document, answer) for document, answer in found)}),
        parts=tuple(parts),
        extra_citations=tuple(citation for _, answer in found for citation in answer.extra_citations),
    )


def _says(document: DocumentRecord, found: Answer) -> Message:
    return Message("document_says", {"title": title_of(document), "text": found.headline})
