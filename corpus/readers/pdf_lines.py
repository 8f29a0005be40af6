"""The characters of a pdf's page as lines, and lines as the paragraphs that they were broken from.

A pdf knows characters and where they stand; pdfplumber gives them as dictionaries (text, x0, x1, top, bottom, size
in points, measured from the page's top left corner).
"""

import itertools
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.readers.cell_text import join_parts

Character = dict[str, Any]

#: characters whose middles are so near belong to one line (share of their size)
_SAME_LINE = 0.5
#: a gap so wide stands for a blank; one character is 1 wide
_BLANK_WIDTH = 0.9
#: a line that leaves less room than this many characters was broken because it was full
_FULL_ROOM = 2.3
#: no page is narrower than so many characters; shorter lines are titles
_FULL_WIDTH = 15
#: lines that end so near to the furthest one tell where the edge is (characters)
_NEAR_EDGE = 5
#: lines so much further apart than usual (share of the size) begin another paragraph
_WIDER_GAP = 0.5
#: a first line is set in by two characters as a rule
_INDENT = 1.2
_SENTENCE_END = re.compile("[。；;！!？?：:]$")
_OPENING = re.compile(
    r"[(（]?[一二三四五六七八九十百\d]{1,3}[)）、.．]|第[一二三四五六七八九十百]{1,3}[章节条]|——|[•●■◆]"
)


@dataclass(slots=True)
class TextLine:
    """A line as it is set; `page` from 1 on, measures in points. `ends_blank`: a blank stood where it was broken."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    page: int = 0
    ends_blank: bool = False


@dataclass(slots=True)
class TextParagraph:
    """A paragraph, with the pages on which it begins and ends."""

    text: str
    page: int
    last_page: int


def text_lines(characters: Sequence[Character], page: int) -> list[TextLine]:
    """The lines of these characters, from the top down."""
    rows: list[list[Character]] = []
    for character in sorted(characters, key=_middle):
        if rows and _middle(character) - _middle(rows[-1][-1]) < _SAME_LINE * character["size"]:
            rows[-1].append(character)
        else:
            rows.append([character])
    lines = (_make_line(sorted(row, key=lambda character: float(character["x0"])), page) for row in rows)
    return [line for line in lines if line.text.strip()]


def _middle(character: Character) -> float:
    return float(character["top"] + character["bottom"]) / 2


def _make_line(row: Sequence[Character], page: int) -> TextLine:
    text, before = "", None
    for character in row:
        shift = character["x0"] - before["x0"] if before else 0
        if before and character["text"] == before["text"] and abs(shift) < 0.3 * character["size"]:
            continue  # bold that is made by printing twice
        if before and character["x0"] - before["x1"] > _BLANK_WIDTH * character["size"]:
            text += " "
        text += character["text"]
        before = character
    seen = [character for character in row if character["text"].strip()] or list(row)
    return TextLine(
        text=text.strip(),
        x0=seen[0]["x0"],
        x1=max(character["x1"] for character in seen),
        top=min(character["top"] for character in seen),
        bottom=max(character["bottom"] for character in seen),
        size=statistics.median(character["size"] for character in seen),
        page=page,
        ends_blank=text.endswith((" ", "\u3000")),
    )


def cell_paragraphs(lines: Sequence[TextLine], x0: float, x1: float) -> list[str]:
    """The paragraphs of a cell between these edges: a line goes on in the next one when it had no room left."""
    if not lines:
        return []
    edge = max(min(min(line.x0 - x0, x1 - line.x1) for line in lines), 0)
    room = x1 - x0 - 2 * min(edge, lines[0].size)
    paragraphs = [lines[0].text]
    for before, line in itertools.pairwise(lines):
        if room - (before.x1 - before.x0) < _FULL_ROOM * line.size:
            paragraphs[-1] = join_parts(paragraphs[-1], line.text, blank=before.ends_blank)
        else:
            paragraphs.append(line.text)
    return paragraphs


class Paragraphs:
    """Joins the lines of the text outside tables to paragraphs, across pages as well."""

    def __init__(self, lines: Sequence[TextLine]) -> None:
        """From all lines outside the tables of a document: they tell how it is set."""
        sizes = [line.size for line in lines for _ in line.text]
        self._size = statistics.median(sizes) if sizes else 0.0
        body = [line for line in lines if abs(line.size - self._size) < 1]
        self._left = min((line.x0 for line in body), default=0.0)
        furthest = max((line.x1 for line in body), default=0.0)
        # punctuation may hang over the edge
        full = [line.x1 for line in body if furthest - line.x1 < _NEAR_EDGE * self._size]
        self._right = statistics.median(full) if full else furthest
        gaps = [
            line.top - before.bottom
            for before, line in itertools.pairwise(body)
            if before.page == line.page and line.top > before.bottom and self._is_full(before)
        ]
        self._gap = statistics.median_low(gaps) if gaps else 0.0
        first = [line for before, line in itertools.pairwise(body) if not self._is_full(before)]
        self._has_indents = sum(self._is_indented(line) for line in first) * 2 > len(first)

    def join(self, lines: Sequence[TextLine]) -> Iterator[TextParagraph]:
        """The paragraphs of lines that follow each other, with no table between them."""
        paragraph: TextParagraph | None = None
        before: TextLine | None = None
        for line in lines:
            if paragraph and before and self._goes_on(before, line):
                paragraph.text = join_parts(paragraph.text, line.text, blank=before.ends_blank)
                paragraph.last_page = line.page
            else:
                if paragraph:
                    yield paragraph
                paragraph = TextParagraph(line.text, line.page, line.page)
            before = line
        if paragraph:
            yield paragraph

    def _goes_on(self, before: TextLine, line: TextLine) -> bool:
        is_alike = abs(before.size - line.size) < 1
        if not self._is_full(before) or not is_alike or self._is_indented(line):
            return False
        if before.page != line.page:
            return self._has_indents or not _SENTENCE_END.search(before.text)
        is_far = line.top - before.bottom > self._gap + _WIDER_GAP * line.size
        opens = not self._has_indents and _SENTENCE_END.search(before.text) and _OPENING.match(line.text)
        return not is_far and not opens

    def _is_full(self, line: TextLine) -> bool:
        is_long = line.x1 - line.x0 > _FULL_WIDTH * line.size
        return is_long and self._right - line.x1 < _FULL_ROOM * line.size

    def _is_indented(self, line: TextLine) -> bool:
        return line.x0 - self._left > _INDENT * line.size
