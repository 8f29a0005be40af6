"""docx: paragraphs with the numbers that lists give them, and tables cell by cell."""

import io
from collections.abc import Iterator
from typing import Any

from corpus.model import Place
from corpus.readers.archive import open_safely
from corpus.readers.cell_text import cell_lines
from corpus.readers.docx_numbers import Numbering
from corpus.readers.libraries import load
from corpus.readers.refusals import Refused
from corpus.readers.source import Draft, Source

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: tables inside cells of tables
_MAX_TABLE_DEPTH = 12
#: elements that only wrap others: content controls, marked up pieces, insertions that are still to be accepted
_WRAPPERS = {f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink")}
#: what is not shown: deletions that are still to be accepted, second versions of drawings for old programs
_UNSEEN = {f"{_W}del", f"{_W}moveFrom", _FALLBACK}


def read_docx(content: bytes) -> Source:
    """The text of a docx; each cell of a table once, where it begins.

    Raises:
        Refused: the file is broken, protected or unsafe, or python-docx is not installed.
    """
    open_safely(content).close()
    docx = load("docx", ".docx")
    try:
        document = docx.Document(io.BytesIO(content))
        body, parts = document.element.body, document.part.part_related_by
        styles = _root(parts, "styles")
        numbering = Numbering(_root(parts, "numbering"), styles)
    except (KeyError, ValueError, AttributeError, SyntaxError, docx.opc.exceptions.OpcError) as error:
        raise Refused("broken") from error  # lxml's errors are SyntaxErrors
    if body is None:
        raise Refused("broken")
    reader = _Reader(numbering, set(_contents_styles(styles)))
    reader.read(body)
    return reader.draft.close()


def _root(related: Any, name: str) -> Any:
    """The root element of the part that this document has for something; None when it has none."""
    try:
        part = related(f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}")
    except KeyError:
        return None
    return getattr(part, "element", None)


class _Reader:
    """Walks through a document once, from the top to the end."""

    def __init__(self, numbering: Numbering, contents_styles: set[str]) -> None:
        self.draft = Draft()
        self._numbering = numbering
        self._contents_styles = contents_styles
        self._tables = 0
        self._paragraphs = 0

    def read(self, body: Any) -> None:
        """Add the text of all paragraphs and tables."""
        for block in _blocks(body, ("p", "tbl")):
            if block.tag == f"{_W}tbl":
                self._tables += 1
                self._read_table(block, self._tables, 0, None)
            else:
                self._paragraphs += 1
                self._read_paragraph(block)

    def _read_paragraph(self, paragraph: Any) -> None:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        if style is not None and style.get(f"{_W}val") in self._contents_styles:
            return
        for line in self._text(paragraph):
            self.draft.add(line, Place(paragraph=self._paragraphs))

    def _text(self, paragraph: Any, *, is_cell: bool = False) -> list[str]:
        """The lines of a paragraph (it may have breaks), then those of the text boxes that hang on it."""
        number = self._numbering.next_number(paragraph)
        lines = _own_text(paragraph).split("\n")
        if lines[0].strip() or is_cell:
            lines[0] = number + lines[0].lstrip()
        boxes = [box for box in paragraph.iter(f"{_W}txbxContent") if not _is_unseen(box, paragraph)]
        return lines + [line for box in boxes for each in box.iter(f"{_W}p") for line in _own_text(each).split("\n")]

    def _read_table(self, table: Any, number: int, depth: int, outer: Place | None) -> None:
        """Add the cells of a table; those of a table inside a cell have the place of that cell."""
        if depth > _MAX_TABLE_DEPTH:
            raise Refused("deep nesting")
        rows = [row for row in _blocks(table, ("tr",)) if row.find(f"{_W}trPr/{_W}del") is None]
        is_frame = len(rows) == 1 and len(list(_blocks(rows[0], ("tc",)))) == 1
        for row_number, row in enumerate(rows, 1):
            place = outer or Place(table=number, row=row_number)
            for cell in _blocks(row, ("tc",)):
                if row_number == 1 or not _continues_merge(cell):
                    self._read_cell(cell, number, depth, place, is_frame)

    def _read_cell(self, cell: Any, number: int, depth: int, place: Place, is_frame: bool) -> None:
        paragraphs: list[str] = []
        for block in _blocks(cell, ("p", "tbl")):
            if block.tag == f"{_W}p":
                paragraphs += self._text(block, is_cell=True)
            else:
                self._add_cell(paragraphs, place, is_frame)
                paragraphs = []
                self._read_table(block, number, depth + 1, place)
        self._add_cell(paragraphs, place, is_frame)

    def _add_cell(self, paragraphs: list[str], place: Place, is_frame: bool) -> None:
        """A cell is one line; a table of one cell is no table but a frame around paragraphs."""
        for line in paragraphs if is_frame else cell_lines(paragraphs):
            self.draft.add(line, place)


def _blocks(parent: Any, names: tuple[str, ...]) -> Iterator[Any]:
    """The children of these names, also those inside wrappers; the automatic table of contents is left out."""
    wanted = {f"{_W}{name}" for name in names}
    waiting = list(reversed(parent))
    while waiting:
        child = waiting.pop()
        if child.tag in wanted:
            yield child
        elif child.tag in _WRAPPERS and child.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery") is None:
            waiting += reversed(child)


def _continues_merge(cell: Any) -> bool:
    """Whether a cell is the lower or the right-hand part of a merged one."""
    for name in ("vMerge", "hMerge"):
        merge = cell.find(f"{_W}tcPr/{_W}{name}")
        if merge is not None and merge.get(f"{_W}val", "continue") == "continue":
            return True
    return False


def _own_text(paragraph: Any) -> str:
    """The text of a paragraph without that of the text boxes on it; a break is a line break."""
    parts: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        child = waiting.pop()
        name = child.tag.removeprefix(_W) if isinstance(child.tag, str) else ""
        if name == "t":
            parts.append(child.text or "")
        elif name in {"tab", "br", "cr", "noBreakHyphen"}:
            parts.append({"tab": " ", "noBreakHyphen": "-"}.get(name, "\n"))
        elif name not in {"p", "txbxContent", "pPr"} and child.tag not in _UNSEEN and not _is_hidden(child):
            waiting += reversed(child)
    return "".join(parts)


def _is_hidden(run: Any) -> bool:
    hidden = run.find(f"{_W}rPr/{_W}vanish") if run.tag == f"{_W}r" else None
    return hidden is not None and hidden.get(f"{_W}val", "true") not in {"0", "false", "off"}


def _is_unseen(element: Any, top: Any) -> bool:
    """Whether an element lies in something that is not shown, below `top`."""
    while element is not None and element is not top:
        if element.tag in _UNSEEN:
            return True
        element = element.getparent()
    return False


def _contents_styles(styles: Any) -> Iterator[str]:
    """The ids of the styles that lines of a table of contents (目录) have."""
    for style in styles.iter(f"{_W}style") if styles is not None else ():
        name = style.find(f"{_W}name")
        if name is not None and str(name.get(f"{_W}val", "")).lower().startswith("toc "):
            yield style.get(f"{_W}styleId", "")
