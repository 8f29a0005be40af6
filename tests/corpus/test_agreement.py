"""Where a document does not agree with itself: a plan is made to disagree in one place, and that is told."""

import pytest

from corpus import parse_lines
from tests.index.plans import PLAN

KINDS = {"description differs", "figure differs", "body named twice", "unknown unit"}
TEXT = "　　推进餐饮企业HACCP体系和GB/T 22000标准应用。"


def told(text: str) -> list[tuple[str, int | None, int | None, str]]:
    """What is told of a plan: kind, task, year, detail."""
    findings = parse_lines("plan", text.split("\n")).findings
    return [(each.kind, each.task, each.year, each.detail) for each in findings if each.kind in KINDS]


def in_text(*sentences: str) -> str:
    return PLAN.replace(TEXT, "\n".join([TEXT, *(f"　　{sentence}" for sentence in sentences)]))


CASES: dict[str, tuple[str, list[tuple[str, int | None, int | None, str]]]] = {
    "nothing": (PLAN, []),
    "a description that says the same": (in_text("在大型餐饮企业推广 HACCP 体系,建设快检室;推进其他工作。"), []),
    "a description that says less": (
        in_text("在大型餐饮企业和学校推广HACCP体系，建设快检室。"),
        [("description differs", 1, None, "餐饮企业和学校 / 餐饮企业")],
    ),
    "a description that says more": (
        in_text("在大型餐饮企业推广HACCP体系，快检室。"),
        [("description differs", 1, None, "cp体系 / cp体系建设")],
    ),
    "another text": (in_text("大型企业要做好餐饮工作，建设美好家园。"), []),
    "a figure of the table that the text gives too": (in_text("2022年，新增养老床位600张。"), []),
    "with another value": (
        in_text("2022年，新增养老床位650张。"),
        [("figure differs", 2, 2022, "650张 / 600张 (新增养老床位…)")],
    ),
    "with another value for another year": (in_text("2021年，新增养老床位650张。"), []),
    "one body under two names": (
        PLAN.replace("区民政局、区商务委", "区民政局、区市场监督管理局"),
        [("body named twice", 2, None, "区市场监管局 / 区市场监督管理局")],
    ),
    "with and without its level": (
        PLAN.replace("区民政局、区商务委", "区民政局、市场监管局"),
        [("body named twice", 2, None, "区市场监管局 / 市场监管局")],
    ),
    "bodies of two levels": (PLAN.replace("区民政局、区商务委", "区民政局、市民政局"), []),
    "two bodies": (PLAN.replace("区民政局、区商务委", "区民政局、区文化市场执法大队"), []),
    "an unknown unit": (
        PLAN.replace("116处", "116弧"),
        [("unknown unit", 3, 2022, "116弧NGB")],
    ),
    "numbers that are no figures": (in_text("2022国际论坛、10月3日、第3批、12345热线、百强50强、5G、3+5。"), []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_what_does_not_agree(text: str, expected: list[tuple[str, int | None, int | None, str]]) -> None:
    assert told(text) == expected
