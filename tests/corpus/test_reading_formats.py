"""What each format has of its own: numbers of lists, formats of numbers, frames of pages, edges of pages."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from corpus.readers import read_lines, read_source
from corpus.readers.cell_text import cell_lines
from corpus.readers.docx_numbers import FORMATS
from corpus.readers.number_formats import shown_value
from tests.corpus import hostile_files as make
from tests.corpus.hostile_files import paragraph

# cells

CELLS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    ((), ()),
    (("序", "号"), ("序 号",)),
    (("完成初稿；", "", "印发。"), ("完成初稿；印发。",)),
    (("区商务委", "区科委"), ("区商务委 区科委",)),
    (
        ("完成新建绿地25万平方米，建设公园、绿道和林荫道，提升", "质量。"),
        ("完成新建绿地25万平方米，建设公园、绿道和林荫道，提升质量。",),
    ),
    (("2021年：完成5家。", "启动建设。", "2022年：完成6家。"), ("2021年：完成5家。启动建设。", "2022年：完成6家。")),
    (("2021年", "完成5家。"), ("2021年", "完成5家。")),
    (("2022—2023", "年"), ("2022—2023 年",)),
    (("（一）优化环境", "1.减少审批"), ("（一）优化环境", "1.减少审批")),
    (("1.减少审批", "2.减少收费"), ("1.减少审批 2.减少收费",)),
)


@pytest.mark.parametrize(("paragraphs", "lines"), CELLS)
def test_the_lines_of_a_cell(paragraphs: tuple[str, ...], lines: tuple[str, ...]) -> None:
    assert tuple(cell_lines(paragraphs)) == lines


# docx


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str, bytes], tuple[str, ...]]:
    """The lines of a file of this name and content."""

    def lines(name: str, content: bytes) -> tuple[str, ...]:
        (tmp_path / name).write_bytes(content)
        return read_lines(tmp_path / name)

    return lines


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def merged(value: str, text: str = "", name: str = "vMerge") -> str:
    return f'<w:tcPr><w:{name} w:val="{value}"/></w:tcPr>{paragraph(text)}'


_HIDDEN = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>"
_BOX = "<w:r><w:pict><w:txbxContent>" + paragraph("框内") + "</w:txbxContent></w:pict></w:r>"
_GALLERY = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
DOCX: dict[str, tuple[str, tuple[str, ...]]] = {
    "pieces of one paragraph": ("<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:t>乙</w:t></w:r></w:p>", ("甲乙",)),
    "breaks and tabs": (
        "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>",
        ("甲 乙", "丙"),
    ),
    "accepted and deleted pieces": (
        "<w:p><w:ins><w:r><w:t>甲</w:t></w:r></w:ins><w:del><w:r><w:delText>乙</w:delText></w:r></w:del></w:p>",
        ("甲",),
    ),
    "hidden pieces": (f"<w:p>{_HIDDEN}<w:r><w:t>明</w:t></w:r></w:p>", ("明",)),
    "a link": ("<w:p><w:hyperlink><w:r><w:t>甲</w:t></w:r></w:hyperlink></w:p>", ("甲",)),
    "a text box": (f"<w:p><w:r><w:t>文</w:t></w:r>{_BOX}</w:p>", ("文", "框内")),
    "a control": (f"<w:sdt><w:sdtContent>{paragraph('甲')}</w:sdtContent></w:sdt>", ("甲",)),
    "contents": (
        f"<w:sdt>{_GALLERY}<w:sdtContent>{paragraph('目录')}</w:sdtContent></w:sdt>{paragraph('甲')}",
        ("甲",),
    ),
    "cells merged down": (
        "<w:tbl>"
        + row(merged("restart", "1"), paragraph("2021年"))
        + row(merged("continue"), paragraph("2022年"))
        + "</w:tbl>",
        ("1", "2021年", "2022年"),
    ),
    "cells merged across in the old way": (
        "<w:tbl>"
        + row(merged("restart", "甲", "hMerge"), merged("continue", "", "hMerge"), paragraph("乙"))
        + "</w:tbl>",
        ("甲", "乙"),
    ),
    "a frame around paragraphs": (
        "<w:tbl>" + row(paragraph("甲。") + paragraph("乙。")) + "</w:tbl>",
        ("甲。", "乙。"),
    ),
    "a table in a cell": (
        "<w:tbl>" + row(paragraph("甲"), "<w:tbl>" + row(paragraph("乙"), paragraph("丙")) + "</w:tbl>") + "</w:tbl>",
        ("甲", "乙", "丙"),
    ),
    "a deleted row": (
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>"
        + paragraph("甲")
        + "</w:tc></w:tr>"
        + row(paragraph("乙"))
        + "</w:tbl>",
        ("乙",),
    ),
}


@pytest.mark.parametrize("kind", DOCX)
def test_docx(read: Callable[[str, bytes], tuple[str, ...]], kind: str) -> None:
    body, lines = DOCX[kind]
    assert read("plan.docx", make.docx_of(body)) == lines


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def numbering(*levels: tuple[str, str], override: str = "") -> str:
    """A list definition: the format and the text of each level; list 2 is the same, with an override."""
    shown = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    return (
        f'{make.XML}<w:numbering {_W}><w:abstractNum w:abstractNumId="5">{shown}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="5"/>{override}</w:num></w:numbering>'
    )


def item(text: str, level: int = 0, number: int = 1) -> str:
    return paragraph(text, f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>')


_RESTART = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
LISTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "headings": (
        numbering(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")),
        item("总则") + item("目标", 1) + item("要求", 1) + item("标准", 2) + item("措施") + item("组织", 1),
        ("一、总则", "（一）目标", "（二）要求", "1.标准", "二、措施", "（一）组织"),
    ),
    "chapters": (numbering(("chineseCountingThousand", "第%1章")), item("总则"), ("第一章 总则",)),
    "numbers of all levels": (
        numbering(("decimal", "%1"), ("decimal", "%1.%2")),
        item("甲") + item("乙", 1),
        ("1 甲", "1.1 乙"),
    ),
    "dots": (numbering(("bullet", "·")), item("甲"), ("甲",)),
    "no list": (numbering(("decimal", "%1.")), item("甲", number=0), ("甲",)),
    "a second list goes on": (numbering(("decimal", "%1.")), item("甲") + item("乙", number=2), ("1.甲", "2.乙")),
    "a second list begins anew": (
        numbering(("decimal", "%1."), override=_RESTART),
        item("甲") + item("乙", number=2) + item("丙", number=2),
        ("1.甲", "1.乙", "2.丙"),
    ),
    "a column of numbers": (
        numbering(("decimal", "%1")),
        "<w:tbl>" + row(item(""), paragraph("甲")) + row(item(""), paragraph("乙")) + "</w:tbl>",
        ("1", "甲", "2", "乙"),
    ),
}


@pytest.mark.parametrize("kind", LISTS)
def test_numbers_of_lists(read: Callable[[str, bytes], tuple[str, ...]], kind: str) -> None:
    definition, body, lines = LISTS[kind]
    assert read("plan.docx", make.docx_of(body, **{"word/numbering.xml": definition})) == lines


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("decimal", "12"), ("decimalZero", "12"), ("decimalFullWidth", "１２"), ("chineseCounting", "十二"),
        ("ideographDigital", "一二"), ("lowerLetter", "l"), ("upperRoman", "XII"), ("decimalEnclosedCircle", "⑫"),
        ("ideographTraditional", "乙"), ("chineseLegalSimplified", "十贰"), ("none", ""),
    ],
)  # fmt: skip
def test_formats_of_numbers_in_lists(form: str, shown: str) -> None:
    assert FORMATS[form](12) == shown


# xlsx

SHOWN: tuple[tuple[object, str, str], ...] = (
    (None, "General", ""),
    ("文字", "@", "文字"),
    (True, "General", "TRUE"),
    (26, "General", "26"),
    (0.1 + 0.2, "General", "0.3"),
    (2018, '0"年"', "2018年"),
    (2018, 'General"年"', "2018年"),
    (0.75, "0%", "75%"),
    (0.285, "0.0%", "28.5%"),
    (0.285, "0.##%", "28.5%"),
    (1234567.5, "#,##0.00", "1,234,567.50"),
    (3, "000", "003"),
    (-5, "0;[Red](0)", "(5)"),
    (12345, '0.0,"千"', "12.3千"),
    (dt.datetime(2018, 6, 21, tzinfo=dt.UTC), 'yyyy"年"m"月"d"日"', "2018年6月21日"),
    (dt.datetime(2018, 6, 21, tzinfo=dt.UTC), '[$-804]yyyy"年"m"月";@', "2018年6月"),
    (dt.datetime(2018, 6, 1, tzinfo=dt.UTC), "yyyy-mm-dd", "2018-06-01"),
    (dt.datetime(2018, 6, 1, 9, 5, tzinfo=dt.UTC), "yyyy/m/d h:mm", "2018/6/1 9:05"),
    (dt.date(2018, 6, 1), "General", "2018-06-01"),
    (dt.time(9, 30), "h:mm", "9:30"),
)


@pytest.mark.parametrize(("value", "form", "shown"), SHOWN)
def test_numbers_as_a_spreadsheet_shows_them(value: object, form: str, shown: str) -> None:
    assert shown_value(value, form) == shown


def test_sheets_are_read_in_their_order_and_hidden_ones_left_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title, state in (("一", "visible"), ("二", "hidden"), ("三", "visible")):
        sheet = book.create_sheet(title)
        sheet["B2"], sheet["C2"] = f"表{title}", "甲\n乙"
        sheet.sheet_state = state
    book.save(tmp_path / "plan.xlsx")
    source = read_source(tmp_path / "plan.xlsx")
    assert source.lines == ("表一", "甲 乙", "表三", "甲 乙")
    assert [place and (place.sheet, place.cell) for place in source.places][2:] == [("三", "B2"), ("三", "C2")]


# html

HTML: dict[str, tuple[str, tuple[str, ...]]] = {
    "pieces in a line": ("<p>甲<b>乙</b><span>丙</span></p>", ("甲乙丙",)),
    "breaks": ("<p>甲<br>乙</p>丙", ("甲", "乙", "丙")),
    "blanks": ("<p>\n  甲  乙&nbsp;丙\n</p>", ("甲 乙 丙",)),
    "frames": (
        "<div class='nav'>首页</div><div id='header'>门户</div><p>甲</p><script>乙</script><style>丙</style>"
        "<div style='display: none'>丁</div><div class='footer'>版权</div>",
        ("甲",),
    ),
    "a heading in a header": ("<header><h1>行动计划</h1></header><p>正文</p>", ("行动计划", "正文")),
    "the main part": (
        "<div>推荐阅读</div><div id='UCAP-CONTENT'><p>为了落实意见，制定本计划。</p></div>",
        ("为了落实意见，制定本计划。",),
    ),
    "a page inside a form": ("<form id='aspnetForm'><p>甲</p></form>", ("甲",)),
    "a table for the layout": (
        "<table><tr><td><p>甲</p><table><tr><td>乙</td><td>丙</td></tr></table></td></tr></table>",
        ("甲", "乙", "丙"),
    ),
    "cells of several paragraphs": (
        "<table><tr><td><p>完成初稿；</p><p>印发。</p></td><td>乙</td></tr></table>",
        ("完成初稿；印发。", "乙"),
    ),
    "numbered lists": (
        "<ol><li>甲</li><li><p>乙</p><p>丙</p></li></ol><ol start=5><li>丁</li></ol>",
        ("1.甲", "2.乙", "丙", "5.丁"),
    ),
}


@pytest.mark.parametrize("kind", HTML)
def test_html(read: Callable[[str, bytes], tuple[str, ...]], kind: str) -> None:
    body, lines = HTML[kind]
    assert read("plan.html", f"<!DOCTYPE html><html><body>{body}</body></html>".encode()) == lines


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "gb18030", "utf-8"])
def test_the_characters_that_a_page_declares(read: Callable[[str, bytes], tuple[str, ...]], charset: str) -> None:
    page = f'<html><head><meta charset="{charset}"></head><p>㐂行动计划镕</p></html>'
    encoding = "utf-8" if charset == "utf-8" else "gb18030"
    assert read("plan.htm", page.encode(encoding)) == ("㐂行动计划镕",)


def test_a_real_page() -> None:
    lines = read_lines(Path(__file__).parents[1] / "data/pages/hangzhou-opc-2026.html")
    headings = [line for line in lines if re.match("[一二三]、|（[一二三四五]）", line)]
    assert headings[:3] == ["一、总体目标", "二、重点举措", "（一）实施社区引领工程"]
    assert len(headings) == 8
    items = [line for line in lines if re.match(r"\d+\.", line)]
    assert [int(line.split(".")[0]) for line in items] == list(range(1, 17))
    assert items[1].endswith("（责任单位：市科技局、市经信局）")


# Markdown

MARKDOWN: dict[str, tuple[str, tuple[str, ...]]] = {
    "headings": ("# 一、总则\n\n正文。\n\n措施\n====\n", ("一、总则", "正文。", "措施")),
    "lines stay lines": ("甲\n乙\n\n丙", ("甲", "乙", "丙")),
    "marks": ("**重点**任务见[附件](http://x.cn)和`表`。", ("重点任务见附件和表。",)),
    "numbered lists": ("3. 甲\n4. 乙\n", ("3.甲", "4.乙")),
    "plain lists": ("- 甲\n- 乙\n", ("甲", "乙")),
    "tables": ("| 序号 | 任务 |\n|--|--|\n| 1 | 甲<br>乙 |\n", ("序号", "任务", "1", "甲 乙")),
    "settings": ("---\ntitle: x\n---\n\n甲\n", ("甲",)),
    "tables in html": (
        "<table><tr><td rowspan=2>1</td><td>甲</td></tr><tr><td>乙</td></tr></table>\n",
        ("1", "甲", "乙"),
    ),
    "lines set in": ("    甲\n", ("甲",)),
}


@pytest.mark.parametrize("kind", MARKDOWN)
def test_markdown(read: Callable[[str, bytes], tuple[str, ...]], kind: str) -> None:
    text, lines = MARKDOWN[kind]
    assert read("plan.md", text.encode("gb18030")) == lines


# pdf


def write_pdf(path: Path, *pages: list[tuple[Any, ...]]) -> None:
    """Pages of strings: (x, y, text) in size 12 on A4, y from the foot; (x0, y0, x1, y1) is a line."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path))
    for page in pages:
        canvas.setFont("STSong-Light", 12)
        for entry in page:
            canvas.drawString(*entry) if isinstance(entry[2], str) else canvas.line(*entry)
        canvas.showPage()
    canvas.save()


