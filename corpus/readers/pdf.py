"""pdf: paragraphs put together from lines, ruled tables cell by cell, the edges of pages left out."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.model import Place
from corpus.readers.cell_text import cell_lines
from corpus.readers.libraries import load
from corpus.readers.pdf_lines import Character, Paragraphs, TextLine, text_lines
from corpus.readers.pdf_tables import Grid, is_inside, read_grid
from corpus.readers.refusals import Refused
from corpus.readers.source import Draft, Source

_MAX_PAGES = 300
#: a page without characters is scanned when pictures cover this share of it, or when it is drawn of so many lines
_PICTURE_SHARE = 0.4
_MANY_CURVES = 300
#: a page is unreadable when this share of its characters is not told
_UNTOLD_SHARE = 0.1
_UNTOLD = re.compile("\\(cid:\\d+\\)|[\ufffd\ue000-\uf8ff]")
#: lines across that are no further apart are the same one (points)
_SAME_RULE = 4.0
#: top and bottom of a page where its number and running titles stand (share of its height)
_EDGE = 0.09
_PAGE_NUMBER = re.compile(r"[-—–·\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[,，/]?\s*共?\s*\d{1,4}\s*页?)?[-—–·\s]*")
#: a line at the edge of so many pages is a running title
_FEWEST_REPEATS = 3
#: so many pages are named in a refusal
_NAMED_PAGES = 5


@dataclass(slots=True)
class _Page:
    """What stands on a page, from the top down: lines outside tables, and tables."""

    number: int
    height: float
    blocks: list[TextLine | Grid]


def read_pdf(content: bytes) -> Source:
    """The text of a pdf.

    Raises:
        Refused: it is protected, broken, scanned, has no readable characters, or pdfplumber is not installed.
    """
    pdfplumber = load("pdfplumber", ".pdf")
    passwords = pdfplumber.utils.exceptions.PdfminerException
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            pages = list(_read_pages(pdf))
    except passwords as error:
        raise _reason(error.args[0] if error.args else error) from error
    _drop_edges(pages)
    return _write(pages)


def _reason(cause: object) -> Exception:
    """Why pdfminer gave up; pdfplumber wraps whatever it raises."""
    if isinstance(cause, MemoryError | RecursionError):
        return cause
    name = type(cause).__name__
    return Refused("encrypted" if "Password" in name or "Encryption" in name else "broken")


def _read_pages(pdf: Any) -> Iterator[_Page]:
    if len(pdf.pages) > _MAX_PAGES:
        raise Refused("too many pages", limit=_MAX_PAGES)
    scanned: list[int] = []
    untold: list[int] = []
    for page in pdf.pages:
        characters = [each for each in page.chars if each["upright"]]
        if not any(each["text"].strip() for each in characters):
            scanned += [page.page_number] if _is_scanned(page) else []
        elif _share_of_untold(characters) > _UNTOLD_SHARE:
            untold.append(page.page_number)
        else:
            yield _read_page(page, characters)
        page.close()
    for reason, numbers in (("no text", scanned), ("no characters", untold)):
        if numbers:
            raise Refused(reason, pages=", ".join(map(str, numbers[:_NAMED_PAGES])))


def _is_scanned(page: Any) -> bool:
    covered = sum(float(each["width"]) * float(each["height"]) for each in page.images)
    return covered > _PICTURE_SHARE * float(page.width * page.height) or len(page.curves) > _MANY_CURVES


def _share_of_untold(characters: Sequence[Character]) -> float:
    return sum(_UNTOLD.search(each["text"]) is not None for each in characters) / len(characters)


def _read_page(page: Any, characters: list[Character]) -> _Page:
    number = page.page_number
    tables = page.find_tables({"explicit_horizontal_lines": _missing_rules(page)})
    grids = [grid for table in tables if (grid := read_grid(table, characters, number))]
    boxes = [(grid.x0, grid.top, grid.x1, grid.bottom) for grid in grids]
    outside = [each for each in characters if not any(is_inside(each, box) for box in boxes)]
    blocks: list[TextLine | Grid] = [*grids, *text_lines(outside, number)]
    return _Page(number, float(page.height), sorted(blocks, key=lambda block: block.top))


def _missing_rules(page: Any) -> list[float]:
    """Where columns end without a line across: at the end of a page some programs leave it out."""
    rules = [float(edge["top"]) for edge in page.horizontal_edges]
    ends = {round(float(edge[end])) for edge in page.vertical_edges for end in ("top", "bottom")}
    lowest_and_highest = {min(ends), max(ends)} if ends else set()
    return [end for end in lowest_and_highest if all(abs(end - rule) > _SAME_RULE for rule in rules)]


def _drop_edges(pages: Sequence[_Page]) -> None:
    """Leave out the numbers of pages and the titles that run over them."""
    counts = Counter(name for page in pages for name in {_masked(line) for line in _edge_lines(page)})
    for page in pages:
        dropped = [
            id(line)
            for line in _edge_lines(page)
            if _PAGE_NUMBER.fullmatch(line.text) or counts[_masked(line)] >= max(_FEWEST_REPEATS, len(pages) / 2)
        ]
        page.blocks = [block for block in page.blocks if id(block) not in dropped]


def _edge_lines(page: _Page) -> list[TextLine]:
    edge = _EDGE * page.height
    lines = [block for block in page.blocks if isinstance(block, TextLine)]
    return [line for line in lines if line.bottom < edge or line.top > page.height - edge]


def _masked(line: TextLine) -> str:
    return re.sub(r"\d+", "0", line.text)


def _write(pages: Sequence[_Page]) -> Source:
    """The lines of the whole document: tables that go on over pages are one."""
    lines = [block for page in pages for block in page.blocks if isinstance(block, TextLine)]
    paragraphs = Paragraphs(lines)
    draft = Draft()
    table = 0
    for group in _groups(pages):
        if isinstance(group, Grid):
            table += 1
            _write_grid(group, table, draft)
        else:
            for each in paragraphs.join(group):
                draft.add(each.text, Place(page=each.page, last_page=_other_page(each.page, each.last_page)))
    return draft.close()


def _groups(pages: Sequence[_Page]) -> Iterator[Grid | list[TextLine]]:
    """Tables, and the lines between them; a table at a page's top goes on from the end of the page before."""
    lines: list[TextLine] = []
    open_grid: Grid | None = None
    for page in pages:
        for index, block in enumerate(page.blocks):
            if isinstance(block, TextLine):
                if open_grid:
                    yield open_grid
                    open_grid = None
                lines.append(block)
            elif open_grid and index == 0 and open_grid.is_continued_by(block):
                open_grid.take(block)
            else:
                if open_grid:
                    yield open_grid
                if lines:
                    yield lines
                    lines = []
                open_grid = block
    if open_grid:
        yield open_grid
    if lines:
        yield lines


def _write_grid(grid: Grid, number: int, draft: Draft) -> None:
    for row_number, row in enumerate(grid.rows, 1):
        for cell in row:
            place = Place(
                page=cell.page, last_page=_other_page(cell.page, cell.last_page), table=number, row=row_number
            )
            for line in cell_lines(cell.paragraphs):
                draft.add(line, place)


def _other_page(first: int, last: int) -> int | None:
    return last if last != first else None
