"""Rows of the state file that hold no JSON, or other JSON than they should: forgotten, and answered on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversations import Conversations, Speaker
from bot.learning.kept import Kept
from bot.service import Service
from bot.state import Answered, State

NOW = 1_700_000_000
ANNA = Speaker(11, 11)
TURNS = ("2020 HACCP target",)
ANSWERED = Answered(
    message_id=2, question_id=1, speaker=ANNA, origin=(), before=(), turn=TURNS[0], after=TURNS, why={"language": "zh"}
)
DAMAGED = ("", "x", '["a"', "null", "7", '"ab"', '{"a": 1}', "[1]", '[["a"]]', "[" * 9999)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State(tmp_path / "state.db") as opened:
        opened.remember_answer(ANSWERED, ANNA, NOW, 1)
        yield opened


@pytest.mark.parametrize("text", DAMAGED, ids=[text[:20] for text in DAMAGED])
def test_a_damaged_conversation_begins_anew(state: State, text: str) -> None:
    assert state.turns_of(ANNA, 0) == TURNS
    state.run("UPDATE dialogues SET turns = ?", (text,))
    assert state.turns_of(ANNA, 0) == ()


@pytest.mark.parametrize("column", ["origin", "before", "after"])
@pytest.mark.parametrize("text", DAMAGED, ids=[text[:20] for text in DAMAGED])
def test_an_answer_of_which_a_conversation_is_damaged(state: State, column: str, text: str) -> None:
    state.run(f"UPDATE answers SET {column} = ?", (text,))
    found = state.answer_in(ANNA.chat_id, 2)
    assert found is not None
    assert getattr(found, column) == ()


@pytest.mark.parametrize("text", [text for text in DAMAGED if not text.startswith("{")])
def test_an_answer_whose_reasons_are_damaged_is_forgotten(state: State, text: str) -> None:
    assert state.last_answer_for(ANNA) == ANSWERED
    state.run("UPDATE answers SET why = ?", (text,))
    assert state.answer_in(ANNA.chat_id, 2) is state.answer_to(ANNA.chat_id, 1) is state.last_answer_for(ANNA) is None


@pytest.mark.parametrize("text", DAMAGED, ids=[text[:20] for text in DAMAGED])
def test_a_kept_question_with_a_damaged_context(state: State, text: str) -> None:
    state.run("INSERT INTO kept_questions VALUES (1, 'k', ?, 'q', 'zh', 'figure', 'open', NULL)", (text,))
    state.run("INSERT INTO askings VALUES (1, 'p', 'unanswered', 9)")
    assert [question.context for question in Kept(state).open_questions()] == [()]


def test_a_turn_of_an_unknown_language_is_no_button(service: Service) -> None:
    conversations = Conversations(service)
    assert conversations.take((), "\x1fxx:t26") is not None
    assert conversations.take(("\x1fxx:t26",), "谁负责") is not None