FULL = "推进供给侧结构性改革全面开展质量提升行动加快建设质量高地彰显质量精"  # 33 characters fill a line of 396 points
PDF: dict[str, tuple[tuple[list[tuple[Any, ...]], ...], tuple[str, ...]]] = {
    "a paragraph of three lines": (
        ([(96, 700, FULL[:31]), (72, 680, FULL), (72, 660, "神。"), (96, 640, "下一段。")],),
        (FULL[:31] + FULL + "神。", "下一段。"),
    ),
    "a paragraph over two pages": (
        ([(96, 120, FULL[:31])], [(72, 700, "神。"), (96, 680, "下一段。")]),
        (FULL[:31] + "神。", "下一段。"),
    ),
    "short lines": (([(200, 700, "行动计划"), (180, 680, "（2018—2020年）")],), ("行动计划", "（2018—2020年）")),
    "numbers of pages": (
        ([(96, 700, "甲。"), (290, 40, "— 1 —")], [(96, 700, "乙。"), (290, 40, "第 2 页")]),
        ("甲。", "乙。"),
    ),
    "running titles": (
        tuple([(72, 810, "行动计划汇编"), (96, 700, f"{each}。")] for each in "甲乙丙"),
        ("甲。", "乙。", "丙。"),
    ),
    "printed twice to look bold": (([(96, 700, "行动计划"), (96.3, 700, "行动计划")],), ("行动计划",)),
}


@pytest.mark.parametrize("kind", PDF)
def test_pdf(tmp_path: Path, kind: str) -> None:
    pages, lines = PDF[kind]
    write_pdf(tmp_path / "plan.pdf", *pages)
    assert read_lines(tmp_path / "plan.pdf") == lines
