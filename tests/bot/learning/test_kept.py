"""The questions that failed: counted, settled, opened again, and forgotten in time. And the daily digest about them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.answering.types import Answer
from bot.conversations import Conversations, Speaker, Step, Turns
from bot.learning.digest import Digests, count_since, digest_text, latest_hour, next_hour
from bot.learning.kept import Kept, is_worth_keeping
from bot.learning.review import group
from bot.service import Service
from bot.state import Answered, State
from bot.understanding.types import Dialogue, Language

NOW = 1_700_000_000
DAY = 24 * 60 * 60
FAILS = "老公房改造谁负责？"


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State(tmp_path / "state.db") as opened:
        yield opened


def step(service: Service, *turns: str) -> Step:
    """A conversation's last turn, answered."""
    conversations = Conversations(service)
    before: Turns = ()
    for turn in turns[:-1]:
        taken = conversations.take(before, turn)
        assert taken is not None
        before = taken.after
    taken = conversations.take(before, turns[-1])
    assert taken is not None
    return taken


def answered(step: Step, message_id: int, person_id: int = 1) -> Answered:
    return Answered(
        message_id=message_id,
        question_id=message_id - 1,
        speaker=Speaker(person_id, 50),
        origin=step.before,
        before=step.before,
        turn=step.turn,
        after=step.after,
        why={"status": step.answer.status.value, "language": "zh", "intent": step.answer.question.intent.value},
    )


def ask(service: Service, text: str) -> Answer:
    return service.answer(text, Dialogue())[0]


WORTH = (
    (FAILS, True),
    ("质监局负责哪些任务", True),
    ("地铁怎么建", True),
    ("谁管城管的部门是谁", True),
    ("任务26谁负责", False),
    ("任务99谁负责", False),
    ("2031年HACCP目标", False),
    ("你好", False),
    ("谢谢", False),
    ("区长的手机号", False),
    ("养" * 500, False),
)


@pytest.mark.parametrize(("text", "is_worth"), WORTH, ids=[text[:20] for text, _ in WORTH])
def test_what_is_worth_keeping(service: Service, text: str, is_worth: bool) -> None:
    assert is_worth_keeping(ask(service, text)) is is_worth


def test_times_people_and_when(service: Service, state: State) -> None:
    kept = Kept(state)
    for person, text, at in ((1, FAILS, NOW), (1, "请问老公房改造谁负责", NOW + 5), (2, FAILS, NOW + 9)):
        kept.note_unanswered(step(service, text), person, at)
    (question,) = kept.open_questions()
    assert (question.text, question.language, question.intent) == (FAILS, "zh", "owner")
    assert (question.times, len(question.persons)) == (3, 2)
    assert (question.first_at, question.last_at, question.is_rated) == (NOW, NOW + 9, False)


def test_the_most_asked_comes_first_then_the_newest(service: Service, state: State) -> None:
    kept = Kept(state)
    for number, text in enumerate(("地铁怎么建", "机场怎么建", FAILS, FAILS)):
        kept.note_unanswered(step(service, text), 1, NOW + number)
    assert [question.text for question in kept.open_questions()] == [FAILS, "机场怎么建", "地铁怎么建"]


def test_the_hash_of_a_person_differs_from_file_to_file(service: Service, tmp_path: Path) -> None:
    hashes = set()
    for name in ("one.db", "two.db"):
        with State(tmp_path / name) as state:
            for _ in range(2):
                Kept(state).note_unanswered(step(service, FAILS), 1, NOW)
            hashes |= set(state.run("SELECT DISTINCT person FROM askings"))
    assert len(hashes) == 2


def test_what_was_taught_opens_again_when_it_did_not_help_and_dismissed_does_not(
    service: Service, state: State
) -> None:
    kept = Kept(state)
    kept.note_unanswered(step(service, FAILS), 1, NOW)
    (question,) = kept.open_questions()
    kept.settle([question.id], lesson_id=3)
    assert kept.open_questions() == ()
    kept.note_unanswered(step(service, FAILS), 1, NOW)
    assert len(kept.open_questions()) == 1
    kept.settle([question.id])
    kept.note_unanswered(step(service, FAILS), 1, NOW)
    assert kept.open_questions() == ()


def test_it_is_forgotten_in_time(service: Service, state: State) -> None:
    kept = Kept(state)
    kept.note_unanswered(step(service, FAILS), 1, NOW - 10 * DAY)
    kept.note_unanswered(step(service, "地铁怎么建"), 1, NOW)
    kept.note_unanswered(step(service, "地铁怎么建"), 1, NOW - 10 * DAY)
    kept.forget_older(NOW - DAY)
    (question,) = kept.open_questions()
    assert (question.text, question.times) == ("地铁怎么建", 1)


