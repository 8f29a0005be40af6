"""Where conversations stand. One is kept as its turns, short texts, and worked out from them when it is needed.

So it survives a restart and a new index, and can be taken up at any answer by anybody. A turn is what a person wrote,
or what a button asked for; a question that needs nothing of what was said before begins a new conversation.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

from bot.answering.taught import Taught
from bot.answering.types import Answer
from bot.understanding.requests import (
    Asking,
    Request,
    ShowYearOf,
    decode_request,
    encode_request,
    question_of,
    words_of,
)
from bot.understanding.types import Dialogue, Language, Question
from corpus.text import whole
from index.store import Index

Turns = tuple[str, ...]

#: a conversation that goes on for longer loses its beginning
MOST_TURNS = 12
#: conversations that are kept worked out; the one that was quiet for longest is dropped first
CAPACITY = 1_000
#: characters of a message that are kept: a longer one is no question
_LONGEST_TURN = 500
#: begins a turn that was a button; no message has this character
_BUTTON = "\x1f"
#: begins the turn that stands before all others where a chat has a document of its own
_DOCUMENT = "\x1e"


@dataclass(frozen=True, slots=True)
class Speaker:
    """One person in one chat and topic: whom a conversation belongs to."""

    person_id: int
    chat_id: int
    topic_id: int = 0


class Answerer(Protocol):
    """What is needed of `bot.service.Service`."""

    @property
    def index(self) -> Index:
        """The open index."""
        ...

    def answer(self, text: str, dialogue: Dialogue) -> tuple[Answer, Dialogue]:
        """The answer to a message, and where the conversation stands after it."""
        ...

    def answer_question(self, question: Question, dialogue: Dialogue) -> tuple[Answer, Dialogue]:
        """The answer to a question that is understood already."""
        ...

    def with_taught(self, taught: Taught) -> "Answerer":
        """The same answers with this taught instead of what was."""
        ...


def turn_of_text(text: str) -> str:
    """The turn that a message is."""
    return whole(text.replace(_BUTTON, " ").replace(_DOCUMENT, " "))[:_LONGEST_TURN]


def turn_of_request(request: Request, language: Language) -> str:
    """The turn that a button or command is, answered in this language."""
    return f"{_BUTTON}{language.value}:{encode_request(request)}"


def turns_about(document: str) -> Turns:
    """The beginning of a conversation that is about the document of this name; () for ""."""
    return (_DOCUMENT + document,) if document else ()


def is_button(turn: str) -> bool:
    """Whether a turn was a button or command, and no message."""
    return turn.startswith(_BUTTON)


def words_of_turn(turn: str, index: Index) -> str:
    """A turn as a person would write it."""
    request = _request_of(turn)
    return turn if request is None else words_of(request[0], index, request[1])


def _request_of(turn: str) -> tuple[Asking, Language] | None:
    if not turn.startswith(_BUTTON):
        return None
    language, _, code = turn.removeprefix(_BUTTON).partition(":")
    request = decode_request(code)
    return (request, Language(language)) if isinstance(request, Asking) and language in set(Language) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A turn that was answered: the answer, and the conversation before and after it."""

    before: Turns
    turn: str
    after: Turns
    answer: Answer


class Conversations:
    """Answers turn after turn. Not for several threads at once."""

    def __init__(self, service: Answerer, capacity: int = CAPACITY) -> None:
        self._service = service
        self._capacity = capacity
        self._dialogues: OrderedDict[Turns, Dialogue] = OrderedDict()

    def take(self, before: Turns, turn: str) -> Step | None:
        """Answer a turn; None when it asks for what the plan does not have any more."""
        dialogue = self._dialogue(before)
        found = self._answer(turn, dialogue)
        if found is None:
            return None
        answer, following = found
        after = before if following == dialogue else _after(before, turn, answer.question)
        self._keep(after, following)
        return Step(before=before, turn=turn, after=after, answer=answer)

    def _answer(self, turn: str, dialogue: Dialogue) -> tuple[Answer, Dialogue] | None:
        request = _request_of(turn)
        if request is None:
            return self._service.answer(turn, dialogue)
        question = question_of(request[0], self._service.index, request[1], dialogue)
        return None if question is None else self._service.answer_question(question, dialogue)

    def _dialogue(self, turns: Turns) -> Dialogue:
        """Where a conversation stands after these turns."""
        if not turns:
            return Dialogue()
        if turns in self._dialogues:
            self._dialogues.move_to_end(turns)
            return self._dialogues[turns]
        dialogue = Dialogue()
        for turn in turns:
            if turn.startswith(_DOCUMENT):
                dialogue = self._about(turn.removeprefix(_DOCUMENT))
            elif (found := self._answer(turn, dialogue)) is not None:
                dialogue = found[1]
        self._keep(turns, dialogue)
        return dialogue

    def _about(self, name: str) -> Dialogue:
        """A conversation in which nothing was said yet but which document is meant; any, when that is gone."""
        ids = (document.id for document in self._service.index.documents if document.name == name)
        document_id = next(ids, None)
        if document_id is None:
            return Dialogue()
        return Dialogue(question=Question(text="", language=Language.CHINESE, document_id=document_id))

    def _keep(self, turns: Turns, dialogue: Dialogue) -> None:
        self._dialogues[turns] = dialogue
        self._dialogues.move_to_end(turns)
        if len(self._dialogues) > self._capacity:
            self._dialogues.popitem(last=False)


def _after(before: Turns, turn: str, question: Question) -> Turns:
    """The conversation with one more turn: without what was said before, where the question did not need it."""
    request = _request_of(turn)
    start = before[:1] if before and before[0].startswith(_DOCUMENT) else ()
    if request is None and not question.inherited and question.pick is None:
        return (*start, turn)
    if request is not None and not isinstance(request[0], ShowYearOf):
        return (*start, turn)
    if len(before) > len(start) and request is not None and _is_year(before[-1]):
        before = before[:-1]  # from one year to the next and on: the year in between is forgotten
    said = (*before[len(start) :], turn)[-MOST_TURNS:]
    return (*start, *said)


def _is_year(turn: str) -> bool:
    request = _request_of(turn)
    return request is not None and isinstance(request[0], ShowYearOf)
