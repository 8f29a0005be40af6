"""What administrators taught, in the state file: proposed, kept, undone, exported and imported."""

import contextlib
import json
import logging
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.answering.taught import Place, Taught, question_key
from bot.state import State
from bot.state_copies import BUSY_SECONDS
from corpus.errors import PlanbotError
from index.aliases import Alias

logger = logging.getLogger(__name__)

#: a proposal that nobody kept is dropped after a day
_PROPOSAL_SECONDS = 24 * 60 * 60
#: the remark that changes with everything that is taught or undone
_VERSION = "lessons"


class Kind(StrEnum):
    """What can be taught."""

    ALIAS = "alias"
    ANSWER = "answer"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One thing that was taught.

    Attributes:
        alias: the word, of an alias.
        questions: the wordings that it answers, of the other kinds.
        place: the place in the plan that answers them, of an answer.
        by: the id of who taught it, 0 where that is not known.
        at: when, in seconds since 1970.
        id: its number in the state file; 0 as long as it is not there.
    """

    kind: Kind
    alias: Alias | None = None
    questions: tuple[str, ...] = ()
    place: Place | None = None
    by: int = 0
    at: int = 0
    id: int = 0


class LessonsUnreadable(PlanbotError):
    """A file of lessons cannot be read; nothing of it was taken."""


class Lessons:
    """The lessons of a state file."""

    def __init__(self, state: State) -> None:
        self._state = state

    @property
    def version(self) -> str:
        """A text that changes whenever something is taught or undone, by this program or another."""
        return self._state.remark(_VERSION)

    def propose(self, lesson: Lesson, now: float) -> Lesson:
        """Write a lesson down without teaching it."""
        self._state.run(
            "DELETE FROM lessons WHERE state = 'proposed' AND taught_at < ?", (int(now) - _PROPOSAL_SECONDS,)
        )
        return self._add(replace(lesson, at=int(now)), "proposed")

    def proposal(self, lesson_id: int) -> Lesson | None:
        """What was proposed under this number."""
        return next(iter(self._read("id = ? AND state = 'proposed'", (lesson_id,))), None)

    def keep(self, lesson_id: int, now: float) -> Lesson | None:
        """Teach what was proposed; None when it was not, or is kept already."""
        changed = self._state.run(
            "UPDATE lessons SET state = 'kept', taught_at = ? WHERE id = ? AND state = 'proposed' RETURNING id",
            (int(now), lesson_id),
        )
        return self._changed(lesson_id) if changed else None

    def undo(self, lesson_id: int) -> Lesson | None:
        """Teach this no longer; its questions are open again. None when it is not taught."""
        sql = "UPDATE lessons SET state = 'undone' WHERE id = ? AND state = 'kept' RETURNING id"
        if not self._state.run(sql, (lesson_id,)):
            return None
        self._state.run("UPDATE kept_questions SET state = 'open', lesson_id = NULL WHERE lesson_id = ?", (lesson_id,))
        return self._changed(lesson_id)

    def kept(self) -> tuple[Lesson, ...]:
        """Everything that is taught, in the order in which it was."""
        return self._read("state = 'kept'")

    def forget_older(self, before: float) -> None:
        """Drop what was undone, or proposed and not kept, before then: it holds questions of others."""
        self._state.run("DELETE FROM lessons WHERE state <> 'kept' AND taught_at < ?", (int(before),))

    def find(self, lesson: Lesson) -> Lesson | None:
        """The same thing, if it is taught already."""
        return next((known for known in self.kept() if _content(known) == _content(lesson)), None)

    def add_all(self, lessons: Iterable[Lesson]) -> int:
        """Teach lessons of a file, all or none; how many were new."""
        with self._state.changing():
            new = [lesson for lesson in lessons if self.find(lesson) is None]
            for lesson in new:
                self._add(lesson, "kept")
            self._note_change()
        return len(new)

    def _add(self, lesson: Lesson, state: str) -> Lesson:
        rows = self._state.run(
            "INSERT INTO lessons (kind, content, taught_by, taught_at, state) VALUES (?, ?, ?, ?, ?) RETURNING id",
            (lesson.kind.value, _content(lesson), lesson.by, lesson.at, state),
        )
        return replace(lesson, id=rows[0][0])

    def _changed(self, lesson_id: int) -> Lesson | None:
        self._note_change()
        return next(iter(self._read("id = ?", (lesson_id,))), None)

    def _note_change(self) -> None:
        self._state.set_remark(_VERSION, str(int(self.version or 0) + 1))

    def _read(self, condition: str, values: Sequence[Any] = ()) -> tuple[Lesson, ...]:
        return _readable(self._state.run(f"{_SELECT} WHERE {condition} ORDER BY id", values))


#: what is raised where something is no lesson
_NO_LESSON = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
_SELECT = "SELECT id, kind, content, taught_by, taught_at FROM lessons"


def taught_of(lessons: Iterable[Lesson]) -> Taught:
    """What these lessons make the answers know; of two for one question the later one counts."""
    aliases: dict[Alias, None] = {}
    answers: dict[str, Place] = {}
    absent: set[str] = set()
    for lesson in lessons:
        keys = {question_key(question) for question in lesson.questions}
        if lesson.alias is not None:
            aliases[lesson.alias] = None
        elif lesson.place is not None:
            answers |= dict.fromkeys(keys, lesson.place)
            absent -= keys
        else:
            absent |= keys
    return Taught(tuple(aliases), answers, frozenset(absent))


# reading without a state file of one's own


def read_lessons(path: Path) -> tuple[Lesson, ...]:
    """The lessons of a state file that another program may be using: never makes, changes or locks it.

    () where there is no such file, or nothing can be read in it: questions are answered all the same.
    """
    if not path.is_file():
        return ()
    # beside a file that nobody has open there is no log, and SQLite would make one to read it
    is_open = path.with_name(path.name + "-wal").exists()
    address = f"{path.resolve().as_uri()}?{'mode=ro' if is_open else 'mode=ro&immutable=1'}"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)) as connection:
            return _readable(connection.execute(f"{_SELECT} WHERE state = 'kept' ORDER BY id"))
    except (sqlite3.Error, OSError):
        return ()


# JSON


def _content(lesson: Lesson) -> str:
    """What a lesson says, without who taught it and when."""
    row: dict[str, Any] = {"kind": lesson.kind.value}
    if lesson.alias is not None:
        row |= {"surface": lesson.alias.surface, "target": lesson.alias.target}
    else:
        row["questions"] = list(lesson.questions)
    if (place := lesson.place) is not None:
        row["place"] = {"document": place.document, "line": place.line, "quote": place.quote, "task": place.task}
    return json.dumps(row, ensure_ascii=False)


def _readable(rows: Iterable[tuple[Any, ...]]) -> tuple[Lesson, ...]:
    """The lessons of rows of the table; a damaged one is not taught, and keeps nobody from an answer."""
    lessons = []
    for lesson_id, _, content, by, at in rows:
        try:
            lessons.append(replace(_read_content(json.loads(content)), id=lesson_id, by=by, at=at))
        except _NO_LESSON as error:
            logger.warning("lesson %d of the state file cannot be read and is passed over: %r", lesson_id, error)
    return tuple(lessons)


def _read_content(row: Mapping[str, Any]) -> Lesson:
    """The lesson of a JSON object.

    Raises:
        KeyError, TypeError, ValueError: it is none.
    """
    kind = Kind(row["kind"])
    if kind is Kind.ALIAS:
        return Lesson(kind=kind, alias=Alias(_text(row["surface"]), _text(row["target"])))
    questions = tuple(_text(question) for question in row["questions"])
    if not questions:
        raise ValueError("no questions")
    if kind is Kind.ABSENT:
        return Lesson(kind=kind, questions=questions)
    place = row["place"]
    line, task = place["line"], place.get("task")
    if not isinstance(line, int) or not isinstance(task, int | None):
        raise TypeError("line and task are numbers")
    found = Place(document=_text(place["document"]), line=line, quote=_text(place["quote"]), task=task)
    return Lesson(kind=kind, questions=questions, place=found)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError("a text is wanted")
    return value


def lessons_to_lines(lessons: Iterable[Lesson]) -> str:
    """Lessons as JSON Lines, with who taught them and when."""
    rows = (
        json.loads(_content(lesson)) | {"by": lesson.by, "at": datetime.fromtimestamp(lesson.at, UTC).isoformat()}
        for lesson in lessons
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def lessons_of_lines(text: str) -> list[Lesson]:
    """The lessons of JSON Lines.

    Raises:
        LessonsUnreadable: naming the first line that is none.
    """
    lessons = []
    for number, line in enumerate(text.split("\n"), 1):  # other ends of lines may stand in a text
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            at = datetime.fromisoformat(row["at"]).timestamp() if row.get("at") else 0
            lessons.append(replace(_read_content(row), by=int(row.get("by", 0)), at=int(at)))
        except _NO_LESSON as error:
            raise LessonsUnreadable(
                f"第{number}行不是可导入的内容 / line {number} is nothing that was taught ({error})"
            ) from error
    return lessons
