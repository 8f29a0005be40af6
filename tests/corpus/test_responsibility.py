"""Who is responsible, in the ways of the genre: brackets, labels, lists with parts, deadlines among them."""

import pytest

from corpus.responsibility import find_statements, is_deadline, read_bodies

LEAD, SUPPORT, PLAIN = "lead", "support", "plain"

#: a paragraph's end → the bodies with their duties, the deadline
STATEMENTS = {
    "建成公园。（责任单位：市科技局、市统计局）": ([("市科技局", PLAIN), ("市统计局", PLAIN)], ""),
    "建成公园（甲局牵头，乙局、丙局配合）。": ([("甲局", LEAD), ("乙局", SUPPORT), ("丙局", SUPPORT)], ""),
    "建成公园。（甲厅、乙厅分工负责）": ([("甲厅", PLAIN), ("乙厅", PLAIN)], ""),
    "建成公园。（市发展改革委负责）": ([("市发展改革委", PLAIN)], ""),
    "建成公园。（甲局、乙局按职责分工负责）": ([("甲局", PLAIN), ("乙局", PLAIN)], ""),
    "建成公园。（甲局牵头，乙局等有关部门配合，各市政府落实）": (
        [("甲局", LEAD), ("乙局", SUPPORT), ("各市政府", PLAIN)],
        "",
    ),
    "建成公园。【牵头单位：甲局；配合单位：各市、县、区政府；完成时限：2025年底前】": (
        [("甲局", LEAD), ("各市、县、区政府", SUPPORT)],
        "2025年底前",
    ),
    "建成公园。（甲局牵头；2025年6月底前完成）": ([("甲局", LEAD)], "2025年6月底前完成"),
    "建成公园。（由甲局会同乙局、丙局负责）": ([("甲局", LEAD), ("乙局", SUPPORT), ("丙局", SUPPORT)], ""),
    "建成公园。责任单位：区教育局  配合单位：区财政局": ([("区教育局", PLAIN), ("区财政局", SUPPORT)], ""),
    "建成公园。（责任领导：张三；责任单位：县水利局）": ([("县水利局", PLAIN)], ""),
    "建成公园。（甲市发改委、各县区政府）": ([("甲市发改委", PLAIN), ("各县区政府", PLAIN)], ""),
    "参与部门：省级有关部门，各市、县、区政府": ([("省级有关部门", SUPPORT), ("各市、县、区政府", SUPPORT)], ""),
    "完成时限：持续推进": ([], "持续推进"),
    "牵头单位：杨林示范区、西城新区管委会": ([("杨林示范区", LEAD), ("西城新区管委会", LEAD)], ""),
}


@pytest.mark.parametrize(("text", "expected"), STATEMENTS.items(), ids=STATEMENTS.keys())
def test_statements(text: str, expected: tuple[list[tuple[str, str]], str]) -> None:
    (found,) = find_statements(text)
    assert ([(name, duty.value) for name, duty in found.bodies], found.deadline) == expected
    assert text[found.start : found.end].strip("（）【】。 ") in text


#: what looks like one and is none
NONE = [
    "推进甲项目（一期）。",
    "印发甲市方案（市发改委）的通知。",
    "建成公园。（高新区、示范区）",
    "健全首问责任制（首问负责）。",
    "对新认定的产业集聚区（园区）给予奖励。",
    "（此件公开发布）",
    "明确责任单位，落实责任。",
    "落实“三级四同”（省、市、县三级名称相统一）要求。",
]


@pytest.mark.parametrize("text", NONE)
def test_no_statements(text: str) -> None:
    assert list(find_statements(text)) == []


def test_several_in_one_paragraph() -> None:
    text = "建平台（甲局牵头）。建系统（乙局牵头，甲局配合）。"
    assert [text[each.start : each.end] for each in find_statements(text)] == ["（甲局牵头）", "（乙局牵头，甲局配合）"]


def test_a_note_behind_the_names_is_no_name() -> None:
    (found,) = find_statements("建成公园。（甲部、乙部等负责。列第一位者为牵头单位，下同）")
    assert [name for name, _ in found.bodies] == ["甲部", "乙部"]
    assert found.note == "列第一位者为牵头单位，下同"


@pytest.mark.parametrize(
    ("text", "is_it"),
    [("2025年底前", True), ("2019-2021年", True), ("每年12月底", True), ("长期坚持", True), ("区水务局", False)],
)
def test_deadlines(text: str, is_it: bool) -> None:
    assert is_deadline(text) is is_it


def test_a_sentence_is_no_list_of_bodies() -> None:
    assert read_bodies("年底前完成建设") is None
    assert read_bodies("建设区数据中心") is None
