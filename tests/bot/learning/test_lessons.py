"""What was taught, in the state file: kept, undone, carried from one file to another, and read without touching it."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering.taught import Place, question_key
from bot.learning.lessons import (
    Kind,
    Lesson,
    Lessons,
    LessonsUnreadable,
    lessons_of_lines,
    lessons_to_lines,
    read_lessons,
    taught_of,
)
from bot.state import State
from index.aliases import Alias

NOW = 1_700_000_000
DAY = 24 * 60 * 60
PLACE = Place(document="plan", line=3, quote="完成75%的体系建设。")
WORD = Lesson(kind=Kind.ALIAS, alias=Alias("菜场", "标准化菜市场"), by=7)
ANSWER = Lesson(kind=Kind.ANSWER, questions=("地铁怎么建", "怎么建地铁"), place=PLACE, by=7)
ABSENT = Lesson(kind=Kind.ABSENT, questions=("机场在哪",), by=8)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State(tmp_path / "state.db") as opened:
        yield opened


def keep(lessons: Lessons, lesson: Lesson) -> Lesson:
    kept = lessons.keep(lessons.propose(lesson, NOW).id, NOW + 1)
    assert kept is not None
    return kept


def test_a_proposal_teaches_nothing_until_it_is_kept(state: State) -> None:
    lessons = Lessons(state)
    proposed = lessons.propose(WORD, NOW)
    assert (lessons.kept(), lessons.version) == ((), "")
    assert lessons.keep(proposed.id, NOW + 5) is not None
    assert [(each.alias, each.by, each.at) for each in lessons.kept()] == [(WORD.alias, 7, NOW + 5)]
    assert lessons.keep(proposed.id, NOW) is None
    assert lessons.version == "1"


#: what is no lesson, in place of one
DAMAGED = (
    "",
    "x",
    "null",
    "[]",
    "{}",
    '{"kind": "alias"}',
    '{"kind": "alias", "surface": 1, "target": "x"}',
    "[" * 9999,
)


@pytest.mark.parametrize("content", DAMAGED, ids=[content[:20] for content in DAMAGED])
def test_a_damaged_lesson_is_passed_over(state: State, content: str) -> None:
    lessons = Lessons(state)
    damaged, whole = keep(lessons, ANSWER), keep(lessons, WORD)
    state.run("UPDATE lessons SET content = ? WHERE id = ?", (content, damaged.id))
    assert lessons.kept() == read_lessons(state.path) == (whole,)
    assert lessons.undo(damaged.id) is None
    assert lessons.undo(whole.id) is not None


def test_undoing(state: State) -> None:
    lessons = Lessons(state)
    kept = keep(lessons, WORD)
    assert lessons.undo(kept.id) is not None
    assert lessons.undo(kept.id) is None
    assert lessons.kept() == ()
    assert lessons.version == "2"
    assert lessons.find(WORD) is None


def test_a_proposal_that_nobody_kept_is_dropped_the_day_after(state: State) -> None:
    lessons = Lessons(state)
    old = lessons.propose(WORD, NOW)
    lessons.propose(ABSENT, NOW + DAY + 1)
    assert lessons.keep(old.id, NOW) is None


def test_of_two_lessons_for_one_question_the_later_counts() -> None:
    absent = Lesson(kind=Kind.ABSENT, questions=ANSWER.questions[:1])
    key, other = map(question_key, ANSWER.questions)
    assert taught_of([absent, ANSWER]).answers == {key: PLACE, other: PLACE}
    assert taught_of([absent, ANSWER]).absent == frozenset()
    assert key in taught_of([ANSWER, absent]).absent


SAME = (
    ("菜场谁管", "请问菜场谁管呢？"),
    ("Who owns it", "who owns it?"),
    ("2018年 3.5%", "２０１８年3.5%。"),
    ("標準化菜市場", "标准化菜市场"),
)
OTHER = (("35%", "3.5%"), ("任务2", "任务26"), ("2018年目标", "2019年目标"), ("菜场谁管", "菜场归谁管"))


@pytest.mark.parametrize(("one", "two"), SAME)
def test_the_same_question(one: str, two: str) -> None:
    assert question_key(one) == question_key(two)


@pytest.mark.parametrize(("one", "two"), OTHER)
def test_another_question(one: str, two: str) -> None:
    assert question_key(one) != question_key(two)


# from file to file


def test_what_is_exported_can_be_imported_once(state: State, tmp_path: Path) -> None:
    lessons = Lessons(state)
    for lesson in (WORD, ANSWER, ABSENT):
        keep(lessons, lesson)
    text = lessons_to_lines(lessons.kept())
    assert json.loads(text.splitlines()[0]) == {
        "kind": "alias",
        "surface": "菜场",
        "target": "标准化菜市场",
        "by": 7,
        "at": "2023-11-14T22:13:21+00:00",
    }
    with State(tmp_path / "other.db") as other:
        assert Lessons(other).add_all(lessons_of_lines(text)) == 3
        assert Lessons(other).add_all(lessons_of_lines(text)) == 0
        assert lessons_to_lines(Lessons(other).kept()) == text


BROKEN = (
    "{}",
    "no json",
    "[1]",
    '{"kind": "song"}',
    '{"kind": "alias", "surface": "", "target": "x"}',
    '{"kind": "alias", "surface": "x"}',
    '{"kind": "absent", "questions": []}',
    '{"kind": "absent", "questions": [1]}',
    '{"kind": "answer", "questions": ["x"]}',
    '{"kind": "answer", "questions": ["x"], "place": {"document": "d", "line": "3", "quote": "q"}}',
    '{"kind": "absent", "questions": ["x"], "at": "yesterday"}',
    '{"kind": "absent", "questions": ["x"], "by": "me"}',
)


@pytest.mark.parametrize("line", BROKEN)
def test_a_line_that_is_none_is_named(line: str) -> None:
    good = '{"kind": "absent", "questions": ["机场在哪"]}'
    with pytest.raises(LessonsUnreadable, match="line 3"):
        lessons_of_lines(f"{good}\n\n{line}\n")


@pytest.mark.parametrize("end", ["\x0b", "\x1c", "\x85", "\u2028", "\u2029"])
def test_a_text_with_another_end_of_a_line_comes_back(end: str) -> None:
    lesson = Lesson(kind=Kind.ABSENT, questions=(f"机场{end}在哪",))
    assert lessons_of_lines(lessons_to_lines([lesson, WORD])) == [lesson, WORD]


# reading beside a running bot


def folder(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.iterdir()}


def test_reading_makes_no_file(tmp_path: Path) -> None:
    assert read_lessons(tmp_path / "state.db") == ()
    assert folder(tmp_path) == {}


def test_reading_leaves_a_file_that_nobody_uses_as_it_is(tmp_path: Path) -> None:
    with State(tmp_path / "state.db") as state:
        keep(Lessons(state), WORD)
    before = folder(tmp_path)
    assert [lesson.alias for lesson in read_lessons(tmp_path / "state.db")] == [WORD.alias]
    assert folder(tmp_path) == before
    assert list(before) == ["state.db"]


def test_reading_sees_what_a_running_bot_taught_just_now_and_does_not_wait_for_it(state: State) -> None:
    keep(Lessons(state), WORD)
    with state.changing():
        state.run("DELETE FROM lessons")
        assert [lesson.alias for lesson in read_lessons(state.path)] == [WORD.alias]
    assert read_lessons(state.path) == ()


def test_a_reader_does_not_hold_up_a_running_bot(state: State) -> None:
    lessons = Lessons(state)
    keep(lessons, WORD)
    state.run("PRAGMA busy_timeout = 0")
    uri = f"{state.path.as_uri()}?mode=ro"
    reader = sqlite3.connect(uri, uri=True)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM lessons").fetchone() == (1,)
    keep(lessons, ABSENT)  # fails if it were locked
    reader.close()


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to look at" * 50])
def test_a_file_that_is_none_teaches_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "state.db").write_bytes(content)
    assert read_lessons(tmp_path / "state.db") == ()
    assert folder(tmp_path) == {"state.db": content}


def test_a_state_file_of_an_earlier_version_teaches_nothing(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "state.db") as connection:
        connection.execute("CREATE TABLE allowed_chats (chat_id INTEGER)")
    assert read_lessons(tmp_path / "state.db") == ()
