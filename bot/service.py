"""The one door to the answers: opens the index, understands, answers, and carries the dialogue on.

The terminal and Telegram both come in here. One service belongs to one thread at a time.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.answering.answer import answer
from bot.answering.taught import NOTHING_TAUGHT, Taught, answer_taught
from bot.answering.types import Answer, Status
from bot.routing import Router
from bot.understanding.lexicon import Lexicon
from bot.understanding.types import ASIDE, Dialogue, Question
from bot.understanding.understand import LONGEST_MESSAGE, understand
from corpus.text import whole
from index.aliases import with_aliases
from index.previous import KEPT
from index.store import Index


@dataclass(frozen=True, slots=True)
class Service:
    """Answers questions from one open index, with what administrators taught."""

    index: Index
    lexicon: Lexicon = field(repr=False)
    router: Router = field(repr=False)
    taught: Taught = NOTHING_TAUGHT

    @classmethod
    def of(cls, index: Index, taught: Taught = NOTHING_TAUGHT) -> "Service":
        """A service over an open index."""
        index = with_aliases(index, taught.aliases)
        return cls(index, Lexicon.of(index), Router.of(index), taught)

    @classmethod
    def open(cls, path: Path, *corpus: Path, taught: Taught = NOTHING_TAUGHT, keep: int = KEPT) -> "Service":
        """A service over the index at `path`, which is built of these folders first where it is missing or out of date.

        Args:
            keep: so many earlier indexes are kept.

        Raises:
            PlanbotError: the corpus cannot be read, or the index cannot be written.
        """
        from index.fresh import open_fresh  # building needs sqlite-utils and jieba's dictionary, answering does not

        return cls.of(open_fresh(path, *corpus, keep=keep), taught)

    def with_taught(self, taught: Taught) -> "Service":
        """The same answers with this taught instead of what was."""
        return Service.of(self.index, taught)

    def answer(self, text: str, dialogue: Dialogue) -> tuple[Answer, Dialogue]:
        """The answer to a message, and the dialogue as it stands after it."""
        text = whole(text[: LONGEST_MESSAGE + 1])
        if self.router.has_several:
            return self._answer_from_several(text, dialogue)
        question = understand(text, self.lexicon, dialogue)
        if (found := answer_taught(text, question, self.taught, self.index)) is not None:
            return found, _next(found, dialogue)
        found = answer(question, self.index)
        if found.status is Status.NOT_FOUND and (rest := self.router.without_name(text)):
            again = answer(understand(rest, self.lexicon, dialogue), self.index)
            found = again if again.status is not Status.NOT_FOUND else found
        return found, _next(found, dialogue)

    def _answer_from_several(self, text: str, dialogue: Dialogue) -> tuple[Answer, Dialogue]:
        found = self.router.ask(text, dialogue)
        own = self.router.index_of(found.question)
        taught = answer_taught(text, found.question, self.taught, own) if found.status is not Status.CHOOSE else None
        found = self.router.told(taught) if taught is not None else found
        return found, _next(found, dialogue)

    def answer_question(self, question: Question, dialogue: Dialogue) -> tuple[Answer, Dialogue]:
        """The answer to a question that is understood already: that of a button, or of a command."""
        found = self.router.answer(question) if self.router.has_several else answer(question, self.index)
        return found, _next(found, dialogue)


def _next(found: Answer, dialogue: Dialogue) -> Dialogue:
    """A refusal that speaks of nothing in the plan leaves nothing to go on with, and aside remarks change nothing."""
    if found.question.intent in ASIDE:
        return dialogue
    question = found.question
    if found.headline.key == "no_such_task":
        question = replace(question, tasks=())  # what is asked may go on with another number, not with this one
    choices = tuple(choice.question for choice in found.choices)
    return Dialogue(question=question, task_ids=found.task_ids, choices=choices)
