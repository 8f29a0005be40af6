"""Kept questions as an administrator looks at them: grouped by likeness, with what is nearest in the plan.

Likeness only proposes: what is taught is what the administrator picks. Questions that name other numbers are never
alike.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.answering.finding import find_hits
from bot.answering.taught import Place, question_key
from bot.conversations import Answerer
from bot.learning.kept import KeptQuestion
from bot.understanding.types import Dialogue, Question
from corpus.text import fold
from index.aliases import Alias, AliasUnusable, check_alias
from index.found_again import all_passages, chinese_terms
from index.store import Index
from index.types import Passage, TaskRecord

#: likeness (rapidfuzz ratio of the topics, 0-100) from which two questions stand in one group
GROUP_CUTOFF = 75
#: likeness (partial ratio) from which a sentence is near to a question whose words the plan does not have
_NEAR_CUTOFF = 40
#: likeness (ratio) from which a term or a department's name may be what a word stands for
_TARGET_CUTOFF = 45
#: what is added where a word's characters stand in order in a name: 菜场 in 菜市场
_IN_ORDER = 25
#: sentences and words that are proposed
NEAREST, PROPOSED = 5, 6
#: of these for one word
_TARGETS = 4
_LONGEST_TOPIC = 8
_NUMBER = re.compile(r"\d+(?:\.\d+)?%?")


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are alike, the most asked first."""

    questions: tuple[KeptQuestion, ...]

    @property
    def lead(self) -> KeptQuestion:
        """The question that stands for the group."""
        return self.questions[0]

    @property
    def times(self) -> int:
        """How often all of them were asked."""
        return sum(question.times for question in self.questions)

    @property
    def people(self) -> int:
        """For how many people they failed."""
        return len(frozenset().union(*(question.persons for question in self.questions)))

    @property
    def last_at(self) -> int:
        """When one of them was asked last."""
        return max(question.last_at for question in self.questions)

    @property
    def wordings(self) -> tuple[str, ...]:
        """The wordings that one answer serves: those that ask the lead's kind of question, and need no other turn."""
        return tuple(
            question.text for question in self.questions if question.intent == self.lead.intent and not question.context
        )


def group(questions: Sequence[KeptQuestion], service: Answerer) -> tuple[Group, ...]:
    """Questions in groups of like ones: the most asked group first, of two the newer one.

    Args:
        questions: the most asked first.
    """
    groups: list[tuple[str, list[KeptQuestion]]] = []
    for question in questions:
        topic = _topic(question, service)
        for other, members in groups:
            if _are_alike(topic, other):
                members.append(question)
                break
        else:
            groups.append((topic, [question]))
    made = (Group(tuple(members)) for _, members in groups)
    return tuple(sorted(made, key=lambda each: (-each.times, -each.last_at)))


def _topic(question: KeptQuestion, service: Answerer) -> str:
    """What a question is about, with its numbers; the whole of it where nothing is left beside the words that ask."""
    read = read_again(question, service)
    surfaces = [concept.surface for concept in read.concepts if not concept.is_light]
    topic = " ".join([*surfaces, *(slot.surface for slot in read.departments)]) or question_key(question.text)
    return " ".join([topic, *sorted(_NUMBER.findall(fold(question.text)))])


def _are_alike(one: str, other: str) -> bool:
    numbers = [sorted(_NUMBER.findall(text)) for text in (one, other)]
    return numbers[0] == numbers[1] and fuzz.token_sort_ratio(one, other) >= GROUP_CUTOFF


def read_again(question: KeptQuestion, service: Answerer) -> Question:
    """How a kept question is read now."""
    return service.answer(question.text, Dialogue())[0].question


def nearest(question: KeptQuestion, service: Answerer) -> tuple[Passage, ...]:
    """The sentences of the plan that are nearest to a question, best first."""
    return _nearest(read_again(question, service), service.index)


