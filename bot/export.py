"""The task table and the figures as files for spreadsheets: CSV, and XLSX where openpyxl is installed.

What a document says is text and stays text: no spreadsheet takes a cell for a formula.
"""

import contextlib
import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.understanding.types import Language
from corpus.errors import PlanbotError
from index.found_again import all_passages
from index.store import Index
from index.types import Passage, TaskRecord

Cell = str | int | float | None
Table = list[list[Cell]]

#: with this mark Excel reads a CSV file as UTF-8
_BOM = "\ufeff"
#: a cell that begins with one of these is taken for a formula
_FORMULA = re.compile(r"[=+\-@\t\r]")
#: characters that an XLSX file cannot hold
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
#: characters that a column is wide at most; longer texts are wrapped
_WIDEST = 50
#: the first row for readers of Chinese
_CHINESE = dict(
    document="文件", task="任务", chapter="章", section="节", description="主要任务", departments="责任部门",
    first_line="首行", last_line="末行", line="行", text="原文", year="年份", figure="数字", value="数值",
    highest="上限", unit="单位", bound="界限", scope="范围", measures="衡量内容",
)  # fmt: skip
TASKS, FIGURES = "tasks", "figures"


class ExportUnwritable(PlanbotError):
    """The folder does not take the files; `path` is what could not be written."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"无法写入 / cannot write {path}: {problem}. 请换一个文件夹 / choose another folder")
        self.path = path


def export(index: Index, folder: Path, language: Language) -> tuple[list[Path], bool]:
    """Write the files into a folder, in place of earlier ones; which, and whether XLSX could be written too.

    Args:
        language: that of the first row.

    Raises:
        ExportUnwritable: the folder or the disk does not take them.
    """
    tasks, figures = task_table(index), figure_table(index)
    for table in (tasks, figures):
        table[0] = [_heading(name, language) for name in table[0]]
    files = {f"{TASKS}.csv": to_csv(tasks), f"{FIGURES}.csv": to_csv(figures)}
    if (book := to_xlsx(tasks)) is not None:
        files[f"{TASKS}.xlsx"] = book
    written = [folder / name for name in files]
    for path, content in zip(written, files.values(), strict=True):
        _write(path, content)
    return written, book is not None


def _heading(name: Cell, language: Language) -> Cell:
    if language is not Language.CHINESE:
        return name
    return f"{name}年" if isinstance(name, int) else _CHINESE[str(name)]


def _write(path: Path, content: bytes) -> None:
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(content)
        os.replace(new, path)
    except OSError as error:
        raise ExportUnwritable(path, error.strerror or str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)


# tables: the first row names the columns


def task_table(index: Index) -> Table:
    """One row a task: where it stands, what it is, what is done in each year, and who is responsible."""
    years = sorted({year for document in index.documents for year in index.years(document.id)})
    head: list[Cell] = ["document", "task", "chapter", "section", "description", *years]
    head += ["departments", "first_line", "last_line"]
    return [head, *(list(_task_row(index, task, years)) for task in index.tasks())]


def _task_row(index: Index, task: TaskRecord, years: Sequence[int]) -> Iterator[Cell]:
    yield index.document(task.document_id).name
    yield task.number
    for section_id in (task.chapter_id, task.section_id):
        yield index.section(section_id).title if section_id else ""
    yield task.description.strip()
    measures = {measure.year: measure.text.strip() for measure in index.measures(task.id)}
    yield from (measures.get(year, "") for year in years)
    yield "、".join(department.name for department in index.departments_of_task(task.id))
    yield task.first_line
    yield task.last_line


def figure_table(index: Index) -> Table:
    """One row a figure of the table and the text, with the sentence that it stands in."""
    head: list[Cell] = ["document", "task", "year", "figure", "value", "highest", "unit", "bound", "scope", "measures"]
    return [[*head, "line", "text"], *(row for passage in all_passages(index) for row in _figure_rows(index, passage))]


def _figure_rows(index: Index, passage: Passage) -> Iterator[list[Cell]]:
    task = index.task(passage.task_id).number if passage.task_id else None
    for figure in index.quantities_of_passage(passage.id):
        about: list[Cell] = [figure.unit, figure.bound, figure.scope, figure.measures]
        values: list[Cell] = [figure.raw, figure.value, figure.high]
        name = index.document(passage.document_id).name
        yield [name, task, figure.year, *values, *about, passage.line, passage.text.strip()]


# files


def to_csv(table: Table) -> bytes:
    """The table as CSV for Excel and others: UTF-8 with its mark, lines as RFC 4180 has them."""
    out = io.StringIO()
    csv.writer(out).writerows([[_harmless(cell) for cell in row] for row in table])
    return (_BOM + out.getvalue()).encode()


def _harmless(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula: an apostrophe in front says that it is text."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def to_xlsx(table: Table) -> bytes | None:
    """The table as a workbook; None where openpyxl is not installed."""
    try:
        from openpyxl import Workbook  # an extra, and slow to load
        from openpyxl.styles import Alignment, Font
        from openpyxl.utils import get_column_letter
    except ImportError:
        return None
    book = Workbook()
    sheet = book.active
    sheet.title, sheet.freeze_panes = TASKS, "C2"
    for at, row in enumerate(table, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(at, column, _CONTROL.sub("", value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"  # text, also where it begins with =
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column in range(1, len(table[0]) + 1):
        sheet.cell(1, column).font = Font(bold=True)
        longest = max(len(str(row[column - 1])) for row in table)
        sheet.column_dimensions[get_column_letter(column)].width = min(2 * longest + 2, _WIDEST)
    sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
