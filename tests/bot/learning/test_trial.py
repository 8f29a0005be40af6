"""What a lesson would change is told before it is kept."""

import pytest

from bot.answering.taught import Place, Taught, question_key
from bot.evaluation import Asked
from bot.learning.trial import Change, Effect, Samples, try_out
from bot.service import Service
from index.aliases import Alias

FAILS = "老公房改造谁负责？"
WELL = "幼儿园谁负责"
OLD_HOUSES = Taught((Alias("老公房", "老旧住房"),))
#: whoever teaches this has mistaken a word for another
MISTAKEN = Taught((Alias("幼儿园", "区市场监管局"),))
ABSENT = Taught(absent=frozenset({question_key(WELL)}))
ELSEWHERE = Taught(answers={question_key(WELL): Place(document="none", line=1, quote="nothing")})

CASES = (
    ("a word helps", OLD_HOUSES, Samples(failed=(((), FAILS),)), [Effect.BETTER]),
    ("a word leaves others alone", OLD_HOUSES, Samples(answered=(((), WELL), ((), "任务26谁负责"))), []),
    ("a wrong word", MISTAKEN, Samples(answered=(((), WELL), ((), "任务26谁负责"))), [Effect.OTHER]),
    ("what was answered is said not to be there", ABSENT, Samples(answered=(((), WELL),)), [Effect.WORSE]),
    ("a place that is not in the plan", ELSEWHERE, Samples(answered=(((), WELL),)), []),
    (
        "after another question",
        OLD_HOUSES,
        Samples(failed=((("老公房改造2019年做什么",), "谁负责"),)),
        [Effect.BETTER],
    ),
)


@pytest.mark.parametrize(("taught", "samples", "effects"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_what_changes(service: Service, taught: Taught, samples: Samples, effects: list[Effect]) -> None:
    outcome = try_out(service, service.with_taught(taught), samples)
    assert [change.effect for change in outcome.changes] == effects
    assert outcome.tried == len(samples.failed) + len(samples.answered)
    assert outcome.is_whole


def asked(question: str, headline: str) -> Asked:
    return Asked("1", "owner", "zh", question, (), {"headline": [headline]})


RECORDED = (
    (OLD_HOUSES, asked(FAILS, "区房管局"), [Effect.BETTER]),
    (MISTAKEN, asked(WELL, "区教育局"), [Effect.WORSE]),
    (MISTAKEN, asked(WELL, "没有这个部门"), []),
)


@pytest.mark.parametrize(("taught", "question", "effects"), RECORDED, ids=["better", "worse", "wrong before and after"])
def test_questions_with_known_answers(service: Service, taught: Taught, question: Asked, effects: list[Effect]) -> None:
    outcome = try_out(service, service.with_taught(taught), Samples(recorded=(question,)))
    assert [change.effect for change in outcome.changes] == effects


def test_a_change_shows_both_headlines(service: Service) -> None:
    outcome = try_out(service, service.with_taught(OLD_HOUSES), Samples(failed=(((), FAILS),)))
    (change,) = outcome.changes
    assert isinstance(change, Change)
    assert "没有" in change.before
    assert "区房管局" in change.after


def test_it_ends_when_its_time_is_over(service: Service) -> None:
    samples = Samples(answered=(((), WELL),) * 5)
    outcome = try_out(service, service.with_taught(OLD_HOUSES), samples, budget=-1)
    assert (outcome.tried, outcome.is_whole) == (1, False)
