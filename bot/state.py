"""What the bot must remember over a restart: one small SQLite file with one writer. The only file worth a backup.

Who may ask; which answer belongs to which question, and where each conversation stands; what people thought of
answers; updates that were dealt with, or taken but not dealt with yet. Later versions add tables by adding a step to
`bot.state_tables`; what befalls the file is dealt with in `bot.state_file`.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.conversations import Speaker, Turns
from bot.state_file import StateFile
from bot.state_tables import STEPS

logger = logging.getLogger(__name__)

SCHEMA_VERSION = len(STEPS)

_HANDLED = "UPDATE updates SET is_handled = 1, content = NULL, noted_at = ? WHERE update_id = ?"
_ANSWERED = (
    "SELECT message_id, question_id, person_id, chat_id, topic_id, origin, before, turn, after, why FROM answers"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A message of the bot that answers a message.

    Attributes:
        message_id, question_id: the answer's message, and the message that it answers.
        speaker: whose question it was.
        origin: the conversation up to the message that is answered.
        before, turn, after: the conversation up to what is shown now, what was asked then, and the conversation after.
        why: how the question was read and what was found, for JSON.
    """

    message_id: int
    question_id: int
    speaker: Speaker
    origin: Turns
    before: Turns
    turn: str
    after: Turns
    why: Mapping[str, Any]


