"""The one door to the answers: opens the index, understands, answers, and carries the dialogue on.

The terminal and Telegram both come in here. One service belongs to one thread at a time.
"""

from dataclasses import dataclass
from pathlib import Path

from bot.answering.answer import answer
from bot.answering.types import Answer, Status
from bot.understanding.lexicon import Lexicon
from bot.understanding.types import Dialogue, Intent, Question
from bot.understanding.understand import understand
from index.previous import KEPT
from index.store import Index

#: answers after which the dialogue stays what it was
_ASIDE = frozenset({Intent.GREETING, Intent.THANKS, Intent.TOO_LONG, Intent.OFF_TOPIC, Intent.PRIVATE, Intent.NOTHING})


@dataclass(frozen=True, slots=True)
class Service:
    """Answers questions from one open index."""

    index: Index
    lexicon: Lexicon

    @classmethod
    def of(cls, index: Index) -> "Service":
        """A service over an open index."""
        return cls(index, Lexicon.of(index))

    @classmethod
    def open(cls, path: Path, *corpus: Path, keep: int = KEPT) -> "Service":
        """A service over the index at `path`, which is built of these folders first where it is missing or out of date.

        Args:
            keep: so many earlier indexes are kept.

        Raises:
            PlanbotError: the corpus cannot be read, or the index cannot be written.
        """
        from index.fresh import open_fresh  # building needs sqlite-utils and jieba's dictionary, answering does not

        return cls.of(open_fresh(path, *corpus, keep=keep))

    def answer(self, text: str, dialogue: Dialogue) -> tuple[Answer, Dialogue]:
        """The answer to a message, and the dialogue as it stands after it."""
        return self.answer_question(understand(text, self.lexicon, dialogue), dialogue)

    def answer_question(self, question: Question, dialogue: Dialogue) -> tuple[Answer, Dialogue]:
        """The answer to a question that is understood already: that of a button, or of a command."""
        found = answer(question, self.index)
        return found, _next(found, dialogue)


def _next(found: Answer, dialogue: Dialogue) -> Dialogue:
    """A refusal that speaks of nothing in the plan leaves nothing to go on with, and aside remarks change nothing."""
    if found.question.intent in _ASIDE:
        return dialogue
    if found.status is Status.NOT_FOUND and not found.task_ids and not found.question.tasks:
        return Dialogue(question=found.question, choices=tuple(choice.question for choice in found.choices))
    return Dialogue(
        question=found.question,
        task_ids=found.task_ids,
        choices=tuple(choice.question for choice in found.choices),
    )
