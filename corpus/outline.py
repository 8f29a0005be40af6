"""Headings of the genre: 第一章 一、 (一) 1. and what they are called; the tree of the narrative."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.model import Heading, Paragraph, Role, Section, Span
from corpus.numerals import NUMERAL, parse_numeral
from corpus.quantities import extract_quantities

#: how the markers nest in the genre, by rank (GB/T 9704-2012, 7.3.3: 一、 (一) 1. (1)); a plan uses some of them
_MARKERS = (
    (1, re.compile(rf"(?P<marker>第(?P<number>{NUMERAL}{{1,3}}|\d{{1,2}})(?:[章篇编]|部分))[\s、:：]*(?P<rest>.+)")),
    (2, re.compile(rf"(?P<marker>第(?P<number>{NUMERAL}{{1,3}}|\d{{1,2}})节)[\s、:：]*(?P<rest>.+)")),
    (3, re.compile(rf"(?P<marker>(?P<number>{NUMERAL}{{1,3}})\s*[、.．])\s*(?P<rest>.+)")),
    (4, re.compile(rf"(?P<marker>[(（]\s*(?P<number>{NUMERAL}{{1,3}})\s*[)）])[、.．]?\s*(?P<rest>.+)")),
    (5, re.compile(r"(?P<marker>(?P<number>\d{1,3})\s*[.．、](?!\d))\s*(?P<rest>.+)")),
    (6, re.compile(r"(?P<marker>[(（]\s*(?P<number>\d{1,3})\s*[)）])[、.．]?\s*(?P<rest>.+)")),
)
#: a heading that stands on a line of its own is no longer than this (characters)
TITLE_LENGTH = 60
#: the first sentence of a text is its title when it is no longer than this, else its first clause
_SENTENCE_TITLE_LENGTH = 40
_FULL_STOP = re.compile("[。！!；;]$")


@dataclass(frozen=True, slots=True)
class Marked:
    """A line that begins with a heading's marker; `rank` tells how the markers nest."""

    rank: int
    marker: str
    number: int
    title: str
    #: what follows the title on the same line; "" for a heading that stands alone
    body: str


def read_marker(line: str) -> Marked | None:
    """The heading that a line begins with, or None.

    >>> read_marker("(一)质量引领,推动经济转型")
    Marked(rank=4, marker='(一)', number=1, title='质量引领,推动经济转型', body='')
    >>> read_marker("1.增加产品优质供给。加快消费品标准")
    Marked(rank=5, marker='1.', number=1, title='增加产品优质供给', body='加快消费品标准')
    """
    for rank, pattern in _MARKERS:
        match = pattern.fullmatch(line.strip())
        number = match and _marker_number(match["number"])
        if match and number is not None:
            title, body = _split_title(match["rest"].strip())
            return Marked(rank, match["marker"], number, title, body)
    return None


def _marker_number(text: str) -> int | None:
    return int(text) if text.isdecimal() else parse_numeral(text)


def table_heading(level: int, marked: Marked | None, text: str, line: int) -> Heading:
    """A chapter's or section's line of a task table, with or without a marker."""
    return Heading(
        level=level,
        marker=marked.marker if marked else "",
        number=marked.number if marked else 0,
        title=marked.title if marked else text.strip(),
        text=text,
        span=Span(line, line),
    )


def _split_title(rest: str) -> tuple[str, str]:
    """A title and the text after it: the first sentence (加快建设。…), or what stands before a colon or comma."""
    if "。" not in rest and len(rest) <= TITLE_LENGTH:
        return rest, ""
    for ends in ("[。:：]", "[,，;；]"):
        parts = re.split(ends, rest, maxsplit=1)
        if len(parts) > 1 and 0 < len(parts[0]) <= _SENTENCE_TITLE_LENGTH:
            return parts[0].strip(), parts[1].strip()
    return rest[:TITLE_LENGTH], rest[TITLE_LENGTH:]


