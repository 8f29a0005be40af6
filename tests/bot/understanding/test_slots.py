"""Exact things in a question: task numbers, years, figures, units, picks. What is one, and what only looks like one.

The tables say what a text names; a row that names nothing stands for something that must not be taken for it.
"""

import pytest

from bot.understanding.slots import (
    read_figures,
    read_pick,
    read_relative_year,
    read_tasks,
    read_unit,
    read_years,
    same_unit,
    without_unit,
)
from bot.understanding.types import YearSlot
from corpus.text import fold

PLAN_YEARS = (2018, 2019, 2020)

# what a person writes → the numbers of the tasks that are named
TASKS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("任务26谁负责", (26,)),
    ("任务 26 谁负责", (26,)),
    ("任务第26项", (26,)),
    ("任务是26", (26,)),
    ("任务:26", (26,)),
    ("任务026", (26,)),
    ("任務26誰負責", (26,)),
    ("ｔａｓｋ　２６", (26,)),
    ("任务①", (1,)),
    ("任务٢٦", (26,)),
    ("任务五归谁", (5,)),
    ("任务十谁管", (10,)),
    ("任务二十六", (26,)),
    ("序号26的责任部门", (26,)),
    ("项目号26", (26,)),
    ("编号26", (26,)),
    ("第26项任务由哪个部门负责", (26,)),
    ("第二十六项任务", (26,)),
    ("第8项", (8,)),
    ("第26条", (26,)),
    ("第26个任务", (26,)),
    ("第16项 task", (16,)),
    ("第三项主要任务", (3,)),
    ("26号任务", (26,)),
    ("26号谁负责", (26,)),
    ("26项谁负责", (26,)),
    ("26项的责任部门", (26,)),
    ("task 26", (26,)),
    ("Task No. 26", (26,)),
    ("task number 26", (26,)),
    ("tsk26", (26,)),
    ("taks 26", (26,)),
    ("item 26 owner?", (26,)),
    ("entry 26", (26,)),
    ("row 26", (26,)),
    ("no. 26", (26,)),
    ("#26", (26,)),
    ("26#", (26,)),
    ("the 26th task", (26,)),
    ("the 1st item", (1,)),
    ("26", (26,)),
    ("二十六", (26,)),
    (" 26？", (26,)),
    ("那32呢", (32,)),
    ("那32号呢？", (32,)),
    ("and 32?", (32,)),
    ("what about 32", (32,)),
    # several
    ("任务26和27谁负责", (26, 27)),
    ("任务26、27和30的责任部门", (26, 27, 30)),
    ("第26项和第27项", (26, 27)),
    ("12号任务和13号任务", (12, 13)),
    ("tasks 26, 27 and 30", (26, 27, 30)),
    ("task 26 & 27", (26, 27)),
    ("任务26和任务26", (26,)),
    # beside a year
    ("任务26 2019", (26,)),
    ("2019 task 26", (26,)),
    ("任务26和2019年", (26,)),
    ("第8项2019年", (8,)),
    # numbers that the table does not have are read too: the answer says so
    ("任务39", (39,)),
    ("任务0", (0,)),
    ("task 999", (999,)),
)

# numbers that are no task's
NO_TASKS: tuple[str, ...] = (
    "总共38项任务",
    "38项任务都有哪些",
    "有38项任务吗",
    "推进四大主题20项专项行动",
    "新增10个社区卫生服务站点",
    "“26项”",
    "2019年任务",
    "任务2019年",
    "task 2019",
    "任务26%",
    "任务26.5",
    "1.5任务",
    "2018年6月21日",
    "6月21号",
    "3号线",
    "603地块",
    "2号楼",
    "2-3家企业",
    "18家单位",
    "75%",
    "2020年75%",
    "PM2.5",
    "A1-A4地块",
    "“1+10”",
    "3+5+X",
    "文创50条",
    "第三届大赛",
    "第七轮环保三年行动计划",
    "第3年",
    "第二章",
    "十五分钟体育生活圈",
    "每项任务",
    "各项任务",
    "任务三年怎么变",
    "任务一共多少",
    "numbers of tasks",
    "how many tasks",
    "tasks of 3 departments",
    "2 or more departments",
)


@pytest.mark.parametrize(("text", "numbers"), TASKS, ids=[text for text, _ in TASKS])
def test_task_numbers(text: str, numbers: tuple[int, ...]) -> None:
    assert read_tasks(fold(text)).numbers == numbers


@pytest.mark.parametrize("text", NO_TASKS)
def test_what_is_no_task_number(text: str) -> None:
    assert read_tasks(fold(text)).numbers == ()


TASK_RANGES: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("任务26到30谁负责", (26, 27, 28, 29, 30)),
    ("任务12-14", (12, 13, 14)),
    ("tasks 12 to 14", (12, 13, 14)),
)


@pytest.mark.parametrize(("text", "numbers"), TASK_RANGES, ids=[text for text, _ in TASK_RANGES])
def test_ranges_of_tasks(text: str, numbers: tuple[int, ...]) -> None:
    assert read_tasks(fold(text)).numbers == numbers


