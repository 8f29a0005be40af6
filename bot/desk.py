"""Where the chat and the answers meet: everything that a handler may use, and the one place that waits for an answer.

Knows nothing of Telegram's objects; handlers turn updates into calls of the desk and what it returns into messages.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from bot.access import Access
from bot.answering.types import Answer, Status
from bot.browsing import look
from bot.conversations import (
    Answerer,
    Conversations,
    Speaker,
    Step,
    Turns,
    turn_of_request,
    turn_of_text,
    turns_about,
    words_of_turn,
)
from bot.explaining import reasons_of, score_of
from bot.keys import Offers, Rows, Shown, keys_for
from bot.learning.kept import Kept, is_worth_keeping
from bot.learning.lessons import Lessons, taught_of
from bot.living import LivingService
from bot.rendering.compose import compose
from bot.rendering.html import Link, paginate
from bot.rendering.page import Line, Page
from bot.state import Answered, State
from bot.state_copies import StateUnwritable
from bot.understanding.requests import Asking, Looking, Request, ShowDepartment, department_key, in_own_document
from bot.understanding.types import Dialogue, Language

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

SECONDS_PER_MINUTE = 60
SECONDS_PER_DAY = 24 * 60 * SECONDS_PER_MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What to show: one part of a page with its buttons; and, where it answers a question, how it came about."""

    page: Page
    rows: Rows = ()
    step: Step | None = None
    why: dict[str, object] = field(default_factory=dict)

    @property
    def answer(self) -> Answer | None:
        """The answer that is shown, if it is one."""
        return self.step.answer if self.step else None


