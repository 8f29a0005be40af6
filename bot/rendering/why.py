"""How a question was read and what was weighed, for a person who tunes the tables: `planbot ask --why`."""

from collections.abc import Iterator

from bot.answering.types import Answer
from bot.understanding.types import Question
from index.store import Index
from index.types import Hit


def render_why(answer: Answer, index: Index) -> str:
    """Slots, concepts with their readings, and the best hits with what matched where."""
    return "\n".join([*_question_lines(answer.question), *_hit_lines(answer, index)])


def _question_lines(question: Question) -> Iterator[str]:
    yield f"intent     {question.intent.value}  ({question.language.value})"
    yield f"cues       {', '.join(sorted(question.cues)) or '-'}"
    slots = {
        "tasks": question.tasks,
        "years": question.years.years,
        "departments": tuple((slot.surface, slot.ids) for slot in question.departments),
        "sections": question.sections,
        "figures": tuple(figure.raw for figure in question.figures),
        "unit": question.unit,
        "fact": question.fact,
        "pick": question.pick,
        "inherited": tuple(sorted(question.inherited)),
    }
    yield "slots      " + (", ".join(f"{name}={value}" for name, value in slots.items() if value) or "-")
    yield f"topic      {question.topic or '-'}"
    for concept in question.concepts:
        readings = ", ".join(f"{a.term}({a.source} {a.weight:.2f})" for a in concept.alternatives[:6])
        known = "" if concept.is_known else ", unknown"
        yield f"  {concept.surface}: weight {concept.weight:.2f}{known} → {readings or '-'}"


def _hit_lines(answer: Answer, index: Index) -> Iterator[str]:
    for task in answer.why.get("tasks", ()):
        yield f"task {index.task(task.task_id).number}: score {task.score:.3f}, coverage {task.coverage:.3f}"
        yield f"  {_hit_line(task.hits[0])}"
    for figure in answer.why.get("figures", ()):
        scores = f"score {figure.score:.3f}, coverage {figure.coverage:.3f}"
        yield f"figure {figure.quantity.raw} ({figure.quantity.year}): {scores}"
        yield f"  {_hit_line(figure.hit)}"
    for hit in answer.why.get("hits", ()):
        yield _hit_line(hit)


def _hit_line(hit: Hit) -> str:
    matches = ", ".join(f"{m.concept.surface}={m.term}@{m.place} {m.strength:.2f}" for m in hit.matches)
    return f"line {hit.passage.line}: score {hit.score:.3f} [{matches}] {hit.passage.text[:40]}"