def test_a_task_number_of_four_digits() -> None:
    assert read_tasks("任务1000谁负责").numbers == (1000,)


@pytest.mark.parametrize("text", ["哪项任务是60万平方米", "重大工程项目一次验收合格率"])
def test_a_figure_after_the_word_task_is_no_number(text: str) -> None:
    assert read_tasks(fold(text)).numbers == ()


def test_the_number_is_cut_out_of_the_text() -> None:
    assert read_tasks("任务26和27谁负责").rest.split() == ["谁负责"]


# what a person writes → years named, and whether all (or a range) are meant
YEARS: tuple[tuple[str, tuple[int, ...], bool], ...] = (
    ("2019年", (2019,), False),
    ("2019", (2019,), False),
    ("2019年度的目标", (2019,), False),
    ("18年到20年", (2018, 2019, 2020), True),
    ("18-20年的进度", (2018, 2019, 2020), True),
    ("最后要装满多少个", (2020,), False),
    ("２０１９年", (2019,), False),
    ("二〇一九年", (2019,), False),
    ("二零一九年", (2019,), False),
    ("一九年", (2019,), False),
    ("二〇年", (2020,), False),
    ("19年", (2019,), False),
    ("'19", (2019,), False),
    ("in 2019", (2019,), False),
    ("2018、2020年", (2018, 2020), False),
    ("2020年和2018年", (2018, 2020), False),
    ("18年和20年", (2018, 2020), False),
    ("18年和二〇年", (2018, 2020), False),
    ("一八、一九、二〇年各多少", PLAN_YEARS, True),
    ("18、19、20年", PLAN_YEARS, True),
    ("18/19/20", PLAN_YEARS, True),
    ("2018-2020年", PLAN_YEARS, True),
    ("2018年至2020年", PLAN_YEARS, True),
    ("2018~2019年", (2018, 2019), True),
    ("from 2018 to 2020", PLAN_YEARS, True),
    ("between 2018 and 2019", (2018, 2019), True),
    ("2018 through 2020", PLAN_YEARS, True),
    # by their place in the plan
    ("第一年", (2018,), False),
    ("头一年", (2018,), False),
    ("首年", (2018,), False),
    ("第二年", (2019,), False),
    ("次年", (2019,), False),
    ("第三年", (2020,), False),
    ("最后一年", (2020,), False),
    ("收官之年", (2020,), False),
    ("前两年", (2018, 2019), False),
    ("最后两年", (2019, 2020), False),
    ("the first year", (2018,), False),
    ("the second year", (2019,), False),
    ("the final year", (2020,), False),
    ("the first two years", (2018, 2019), False),
    # years that the plan does not cover are read too: the answer says so
    ("2021年", (2021,), False),
    ("2017", (2017,), False),
    ("2035年远景", (2035,), False),
    ("21年的目标", (2021,), False),
)

# digits that are no year that is asked for
NO_YEARS: tuple[str, ...] = (
    "较2015年下降15%以上",
    "跟2015年相比",
    "跟15年比下降多少",
    "compared with 2015",
    "against 2015 levels",
    "2018年6月21日",
    "6月21日",
    "2569个地下空间",
    "10年",
    "近10年来",
    "十年",
    "超过15年",
    "20年以上",
    "2020%",
    "20180人次",
    "v2020a",
    "第20项",
    "2600张",
    "603地块",
    "三年行动计划",
    "十三五",
    "今年",
    "十五分钟体育生活圈",
)


@pytest.mark.parametrize(("text", "years", "is_all"), YEARS, ids=[text for text, *_ in YEARS])
def test_years(text: str, years: tuple[int, ...], is_all: bool) -> None:
    assert read_years(fold(text), PLAN_YEARS).slot == YearSlot(years, is_all)


@pytest.mark.parametrize("text", NO_YEARS)
def test_what_is_no_year(text: str) -> None:
    assert read_years(fold(text), PLAN_YEARS).slot.years == ()


def test_a_year_of_the_plan_that_is_compared_with_is_asked_for() -> None:
    assert read_years(fold("2020年跟2018年比"), PLAN_YEARS).slot.years == (2018, 2020)


@pytest.mark.parametrize(
    ("plan_years", "text", "years"),
    [
        ((2021, 2022, 2023), "最后一年", (2023,)),
        ((2021, 2022, 2023), "the second year", (2022,)),
        ((2021, 2022), "第三年", ()),
        ((), "第一年", ()),
        ((2026,), "2026年", (2026,)),
    ],
)
def test_places_are_counted_in_the_years_of_the_plan(
    plan_years: tuple[int, ...], text: str, years: tuple[int, ...]
) -> None:
    assert read_years(fold(text), plan_years).slot.years == years


@pytest.mark.parametrize("text", ["2018年12月要完成什么", "2019年6月底前"])
def test_a_year_before_a_month_is_a_year(text: str) -> None:
    assert len(read_years(fold(text), PLAN_YEARS).slot.years) == 1