@dataclass(slots=True, kw_only=True)
class Desk:
    """What handlers work with.

    Attributes:
        link: makes the address that opens something in the private chat; None as long as the bot's name is not known.
        offers: what the bot can do beside answering; known after the start.
        webhook_url: where this program lets Telegram send updates; "" when it fetches them.
        has_conflict: whether another program fetches updates with the same token.
        dialogue_minutes: how long a conversation may rest before it has to be begun anew; 0 for ever.
        retention_days: how long answers, and what people thought of them, are remembered; 0 for ever.
        is_learning: whether questions that failed are kept for the administrators.
        questions: a file of questions with known answers, on which what is taught is tried; None for none.
    """

    service: Answerer
    access: Access
    state: State
    dialogue_minutes: float = 30
    retention_days: float = 90
    is_learning: bool = True
    questions: Path | None = None
    link: Link | None = None
    offers: Offers = field(default_factory=Offers)
    webhook_url: str = ""
    has_conflict: bool = False
    now: Callable[[], float] = time.time
    #: set when Telegram refuses the token in the middle of everything
    refused: asyncio.Event = field(default_factory=asyncio.Event)
    # the index has one connection, which one thread at a time may use
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    # fonts and canvases are large, and a crowd that draws leaves the answers no threads
    _drawing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _conversations: Conversations = field(init=False)
    kept: Kept = field(init=False)
    lessons: Lessons = field(init=False)
    _learned: str = field(init=False)
    #: how often something was wiped from the state file; a copy from before holds it still
    wipes: int = 0
    _tidied_at: float = 0.0
    _is_wiped: bool = True

    def __post_init__(self) -> None:
        self._conversations = Conversations(self.service)
        self.kept, self.lessons = Kept(self.state), Lessons(self.state)
        self._learned = ""  # what the service was given at the start may be older than what the file says now

    def note_conflict(self, has_conflict: bool) -> None:
        """Note whether another program fetches updates with the same token."""
        self.has_conflict = has_conflict

    # answering

    async def ask(self, text: str, before: Turns, update_id: int) -> Reply:
        """The answer to what somebody wrote, in a conversation that has come so far; logs one line."""
        reply = await self._take(before, turn_of_text(text), update_id)
        if reply is None:  # only a button can ask for what there no longer is
            raise LookupError("a text without an answer")
        return reply

    async def show(self, request: Request, before: Turns, language: Language, update_id: int) -> Reply | None:
        """What a button or command asks for; None when the plan does not have it any more."""
        if isinstance(request, Asking):
            return await self._take(before, turn_of_request(request, language), update_id)
        return await self.work(lambda: self._look(request, language))

    async def glance(self, wish: str | Request, before: Turns = (), language: Language | None = None) -> Reply | None:
        """The answer to a question in passing: not logged, and not part of any conversation."""
        turn = turn_of_text(wish) if isinstance(wish, str) else turn_of_request(wish, language or Language.CHINESE)
        return await self.work(lambda: self._replied(before, turn, 1))

    async def department_named(self, name: str) -> Request | None:
        """The tasks of the one department that a name fits."""

        def find() -> Request | None:
            answer, _ = self.service.answer(f"{name}负责哪些任务", Dialogue())
            ids = {id_ for slot in answer.question.departments for id_ in slot.ids}
            index = self.service.index
            if answer.status is Status.CHOOSE or len(ids) != 1:
                return None
            department = next(department for department in index.departments if department.id in ids)
            return in_own_document(ShowDepartment(department_key(department)), index, answer.question.document_id)

        return await self.work(find)

    async def again(self, answered: Answered, page: int = 1) -> Reply | None:
        """An answer that was given before, or another page of it."""
        return await self.work(lambda: self._replied(answered.before, answered.turn, page))

    async def work(self, job: Callable[[], _T], *, goes_on: bool = False) -> _T:
        """Do something that needs the index, in a thread, with the index that lies at its place now.

        Args:
            goes_on: it goes on with an answer that was just given, and must not meet another index.
        """

        def with_renewed_index() -> _T:
            self.renew()
            return job()

        async with self._lock:
            if not goes_on:
                await self._learn()
            return await asyncio.to_thread(job if goes_on else with_renewed_index)

    async def draw(self, job: Callable[[], bytes]) -> bytes:
        """Draw a picture in a thread, one at a time."""
        async with self._drawing:
            return await asyncio.to_thread(job)

    def renew(self) -> None:
        """Take a new index, if there is one; conversations are worked out anew from what was said."""
        if isinstance(self.service, LivingService) and self.service.renew():
            self._conversations = Conversations(self.service)

    async def _learn(self) -> None:
        """Take in what was taught or undone since the last answer, here or by the command in a terminal."""
        if (version := self.lessons.version) != self._learned:
            taught = taught_of(self.lessons.kept())
            self.service = await asyncio.to_thread(self.service.with_taught, taught)
            self._conversations, self._learned = Conversations(self.service), version

    async def _take(self, before: Turns, turn: str, update_id: int) -> Reply | None:
        started = time.perf_counter()
        reply = await self.work(lambda: self._replied(before, turn, 1))
        if reply is not None and reply.answer is not None:
            _log(reply.answer, update_id, (time.perf_counter() - started) * 1000)
        return reply

    def _replied(self, before: Turns, turn: str, number: int) -> Reply | None:
        step = self._conversations.take(before, turn)
        if step is None:
            return None
        index = self.service.index
        parts = paginate(compose(step.answer), self.link)
        number = min(number, len(parts))
        shown = Shown(page=parts[number - 1], number=number, total=len(parts), words=words_of_turn(step.turn, index))
        rows = keys_for(step.answer, shown, index, self.offers)
        return Reply(page=shown.page, rows=rows, step=step, why=dict(reasons_of(step.answer, index)))

    def _look(self, request: Looking, language: Language) -> Reply | None:
        view = look(request, self.service.index, language)
        return None if view is None else Reply(page=paginate(view.page, self.link)[0], rows=view.rows)

    # conversations

    def turns_of(self, speaker: Speaker) -> Turns:
        """How far somebody's conversation has come, unless it rested for too long."""
        since = self.now() - SECONDS_PER_MINUTE * self.dialogue_minutes if self.dialogue_minutes else 0.0
        return self.state.turns_of(speaker, since) or turns_about(self.state.document_of(speaker.chat_id))

    def remember(
        self,
        reply: Reply,
        *,
        message_id: int,
        question_id: int,
        owner: Speaker,
        listener: Speaker,
        update_id: int,
        origin: Turns | None = None,
    ) -> None:
        """Remember which message shows an answer.

        Args:
            owner: whose question it was; a button of somebody else does not change that.
            listener: whose conversation goes on from it.
            origin: the conversation up to the message that is answered, where a button changed the answer.
        """
        if reply.step is None:
            return
        answered = Answered(
            message_id=message_id,
            question_id=question_id,
            speaker=owner,
            origin=reply.step.before if origin is None else origin,
            before=reply.step.before,
            turn=reply.step.turn,
            after=reply.step.after,
            why=reply.why,
        )
        # the answer was sent: that it cannot be remembered is no reason to say that something went wrong
        with self.state.tolerating():
            self.state.remember_answer(answered, listener, self.now(), update_id)
            if self.is_learning and is_worth_keeping(reply.step.answer):
                self.kept.note_unanswered(reply.step, owner.person_id, self.now())
            self.tidy()

    def rate(self, answered: Answered, person: Speaker, *, is_good: bool) -> None:
        """Remember what a person thinks of an answer."""
        self.state.rate(answered, person.person_id, is_good=is_good, now=self.now())
        if self.is_learning:
            self.kept.note_rating(answered, person.person_id, is_good=is_good, now=self.now())

    @property
    def oldest(self) -> float:
        """Since when questions and answers are kept, in seconds since 1970; 0.0 for ever."""
        return self.now() - SECONDS_PER_DAY * self.retention_days if self.retention_days else 0.0

    def tidy(self) -> None:
        """Forget what is too old, once a day, so that nothing of it is left in the file."""
        now = self.now()
        if abs(now - self._tidied_at) < SECONDS_PER_DAY:  # the clock may have been set back
            return
        self._tidied_at = now
        before = self.state.changes
        oldest = self.oldest
        self.kept.forget_older(oldest)
        self.lessons.forget_older(oldest)
        self.state.forget_notices(now - SECONDS_PER_DAY)
        self.state.forget_older(
            answers=oldest,
            dialogues=now - SECONDS_PER_MINUTE * self.dialogue_minutes if self.dialogue_minutes else oldest,
            updates=now - 3 * SECONDS_PER_DAY,  # Telegram keeps an update for a day
        )
        self._is_wiped = self._is_wiped and self.state.changes == before
        if self._is_wiped:
            return
        try:
            self._is_wiped = self.state.wipe()
            self.wipes += self._is_wiped
        except StateUnwritable as error:  # another program is at the file, or the disk is full: tomorrow, then
            logger.warning("what was forgotten is not wiped from the state file yet: %s", error)


def with_note(reply: Reply, note: str) -> Reply:
    """The reply with one more line at the end of what is shown."""
    if not note:
        return reply
    return replace(reply, page=replace(reply.page, lines=(*reply.page.lines, Line(note))))


def _log(answer: Answer, update_id: int, milliseconds: float) -> None:
    question = answer.question
    slots = {
        "tasks": question.tasks,
        "years": question.years.years,
        "departments": [id_ for slot in question.departments for id_ in slot.ids],
        "sections": question.sections,
    }
    named = "".join(f" {name}={','.join(map(str, values))}" for name, values in slots.items() if values)
    score = score_of(answer)
    logger.info(
        "question update=%d intent=%s%s status=%s score=%s ms=%.1f",
        update_id,
        question.intent.value.replace(" ", "_"),
        named,
        answer.status.value,
        "-" if score is None else score,
        milliseconds,
    )
