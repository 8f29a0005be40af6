"""Why an answer is what it is: what of it is kept, and how it is told. Pure; the words are in `chat_texts.toml`."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.answering.evidence import short_title
from bot.answering.types import Answer
from bot.rendering.chat_texts import chat_words
from bot.rendering.page import Line, Page
from bot.understanding.requests import ShowLines
from bot.understanding.types import Language
from index.store import Index
from index.types import Concept, Hit

#: sentences and readings that are told of
_SENTENCES, _READINGS = 3, 4
_SNIPPET_LENGTH = 40

Reasons = Mapping[str, Any]


def reasons_of(answer: Answer, index: Index) -> Reasons:
    """How the question was read and what was found: plain data for JSON, without the question's own words."""
    question = answer.question
    departments = {id_ for slot in question.departments for id_ in slot.ids}
    return {
        "intent": question.intent.value,
        "language": question.language.value,
        "status": answer.status.value,
        "tasks": list(question.tasks),
        "years": list(question.years.years),
        "departments": [department.name for department in index.departments if department.id in departments],
        "sections": [index.section(section_id).title for section_id in question.sections],
        "figures": [figure.raw for figure in question.figures],
        "concepts": [[concept.surface, _terms(concept)] for concept in question.concepts],
        "inherited": sorted(question.inherited),
        "found": [
            [hit.passage.line, round(hit.coverage, 2), short_title(hit.passage.text, _SNIPPET_LENGTH)]
            for hit in list(_hits(answer))[:_SENTENCES]
        ],
    }


def _terms(concept: Concept) -> list[str]:
    """What a word was looked for as, each once; [] for a word that the plan does not have."""
    terms = dict.fromkeys(each.term for each in concept.alternatives) if concept.is_known else {}
    return list(terms)[:_READINGS]


def score_of(answer: Answer) -> float | None:
    """How much of the question's words the best sentence holds, 0 to 1; None where nothing had to be searched for."""
    return next((round(hit.coverage, 2) for hit in _hits(answer)), None)


def _hits(answer: Answer) -> Iterator[Hit]:
    yield from (task.hits[0] for task in answer.why.get("tasks", ()))
    yield from (figure.hit for figure in answer.why.get("figures", ()))
    yield from answer.why.get("hits", ())


def explain(reasons: Reasons, language: Language) -> Page:
    """The reasons as a person is told them."""
    intent = chat_words(f"intent_{reasons['intent'].replace(' ', '_')}", language)
    return Page(chat_words("why_title", language, intent=intent), tuple(_lines(reasons, language)))


def _lines(reasons: Reasons, language: Language) -> Iterator[Line]:
    joint = "、" if language is Language.CHINESE else ", "
    for name in ("tasks", "years", "departments", "sections", "figures"):
        if reasons[name]:
            yield Line(chat_words(f"why_{name}", language, values=joint.join(map(str, reasons[name]))))
    for surface, terms in reasons["concepts"]:
        key = "why_concept" if terms else "why_unknown"
        yield Line(chat_words(key, language, surface=surface, terms=joint.join(terms)))
    if reasons["inherited"]:
        yield Line(chat_words("why_inherited", language))
    for line, share, text in reasons["found"]:
        words = chat_words("why_found", language, line=line, share=round(100 * share), text=text)
        yield Line(words, about=ShowLines(line, line))
    if not reasons["concepts"] and not reasons["found"]:
        yield Line(chat_words("why_by_number", language))
