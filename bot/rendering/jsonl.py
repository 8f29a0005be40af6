"""An answer as the JSON object of the contract."""

from typing import Any

from bot.answering.types import Answer, Citation
from bot.rendering.compose import compose, write
from bot.rendering.text import render_text


def answer_to_json(answer: Answer, *, elapsed_ms: float) -> dict[str, Any]:
    """The object that `planbot ask --json` prints; `elapsed_ms` is the time that the answer took."""
    language = answer.language
    return {
        "status": answer.status.value,
        "text": render_text(compose(answer)),
        "language": language.value,
        "citations": [_citation(citation) for citation in answer.citations],
        "choices": [{"label": write(choice.label, language), "question": choice.question} for choice in answer.choices],
        "elapsed_ms": round(elapsed_ms, 2),
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "document": citation.document,
        "task": citation.task,
        "year": citation.year,
        "field": citation.field,
        "section": list(citation.section),
        "lines": list(citation.lines),
        "quote": citation.quote,
        "place": citation.place.to_json() if citation.place else None,
    }
