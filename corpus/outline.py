"""Headings of the genre: 一、 (一) 1. and what they are called; the tree of the narrative."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.model import Paragraph, Role, Section, Span
from corpus.numerals import NUMERAL, parse_numeral
from corpus.quantities import extract_quantities

#: marker of each level, as they nest in the genre (GB/T 9704-2012, 7.3.3: 一、 (一) 1. (1))
_MARKERS = (
    (1, re.compile(rf"(?P<marker>(?P<number>{NUMERAL}{{1,3}})、)\s*(?P<rest>.+)")),
    (1, re.compile(rf"(?P<marker>第(?P<number>{NUMERAL}{{1,3}})[章篇])\s*(?P<rest>.+)")),
    (2, re.compile(rf"(?P<marker>[(（](?P<number>{NUMERAL}{{1,3}})[)）])、?\s*(?P<rest>.+)")),
    (3, re.compile(r"(?P<marker>(?P<number>[0-9０-９]{1,3})\s*[.．、](?![0-9]))\s*(?P<rest>.+)")),
    (4, re.compile(r"(?P<marker>[(（](?P<number>[0-9０-９]{1,3})[)）])\s*(?P<rest>.+)")),
)
#: a heading that stands on a line of its own is no longer than this (characters)
TITLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Marked:
    """A line that begins with a heading's marker."""

    level: int
    marker: str
    number: int
    title: str
    #: what follows the title on the same line; "" for a heading that stands alone
    body: str


def read_marker(line: str) -> Marked | None:
    """The heading that a line begins with, or None.

    >>> read_marker("(一)质量引领,推动经济转型")
    Marked(level=2, marker='(一)', number=1, title='质量引领,推动经济转型', body='')
    >>> read_marker("1.增加产品优质供给。加快消费品标准")
    Marked(level=3, marker='1.', number=1, title='增加产品优质供给', body='加快消费品标准')
    """
    for level, pattern in _MARKERS:
        match = pattern.fullmatch(line.strip())
        number = match and _marker_number(match["number"])
        if match and number is not None:
            title, body = _split_title(match["rest"])
            return Marked(level, match["marker"], number, title, body)
    return None


def _marker_number(text: str) -> int | None:
    return int(text) if text.isdigit() else parse_numeral(text)


def _split_title(rest: str) -> tuple[str, str]:
    head, stop, tail = rest.partition("。")
    if not stop:
        return rest.strip(), ""
    return head.strip(), tail.strip()


@dataclass(slots=True)
class _Open:
    """A section that is still being read."""

    marked: Marked
    text: str
    span: Span
    paragraphs: list[Paragraph] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)

    def close(self) -> Section:
        return Section(
            level=self.marked.level,
            marker=self.marked.marker,
            number=self.marked.number,
            title=self.marked.title,
            text=self.text,
            span=self.span,
            paragraphs=tuple(self.paragraphs),
            children=tuple(self.children),
        )


@dataclass(frozen=True, slots=True)
class Outline:
    """The narrative as a tree; `roles` tells for each of its lines what it is."""

    preamble: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    roles: dict[int, Role]


def build_outline(lines: Sequence[tuple[int, str]]) -> Outline:
    """The narrative's tree from its non-blank lines (line number, text)."""
    root = _Open(Marked(0, "", 0, "", ""), "", Span(0, 0))
    stack = [root]
    roles: dict[int, Role] = {}
    for number, text in lines:
        marked = read_marker(text)
        if marked is None:
            stack[-1].paragraphs.append(make_paragraph(number, text))
            roles[number] = Role.PARAGRAPH
            continue
        while stack[-1].marked.level >= marked.level:
            _close_last(stack)
        section = _Open(marked, text, Span(number, number))
        if marked.body:
            section.paragraphs.append(make_paragraph(number, text))
        stack.append(section)
        roles[number] = Role.HEADING
    while len(stack) > 1:
        _close_last(stack)
    return Outline(tuple(root.paragraphs), tuple(root.children), roles)


def _close_last(stack: list[_Open]) -> None:
    section = stack.pop()
    stack[-1].children.append(section.close())


def make_paragraph(number: int, text: str) -> Paragraph:
    """A paragraph record of one line."""
    return Paragraph(text=text, span=Span(number, number), quantities=extract_quantities(text))


def walk(sections: Sequence[Section], path: tuple[Section, ...] = ()) -> Iterator[tuple[Section, ...]]:
    """Every section below these, as the path from its chapter down to itself, in the order of the text."""
    for section in sections:
        here = (*path, section)
        yield here
        yield from walk(section.children, here)
