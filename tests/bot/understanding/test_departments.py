"""Departments in a question: every form of a name, forms that several share, bodies that the plan does not name."""

from collections.abc import Sequence

import pytest

from bot.service import Service
from bot.understanding.departments import read_departments
from bot.understanding.types import DepartmentSlot
from corpus.text import fold

OFFICES = ("长风管委办", "长寿管委办", "真如副中心管委办")


def read(service: Service, text: str) -> tuple[DepartmentSlot, ...]:
    return read_departments(fold(text), service.lexicon.departments).slots


def names_of(service: Service, slots: Sequence[DepartmentSlot]) -> tuple[tuple[str, ...], ...]:
    names = {department.id: department.name for department in service.index.departments}
    return tuple(tuple(names[each] for each in slot.ids) for slot in slots)


# what a person writes → the department of the plan
NAMES: tuple[tuple[str, str], ...] = (
    ("区市场监管局", "区市场监管局"),
    ("市场监管局负责什么", "区市场监管局"),
    ("市场监督管理局", "区市场监管局"),
    ("區市場監管局", "区市场监管局"),
    ("区商务委员会", "区商务委"),
    ("区 商务委", "区商务委"),
    ("区卫生和计划生育委员会", "区卫生计生委"),
    ("区人力资源和社会保障局", "区人社局"),
    ("区发展和改革委员会", "区发改委"),
    ("区人民政府办公室", "区府办"),
    ("区工商业联合会", "区工商联"),
    # short forms of the tables
    ("市监局", "区市场监管局"),
    ("商委", "区商务委"),
    ("科技局", "区科委"),
    ("文广局", "区文化局"),
    ("教委", "区教育局"),
    ("卫计委", "区卫生计生委"),
    ("社保局", "区人社局"),
    ("建委", "区建管委"),
    ("政府办", "区府办"),
    ("转型办", "桃浦转型办"),
    # characters of the name in their order, in no table
    ("绿容局", "区绿化市容局"),
    ("区绿容局", "区绿化市容局"),
    # a town keeps its name
    ("长征镇", "长征镇"),
    ("真如副中心管委办", "真如副中心管委办"),
    # in English
    ("commerce commission", "区商务委"),
    ("the Commission of Commerce", "区商务委"),
    ("District Commission of Commerce", "区商务委"),
    ("bureau of education", "区教育局"),
    ("market regulator", "区市场监管局"),
    ("market supervision bureau", "区市场监管局"),
    ("science commission", "区科委"),
    ("health bureau", "区卫生计生委"),
    ("grid center", "区网格中心"),
    ("grid centre", "区网格中心"),
    ("greening bureau", "区绿化市容局"),
    ("Changfeng Administrative Committee Office", "长风管委办"),
    ("Taopu office", "桃浦转型办"),
    ("Changzheng town", "长征镇"),
    ("what is civil affairs responsible for", "区民政局"),
    # misspelt
    ("comerce commission", "区商务委"),
    ("market supervison bureau", "区市场监管局"),
)


@pytest.mark.parametrize(("text", "name"), NAMES, ids=[text for text, _ in NAMES])
def test_a_department_by_any_name(service: Service, text: str, name: str) -> None:
    assert names_of(service, read(service, text)) == ((name,),)


def test_every_department_by_its_own_names(service: Service) -> None:
    for department in service.index.departments:
        for text in (department.name, department.english):
            assert names_of(service, read(service, text)) == ((department.name,),), text


# names that came after the plan → the plan's name and words of the note
LATER: tuple[tuple[str, str], ...] = (
    ("卫健委", "区卫生计生委"),
    ("区卫生健康委员会", "区卫生计生委"),
    ("文旅局", "区文化局"),
    ("文化和旅游局", "区文化局"),
    ("生态环境局", "区环保局"),
)


@pytest.mark.parametrize(("text", "name"), LATER, ids=[text for text, _ in LATER])
def test_a_later_name_is_read_with_its_source(service: Service, text: str, name: str) -> None:
    slots = read(service, text)
    assert names_of(service, slots) == ((name,),)
    later, _, note = slots[0].later.partition("|")
    assert fold(later) in fold(text)
    assert "2018" in note


@pytest.mark.parametrize("text", ["区卫生计生委", "卫计委", "区文化局", "环保局", "区教育局", "商务委"])
def test_a_name_of_the_plans_time_has_no_note(service: Service, text: str) -> None:
    assert read(service, text)[0].later == ""


