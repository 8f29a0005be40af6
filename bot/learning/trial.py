"""What would become of the questions if something were taught: tried before it is kept."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from bot.answering.taught import Place, Taught, question_key
from bot.answering.types import Answer, Status
from bot.conversations import Conversations, Turns, is_button
from bot.evaluation import Asked, judge_one, lines_of
from bot.rendering.compose import write
from bot.service import Service
from bot.understanding.types import Dialogue
from bot.understanding.understand import understand
from corpus.text import fold
from index.search import match_expression

#: a trial ends after so many seconds, and says how many questions it came to
BUDGET_SECONDS = 4.0


class Effect(StrEnum):
    """What a lesson does to a question."""

    BETTER = "better"
    WORSE = "worse"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A question that would be answered differently, with the headlines before and after."""

    effect: Effect
    question: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """What a lesson is tried on.

    Attributes:
        failed: kept questions, with the turns that they need.
        answered: questions that were answered well.
        recorded: questions with known answers.
    """

    failed: tuple[tuple[Turns, str], ...] = ()
    answered: tuple[tuple[Turns, str], ...] = ()
    recorded: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a trial found; `is_whole` tells whether it came to all questions."""

    changes: tuple[Change, ...] = ()
    tried: int = 0
    is_whole: bool = True
    counts: dict[Effect, int] = field(init=False)

    def __post_init__(self) -> None:
        counts = {effect: sum(change.effect is effect for change in self.changes) for effect in Effect}
        object.__setattr__(self, "counts", counts)


def try_out(before: Service, after: Service, samples: Samples, budget: float = BUDGET_SECONDS) -> Outcome:
    """Every sample that is answered differently, and how; those that failed come first."""
    deadline = time.monotonic() + budget
    changes: list[Change] = []
    tried = 0
    for change in _changes(before, after, samples):
        tried += 1
        if change is not None:
            changes.append(change)
        if time.monotonic() > deadline:
            break
    total = len(samples.failed) + len(samples.answered) + len(samples.recorded)
    return Outcome(tuple(changes), tried, tried == total)


def _changes(before: Service, after: Service, samples: Samples) -> Iterator[Change | None]:
    """For each sample what changes, None where nothing does; those with a new word in them before the others."""
    words = [alias.surface for alias in after.taught.aliases if alias not in before.taught.aliases]

    def has_none(text: str) -> bool:
        return not any(word in fold(text) for word in words)

    failed, answered = (sorted(each, key=lambda pair: has_none(pair[1])) for each in (samples.failed, samples.answered))
    yield from _answers(before, after, failed, is_failed=True)
    yield from _answers(before, after, answered, is_failed=False)
    yield from _judged(before, after, sorted(samples.recorded, key=lambda asked: has_none(asked.question)))


def _judged(before: Service, after: Service, questions: Iterable[Asked]) -> Iterator[Change | None]:
    lines = lines_of(before.index)
    for asked in questions:
        if not asked.turns and _is_read_alike(before, after, asked.question):
            yield None
            continue
        one, two = judge_one(before, asked, lines), judge_one(after, asked, lines)
        texts = [str(verdict.reply["text"]).split("\n", 1)[0] for verdict in (one, two)]
        if bool(one.faults) == bool(two.faults):
            yield None
        else:
            effect = Effect.BETTER if one.faults else Effect.WORSE
            yield Change(effect=effect, question=asked.question, before=texts[0], after=texts[1])


def _answers(
    before: Service, after: Service, questions: Iterable[tuple[Turns, str]], *, is_failed: bool
) -> Iterator[Change | None]:
    old, new = Conversations(before), Conversations(after)
    for context, turn in questions:
        if not context and _is_read_alike(before, after, turn):
            yield None
            continue
        one, two = old.take(context, turn), new.take(context, turn)
        if one is None or two is None or _shown(one.answer) == _shown(two.answer):
            yield None
            continue
        effect = _effect(one.answer, two.answer, is_failed=is_failed)
        headlines = [write(step.answer.headline, step.answer.language) for step in (one, two)]
        yield Change(effect=effect, question=turn, before=headlines[0], after=headlines[1])


def _is_read_alike(before: Service, after: Service, text: str) -> bool:
    """Whether a message is understood and looked for in the same way, so that its answer is the same."""
    if is_button(text) or _given(before.taught, text) != _given(after.taught, text):
        return False
    one, two = (understand(text, service.lexicon, Dialogue()) for service in (before, after))
    return one == two and match_expression(one.concepts, before.index) == match_expression(two.concepts, after.index)


def _given(taught: Taught, text: str) -> tuple[bool, Place | None]:
    """What was taught as the answer to a message: that there is none, or a place."""
    key = question_key(text)
    return key in taught.absent, taught.answers.get(key)


def _shown(answer: Answer) -> tuple[object, ...]:
    """What of an answer makes it another one."""
    places = tuple((citation.document, citation.lines) for citation in answer.citations)
    return answer.status, write(answer.headline, answer.language), places


def _effect(before: Answer, after: Answer, *, is_failed: bool) -> Effect:
    """An answer where there was none is better; none where there was a good one is worse; others only differ."""
    if before.status is Status.NOT_FOUND and after.status is not Status.NOT_FOUND:
        return Effect.BETTER
    if not is_failed and before.status is Status.ANSWERED and after.status is not Status.ANSWERED:
        return Effect.WORSE
    return Effect.OTHER
