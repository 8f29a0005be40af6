"""html: the text of a page's main part, paragraph by paragraph, and its tables cell by cell."""

import re
from collections.abc import Iterator
from typing import Any

from corpus.readers.cell_text import cell_lines
from corpus.readers.libraries import load
from corpus.readers.plain import decode
from corpus.readers.refusals import Refused
from corpus.readers.source import MAX_DEPTH, Draft, Source

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_HEAD_BYTES = 4096
#: names that mean more characters than they say
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030"}
#: an XML declaration of an encoding, or of a document type with entities of its own
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENTITIES = re.compile(r"<!ENTITY\s", re.IGNORECASE)

#: elements whose text is none of the page's; some sites wrap their whole page into a form
_LEFT_OUT_NAMES = (
    "script style noscript template nav footer aside button select option textarea iframe object embed svg canvas "
    "audio video map head title meta link input label dialog menu"
)
_LEFT_OUT = frozenset(_LEFT_OUT_NAMES.split())
#: names of parts of a page's frame, in its classes and ids
_FRAME = re.compile(
    r"(?:^|[-_\s])(?:nav(?:bar|igation)?|menu|breadcrumbs?|crumbs?|footer|foot|header|sidebar|side|toolbar|share|"
    r"social|pagination|pager|copyright|search(?:bar|box)?|related|recommend(?:ed)?|comments?|print|qrcode|"
    r"advert|ads?|banner|login|location|weizhi|daohang|fenxiang|dangqian)(?:$|[-_\s])",
    re.IGNORECASE,
)
#: where sites of governments put the text of a document
_MAIN_NAMES = re.compile(
    r"^(?:UCAP-CONTENT|zoom|zoomcon|TRS_Editor|TRS_UEDITOR|pages_content|article-container|article-content|"
    r"article_content|articleContent|article|artibody|main-content|mainText|news_content|con_con|xxgk_content|"
    r"view|policy-body|content-text|ivs_content|vsb_content|js_content)$",
    re.IGNORECASE,
)
#: the main part holds at least this share of the page's text
_MAIN_SHARE = 0.5
#: elements that stand inside a line of text; everything else begins a new line
_INLINE_NAMES = (
    "a abbr b bdi bdo big cite code data dfn em font i img ins kbd mark o:p q rp rt ruby s samp small span strike "
    "strong sub sup time tt u var wbr"
)
_INLINE = frozenset(_INLINE_NAMES.split())
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_TABLE_PARTS = {"thead", "tbody", "tfoot"}


def read_html(content: bytes) -> Source:
    """The text of a web page without scripts, styles, navigation and whatever else frames it.

    Raises:
        Refused: it is no text, nests too deeply, declares entities, or lxml is not installed.
    """
    match = _CHARSET.search(content[:_HEAD_BYTES])
    charset = match[1].decode("ascii").lower() if match else ""
    return read_markup(decode(content, _WIDER.get(charset, charset)))


def read_markup(markup: str) -> Source:
    """As `read_html`, of text that has been decoded already."""
    if _ENTITIES.search(markup):
        raise Refused("entities")
    html = load("lxml.html", ".html")
    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        page = html.document_fromstring(_DECLARATION.sub("", markup), parser=parser)
    except (ValueError, SyntaxError) as error:  # lxml's errors are SyntaxErrors
        raise Refused("empty" if "empty" in str(error) else "broken") from error
    if any("depth" in entry.message for entry in parser.error_log):
        raise Refused("deep nesting")
    _leave_out(page)
    draft = Draft()
    for line in _lines(_main_part(page), 0):
        draft.add(line)
    return draft.close()


def _leave_out(page: Any) -> None:
    """Drop what is no text of the page; a frame's name on something that holds most of the text is none."""
    most = len(page.text_content()) * _MAIN_SHARE
    for element in list(page.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        names = f"{element.get('class', '')} {element.get('id', '')}"
        is_frame = (
            bool(_FRAME.search(names)) and element.tag not in {"body", "td", "p"} and element.find(".//h1") is None
        )
        is_hidden = element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style") or "")
        if element.tag in _LEFT_OUT or is_hidden or (is_frame and len(element.text_content()) < most):
            element.drop_tree()  # the text after it stays


def _main_part(page: Any) -> Any:
    """The element that holds the document, if the page names one that holds most of the text; else the page."""
    size = len(page.text_content().strip())
    for element in page.iter():
        names = [*(element.get("class") or "").split(), element.get("id") or ""]
        is_main = element.tag in {"main", "article"} or any(_MAIN_NAMES.match(name) for name in names)
        if is_main and len(element.text_content().strip()) >= size * _MAIN_SHARE:
            return element
    return page


def _lines(element: Any, depth: int) -> Iterator[str]:
    """The lines of an element: text is joined until a block or a break begins another line."""
    if depth > MAX_DEPTH:
        raise Refused("deep nesting")
    text = element.text or ""
    for child in element:
        if child.tag in _INLINE and not _has_block(child):
            text += child.text_content()
        else:
            yield _tidy(text)
            yield from _lines_of_block(child, depth)
            text = ""
        text += child.tail or ""
    yield _tidy(text)


def _lines_of_block(block: Any, depth: int) -> Iterator[str]:
    if block.tag == "table" and not _is_frame(block):
        yield from _lines_of_table(block, depth)
    elif block.tag == "ol":
        yield from _lines_of_list(block, depth)
    else:
        yield from _lines(block, depth + 1)


def _has_block(element: Any) -> bool:
    return any(isinstance(each.tag, str) and each.tag not in _INLINE for each in element.iterdescendants())


def _tidy(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _is_frame(table: Any) -> bool:
    """Whether a table only puts the page in order: it holds other tables, or has one cell with everything in it."""
    cells = table.xpath(".//td | .//th")
    return len(cells) <= 1 or bool(table.xpath(".//table"))


def _lines_of_table(table: Any, depth: int) -> Iterator[str]:
    """The cells of a table, row by row; a cell that spans rows or columns is one element, and so one cell."""
    for part in table:
        if part.tag == "caption":
            yield from _lines(part, depth + 1)
        for row in part if part.tag in _TABLE_PARTS else (part,):
            for cell in row:
                if cell.tag in {"td", "th"}:
                    yield from cell_lines(_lines(cell, depth + 1))


def _lines_of_list(block: Any, depth: int) -> Iterator[str]:
    """A numbered list, with the numbers that a browser shows."""
    number = _integer(block.get("start"), 1)
    for item in block:
        if item.tag != "li":
            yield from _lines_of_block(item, depth)
            continue
        number = _integer(item.get("value"), number)
        lines = [line for line in _lines(item, depth + 1) if line]
        yield f"{number}.{lines[0]}" if lines else ""
        yield from lines[1:]
        number += 1


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,4}", text.strip()) else default