@pytest.mark.parametrize("text", ["管委办", "管委办负责哪些任务", "管委办 2019"])
def test_a_form_that_several_share_names_all_of_them(service: Service, text: str) -> None:
    assert names_of(service, read(service, text)) == (OFFICES,)


SEVERAL: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("区市场监管局和区审改办共同负责什么", ("区市场监管局", "区审改办")),
    ("民政局、人社局", ("区民政局", "区人社局")),
    ("发改委商务委建管委", ("区发改委", "区商务委", "区建管委")),
    ("tasks that civil affairs and market supervision share", ("区民政局", "区市场监管局")),
    ("长风管委办和长征镇", ("长风管委办", "长征镇")),
    ("民政局和区民政局", ("区民政局",)),
)


@pytest.mark.parametrize(("text", "names"), SEVERAL, ids=[text for text, _ in SEVERAL])
def test_several_departments_in_the_order_of_the_text(service: Service, text: str, names: tuple[str, ...]) -> None:
    assert names_of(service, read(service, text)) == tuple((name,) for name in names)


OUTSIDE: tuple[str, ...] = (
    "公安局",
    "区公安局",
    "水务局",
    "区财政局",
    "司法局",
    "检察院",
    "police bureau",
    "water authority",
    "bureau of water affairs",
)


@pytest.mark.parametrize("text", OUTSIDE)
def test_a_body_outside_the_plan_is_known_to_be_one(service: Service, text: str) -> None:
    (slot,) = read(service, text)
    assert slot.ids == ()


# words that hold a body's ending, or part of a name, and are no body
NO_DEPARTMENTS: tuple[str, ...] = (
    "怎么办",
    "这事怎么办",
    "一网通办",
    "一网通办怎么办",
    "全网通办",
    "联合办理",
    "当场办结",
    "党委领导",
    "格局",
    "布局规划",
    "结局是什么",
    "邮局",
    "法院",
    "理事会",
    "居委会",
    "业委会",
    "国评中心",
    "市民健身中心",
    "万里社区卫生服务中心",
    "金融服务业",
    "文化普陀云",
    "长征地区",
    "长风地区",
    "education",
    "housing",
    "sport",
    "office",
    "the bureau",
    "which department",
    "officer",
    "town",
    "in charge of education",
    "谁负责",
    "",
)


@pytest.mark.parametrize("text", NO_DEPARTMENTS)
def test_what_is_no_department(service: Service, text: str) -> None:
    assert read(service, text) == ()


def test_the_names_are_cut_out_of_the_text(service: Service) -> None:
    assert read_departments("区民政局和人社局负责养老", service.lexicon.departments).rest.split() == ["和", "负责养老"]


# text → names, for what was once misread
MENDED: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("education bureau and sports bureau", (("区教育局",), ("区体育局",))),
    ("真如管委办", (("真如副中心管委办",),)),
    ("EPB", (("区环保局",),)),
    ("DRC", (("区发改委",),)),
    ("市商务委", ((),)),
    ("静安区教育局", ((),)),
    ("请问静安区教育局负责什么", ((),)),
    ("由区教育局负责", (("区教育局",),)),
    ("列一下区教育局名下的任务", (("区教育局",),)),
    ("看下区教育局", (("区教育局",),)),
    ("我们区教育局负责什么", (("区教育局",),)),
    ("普陀区教育局", (("区教育局",),)),
    ("culture and tourism bureau", (("区文化局",),)),
    ("ecology and environment bureau", (("区环保局",),)),
    ("health commission", (("区卫生计生委",),)),
)


@pytest.mark.parametrize(("text", "names"), MENDED, ids=[text for text, _ in MENDED])
def test_what_was_once_misread(service: Service, text: str, names: tuple[tuple[str, ...], ...]) -> None:
    assert names_of(service, read(service, text)) == names


FAULTS: tuple[tuple[str, tuple[tuple[str, ...], ...], str], ...] = (
    ("administrative committee office", (OFFICES,), "three readings are more than _MOST_READINGS, so none is offered"),
)


@pytest.mark.parametrize(
    ("text", "names"),
    [pytest.param(text, names, marks=pytest.mark.xfail(strict=True, reason=why)) for text, names, why in FAULTS],
    ids=[text for text, *_ in FAULTS],
)
def test_faults(service: Service, text: str, names: tuple[tuple[str, ...], ...]) -> None:
    assert names_of(service, read(service, text)) == names
