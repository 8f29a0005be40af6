"""What single cells of a table are."""

import pytest

from corpus.cells import column_kind, find_header_rows, read_number, read_year, read_year_with_text


@pytest.mark.parametrize(
    ("text", "years", "has_sign"),
    [
        ("2018年", (2018,), True),
        ("2018", (2018,), False),
        ("２０２２年", (2022,), True),
        ("二〇二一年", (2021,), True),
        ("二○二一年", (2021,), True),
        ("2021年度", (2021,), True),
        ("2021 年:", (2021,), True),
        ("2021年目标", (2021,), True),
        ("2021年度工作目标：", (2021,), True),
        ("（2021年）", (2021,), True),
        ("2021-2023年", (2021, 2022, 2023), True),
        ("2022年—2023年", (2022, 2023), True),
    ],
)
def test_years(text: str, years: tuple[int, ...], has_sign: bool) -> None:
    cell = read_year(text)
    assert cell
    assert (cell.years, cell.has_sign) == (years, has_sign)


@pytest.mark.parametrize(
    "text", ["", "2021年3月", "2021年完成", "202", "12021", "2000-2035年", "2023-2021年", "到底", "2021年建成5座"]
)
def test_no_years(text: str) -> None:
    assert read_year(text) is None


@pytest.mark.parametrize(
    ("text", "year"), [("2021年：完成5座", 2021), ("2021年度目标:完成", 2021), ("2021年完成", None), ("2021年：", None)]
)
def test_years_with_text(text: str, year: int | None) -> None:
    assert read_year_with_text(text) == year


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(
            ("1", 1),
            ("38", 38),
            ("１２", 12),
            ("3.", 3),
            ("4、", 4),
            ("（5）", 5),
            ("(6)", 6),
            ("第7项", 7),
            ("任务8", 8),
        ),
        *(("一", 1), ("十二", 12), ("二十六", 26)),
        *(("", None), ("2018", None), ("1.5", None), ("3项工作", None), ("万", None), ("十三五", None)),
    ],
)
def test_numbers(text: str, number: int | None) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("序 号", "number"),
        ("责任部门", "departments"),
        ("牵头责任单位", None),
        ("协办单位", "departments"),
        ("年度举措", "measures"),
        ("三年工作目标", "other"),
        ("区水务局", None),
        ("推进河道综合整治任务落实落细举措", None),
    ],
)
def test_columns(text: str, kind: str | None) -> None:
    assert column_kind(text) == kind


PUTUO_ROW = ["工作目标", "序号", "主要任务", "工作具体举措", "责任部门"]


@pytest.mark.parametrize(
    ("cells", "rows", "years"),
    [
        (["甲", *PUTUO_ROW, "(一)乙"], [(1, 6)], ()),
        (["序号", "重点任务", "年度举措", "责任单位", "1"], [(0, 4)], ()),
        # a year below the row is a cell, years in a row are columns
        ([*PUTUO_ROW, "2019年", "甲。"], [(0, 5)], ()),
        (["序号", "任务", "2021年", "2022年", "责任单位", "1"], [(0, 5)], (2021, 2022)),
        # twice, and with a column that nobody knows
        ([*PUTUO_ROW, *PUTUO_ROW], [(0, 5), (5, 10)], ()),
        (["序号", "任务", "实施路径", "牵头单位", "1"], [(0, 4)], ()),
        # not enough of a row
        (["目标", "任务"], [], ()),
        (["序号", "指标名称", "单位", "2020年"], [], ()),
        (["责任部门", "责任单位", "备注"], [], ()),
        ([], [], ()),
    ],
)
def test_header_rows(cells: list[str], rows: list[tuple[int, int]], years: tuple[int, ...]) -> None:
    found = find_header_rows(cells)
    assert [(row.start, row.end) for row in found] == rows
    assert all(row.years == years for row in found)
