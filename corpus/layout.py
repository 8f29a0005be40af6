"""How a task table is laid out: its cells by kind, and what they tell together before any task is read.

A plan may name its columns as it likes, put the departments before, between or after the years, mark chapters
by 第一章, 一、 or (一) and tasks by 1, 1. or (1). `read_layout` finds out which of these a table does.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from corpus.cells import (
    YearCell,
    column_duty,
    column_kind,
    compact,
    find_header_rows,
    read_number,
    read_year,
    read_year_with_text,
)
from corpus.departments import read_departments
from corpus.model import Duty
from corpus.outline import TITLE_LENGTH, Marked, read_marker

#: the title of an annex, alone on a line
ANNEX_TITLE = re.compile(r"附\s*[件表录]\s*[\d一二三四五六七八九十]*\s*(?:[:：].*|[^。,，]{0,40})")
#: what is printed above the rest of a table on the next page
_CONTINUED = re.compile(r"[(（]?(?:续(?:表|上表|前表)?|接上[页表])[)）]?")
#: a line that ends so is a sentence, not a heading
_SENTENCE_ENDS = re.compile("[。；;！!：:,，、]$")
#: first rank (see `corpus.outline`) that marks tasks and sections rather than chapters
_ITEM_RANK = 5


class Kind(Enum):
    """What a cell looks like, apart from where it stands."""

    HEADER = "name of a column"
    TITLE = "title of the table, repeated"
    ANNEX = "title of another annex"
    YEAR = "year"
    YEAR_TEXT = "year with text"
    NUMBER = "number"
    MARKED = "short text with a heading's marker"
    TEXT = "text"


#: kinds that a page's end puts into the middle of a task
PAGE_TOP = (Kind.HEADER, Kind.TITLE)


@dataclass(frozen=True, slots=True)
class Token:
    """A cell of the table: one line that is not blank."""

    line: int
    text: str
    kind: Kind
    blank_before: int
    marked: Marked | None = None
    year: YearCell | None = None
    number: int | None = None


class Slot(Enum):
    """Where in a task its departments stand."""

    BEFORE_YEARS = "before the years"
    BETWEEN_YEARS = "between the years"
    AFTER_YEARS = "after the years"


@dataclass(frozen=True, slots=True)
class Layout:
    """What holds for the whole of a table."""

    #: index of each token that begins a task, with the task's number
    starts: dict[int, int]
    #: index of each token that is a chapter's or section's line, with its level: 1 chapter, 2 section
    headings: dict[int, int]
    #: the years that are columns of their own; () where years are cells
    year_columns: tuple[int, ...]
    #: the years that the tasks have measures for
    years: tuple[int, ...]
    #: so many blank lines inside a task are the trace of a page's end
    page_gap: int
    #: the departments' column is left of the description's
    is_department_first: bool
    #: there is a column for chapters, but no chapter has a marker
    has_unmarked_headings: bool
    #: the duty that each column of departments stands for, from the left
    duties: tuple[Duty, ...]

    @classmethod
    def nothing(cls) -> "Layout":
        """The layout of a table that tells nothing of itself."""
        return cls({}, {}, (), (), 0, is_department_first=False, has_unmarked_headings=False, duties=())


def tokenize(lines: Sequence[tuple[int, str]], titles: Collection[str] = ()) -> list[Token]:
    """The cells of a table from its lines (line number, text), blank lines included.

    Args:
        titles: lines that are repeated at the top of pages, as `compact` gives them.
    """
    filled = [(number, text) for number, text in lines if text.strip()]
    header = _header_indexes([text for _, text in filled])
    tokens: list[Token] = []
    previous = lines[0][0] - 1 if lines else 0
    for index, (number, text) in enumerate(filled):
        blank_before = number - previous - 1
        if index in header:
            tokens.append(Token(number, text, Kind.HEADER, blank_before))
        else:
            tokens.append(_classify(number, text, blank_before, titles))
        previous = number
    return tokens


def _header_indexes(texts: Sequence[str]) -> set[int]:
    """The cells of the header rows, and of the parts of them that some pages repeat."""
    rows = find_header_rows(texts)
    names = {name for row in rows for name, kind in zip(row.names, row.kinds, strict=True) if kind != "year"}
    whole = {index for row in rows for index in range(row.start, row.end)}
    return whole | {index for index, text in enumerate(texts) if compact(text) in names}


def _classify(number: int, text: str, blank_before: int, titles: Collection[str]) -> Token:
    marked = read_marker(text)
    if compact(text) in titles or _CONTINUED.fullmatch(text.strip()):
        return Token(number, text, Kind.TITLE, blank_before)
    if is_annex_title(text):
        return Token(number, text, Kind.ANNEX, blank_before)
    if year := read_year(text):
        return Token(number, text, Kind.YEAR, blank_before, year=year)
    if (value := read_year_with_text(text)) is not None:
        return Token(number, text, Kind.YEAR_TEXT, blank_before, year=YearCell((value,), has_sign=True))
    if (value := read_number(text)) is not None:
        return Token(number, text, Kind.NUMBER, blank_before, number=value)
    kind = Kind.MARKED if marked and is_title(text) and not marked.body else Kind.TEXT
    return Token(number, text, kind, blank_before, marked=marked)


def is_annex_title(text: str) -> bool:
    """Whether a line is the title of an annex: 附件, 附件1:任务分工表."""
    return len(text.strip()) <= TITLE_LENGTH and ANNEX_TITLE.fullmatch(text.strip()) is not None


def is_title(text: str) -> bool:
    """Whether a line is short and no sentence, as titles are."""
    text = text.strip()
    return len(text) <= TITLE_LENGTH and "。" not in text and _SENTENCE_ENDS.search(text) is None


def following(tokens: Sequence[Token], at: int, skip: Collection[Kind] = PAGE_TOP) -> int | None:
    """Index of the next token after this one that is of none of these kinds."""
    return next((index for index in range(at + 1, len(tokens)) if tokens[index].kind not in skip), None)


def read_layout(tokens: Sequence[Token]) -> Layout:
    """How this table is laid out."""
    rows = find_header_rows([token.text for token in tokens])
    has_number = not rows or any("number" in row.kinds for row in rows)
    columns = next((row.years for row in rows if row.years), ())
    kinds = next((row.kinds for row in rows), ())
    years = columns or _usual_years(tokens)
    starts = dict(_numbered_starts(tokens, years) if has_number else _marked_starts(tokens, columns))
    headings = list(_heading_indexes(tokens, starts))
    return Layout(
        starts=starts,
        headings=_levels(tokens, headings),
        year_columns=columns,
        years=years,
        page_gap=_usual_gap(tokens) + 2,
        is_department_first=_comes_first(kinds, "departments", "description"),
        has_unmarked_headings="goal" in kinds and not headings,
        duties=tuple(column_duty(name) for row in rows[:1] for name in row.names if column_kind(name) == "departments"),
    )


def _comes_first(kinds: Sequence[str], one: str, other: str) -> bool:
    return one in kinds and other in kinds and kinds.index(one) < kinds.index(other)


def _usual_years(tokens: Sequence[Token]) -> tuple[int, ...]:
    """The years of the table's year cells but for stray ones."""
    counts = Counter(year for token in tokens if token.year for year in token.year.years)
    most = max(counts.values(), default=0)
    return tuple(sorted(year for year, count in counts.items() if count * 2 >= most))


