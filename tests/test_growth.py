"""The made-up plans of the growth: each is read whole, and every question about them is answered from the right one."""

from pathlib import Path

import pytest

from bot.rendering.compose import compose
from bot.rendering.text import render_text
from bot.routing import MOST_ASKED
from bot.service import Service
from bot.understanding.types import Dialogue
from index.build import build_index
from index.store import Index
from tests.growth.plans import TASKS, YEARS, Plan, make_plans
from tests.timing import percentile


@pytest.mark.parametrize("count", [1, MOST_ASKED + 2])
def test_every_question_is_answered_from_the_right_plan(tmp_path: Path, count: int) -> None:
    plans = write_plans(tmp_path / "plans", count)
    build_index([tmp_path / "plans"], tmp_path / "index.db")
    service = Service.of(Index(tmp_path / "index.db"))
    counts = service.index.counts()
    assert (counts["tasks"], counts["measures"]) == (count * TASKS, count * TASKS * len(YEARS))
    for known in (known for plan in plans for known in plan.questions):
        answer, _ = service.answer(known.question, Dialogue())
        headline = render_text(compose(answer)).split("\n")[0]
        assert [word for word in known.answer if word not in headline] == [], (known, headline)


def write_plans(folder: Path, count: int) -> list[Plan]:
    """Write so many plans into a folder."""
    folder.mkdir()
    plans = list(make_plans(count))
    for plan in plans:
        (folder / f"{plan.name}.txt").write_text(plan.text, encoding="utf-8")
    return plans


def test_plans_are_the_same_in_every_run_and_each_is_its_own() -> None:
    plans = list(make_plans(300))
    assert plans[:20] == list(make_plans(20))
    assert plans[:20] != list(make_plans(20, seed=2))
    names = [line.split("“")[1].split("”")[0] for plan in plans for line in plan.text.split("\n") if "实施“" in line]
    assert len(names) == len(set(names)) == 300 * TASKS
    assert len({plan.name for plan in plans}) == 300


@pytest.mark.parametrize(("share", "value"), [(0, 1), (50, 6), (99, 10), (100, 10)])
def test_percentile(share: int, value: int) -> None:
    assert percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share) == value