RELATIVE_YEARS: tuple[tuple[str, int], ...] = (
    ("下一年呢", 1),
    ("后一年", 1),
    ("and the year after?", 1),
    ("the following year", 1),
    ("上一年呢", -1),
    ("前一年", -1),
    ("the year before that", -1),
    ("那2019年呢", 0),
    ("前年初", 0),
)


@pytest.mark.parametrize(("text", "offset"), RELATIVE_YEARS, ids=[text for text, _ in RELATIVE_YEARS])
def test_relative_years(text: str, offset: int) -> None:
    assert read_relative_year(fold(text))[0] == offset


# what a person writes → figures as (words, value, unit)
FIGURES: tuple[tuple[str, tuple[tuple[str, float, str], ...]], ...] = (
    ("那个30%的target是哪项", (("30%", 30, "%"),)),
    ("75.5%", (("75.5%", 75.5, "%"),)),
    ("600张床位", (("600张", 600, "张"),)),
    ("60万平方米", (("60万平方米", 600_000, "平方米"),)),
    ("3000亿元", (("3000亿元", 300_000_000_000, "元"),)),
    ("25%和600张", (("25%", 25, "%"), ("600张", 600, "张"))),
    ("37微克/立方米", (("37微克/立方米", 37, "微克/立方米"),)),
    ("哪2家", ()),
    ("这1项", ()),
    ("第3项", ()),
    ("每1家", ()),
    ("谁负责", ()),
    ("", ()),
)


@pytest.mark.parametrize(("text", "figures"), FIGURES, ids=[text for text, _ in FIGURES])
def test_figures(text: str, figures: tuple[tuple[str, float, str], ...]) -> None:
    assert tuple((slot.raw, slot.value, slot.unit) for slot in read_figures(fold(text))) == figures


UNITS: tuple[tuple[str, str], ...] = (
    ("新增多少张床位", "张"),
    ("how many companies hold shares", ""),
    ("how many percent of the homes", "%"),
    ("how much of the district", "%"),
    ("how large an area does it cover", "平方米"),
    ("how many square kilometres", "平方米"),
    ("what fine is paid", "元"),
    ("fine particle levels", ""),
    ("预算是多少", "元"),
    ("the population of putuo", "人"),
    ("几家", "家"),
    ("多少人次", "人次"),
    ("多少万平方米", "平方米"),
    ("多少平米", "平方米"),
    ("多少公顷", "平方米"),
    ("多少公里", "公里"),
    ("多少亿元", "元"),
    ("HACCP比例", "%"),
    ("覆盖率", "%"),
    ("增幅", "%"),
    ("what share of tax", "%"),
    ("what percentage", "%"),
    ("how much revenue", "元"),
    ("how many square metres", "平方米"),
    ("how long", "公里"),
    ("PM2.5浓度", "微克/立方米"),
    ("目标是什么", ""),
    ("效率先行", ""),
    ("谁负责", ""),
)


@pytest.mark.parametrize(("text", "unit"), UNITS, ids=[text for text, _ in UNITS])
def test_units_that_are_asked_for(text: str, unit: str) -> None:
    assert read_unit(fold(text)) == unit


def test_the_unit_is_no_word_of_the_topic() -> None:
    assert without_unit("人均公共绿地超过多少平米").split() == ["人均公共绿地超过多少"]


@pytest.mark.parametrize(("one", "other"), [("公顷", "平方米"), ("亿元", "元"), ("张", "张"), ("家", "家")])
def test_units_of_the_same_thing(one: str, other: str) -> None:
    assert same_unit(one) == same_unit(other)


# what a person writes → place in the last list, -1 for its last
PICKS: tuple[tuple[str, int | None], ...] = (
    ("第二个", 2),
    ("再讲讲第二个", 2),
    ("展开说说第三条", 3),
    ("第2个", 2),
    ("第二个呢？", 2),
    ("那第三条呢", 3),
    ("第二个谁负责", 2),
    ("第一个的责任部门", 1),
    ("第十二个", 12),
    ("最后一个", -1),
    ("最后一项呢", -1),
    ("the second one", 2),
    ("tell me more about the second one.", 2),
    ("the first of them", 1),
    ("the last one", -1),
    ("the fourth one", 4),
    ("the tenth one", 10),
    ("and the third?", 3),
    ("option 2", 2),
    ("number 2", 2),
    ("第二年", None),
    ("第二章", None),
    ("第二项任务", None),
    ("最后一年", None),
    ("the second year", None),
    ("the first two years", None),
    ("任务2", None),
    ("2", None),
    ("哪个部门", None),
)


@pytest.mark.parametrize(("text", "place"), PICKS, ids=[text for text, _ in PICKS])
def test_picks(text: str, place: int | None) -> None:
    assert read_pick(fold(text)).place == place


@pytest.mark.parametrize(("text", "place"), [("2", 2), (" ３。", 3), ("4", None), ("0", None), ("2" * 5000, None)])
def test_a_bare_number_picks_what_was_offered(text: str, place: int | None) -> None:
    assert read_pick(fold(text), offered=3).place == place


def test_a_pick_before_a_year() -> None:
    assert read_pick(fold("第二个2019年做什么")).place == 2