def _usual_gap(tokens: Sequence[Token]) -> int:
    return Counter(token.blank_before for token in tokens).most_common(1)[0][0] if tokens else 0


def _numbered_starts(tokens: Sequence[Token], years: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The numbers that begin tasks, those of pages left out.

    In turn, a number begins a task when text follows or the task before it is complete; out of turn, when text
    and then a year follow that can only be the next task's.
    """
    last, last_index, year = 0, None, None
    for index, token in enumerate(tokens):
        year = token.year.years[-1] if token.year else year
        is_repeated = last_index is not None and token.number == last and following(tokens, last_index) == index
        if token.number is None or is_repeated:
            continue
        has_text, next_year = _what_follows(tokens, index)
        is_complete = year is None or year == years[-1]
        is_in_turn = token.number == last + 1 and (has_text or is_complete)
        has_year = not years or (next_year is not None and (next_year == years[0] or is_complete))
        if is_in_turn or (has_text and has_year):
            yield index, token.number
            last, last_index = token.number, index


def _what_follows(tokens: Sequence[Token], at: int) -> tuple[bool, int | None]:
    """Whether text comes next, and the first year that stands below it before any other number."""
    text = following(tokens, at)
    if text is None or tokens[text].kind not in (Kind.TEXT, Kind.MARKED):
        return False, None
    end = following(tokens, text, skip=(*PAGE_TOP, Kind.TEXT, Kind.MARKED))
    year = tokens[end].year if end is not None else None
    return True, year.years[0] if year else None


def _marked_starts(tokens: Sequence[Token], columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where tasks have no column for their number: descriptions that begin with one (1.…) and have a year below."""
    for index, token in enumerate(tokens):
        if token.marked and token.marked.rank >= _ITEM_RANK and (columns or _has_year_below(tokens, index)):
            yield index, token.marked.number


def _has_year_below(tokens: Sequence[Token], at: int) -> bool:
    below = following(tokens, at)
    if below is not None and read_departments(tokens[below].text):
        below = following(tokens, below)
    return below is not None and tokens[below].year is not None


def _heading_indexes(tokens: Sequence[Token], starts: dict[int, int]) -> Iterator[int]:
    """The lines of chapters and sections: a task follows them, or they repeat an earlier one at the top of a page."""
    styles: set[tuple[int, str]] = set()
    seen: set[str] = set()
    is_top = True
    for index, token in enumerate(tokens):
        is_heading = False
        if token.kind is Kind.MARKED and token.marked and index not in starts:
            style = (token.marked.rank, compact(token.marked.marker)[-1])
            # a style that was not met yet counts only at the top of a page or below another heading
            is_known = style in styles or is_top
            is_heading = compact(token.text) in seen or (is_known and _leads_to_task(tokens, index, starts))
            if is_heading:
                styles.add(style)
                seen.add(compact(token.text))
                yield index
        is_top = is_heading or token.kind in PAGE_TOP


def _leads_to_task(tokens: Sequence[Token], at: int, starts: dict[int, int]) -> bool:
    below = next(
        (
            index
            for index in range(at + 1, len(tokens))
            if index in starts or tokens[index].kind not in (*PAGE_TOP, Kind.MARKED)
        ),
        None,
    )
    return below in starts


def _levels(tokens: Sequence[Token], headings: Sequence[int]) -> dict[int, int]:
    """Level 1 for the highest rank in use, 2 for those below; sections alone, 1、…, are no chapters."""
    ranks = {index: marked.rank for index in headings if (marked := tokens[index].marked)}
    highest = min(ranks.values(), default=0)
    if len(set(ranks.values())) == 1 and highest >= _ITEM_RANK:
        return dict.fromkeys(ranks, 2)
    return {index: 1 if rank == highest else 2 for index, rank in ranks.items()}
