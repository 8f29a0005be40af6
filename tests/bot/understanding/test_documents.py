"""Which document a message names, where the index holds two plans: of Putuo 2018-2020 and of Linjiang 2021-2023."""

import pytest

from bot.service import Service
from bot.understanding.documents import read_naming
from corpus.text import fold

PUTUO, LINJIANG = 1, 2
BOTH = (PUTUO, LINJIANG)

# message → documents it names, what is left of it
NAMED = (
    ("普陀区质量提升行动计划任务26谁负责", (PUTUO,), "任务26谁负责"),
    ("《普陀区质量提升行动计划》任务26谁负责", (PUTUO,), "任务26谁负责"),
    ("普陀区的任务26谁负责", (PUTUO,), "的任务26谁负责"),
    ("绿色计划里2022年做什么", (LINJIANG,), "2022年做什么"),
    ("旧计划任务3谁负责", (PUTUO,), "任务3谁负责"),
    ("新计划里的任务3谁负责", (LINJIANG,), "的任务3谁负责"),
    ("2021-2023年计划任务3谁负责", (LINJIANG,), "任务3谁负责"),
    ("临江区商务委负责哪些", (LINJIANG,), "商务委负责哪些"),
    ("putuo plan task 26", (PUTUO,), "task 26"),
    ("task 3 in the green plan", (LINJIANG,), "task 3"),
    ("the linjiang green plan's task 3", (LINJIANG,), "task 3"),
    ("HACCP target in the old plan", (PUTUO,), "haccp target"),
    ("新旧两个计划的任务数量对比", BOTH, "的任务数量"),
    ("质量提升计划和绿色计划的任务数量比较", BOTH, "的任务数量"),
    ("HACCP target in the old and the new plan", BOTH, "haccp target"),
    ("how many tasks in both plans", BOTH, "how many tasks"),
    # nothing in these names a document
    ("任务26谁负责", (), "任务26谁负责"),
    ("这个计划有多少项任务", (), "这个计划有多少项任务"),
    ("区市场监管局负责哪些任务", (), "区市场监管局负责哪些任务"),
    ("绿色工厂谁负责", (), "绿色工厂谁负责"),
    ("how many tasks are in the plan", (), "how many tasks are in the plan"),
)


@pytest.mark.parametrize(("message", "ids", "rest"), NAMED, ids=[row[0] for row in NAMED])
def test_named(two_plans: Service, message: str, ids: tuple[int, ...], rest: str) -> None:
    naming = read_naming(fold(message), two_plans.index, two_plans.router.titles)
    assert set(naming.ids) == set(ids)
    assert "".join(naming.rest.split()) == "".join(rest.split())
    assert naming.compares is (len(ids) > 1)
