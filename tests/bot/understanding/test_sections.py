"""Chapters and sections in a question: by title, by number, by what they are about."""

from collections.abc import Sequence

import pytest

from bot.service import Service
from bot.understanding.sections import read_numbers, read_titles
from bot.understanding.types import Dialogue
from bot.understanding.understand import understand
from corpus.text import fold

NARRATIVE, TABLE = "narrative", "table"


def titles_of(service: Service, ids: Sequence[int]) -> tuple[tuple[str, str], ...]:
    return tuple((service.index.section(each).part, service.index.section(each).title) for each in ids)


# a title as somebody writes it → the headings that bear it
TITLES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("营造一流营商环境包括哪些任务", ((NARRATIVE, "营造一流营商环境"), (TABLE, "营造一流营商环境"))),
    ("5、营造一流营商环境", ((NARRATIVE, "营造一流营商环境"), (TABLE, "营造一流营商环境"))),
    ("營造一流營商環境", ((NARRATIVE, "营造一流营商环境"), (TABLE, "营造一流营商环境"))),
    ("质量引领，推动经济转型", ((NARRATIVE, "质量引领,推动经济转型"), (TABLE, "质量引领,推动经济转型"))),
    ("质量引领推动经济转型", ((NARRATIVE, "质量引领,推动经济转型"), (TABLE, "质量引领,推动经济转型"))),
    # titles in which text and table differ
    ("促进中小企业质量提升", ((NARRATIVE, "促进中小企业质量提升"),)),
    ("促进中小企业提升", ((TABLE, "促进中小企业提升"),)),
    ("提高公共服务供给水平", ((NARRATIVE, "提高公共服务供给水平"),)),
    ("提升公共服务供给水平", ((TABLE, "提升公共服务供给水平"),)),
    # the narrative alone
    ("指导思想是什么", ((NARRATIVE, "指导思想"),)),
    ("加强党委政府对质量工作的领导", ((NARRATIVE, "加强党委、政府对质量工作的领导"),)),
    # no title
    ("质量提升", ()),
    ("营商环境", ()),
    ("谁负责", ()),
    ("", ()),
)


@pytest.mark.parametrize(("text", "titles"), TITLES, ids=[text for text, _ in TITLES])
def test_a_section_by_its_title(service: Service, text: str, titles: tuple[tuple[str, str], ...]) -> None:
    assert titles_of(service, read_titles(fold(text), service.index).ids) == titles


def test_the_title_is_cut_out_of_the_text(service: Service) -> None:
    assert read_titles(fold("（二）质量驱动，促进社会转型有哪些任务"), service.index).rest.split() == ["有哪些任务"]


CHAPTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("第三章讲什么", ("主要提升措施", "质量提升,服务城区转型")),
    ("第3章", ("主要提升措施", "质量提升,服务城区转型")),
    ("第一部分", ("总体要求", "质量引领,推动经济转型")),
    ("chapter 2", ("重点提升领域", "质量驱动,促进社会转型")),
    ("the 4th chapter", ("加强组织领导",)),
    ("第九章", ()),
    ("第三年", ()),
    ("第三项", ()),
    ("chapters", ()),
)


@pytest.mark.parametrize(("text", "titles"), CHAPTERS, ids=[text for text, _ in CHAPTERS])
def test_a_chapter_by_its_number(service: Service, text: str, titles: tuple[str, ...]) -> None:
    found = read_numbers(fold(text), service.index, service.lexicon.document_id).ids
    assert tuple(title for _, title in titles_of(service, found)) == titles


# what a section is about → the heading of the table that is meant
THEMES: tuple[tuple[str, str], ...] = (
    ("生态环境这一节有哪些任务", "提高生态环境质量水平"),
    ("营商环境这一节包括什么", "营造一流营商环境"),
    ("公共服务部分包括哪些任务", "提升公共服务供给水平"),
    ("社会转型有哪些任务", "质量驱动,促进社会转型"),
    ("哪一节讲养老", "提升公共服务供给水平"),
    ("Which tasks come under the business environment section?", "营造一流营商环境"),
    ("the ecology section", "提高生态环境质量水平"),
)


@pytest.mark.parametrize(("text", "title"), THEMES, ids=[text for text, _ in THEMES])
def test_a_section_by_its_theme(service: Service, text: str, title: str) -> None:
    assert titles_of(service, understand(text, service.lexicon, Dialogue()).sections) == ((TABLE, title),)


@pytest.mark.parametrize("text", ["养老有哪些任务", "谁负责营商环境", "生态环境2020年目标", "量子计算这一节有哪些任务"])
def test_a_topic_is_no_section(service: Service, text: str) -> None:
    assert understand(text, service.lexicon, Dialogue()).sections == ()


@pytest.mark.xfail(strict=True, reason="the beginning of a title of two clauses is no title")
def test_a_section_by_its_number_and_the_beginning_of_its_title(service: Service) -> None:
    question = understand("(二)质量驱动有哪些任务", service.lexicon, Dialogue())
    assert (TABLE, "质量驱动,促进社会转型") in titles_of(service, question.sections)
