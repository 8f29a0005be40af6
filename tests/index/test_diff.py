"""What changed between two indexes, as data."""

from contextlib import closing
from pathlib import Path

import pytest

from bot.rendering.changes import count_changes, render_changes
from bot.understanding.types import Language
from index.build import build_index
from index.diff import Change, compare
from index.store import Index
from tests.index.plans import PLAN, write_plan

TASK_4 = "4\n建设社区公园。\n2022年\n建成公园2座。\n2023年\n建成公园3座。\n区绿化市容局\n"


def differences(folder: Path, text: str, *, name: str = "qinghu.txt") -> tuple[Change, ...]:
    """What is different when this text takes the place of the small plan."""
    build_index([write_plan(folder / "old")], folder / "old.db")
    build_index([write_plan(folder / "new", name, text)], folder / "new.db")
    with closing(Index(folder / "old.db")) as old, closing(Index(folder / "new.db")) as new:
        return compare(old, new)


#: how the plan is changed → subject, verb, task, year, before, after of each difference
CASES: dict[str, tuple[str, list[tuple[str, str, int | None, int | None, str, str]]]] = {
    "nothing": (PLAN, []),
    "width and blanks": (PLAN.replace("HACCP", "ＨＡＣＣＰ"), []),
    "a figure": (
        PLAN.replace("600张", "650张"),
        [
            ("measures", "changed", 2, 2022, "新增养老床位600张。", "新增养老床位650张。"),
            ("figure", "changed", 2, 2022, "600张", "650张"),
        ],
    ),
    "an owner more": (PLAN.replace("区科委", "区科委、区文化局"), [("owner", "added", 3, None, "", "区文化局")]),
    "another owner": (
        PLAN.replace("区科委", "区文化局"),
        [("owner", "removed", 3, None, "区科委", ""), ("owner", "added", 3, None, "", "区文化局")],
    ),
    "a task more": (PLAN + TASK_4, [("task", "added", 4, None, "", "建设社区公园。")]),
    "a description": (
        PLAN.replace("\n新增养老床位。", "\n新增和改造养老床位。"),
        [("description", "changed", 2, None, "新增养老床位。", "新增和改造养老床位。")],
    ),
    "a sentence of the text": (
        PLAN.replace("37微克", "35微克"),
        [
            (
                "text",
                "removed",
                None,
                None,
                "到2023年，完善“3+5+X”产业体系，PM2.5浓度降到37微克/立方米。",
                "",
            ),
            ("text", "added", None, None, "", "到2023年，完善“3+5+X”产业体系，PM2.5浓度降到35微克/立方米。"),
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_what_is_different(
    tmp_path: Path, text: str, expected: list[tuple[str, str, int | None, int | None, str, str]]
) -> None:
    found = [
        (change.subject, change.verb, change.task, change.year, change.before.strip(), change.after.strip())
        for change in differences(tmp_path, text)
    ]
    assert found == expected


def test_a_document_comes_and_another_goes(tmp_path: Path) -> None:
    come, gone = differences(tmp_path, PLAN, name="other.txt")
    assert (come.subject, come.verb, come.document, come.about) == ("document", "added", "other", "3")
    assert (gone.subject, gone.verb, gone.document) == ("document", "removed", "qinghu")


def test_it_is_told_in_both_languages(tmp_path: Path) -> None:
    changes = differences(tmp_path, PLAN.replace("600张", "650张").replace("区科委", "区文化局"))
    assert count_changes(changes, Language.ENGLISH) == "owners +1 −1, measures ~1, figures ~1"
    assert count_changes(changes, Language.CHINESE) == "责任部门 +1 −1，年度举措 ~1，数字 ~1"
    chinese = render_changes(changes, Language.CHINESE)
    assert "  ~ 任务2（2022年）的数字：600张 → 650张（新增养老床位…）" in chinese
    assert "  − 任务3不再由此部门负责：区科委" in chinese
    assert "  ~ task 2, 2022, figure: 600张 → 650张 (新增养老床位…)" in render_changes(changes, Language.ENGLISH)
    assert count_changes((), Language.ENGLISH) == "nothing changed"
