"""The questions that failed: kept in the state file, without names, for as long as the settings say."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.answering.taught import question_key
from bot.answering.types import Answer, Status
from bot.conversations import Step, Turns, is_button
from bot.state import Answered, State, read_turns
from bot.understanding.types import Intent

#: what is no question about the plan
_ASIDE = frozenset({Intent.GREETING, Intent.THANKS, Intent.TOO_LONG, Intent.OFF_TOPIC, Intent.PRIVATE})
#: refusals that nothing could be taught about: a number is in the plan or is not, and an administrator has seen it
_SETTLED = frozenset(
    {"no_such_task", "no_such_year", "no_such_item", "no_tasks_at_all", "no_years_at_all", "taught_absent"}
)
_SALT = "salt"
_DIGITS_OF_HASH = 16


class Reason(StrEnum):
    """Why a question is kept."""

    UNANSWERED = "unanswered"
    RATED = "rated"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptQuestion:
    """A question that failed.

    Attributes:
        context: the turns before it that it needs.
        times: how often it failed.
        persons: for whom, as salted hashes.
        first_at, last_at: when, in seconds since 1970.
        is_rated: whether somebody was not content with an answer; else there was none.
    """

    id: int
    text: str
    context: Turns
    language: str
    intent: str
    times: int
    persons: frozenset[str]
    first_at: int
    last_at: int
    is_rated: bool


def is_worth_keeping(answer: Answer) -> bool:
    """Whether the plan was asked for something that was not found in it, and that may be taught."""
    question = answer.question
    if answer.status is not Status.NOT_FOUND or question.intent in _ASIDE:
        return False
    if question.intent is Intent.NOTHING and not question.cues:
        return False  # it asks for nothing
    return not {answer.headline.key, *(note.key for note in answer.notes)} & _SETTLED


class Kept:
    """The kept questions of a state file."""

    def __init__(self, state: State) -> None:
        self._state = state

    def note_unanswered(self, step: Step, person_id: int, now: float) -> None:
        """Keep a question that was just declined; what buttons asked is not kept."""
        if is_button(step.turn):
            return
        question = step.answer.question
        about = {"language": question.language.value, "intent": question.intent.value}
        self._note(step.turn, _context(step.after, step.turn), about, Reason.UNANSWERED, person_id, now)

    def note_rating(self, answered: Answered, person_id: int, *, is_good: bool, now: float) -> None:
        """Keep a question whose answer somebody did not like; take that back when they like it after all."""
        if is_button(answered.turn):
            return
        context = _context(answered.after, answered.turn)
        person = self._hash(person_id)
        self._state.run(
            "DELETE FROM askings WHERE person = ? AND reason = ? AND question_id IN"
            " (SELECT id FROM kept_questions WHERE key = ? AND context = ?)",
            (person, Reason.RATED.value, question_key(answered.turn), json.dumps(context)),
        )
        if not is_good:
            self._note(answered.turn, context, answered.why, Reason.RATED, person_id, now)
        self._drop_empty()

    def _note(
        self, text: str, context: Turns, about: Mapping[str, Any], reason: Reason, person_id: int, now: float
    ) -> None:
        rows = self._state.run(
            "INSERT INTO kept_questions (key, context, text, language, intent, state) VALUES (?, ?, ?, ?, ?, 'open')"
            # what was taught did not help; what was dismissed stays dismissed
            " ON CONFLICT (key, context) DO UPDATE SET text = excluded.text, intent = excluded.intent,"
            " state = CASE state WHEN 'taught' THEN 'open' ELSE state END RETURNING id",
            (question_key(text), json.dumps(context), text, about.get("language", "zh"), about.get("intent", "")),
        )
        values = (rows[0][0], self._hash(person_id), reason.value, int(now))
        self._state.run("INSERT INTO askings VALUES (?, ?, ?, ?)", values)

    def open_questions(self, since: float = 0) -> tuple[KeptQuestion, ...]:
        """The questions that nobody has dealt with, asked for the first time since then: most asked first."""
        return self._read("q.state = 'open'", int(since))

    def question(self, question_id: int) -> KeptQuestion | None:
        """One kept question, dealt with or not; None when it is kept no longer."""
        return next(iter(self._read("q.id = ?", question_id, 0)), None)

    def _read(self, condition: str, *values: int) -> tuple[KeptQuestion, ...]:
        sql = (
            "SELECT q.id, q.text, q.context, q.language, q.intent, count(*), group_concat(DISTINCT a.person),"  # noqa: S608
            " min(a.asked_at) AS first_at, max(a.asked_at) AS last_at, max(a.reason = 'rated')"
            f" FROM kept_questions q JOIN askings a ON a.question_id = q.id WHERE {condition}"
            " GROUP BY q.id HAVING first_at >= ? ORDER BY count(*) DESC, last_at DESC, q.id"
        )
        return tuple(_kept(*row) for row in self._state.run(sql, values))

    def settle(self, ids: Iterable[int], *, lesson_id: int | None = None) -> None:
        """Questions that were dealt with: by a lesson, else by dismissing them."""
        state = "dismissed" if lesson_id is None else "taught"
        for question_id in ids:
            self._state.run(
                "UPDATE kept_questions SET state = ?, lesson_id = ? WHERE id = ?", (state, lesson_id, question_id)
            )

    def well_answered(self, limit: int) -> Iterator[tuple[Turns, str]]:
        """Questions that were answered lately and not complained about, newest first, with the turns before them."""
        rows = self._state.run(
            "SELECT a.before, a.turn FROM answers a WHERE json_extract(a.why, '$.status') = 'answered'"
            " AND NOT EXISTS (SELECT 1 FROM ratings r WHERE r.chat_id = a.chat_id"
            " AND r.message_id = a.message_id AND NOT r.is_good)"
            " GROUP BY a.before, a.turn ORDER BY max(a.answered_at) DESC LIMIT ?",
            (limit,),
        )
        return ((tuple(json.loads(before)), turn) for before, turn in rows)

    def forget_older(self, before: float) -> None:
        """Drop what was asked before then."""
        self._state.run("DELETE FROM askings WHERE asked_at < ?", (int(before),))
        self._drop_empty()

    def _drop_empty(self) -> None:
        self._state.run("DELETE FROM kept_questions WHERE id NOT IN (SELECT question_id FROM askings)")

    def _hash(self, person_id: int) -> str:
        """A text that tells a person from others; without the salt of this file it cannot be compared with anything."""
        salt = self._state.remark(_SALT)
        if not salt:
            salt = secrets.token_hex(_DIGITS_OF_HASH)
            self._state.set_remark(_SALT, salt)
        return hmac.new(salt.encode(), str(person_id).encode(), hashlib.sha256).hexdigest()[:_DIGITS_OF_HASH]


def _kept(
    id_: int, text: str, context: str, language: str, intent: str, times: int, persons: str, *rest: int
) -> KeptQuestion:
    first_at, last_at, is_rated = rest
    return KeptQuestion(
        id=id_,
        text=text,
        context=read_turns(context),
        language=language,
        intent=intent,
        times=times,
        persons=frozenset(persons.split(",")),
        first_at=first_at,
        last_at=last_at,
        is_rated=bool(is_rated),
    )


def _context(after: Turns, turn: str) -> Turns:
    """The turns that a question needs before it, by the conversation as it stood after it."""
    return after[:-1] if after[-1:] == (turn,) else ()
