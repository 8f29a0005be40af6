"""A plan made into files as offices have them: its text as paragraphs, its task table as a real table.

`Plan.of` takes the pieces from the records of the txt; each `as_…` function writes them in one format.
"""

import html
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import Document
from corpus.model import Heading, Role, Task

_TABLE_ROLES = {
    Role.TABLE_HEADER,
    Role.TABLE_HEADING,
    Role.TASK_NUMBER,
    Role.DESCRIPTION,
    Role.YEAR,
    Role.MEASURE,
    Role.DEPARTMENTS,
}
COLUMNS = ("序号", "主要任务", "工作具体举措", "责任部门")


@dataclass(frozen=True)
class Row:
    """A task: `years` are pairs of a year's cell and the paragraphs below it."""

    number: str
    description: str
    years: tuple[tuple[str, tuple[str, ...]], ...]
    departments: str


@dataclass(frozen=True)
class Plan:
    """What stands above the table, in it (headings and tasks) and below it."""

    before: tuple[str, ...]
    table: tuple[str | Row, ...]
    after: tuple[str, ...]

    @classmethod
    def of(cls, document: Document) -> "Plan":
        table = [number for number, role in enumerate(document.roles, 1) if role in _TABLE_ROLES]
        filled = [(number, text.strip()) for number, text in enumerate(document.lines, 1) if text.strip()]
        return cls(
            before=tuple(text for number, text in filled if number < table[0]),
            table=tuple(_table(document)),
            after=tuple(text for number, text in filled if number > table[-1]),
        )

    @property
    def tasks(self) -> list[Row]:
        return [each for each in self.table if isinstance(each, Row)]


def _table(document: Document) -> Iterator[str | Row]:
    shown: list[Heading | None] = [None, None]
    for task in document.tasks:
        for level, heading in enumerate((task.chapter, task.section)):
            if heading and (shown[level] is None or shown[level].text != heading.text):
                yield heading.text.strip()
                shown[level:] = [heading, *shown[level + 1 :]]
        yield _row(document, task)


def _row(document: Document, task: Task) -> Row:
    years = {}
    for measure in task.measures:
        paragraphs = tuple(part.strip() for part in measure.text.split("\n") if part.strip())
        years[document.lines[measure.year_span.first - 1].strip()] = _sentences(paragraphs)
    cell = task.departments_cell
    return Row(
        number=document.lines[task.number_span.first - 1].strip(),
        description=_one(task.description.text),
        years=tuple(years.items()),
        departments=_one(cell.text) if cell else "",
    )


def _one(text: str) -> str:
    return "".join(part.strip() for part in text.split("\n"))


def _sentences(parts: Sequence[str]) -> tuple[str, ...]:
    """Paragraphs; a part that a page's end has cut off belongs to the one before it."""
    joined: list[str] = []
    for part in parts:
        if joined and not joined[-1].endswith("。"):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)


def rows_of(row: Row) -> Iterator[tuple[str, ...]]:
    """A task as rows of five columns; what is merged with the cell above is ""."""
    for index, (year, paragraphs) in enumerate(row.years):
        first = index == 0
        yield (
            row.number if first else "",
            row.description if first else "",
            year,
            "\n".join(paragraphs),
            row.departments if first else "",
        )


# docx


def as_docx(plan: Plan, path: Path, *, goal_column: bool = False, is_cut: bool = False) -> None:
    """A Word file.

    Args:
        goal_column: the headings stand in a column of their own, merged down over the tasks below them.
        is_cut: as converters make it: a table a page, the header row repeated, a task parted between two pages.
    """
    import docx

    document = docx.Document()
    for text in plan.before:
        document.add_paragraph(text)
    parts = _cut(plan.table) if is_cut else [plan.table]
    for part in parts:
        _add_goal_table(document, part) if goal_column else _add_table(document, part)
        document.add_paragraph("")
    for text in plan.after:
        document.add_paragraph(text)
    document.save(path)


def _cut(table: Sequence[str | Row]) -> list[list[str | Row]]:
    """The table in two: the first task is parted inside the measures of its second year."""
    at = next(index for index, each in enumerate(table) if isinstance(each, Row))
    row = table[at]
    assert isinstance(row, Row)
    (first, second, *rest) = row.years
    half = len(second[1][0]) // 2
    above = Row(row.number, row.description, (first, (second[0], (second[1][0][:half],))), row.departments)
    below = Row("", "", (("", (second[1][0][half:], *second[1][1:])), *rest), "")
    return [[*table[:at], above], [below, *table[at + 1 :]]]