@dataclass(slots=True)
class _Open:
    """A section that is still being read."""

    marked: Marked
    text: str
    line: int
    paragraphs: list[Paragraph] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)

    def close(self) -> Section:
        return Section(
            level=self.marked.rank,
            marker=self.marked.marker,
            number=self.marked.number,
            title=self.marked.title,
            text=self.text,
            span=Span(self.line, self.line),
            paragraphs=tuple(self.paragraphs) or self._own_text(),
            children=tuple(self.children),
        )

    def _own_text(self) -> tuple[Paragraph, ...]:
        """An item of one sentence has nothing below it: its line is heading and paragraph at once."""
        is_sentence = not self.children and _FULL_STOP.search(self.text.strip())
        return (make_paragraph(self.line, self.text),) if is_sentence else ()


#: titles of plans that stand together in one document: 甲专项行动方案
_PLAN_TITLE = re.compile(
    "[^。:：;；,，]{4,50}(?:方案|计划|规划|意见|措施|办法|细则|要点|行动)(?:[(（][^()（）]*[)）])*"
)
#: rank of a plan's title among others in one document, above every marker
_PLAN_RANK = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """The narrative as a tree; `roles` and `ranks` tell for each of its lines what it is and how its marker nests."""

    preamble: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    roles: dict[int, Role]
    ranks: dict[int, int]


def is_plan_title(line: str) -> bool:
    """Whether a line is the title of a plan, by its last word (方案, 计划, 意见 …)."""
    return _PLAN_TITLE.fullmatch(line.strip()) is not None


def find_plan_titles(lines: Sequence[tuple[int, str]]) -> dict[int, str]:
    """The titles, by line, of several plans in one document: below each of them the numbering begins anew.

    Empty where the lines hold one plan only.
    """
    marks = [(number, text, read_marker(text)) for number, text in lines]
    highest = min((marked.rank for _, _, marked in marks if marked), default=0)
    titles: dict[int, str] = {}
    waiting: tuple[int, str] | None = None
    for number, text, marked in marks:
        if marked is None and is_plan_title(text):
            waiting = (number, text.strip())
        elif marked and marked.rank == highest:
            if waiting and marked.number == 1:
                titles[waiting[0]] = waiting[1]
            waiting = None
    return titles if len(titles) > 1 else {}


def build_outline(lines: Sequence[tuple[int, str]]) -> Outline:
    """The narrative's tree from its non-blank lines (line number, text)."""
    root = _Open(Marked(_PLAN_RANK - 1, "", 0, "", ""), "", 0)
    stack = [root]
    roles: dict[int, Role] = {}
    ranks: dict[int, int] = {}
    plans = find_plan_titles(lines)
    for number, text in lines:
        is_plan = number in plans
        marked = (
            Marked(_PLAN_RANK, "", list(plans).index(number) + 1, text.strip(), "") if is_plan else read_marker(text)
        )
        if marked is None:
            stack[-1].paragraphs.append(make_paragraph(number, text))
            roles[number] = Role.PARAGRAPH
            continue
        while stack[-1].marked.rank >= marked.rank:
            _close_last(stack)
        section = _Open(marked, text, number)
        if marked.body:
            section.paragraphs.append(make_paragraph(number, text))
        stack.append(section)
        roles[number], ranks[number] = Role.HEADING, marked.rank
    while len(stack) > 1:
        _close_last(stack)
    return Outline(tuple(root.paragraphs), _number_levels(root.children), roles, ranks)


def _close_last(stack: list[_Open]) -> None:
    section = stack.pop()
    stack[-1].children.append(section.close())


def _number_levels(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The tree with levels from 1 on without a gap, whichever markers the plan uses."""
    ranks = sorted({path[-1].level for path in walk(sections)})
    return _with_levels(sections, {rank: level for level, rank in enumerate(ranks, 1)})


def _with_levels(sections: Sequence[Section], levels: dict[int, int]) -> tuple[Section, ...]:
    return tuple(
        replace(section, level=levels[section.level], children=_with_levels(section.children, levels))
        for section in sections
    )


def make_paragraph(number: int, text: str) -> Paragraph:
    """A paragraph record of one line."""
    return Paragraph(text=text, span=Span(number, number), quantities=extract_quantities(text))


def walk(sections: Sequence[Section], path: tuple[Section, ...] = ()) -> Iterator[tuple[Section, ...]]:
    """Every section below these, as the path from its chapter down to itself, in the order of the text."""
    for section in sections:
        here = (*path, section)
        yield here
        yield from walk(section.children, here)
