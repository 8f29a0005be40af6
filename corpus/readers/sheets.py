"""xlsx: the cells of all sheets that are shown, row by row; a merged cell once, where it begins."""

import itertools
import re
import warnings
import zipfile
from collections.abc import Sequence
from typing import Any

from corpus.model import Place
from corpus.readers.archive import only_parts, open_safely
from corpus.readers.cell_text import cell_lines
from corpus.readers.libraries import load
from corpus.readers.number_formats import shown_value
from corpus.readers.refusals import Refused
from corpus.readers.source import Draft, Source

#: cells of all sheets together, empty ones that are stored included
_MAX_CELLS = 150_000
_CELL_START = re.compile(rb"<(?:\w+:)?c[ />]")
_BLOCK = 1024 * 1024
#: what is needed to show cells; without the rest there are no pictures, charts, links to other files
_NEEDED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/_rels/[^/]+\.rels|xl/[^/]+\.xml|xl/theme/[^/]+\.xml|xl/worksheets/[^/]+\.xml"
)


def read_xlsx(content: bytes) -> Source:
    """The text of an xlsx; formulas as the results that are stored with them.

    Raises:
        Refused: the file is broken, protected, unsafe or far too large, or openpyxl is not installed.
    """
    archive = open_safely(content)
    _count_cells(archive)
    openpyxl = load("openpyxl", ".xlsx")
    try:
        with warnings.catch_warnings():  # of extensions that it does not know
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(only_parts(archive, _is_needed), data_only=True, keep_links=False)
        draft = Draft()
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                _read_sheet(sheet, draft)
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, SyntaxError, zipfile.BadZipFile) as error:
        raise Refused("broken") from error  # openpyxl passes on what it stumbles over
    return draft.close()


def _is_needed(name: str) -> bool:
    return _NEEDED.fullmatch(name) is not None


def _count_cells(archive: zipfile.ZipFile) -> None:
    """Refuse sheets that would fill the memory, before anything is made of their cells."""
    count = 0
    for part in archive.infolist():
        if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
            with archive.open(part) as text:
                before = b""
                while block := text.read(_BLOCK):
                    count += len(_CELL_START.findall(before + block))
                    before = block[-2:] if not _CELL_START.search(block[-2:]) else b""
                    if count > _MAX_CELLS:
                        raise Refused("too many cells", sheet=part.filename.rpartition("/")[2])


def _read_sheet(sheet: Any, draft: Draft) -> None:
    """Add the cells of a sheet; merged ones but for the first are of a class of their own and empty.

    Goes over the cells that the file stores: `iter_rows` would make all those between the first and the last of them.
    """
    filled = sorted(
        ((at, cell) for at, cell in sheet._cells.items() if cell.value not in (None, "")), key=lambda entry: entry[0]
    )
    for _, group in itertools.groupby(filled, key=lambda entry: entry[0][0]):
        cells = [cell for _, cell in group]
        for cell in cells:
            place = Place(sheet=sheet.title, cell=cell.coordinate)
            paragraphs = shown_value(cell.value, cell.number_format).split("\n")
            for line in paragraphs if _is_text(cell, cells, sheet) else cell_lines(paragraphs):
                draft.add(line, place)


def _is_text(cell: Any, cells: Sequence[Any], sheet: Any) -> bool:
    """Whether a cell holds text outside a table: it is alone in its row and as wide as the sheet."""
    if len(cells) > 1:
        return False
    merged = next((each for each in sheet.merged_cells.ranges if cell.coordinate in each), None)
    width = merged.size["columns"] if merged else 1
    return bool(width >= max(column for _, column in sheet._cells))