def _add_table(document: Any, part: Sequence[str | Row]) -> None:
    table = document.add_table(rows=0, cols=5)
    header = table.add_row()
    for column, name in zip((0, 1, 2, 4), COLUMNS, strict=True):
        header.cells[column].text = name
    header.cells[2].merge(header.cells[3])
    _repeat(header)
    for each in part:
        if isinstance(each, str):
            cells = table.add_row().cells
            cells[0].merge(cells[4]).text = each
            continue
        first = len(table.rows)
        for texts in rows_of(each):
            cells = table.add_row().cells
            for cell, text in zip(cells, texts, strict=True):
                _fill(cell, text)
        for column in (0, 1, 4) if len(each.years) > 1 else ():
            _merge_down(table, first, len(table.rows) - 1, column)


def _fill(cell: Any, text: str) -> None:
    first, *rest = text.split("\n")
    cell.text = first
    for paragraph in rest:
        cell.add_paragraph(paragraph)


def _merge_down(table: Any, first: int, last: int, column: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for number in range(first, last + 1):
        merge = OxmlElement("w:vMerge")
        if number == first:
            merge.set(qn("w:val"), "restart")
        table.rows[number]._tr.tc_lst[column].get_or_add_tcPr().append(merge)


def _repeat(row: Any) -> None:
    """Mark a row to be repeated at the top of each page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _add_goal_table(document: Any, part: Sequence[str | Row]) -> None:
    """Six columns, the first with the headings above the tasks."""
    table = document.add_table(rows=1, cols=6)
    for column, name in zip((0, 1, 2, 3, 5), ("工作目标", *COLUMNS), strict=True):
        table.rows[0].cells[column].text = name
    table.rows[0].cells[3].merge(table.rows[0].cells[4])
    for headings, rows in _by_heading(part):
        begin = len(table.rows)
        for row in rows:
            first = len(table.rows)
            for texts in rows_of(row):
                cells = table.add_row().cells
                for cell, text in zip(cells[1:], texts, strict=True):
                    _fill(cell, text)
            for column in (1, 2, 5) if len(row.years) > 1 else ():
                _merge_down(table, first, len(table.rows) - 1, column)
        _fill(table.rows[begin].cells[0], "\n".join(headings))
        _merge_down(table, begin, len(table.rows) - 1, 0)


def _by_heading(part: Sequence[str | Row]) -> Iterator[tuple[list[str], list[Row]]]:
    headings: list[str] = []
    for is_heading, each in itertools.groupby(part, key=lambda each: isinstance(each, str)):
        if is_heading:
            headings = list(each)  # type: ignore[arg-type]
        else:
            yield headings, list(each)  # type: ignore[arg-type]


# xlsx


def as_xlsx(plan: Plan, path: Path) -> None:
    """A workbook: the text on a sheet, the table on another; numbers are numbers, and years have a format."""
    import openpyxl

    book = openpyxl.Workbook()
    text = book.active
    text.title = "正文"
    for number, each in enumerate(plan.before, 1):
        text.cell(number, 1, each)
    _fill_sheet(book.create_sheet("任务分工表"), plan)
    hidden = book.create_sheet("字典")
    hidden["A1"] = "不显示的内容"
    hidden.sheet_state = "hidden"
    book.save(path)


def _fill_sheet(sheet: Any, plan: Plan) -> None:
    for column, name in zip((1, 2, 3, 5), COLUMNS, strict=True):
        sheet.cell(1, column, name)
    sheet.merge_cells("C1:D1")
    at = 2
    for each in plan.table:
        if isinstance(each, str):
            sheet.cell(at, 1, each)
            sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=5)
            at += 1
            continue
        first = at
        for texts in rows_of(each):
            for column, value in enumerate(texts, 1):
                _fill_cell(sheet.cell(at, column), value)
            at += 1
        for column in (1, 2, 5) if at - first > 1 else ():
            sheet.merge_cells(start_row=first, end_row=at - 1, start_column=column, end_column=column)
    for each in plan.after:
        sheet.cell(at, 1, each)
        sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=5)
        at += 1


def _fill_cell(cell: Any, value: str) -> None:
    if not value:
        return
    if value.isascii() and value.isdecimal():
        cell.value = int(value)
    elif value.endswith("年") and value[:-1].isascii() and value[:-1].isdecimal():
        cell.value = int(value[:-1])
        cell.number_format = '0"年"'
    else:
        cell.value = value


# html


def as_html(plan: Plan, path: Path, *, encoding: str = "utf-8") -> None:
    """A page of a government's site, with all that frames it."""
    table = ["<tr>" + "".join(_td(name, cols=2 if name == COLUMNS[2] else 1, tag="th") for name in COLUMNS) + "</tr>"]
    for each in plan.table:
        if isinstance(each, str):
            table.append(f"<tr>{_td(each, cols=5)}</tr>")
            continue
        for index, texts in enumerate(rows_of(each)):
            rows = len(each.years)
            cells = [_td(text, rows=rows if at in (0, 1, 4) else 1) for at, text in enumerate(texts)]
            table.append(f"<tr>{''.join(cells if index == 0 else cells[2:4])}</tr>")
    text = "\n".join(f"<p>&nbsp;&emsp;{html.escape(each)}</p>" for each in plan.before)
    below = "\n".join(f"<p>{html.escape(each)}</p>" for each in plan.after)
    page = f"""<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"><title>门户网站</title>
<style>p {{ color: red }}</style><script>var a = "<p>脚本</p>";</script></head>
<body><div class="top-nav"><ul><li><a href="/">首页</a></li><li>政务公开</li></ul></div>
<!-- 注释 --><form id="aspnetForm"><div id="zoom"><div>{text}</div>
<table border="1"><thead>{table[0]}</thead><tbody>{"".join(table[1:])}</tbody></table>{below}</div></form>
<div class="share">分享到微信</div><footer>版权所有 某某区人民政府</footer></body></html>"""
    path.write_bytes(page.encode("gb18030" if encoding in {"gbk", "gb2312"} else encoding))


def _td(text: str, *, rows: int = 1, cols: int = 1, tag: str = "td") -> str:
    parts = "<br/>".join(f"<span>{html.escape(part)}</span>" for part in text.split("\n"))
    return f'<{tag} rowspan="{rows}" colspan="{cols}">{parts}</{tag}>'


# Markdown


def as_markdown(plan: Plan, path: Path) -> None:
    """Paragraphs and a pipe table, in which what is merged is left empty."""
    lines = [f"{each}\n" for each in plan.before]
    lines += [f"| {' | '.join([COLUMNS[0], COLUMNS[1], COLUMNS[2], '', COLUMNS[3]])} |", "|---|:---|---|---|---|"]
    for each in plan.table:
        rows = [(each, "", "", "", "")] if isinstance(each, str) else rows_of(each)
        lines += ["| " + " | ".join(text.replace("\n", "<br>") for text in row) + " |" for row in rows]
    path.write_text("\n".join([*lines, "", *(f"{each}\n" for each in plan.after)]), encoding="utf-8")


# pdf


def as_pdf(plan: Plan, path: Path, *, is_open: bool = False) -> None:
    """Pages of A4 with numbers at their foot.

    The table's header row comes again on each page, cells are merged, and a page's end cuts them in two.

    Args:
        is_open: no line is drawn across where a page's end cuts the table.
    """
    from tests.corpus.pdf_writer import PdfWriter

    writer = PdfWriter(is_open=is_open)
    for each in plan.before:
        writer.paragraph(each)
    writer.begin_table(COLUMNS)
    for row in plan.table:
        if isinstance(row, str):
            writer.heading_row(row)
        else:
            writer.task(row.number, row.description, row.years, row.departments)
    writer.end_table()
    for each in plan.after:
        writer.paragraph(each)
    path.write_bytes(writer.close())


FORMATS: dict[str, tuple[str, Callable[[Plan, Path], None]]] = {
    "docx": ("plan.docx", as_docx),
    "docx with a column of headings": ("plan.docx", lambda plan, path: as_docx(plan, path, goal_column=True)),
    "docx with a table a page": ("plan.docx", lambda plan, path: as_docx(plan, path, is_cut=True)),
    "xlsx": ("plan.xlsx", as_xlsx),
    "pdf": ("plan.pdf", as_pdf),
    "pdf with cut cells left open": ("plan.pdf", lambda plan, path: as_pdf(plan, path, is_open=True)),
    "html": ("plan.html", as_html),
    "html in GBK": ("plan.htm", lambda plan, path: as_html(plan, path, encoding="gbk")),
    "markdown": ("plan.md", as_markdown),
}
