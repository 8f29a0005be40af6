"""Several documents in one index: which of them a message asks, and the answer that comes of it.

A message goes to the document that it names, else to the one that is spoken of; where neither answers, to all that
may. Where several answer equally well, the person is asked.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from bot.answering.answer import answer
from bot.answering.several import CLEARLY_MORE, choose_document, compare, fit, told_of
from bot.answering.types import Answer, Status
from bot.understanding.documents import read_naming
from bot.understanding.lexicon import Lexicon
from bot.understanding.slots import read_pick
from bot.understanding.titles import Titles
from bot.understanding.types import ASIDE, Dialogue, Question
from bot.understanding.understand import understand
from corpus.text import fold
from index.concepts import find_concepts
from index.scope import of_document
from index.search import search
from index.store import Index
from index.types import DocumentRecord

#: documents that are asked when a message names none; of more, those that speak of its topic most, where none does the
#: newest
MOST_ASKED = 6


@dataclass(frozen=True, slots=True)
class Router:
    """The documents of an open index."""

    index: Index
    titles: Titles

    @classmethod
    def of(cls, index: Index) -> "Router":
        """The documents of an index."""
        return cls(index, Titles(index.documents))

    @property
    def has_several(self) -> bool:
        """Whether there is more than one."""
        return len(self.titles) > 1

    def ask(self, text: str, dialogue: Dialogue) -> Answer:
        """The answer to a message."""
        text = _picked(text, dialogue)
        naming = read_naming(fold(text), self.index, self.titles)
        if naming.compares and len(naming.ids) > 1:
            return self._compare(naming.ids[:MOST_ASKED], naming.rest)
        if naming.ids:
            return self._ask_named(naming.ids[0], naming.rest, dialogue)
        current = dialogue.question.document_id if dialogue.question else None
        if current is not None:
            found = self._ask_one(current, text, dialogue)
            if found.status is not Status.NOT_FOUND or found.question.inherited:
                return self.told(found)
        return self._ask_all(text, dialogue, current)

    def without_name(self, text: str) -> str:
        """A message without the words that name a document: 普陀质量计划里任务2谁负责; "" where it names none."""
        naming = read_naming(fold(text), self.index, self.titles)
        return naming.rest if naming.ids else ""

    def answer(self, question: Question) -> Answer:
        """The answer to a question that is understood already."""
        return self.told(answer(question, of_document(self.index, question.document_id)))

    def index_of(self, question: Question) -> Index:
        """The index as far as it is about the document of a question."""
        return of_document(self.index, question.document_id)

    def _lexicon(self, document_id: int) -> Lexicon:
        return _lexicon_of(of_document(self.index, document_id))

    def _ask_one(self, document_id: int, text: str, dialogue: Dialogue) -> Answer:
        lexicon = self._lexicon(document_id)
        return answer(understand(text, lexicon, dialogue), lexicon.index)

    def _ask_named(self, document_id: int, rest: str, dialogue: Dialogue) -> Answer:
        """A message that names its document; one that says little more asks the last question of it."""
        last = dialogue.question
        if last is None or last.document_id == document_id:
            return self.told(self._ask_one(document_id, rest, dialogue))
        question = understand(rest, self._lexicon(document_id), Dialogue())
        says_something = (
            question.tasks or question.departments or question.sections or question.topic.strip(" ,.?呢那吗和与")
        )
        if says_something:
            return self.told(answer(question, self._lexicon(document_id).index))
        return self.told(self._ask_one(document_id, f"{last.text} {rest}", Dialogue()))

    def _ask_all(self, text: str, dialogue: Dialogue, asked: int | None) -> Answer:
        """Ask every document that may answer; the one that was asked already comes first."""
        ids = [id_ for id_ in self._candidates(text) if id_ != asked]
        answers = [self._ask_one(id_, text, Dialogue()) for id_ in ([asked] if asked else []) + ids]
        if not answers or answers[0].question.intent in ASIDE:
            return self._ask_one(self.titles.ids[0], text, dialogue)
        good = [found for found in answers if found.status is not Status.NOT_FOUND]
        good = self._clearest(good)
        if len(good) > 1:
            pairs = [(self._document(found), found) for found in good]
            return choose_document(good[0].question, pairs, text.strip())
        return self.told((good or answers)[0])

    def _candidates(self, text: str) -> list[int]:
        if len(self.titles) <= MOST_ASKED:
            return list(self.titles.ids)
        hits = search(self.index, find_concepts(self.index, fold(text)))
        if not hits:
            return list(self.titles.newest[:MOST_ASKED])
        least = max(hit.coverage for hit in hits) - CLEARLY_MORE
        return list(dict.fromkeys(hit.passage.document_id for hit in hits if hit.coverage >= least))[:MOST_ASKED]

    def _clearest(self, found: list[Answer]) -> list[Answer]:
        """The answers without those of documents that hold clearly less of what is asked."""
        if len(found) < 2 or not all(each.question.concepts for each in found):
            return found
        scores = [fit(each.question, of_document(self.index, each.question.document_id)) for each in found]
        least = max(scores) - CLEARLY_MORE
        return [each for each, score in zip(found, scores, strict=True) if score >= least]

    def _compare(self, ids: Iterable[int], rest: str) -> Answer:
        answers = [self._ask_one(id_, rest, Dialogue()) for id_ in ids]
        return compare(answers[0].question, [(self._document(found), found) for found in answers])

    def _document(self, found: Answer) -> DocumentRecord:
        return self.index.document(found.question.document_id)

    def told(self, found: Answer) -> Answer:
        """The answer with a line that says of which document it tells."""
        return found if found.question.intent in ASIDE else told_of(found, self._document(found))


@functools.lru_cache(maxsize=64)
def _lexicon_of(index: Index) -> Lexicon:
    return Lexicon.of(index)


def _picked(text: str, dialogue: Dialogue) -> str:
    """The choice that a message picks by its number, where one was offered, else the message itself."""
    pick = read_pick(fold(text), offered=len(dialogue.choices))
    place = pick.place or 0
    if not pick.rest.strip() and 0 < place <= len(dialogue.choices):
        return dialogue.choices[place - 1]
    return text
