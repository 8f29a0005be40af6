"""Which lines of a document are its notice, narrative and table, and which are left out of all of them."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import notice
from corpus.cells import compact, read_number, split_row
from corpus.departments import read_departments
from corpus.layout import is_annex_title, is_title
from corpus.model import Fact
from corpus.outline import find_plan_titles, is_plan_title, read_marker
from corpus.residue import find_residue
from corpus.table import find_table

#: a title may run over so many lines
_TITLE_LINES = 3
#: a web page may have so many lines above the title (where one is, of which kind it is)
_PAGE_HEAD_LINES = 10
#: the years of a plan alone on the line below its title
_YEARS_OF_TITLE = re.compile(r"[(（][^()（）]*\d{4}[^()（）]*[)）]")
_NAMES_TABLE = re.compile("分工|分解|任务表|清单|一览|附[件表录]|表$")

Lines = list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Parts:
    """The lines of a document that are not blank, by part (line number, text)."""

    notice: Lines
    #: issuers and date where they stand below the narrative
    closing: Lines
    title: Lines
    narrative: Lines
    table_title: Lines
    #: blank lines included, for a wide gap tells of a page's end
    table: Lines
    #: index of the table's first line; None without a table
    table_start: int | None
    copies: dict[int, Fact]
    imprint: Lines
    residue: set[int]


def split_parts(lines: Sequence[str]) -> Parts:
    """The notice ends where the plan's title stands, the narrative at the annex's title, this at the table."""
    residue = find_residue(lines)
    filled = [(n, text) for n, text in enumerate(lines, 1) if text.strip() and n not in residue]
    copies = {line[0]: fact for line in filled if (fact := notice.read_copies(line))}
    imprint = [line for line in filled if notice.IMPRINT.fullmatch(line[1].strip())]
    aside = {*residue, *copies, *(n for n, _ in imprint)}
    at = find_table(lines)
    end = len(lines) if at is None else at
    text_lines = [line for line in filled if line[0] <= end and line[0] not in aside]
    body = _body_start(text_lines)
    closing = (
        [] if any(notice.read_date(text) for _, text in text_lines[:body]) else notice.closing_lines(text_lines[body:])
    )
    text_lines = [line for line in text_lines if line not in closing]
    has_several = bool(find_plan_titles(text_lines[body:]))  # then the title of the first is not the document's
    title = [] if has_several else _own_title(text_lines[body:], text_lines[:body])
    annex = _annex_start(text_lines, body + len(title))
    narrative = text_lines[body + len(title) : annex]
    table = [(n, text) for n, text in enumerate(lines, 1) if n > end and n not in aside]
    below = _narrative_below(narrative, table)
    return Parts(
        notice=text_lines[:body],
        closing=closing,
        title=title,
        narrative=narrative + [line for line in table[below:] if line[1].strip()],
        table_title=text_lines[annex:],
        table_start=at,
        table=table[:below],
        copies=copies,
        imprint=imprint,
        residue=residue,
    )


def _narrative_below(narrative: Lines, table: Lines) -> int:
    """Index of the table's line where the narrative goes on below it: the next chapter in turn, and no row after it."""
    marks = [marked for _, text in narrative if (marked := read_marker(text))]
    top = min((marked.rank for marked in marks), default=0)
    following = max((marked.number for marked in marks if marked.rank == top), default=0) + 1
    rows = [at for at, (_, text) in enumerate(table) if _is_of_row(text)]
    for at in range(rows[-1] + 1 if rows else len(table), len(table)):
        marked = read_marker(table[at][1])
        if marked and marked.rank == top and marked.number == following:
            return at
    return len(table)


def _is_of_row(text: str) -> bool:
    return bool(split_row(text) or read_departments(text)) or read_number(text) is not None


def _body_start(lines: Lines) -> int:
    """Index of the plan's first line: its title below the notice, else what follows the notice's date or addressees."""
    chapter = next(
        (at for at, (_, text) in enumerate(lines) if (marked := read_marker(text)) and not marked.body), None
    )
    before_chapter = lines[:chapter]
    passed_on = _passed_on(before_chapter)
    titled = (at for at in range(1, len(lines)) if passed_on and _title_at(lines[at : at + _TITLE_LINES], passed_on))
    dated = (at + 1 for at, (_, text) in enumerate(before_chapter) if notice.read_date(text))
    addressed = (at + 1 for at, (_, text) in enumerate(before_chapter) if notice.is_addressees(text))
    named = (at for at, (_, text) in enumerate(before_chapter[:_PAGE_HEAD_LINES]) if is_plan_title(text))
    return next(itertools.chain(titled, dated, addressed, named), 0)


def _passed_on(lines: Lines) -> str | None:
    """The name of the plan that a notice passes on, from the notice's title."""
    names = (notice.plan_name(text) for _, text in lines if is_title(text))
    return next((name for name in names if name), None)


def _title_at(lines: Lines, title: str) -> Lines:
    """The first lines when they are this title, be it in one line or in several; else none."""
    for count in range(1, _TITLE_LINES + 1):
        if _same("".join(text for _, text in lines[:count]), title):
            return lines[:count]
    bare = _YEARS_OF_TITLE.sub("", title)
    return lines[:1] if lines and _same(_YEARS_OF_TITLE.sub("", lines[0][1]), bare) else []


def _same(one: str, other: str) -> bool:
    return re.sub("[-—–~]+", "-", compact(one)) == re.sub("[-—–~]+", "-", compact(other))


def _own_title(lines: Lines, notice_lines: Lines) -> Lines:
    """The lines of the plan's own title, with its years where they stand on a line below it."""
    passed_on = _passed_on(notice_lines)
    title = _title_at(lines, passed_on) if passed_on else []
    if not title and lines and is_title(lines[0][1]) and not read_marker(lines[0][1]):
        title = lines[:1]
    below = lines[len(title) :][:1]
    has_years = title and below and _YEARS_OF_TITLE.fullmatch(below[0][1].strip())
    return title + below if has_years else title


def _annex_start(lines: Lines, body: int) -> int:
    """Index of the first of the lines that name the annex, right above the table; the number of lines without any."""
    start = len(lines)
    while start > body and _can_name_annex(lines[start - 1][1]):
        start -= 1
    names = [at for at in range(start, len(lines)) if is_annex_title(lines[at][1])]
    names += [at for at in range(start, len(lines)) if _NAMES_TABLE.search(lines[at][1])]
    return names[0] if names else len(lines)


def _can_name_annex(text: str) -> bool:
    return is_annex_title(text) or (is_title(text) and read_marker(text) is None)
