"""What an answer is, before it is shown: data in the language of no reader. Frozen records, no wording.

A `Message` names a text of `bot/rendering/texts.toml` and the values that go into it; the renderer picks the language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bot.understanding.types import Language, Question
from corpus.model import Place


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


class Status(StrEnum):
    """Whether the bot stands behind an answer; the words of the contract."""

    ANSWERED = "answered"
    CHOOSE = "choose"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Message:
    """A text by its key, with values: strings, numbers, `DepartmentRecord`s, `Message`s, or tuples of these."""

    key: str
    values: Mapping[str, Any] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a statement stands, and the words that stand there.

    Attributes:
        field: description, measures, departments, narrative or metadata.
        section: headings above it, from the chapter down.
        lines: first and last line of the document, 1-based.
        quote: verbatim part of those lines.
        place: where they stand in the original; None for a text, which has no other places than lines.
    """

    document: str
    task: int | None
    year: int | None
    field: str
    section: tuple[str, ...]
    lines: tuple[int, int]
    quote: str
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One line below the headline: a text, or a citation with its place.

    Attributes:
        is_more: may be folded away.
        document: name of the document that it tells of, "" where the index holds no other.
    """

    message: Message | None = None
    citation: Citation | None = None
    is_more: bool = False
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several things that a question may mean: how it is shown, and the question that asks for it alone."""

    label: Message
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer.

    Attributes:
        question: what was understood; its intent and slots go to the log line.
        headline: the fact that was asked for, or why there is none.
        notes: what changes the headline's meaning or how the question was read; shown right below it.
        parts: sentences, lists and further sources, in order.
        extra_citations: what the answer rests on beside the citations that `parts` show.
        task_ids: the tasks it lists or speaks of, in order: what "the second one" picks from.
    """

    status: Status
    question: Question
    headline: Message
    notes: tuple[Message, ...] = ()
    parts: tuple[Part, ...] = ()
    extra_citations: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()
    task_ids: tuple[int, ...] = ()
    why: Mapping[str, Any] = field(default_factory=_nothing)

    @property
    def language(self) -> Language:
        """The language of the frame around the quotes."""
        return self.question.language

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Everything that is cited, each place once."""
        shown = (part.citation for part in self.parts if part.citation is not None)
        return tuple(dict.fromkeys((*shown, *self.extra_citations)))