class State(StateFile):
    """An open state file. Close it, or use it as a context manager. Opening it raises what `StateFile` does."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, STEPS)

    # chats that may ask

    def allow_chat(self, chat_id: int, by: int, now: float) -> None:
        """Remember that a person let this chat ask."""
        self.run("INSERT OR REPLACE INTO allowed_chats VALUES (?, ?, ?)", (chat_id, by, int(now)))

    def forget_chat(self, chat_id: int) -> bool:
        """Remember no longer that this chat may ask; False when nothing of the kind was remembered."""
        return bool(self.run("DELETE FROM allowed_chats WHERE chat_id = ? RETURNING chat_id", (chat_id,)))

    def move_chat(self, old_id: int, new_id: int) -> None:
        """Carry over what is remembered of a group that was given a new id."""
        for table in ("allowed_chats", "chat_documents"):
            self.run(f"UPDATE OR REPLACE {table} SET chat_id = ? WHERE chat_id = ?", (new_id, old_id))  # noqa: S608

    def is_allowed(self, chat_id: int) -> bool:
        """Whether this chat was let ask."""
        return bool(self.run("SELECT 1 FROM allowed_chats WHERE chat_id = ?", (chat_id,)))

    def allowed_chats(self) -> tuple[int, ...]:
        """The chats that were let ask."""
        return tuple(chat_id for (chat_id,) in self.run("SELECT chat_id FROM allowed_chats ORDER BY allowed_at"))

    # which document a chat is about

    def document_of(self, chat_id: int) -> str:
        """The name of the document that questions in a chat are about; "" where none was chosen."""
        rows = self.run("SELECT document FROM chat_documents WHERE chat_id = ?", (chat_id,))
        return str(rows[0][0]) if rows else ""

    def set_document(self, chat_id: int, name: str) -> None:
        """Remember which document questions in a chat are about; "" for no particular one."""
        if name:
            self.run("INSERT OR REPLACE INTO chat_documents VALUES (?, ?)", (chat_id, name))
        else:
            self.run("DELETE FROM chat_documents WHERE chat_id = ?", (chat_id,))

    # people who were told that they may not ask

    def tell_once(self, person_id: int, now: float, every: float) -> bool:
        """Whether to tell this person now: True if nothing was told within so many seconds, and that is remembered."""
        told = self.run(
            "INSERT INTO notices VALUES (?, ?) ON CONFLICT (person_id)"
            " DO UPDATE SET told_at = excluded.told_at WHERE told_at <= ? RETURNING person_id",
            (person_id, int(now), int(now - every)),
        )
        return bool(told)

    def forget_notices(self, before: float) -> None:
        """Drop the notices of earlier days: who asked is kept no longer than it is needed."""
        self.run("DELETE FROM notices WHERE told_at < ?", (int(before),))

    # answers and conversations

    def remember_answer(self, answered: Answered, listener: Speaker, now: float, update_id: int) -> None:
        """Remember an answer in place of what the message answered before, and that its update was dealt with.

        Args:
            listener: whose conversation goes on from it.
        """
        who = answered.speaker
        turns = _to_json(answered.after)
        answer = (
            *(who.chat_id, answered.message_id, answered.question_id, who.person_id, who.topic_id),
            *(_to_json(answered.origin), _to_json(answered.before), answered.turn, turns),
            *(json.dumps(answered.why), int(now)),
        )
        dialogue = (listener.person_id, listener.chat_id, listener.topic_id, turns, int(now))
        self.run_all(
            ("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", answer),
            ("INSERT OR REPLACE INTO dialogues VALUES (?, ?, ?, ?, ?)", dialogue),
            (_HANDLED, (int(now), update_id)),
        )

    def answer_in(self, chat_id: int, message_id: int) -> Answered | None:
        """The answer that a message of the bot is."""
        return self._answered("chat_id = ? AND message_id = ?", (chat_id, message_id))

    def answer_to(self, chat_id: int, question_id: int) -> Answered | None:
        """The answer to somebody's message."""
        return self._answered("chat_id = ? AND question_id = ?", (chat_id, question_id))

    def last_answer_for(self, speaker: Speaker) -> Answered | None:
        """The last answer that somebody got in a chat and topic."""
        who = (speaker.person_id, speaker.chat_id, speaker.topic_id)
        return self._answered("person_id = ? AND chat_id = ? AND topic_id = ?", who)

    def _answered(self, condition: str, values: Sequence[int]) -> Answered | None:
        rows = self.run(f"{_ANSWERED} WHERE {condition} ORDER BY answered_at DESC, message_id DESC LIMIT 1", values)
        if not rows:
            return None
        message_id, question_id, person_id, chat_id, topic_id, origin, before, turn, after, why = rows[0]
        reasons = _from_json(why)
        if not isinstance(reasons, dict):
            return None  # damaged: as if the answer were too old to be remembered
        return Answered(
            message_id=message_id,
            question_id=question_id,
            speaker=Speaker(person_id, chat_id, topic_id),
            origin=read_turns(origin),
            before=read_turns(before),
            turn=turn,
            after=read_turns(after),
            why=reasons,
        )

    def turns_of(self, speaker: Speaker, since: float) -> Turns:
        """How far somebody's conversation has come; () when it has not begun, or nothing was said since then."""
        rows = self.run(
            "SELECT turns FROM dialogues WHERE person_id = ? AND chat_id = ? AND topic_id = ? AND spoken_at >= ?",
            (speaker.person_id, speaker.chat_id, speaker.topic_id, int(since)),
        )
        return read_turns(rows[0][0]) if rows else ()

    def rate(self, answered: Answered, person_id: int, *, is_good: bool, now: float) -> None:
        """Remember what a person thinks of an answer, in place of what they thought before."""
        self.run(
            "INSERT OR REPLACE INTO ratings VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(answered.speaker.chat_id, answered.message_id, person_id, is_good),
                *(answered.turn, json.dumps(answered.why), int(now)),
            ),
        )

    # updates

    def take_update(self, update_id: int, digest: str, now: float) -> bool:
        """Remember that an update is being dealt with; False when it was dealt with before."""
        self.follow()
        taken = self.run(
            "INSERT INTO updates VALUES (?, ?, NULL, 0, ?) ON CONFLICT (update_id) DO UPDATE SET"
            " digest = excluded.digest, content = NULL, is_handled = 0, noted_at = excluded.noted_at"
            " WHERE NOT is_handled OR digest <> excluded.digest RETURNING update_id",
            (update_id, digest, int(now)),
        )
        return bool(taken)

    def note_handled(self, update_id: int, now: float) -> None:
        """Remember that an update was dealt with."""
        self.run(_HANDLED, (int(now), update_id))

    def park(self, updates: Mapping[int, str]) -> None:
        """Keep updates that were taken but not dealt with, so that Telegram need not keep them."""
        keep = "UPDATE updates SET content = ? WHERE update_id = ? AND NOT is_handled"
        self.run_all(*((keep, (content, update_id)) for update_id, content in updates.items()))

    def parked(self) -> dict[int, str]:
        """The updates that were kept and are still not dealt with, oldest first."""
        return dict(self.run("SELECT update_id, content FROM updates WHERE content IS NOT NULL ORDER BY update_id"))

    # keeping house

    def counts(self) -> dict[str, int]:
        """How many answers, good and bad ratings, and chats are remembered."""
        rows = self.run(
            "SELECT (SELECT count(*) FROM answers), (SELECT count(*) FROM ratings WHERE is_good),"
            " (SELECT count(*) FROM ratings WHERE NOT is_good), (SELECT count(*) FROM allowed_chats)"
        )
        return dict(zip(("answers", "good", "bad", "chats"), rows[0], strict=True))

    def forget_older(self, *, answers: float, dialogues: float, updates: float) -> None:
        """Drop what was said and asked before these times."""
        self.run_all(
            ("DELETE FROM answers WHERE answered_at < ?", (int(answers),)),
            ("DELETE FROM ratings WHERE rated_at < ?", (int(answers),)),
            ("DELETE FROM dialogues WHERE spoken_at < ?", (int(dialogues),)),
            ("DELETE FROM updates WHERE content IS NULL AND noted_at < ?", (int(updates),)),
        )


def _to_json(turns: Turns) -> str:
    return json.dumps(turns)


def read_turns(text: str) -> Turns:
    """A conversation as it is kept; () where that is damaged, so that it begins anew."""
    turns = _from_json(text)
    is_whole = isinstance(turns, list) and all(isinstance(turn, str) for turn in turns)
    return tuple(turns) if is_whole else ()


def _from_json(text: str) -> Any:
    """The value of a text; None where it is no JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        logger.warning("the state file holds what is no JSON, taken for nothing: %s", error)
        return None