def test_a_rating_is_kept_once_a_person_and_taken_back(service: Service, state: State) -> None:
    kept = Kept(state)
    shown = answered(step(service, "任务26谁负责"), 10)
    for person, is_good in ((1, False), (1, False), (2, False)):
        kept.note_rating(shown, person, is_good=is_good, now=NOW)
    (question,) = kept.open_questions()
    assert (question.times, len(question.persons), question.is_rated) == (2, 2, True)
    for person in (1, 2):
        kept.note_rating(shown, person, is_good=True, now=NOW)
    assert kept.open_questions() == ()


def test_a_follow_up_stands_apart_by_what_it_needs(service: Service, state: State) -> None:
    kept = Kept(state)
    for before in ("老公房改造2019年做什么", "地铁2019年做什么"):
        kept.note_rating(answered(step(service, before, "那2018年呢"), 10), 1, is_good=False, now=NOW)
    contexts = {question.context for question in kept.open_questions()}
    assert contexts == {("老公房改造2019年做什么",), ("地铁2019年做什么",)}


# questions, the groups that they make
GROUPED = (
    (("菜场谁管", "菜场归谁管？"), 1),
    ((FAILS, "老公房改造是哪个部门"), 1),
    (("2019年地铁建设目标", "2020年地铁建设目标"), 2),
    (("任务26的菜场", "任务2的菜场"), 2),
    (("菜场谁管", "机场谁管"), 2),
    (("who owns the metro", "metro: who is responsible?"), 1),
    (("质监局负责哪些任务", "质监局有什么任务"), 1),
)


@pytest.mark.parametrize(("texts", "count"), GROUPED, ids=[texts[0] for texts, _ in GROUPED])
def test_like_questions_stand_together(service: Service, state: State, texts: tuple[str, ...], count: int) -> None:
    kept = Kept(state)
    for number, text in enumerate(texts):
        shown = answered(step(service, text), 10 + number)
        kept.note_rating(shown, 1, is_good=False, now=NOW)
    assert len(group(kept.open_questions(), service)) == count


# what a lesson is tried on


def test_what_was_answered_well(service: Service, state: State) -> None:
    speaker = Speaker(1, 50)
    for number, text in enumerate(("任务26谁负责", "任务26谁负责", "任务3谁负责", FAILS)):
        state.remember_answer(answered(step(service, text), 10 + number), speaker, NOW + number, number)
    state.rate(answered(step(service, "任务3谁负责"), 12), 1, is_good=False, now=NOW)
    assert list(Kept(state).well_answered(10)) == [((), "任务26谁负责")]


# the digest


def at(hour: int, day: int = 15) -> float:
    return datetime(2023, 11, day, hour).astimezone().timestamp()


DUE = ((7, at(8, 14), at(8)), (8, at(8), at(8, 16)), (23, at(8), at(8, 16)))


@pytest.mark.parametrize(("hour", "latest", "following"), DUE)
def test_it_is_due_in_the_morning(hour: int, latest: float, following: float) -> None:
    assert latest_hour(at(hour)) == latest
    assert next_hour(at(hour)) == following


def test_nobody_is_told_twice_a_day_and_nobody_who_does_not_want_it(state: State) -> None:
    digests = Digests(state)
    digests.switch(1, is_on=True, now=at(12, 14))
    digests.switch(2, is_on=True, now=at(12, 14))
    digests.switch(2, is_on=False, now=at(13, 14))
    assert digests.claim_due(at(20, 14)) == {}
    assert digests.claim_due(at(9)) == {1: at(12, 14)}
    assert Digests(state).claim_due(at(10)) == {}  # a restart
    digests.switch(1, is_on=True, now=at(11))  # what is on stays as it is
    assert digests.claim_due(at(8, 17)) == {1: at(9)}


def test_what_the_digest_tells(service: Service, state: State) -> None:
    kept, speaker = Kept(state), Speaker(1, 50)
    kept.note_unanswered(step(service, "地铁怎么建"), 1, NOW - DAY)
    for number, text in enumerate(("任务26谁负责", FAILS, "地铁怎么建", "任务39谁负责")):
        taken = step(service, text)
        state.remember_answer(answered(taken, 10 + number), speaker, NOW + number, number)
        if is_worth_keeping(taken.answer):
            kept.note_unanswered(taken, 1, NOW + number)
    figures = count_since(state, kept, NOW)
    assert (figures.asked, figures.answered, figures.declined) == (4, 1, 3)
    assert figures.new == (FAILS,)
    text = digest_text(figures, Language.CHINESE)
    assert "提问 4，回答 1，没有答案 3" in text
    assert text.endswith("• 老公房改造谁负责？")