def _nearest(read: Question, index: Index) -> tuple[Passage, ...]:
    found = [hit.passage for hit in find_hits(read, index)]
    if len(found) < NEAREST:
        found += _look_alike(read.topic or read.text, index)
    return tuple({passage.folded: passage for passage in reversed(found)}.values())[::-1][:NEAREST]


def _look_alike(topic: str, index: Index) -> Iterator[Passage]:
    """Sentences with characters of the question, where its words are not found."""
    passages = all_passages(index)
    texts = [passage.folded for passage in passages]
    for _, _, at in process.extract(topic, texts, scorer=fuzz.partial_ratio, score_cutoff=_NEAR_CUTOFF, limit=NEAREST):
        yield passages[at]


def find_places(words: str, service: Answerer) -> tuple[Passage, ...]:
    """The sentences that an administrator's words lead to: those of the task that is named, else the nearest."""
    read = service.answer(words, Dialogue())[0].question
    tasks = [service.index.task_by_number(read.document_id, number) for number in read.tasks]
    named = [passage for task in tasks if task for passage in service.index.passages_of_task(task.id)]
    return tuple(named)[:NEAREST] or _nearest(read, service.index)


def place_of(passage: Passage, index: Index) -> Place:
    """A sentence as a place that can be taught."""
    return Place(document=index.document(passage.document_id).name, line=passage.line, quote=passage.text.strip())


def place_of_task(task: TaskRecord, index: Index) -> Place:
    """A whole task as a place that can be taught."""
    name = index.document(task.document_id).name
    return Place(document=name, line=task.first_line, quote=task.description.strip(), task=task.number)


# words


def propose_aliases(question: KeptQuestion, service: Answerer) -> tuple[Alias, ...]:
    """Words of a question that the plan may not have, each with what it may stand for; the likeliest first."""
    ranked = [
        (tier, -score, alias)
        for tier, surface in _surfaces(question, service)
        for score, alias in sorted(_targets(surface, service), key=lambda pair: -pair[0])[:_TARGETS]
    ]
    ranked.sort(key=lambda row: row[:2])
    return tuple(dict.fromkeys(alias for *_, alias in ranked))[:PROPOSED]


def _surfaces(question: KeptQuestion, service: Answerer) -> Iterator[tuple[int, str]]:
    """Words that something may be taught of, with their rank.

    First bodies that the plan does not name and words that it does not have; then neighbouring words, which may be one
    word; then words that it has, but not for what was asked.
    """
    read = read_again(question, service)
    yield from ((0, slot.surface) for slot in read.departments if not slot.ids)
    yield from ((0, concept.surface) for concept in read.concepts if not concept.is_known)
    words = [concept.surface for concept in read.concepts]
    for a in range(len(words)):
        for b in range(a + 2, len(words) + 1):
            joined = "".join(words[a:b])
            if len(joined) <= _LONGEST_TOPIC and joined in read.text and not joined.isascii():
                yield 1, joined
    yield from ((2, concept.surface) for concept in read.concepts if concept.is_known and not concept.is_light)


def _targets(surface: str, service: Answerer) -> Iterator[tuple[float, Alias]]:
    for target, score in _likely(surface, service.index):
        try:
            yield score, check_alias(service.index, surface, target)
        except AliasUnusable:
            continue


def _likely(surface: str, index: Index) -> Iterator[tuple[str, float]]:
    names = {name.name: name.department_id for name in index.department_names}
    plan_names = {department.id: department.name for department in index.departments}
    for name, score in _alike(surface, names):
        yield plan_names[names[name]], score
    yield from _alike(surface, chinese_terms(index))


def _alike(surface: str, texts: Iterable[str]) -> list[tuple[str, float]]:
    found = process.extract(surface, list(texts), scorer=_likeness, score_cutoff=_TARGET_CUTOFF, limit=PROPOSED)
    return [(text, score) for text, score, _ in found]


def _likeness(surface: str, text: str, *, score_cutoff: float | None = None) -> float:
    rest = iter(text)
    is_in_order = all(character in rest for character in surface)
    return float(fuzz.ratio(surface, text)) + (_IN_ORDER if is_in_order else 0)
