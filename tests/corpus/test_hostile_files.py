"""Broken, protected and malicious files: refused with a clear reason, or read; no crash, no hang, little memory."""

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.readers import check_name, find_documents, isolation, read_source
from corpus.readers.child import MAX_MEMORY_BYTES
from corpus.readers.refusals import REASONS, Refused, to_error
from tests.corpus import hostile_files as make

MIB = 1024 * 1024
_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
_UTF16_XML = '<?xml version="1.0" encoding="UTF-16"?>'
_EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
_DOCX_MAIN = "wordprocessingml.document.main+xml"
_MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
_NESTED_TABLES = "<w:tbl><w:tr><w:tc>" * 40 + make.paragraph() + "</w:tc></w:tr></w:tbl>" * 40
_ROW = '<row r="{0}">' + "".join(f'<c r="{column}{{0}}"><v>1</v></c>' for column in "ABCDEFGHIJ") + "</row>"


def cells(count: int) -> str:
    """Rows of ten numbers, so many cells together."""
    return "".join(_ROW.format(number) for number in range(1, count // 10 + 1))


#: what it is → name of the file, its content, and the reason for which it is refused
REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    # of another kind than their ending says
    "docx called txt": ("plan.txt", make.plain_docx, "wrong ending"),
    "html called txt": ("plan.txt", lambda: b"<!DOCTYPE html><html><p>x</p></html>", "wrong ending"),
    "pdf called docx": ("plan.docx", make.text_pdf, "wrong ending"),
    "xlsx called docx": ("plan.docx", make.plain_xlsx, "wrong ending"),
    "docx called xlsx": ("plan.xlsx", make.plain_docx, "wrong ending"),
    "text called docx": ("plan.docx", lambda: make.TEXT.encode(), "not what it says"),
    "text called pdf": ("plan.pdf", lambda: make.TEXT.encode(), "not what it says"),
    "old Word file called docx": ("plan.docx", lambda: make.compound("WordDocument"), "old office file"),
    "old Word file": ("plan.doc", lambda: make.compound("WordDocument"), "old office file"),
    "rich text called docx": ("plan.docx", lambda: b"{\\rtf1\\ansi x}", "rich text"),
    "web archive called html": ("plan.html", lambda: b"MIME-Version: 1.0\nContent-Type: x", "mail archive"),
    "picture called pdf": ("plan.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "picture"),
    "photograph called docx": ("plan.docx", lambda: b"\xff\xd8\xff\xe0" + bytes(99), "picture"),
    "gzip called docx": ("plan.docx", make.packed_text, "archive"),
    "plain archive called docx": ("plan.docx", lambda: make.zip_of({"plan.txt": b"x"}), "archive"),
    "OpenDocument called docx": (
        "plan.docx",
        lambda: make.zip_of({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}),
        "other office file",
    ),
    "slides called docx": (
        "plan.docx",
        lambda: make.typed(make.plain_docx(), _DOCX_MAIN, "presentationml.presentation.main+xml"),
        "other office file",
    ),
    "Word as a single XML": (
        "plan.html",
        lambda: b'<?mso-application progid="Word.Document"?><x/>',
        "other office file",
    ),
    "program called docx": ("plan.docx", lambda: b"\x7fELF" + bytes(99), "program"),
    "unknown ending": ("plan.exe", lambda: b"MZ\x90", "unknown ending"),
    "no ending": ("plan", lambda: b"x", "unknown ending"),
    "bytes called txt": ("plan.txt", lambda: bytes(range(256)), "not a text"),
    "zeros called html": ("plan.html", lambda: b"<p>\0\0\0</p>", "not a text"),
    # protected
    "docx with a password": ("plan.docx", lambda: make.compound("EncryptedPackage"), "encrypted"),
    "docx of encrypted parts": ("plan.docx", lambda: make.with_flags(make.plain_docx(), 1), "encrypted"),
    "pdf with a password": ("plan.pdf", lambda: make.protected_pdf("secret"), "encrypted"),
    # macros
    "docm": ("plan.docm", make.plain_docx, "macros"),
    "xlsm": ("plan.xlsm", make.plain_xlsx, "macros"),
    "docm called docx": (
        "plan.docx",
        lambda: make.typed(
            make.plain_docx(), f"application/vnd.openxmlformats-officedocument.{_DOCX_MAIN}", _MACRO_MAIN
        ),
        "macros",
    ),
    "docx with a macro inside": (
        "plan.docx",
        lambda: make.repacked(make.plain_docx(), {"word/vbaProject.bin": b"x"}),
        "macros",
    ),
    "xlsx with old macros": (
        "plan.xlsx",
        lambda: make.repacked(make.plain_xlsx(), {"xl/macrosheets/sheet1.xml": b"<x/>"}),
        "macros",
    ),
    # entities
    "billion laughs in docx": ("plan.docx", lambda: make.docx_of(make.paragraph("&j;"), before=_LAUGHS), "entities"),
    "external entity in docx": ("plan.docx", lambda: make.docx_of(make.paragraph("&a;"), before=_EXTERNAL), "entities"),
    "external entity in xlsx, in UTF-16": (
        "plan.xlsx",
        lambda: make.repacked(
            make.plain_xlsx(),
            {"xl/styles.xml": f'<?xml version="1.0" encoding="UTF-16"?>{_EXTERNAL}<x/>'.encode("utf-16")},
        ),
        "entities",
    ),
    "entities in html": ("plan.html", lambda: f"{_EXTERNAL}<html><p>&a;</p></html>".encode(), "entities"),
    # bombs
    "a quarter of a gigabyte of zeros": ("plan.docx", lambda: make.bomb(256 * MIB), "bomb"),
    "a part that packs too well": ("plan.docx", lambda: make.bomb(20 * MIB), "bomb"),
    "a part that tells a wrong size": (
        "plan.docx",
        lambda: make.lying(make.docx_of(make.paragraph("某" * 100_000)), "word/document.xml", 400),
        "broken",
    ),
    "very many parts": (
        "plan.docx",
        lambda: make.repacked(make.plain_docx(), {f"x/{number}.txt": b"x" for number in range(6000)}),
        "bomb",
    ),
    "the same part twice": ("plan.docx", lambda: make.twice(make.plain_docx(), "word/document.xml"), "unsafe names"),
    "parts above the folder": (
        "plan.docx",
        lambda: make.repacked(make.plain_docx(), {"../../etc/cron.d/x": b"x"}),
        "unsafe names",
    ),
    "parts with a full path": (
        "plan.xlsx",
        lambda: make.repacked(make.plain_xlsx(), {"/etc/passwd": b"x", "C:\\x.xml": b"x"}),
        "unsafe names",
    ),
    "pdf that unpacks to half a gigabyte": ("plan.pdf", make.flate_bomb, "too much memory"),
    # broken
    "docx without its end": ("plan.docx", lambda: make.plain_docx()[:-300], "broken"),
    "docx with damaged bytes": ("plan.docx", lambda: make.damaged(make.plain_docx()), "broken"),
    "docx without document": (
        "plan.docx",
        lambda: make.repacked(make.plain_docx(), {"word/document.xml": None}),
        "broken",
    ),
    "docx without relations": ("plan.docx", lambda: make.repacked(make.plain_docx(), {"_rels/.rels": None}), "broken"),
    "docx of bad XML": ("plan.docx", lambda: make.docx_of("<w:p>"), "broken"),
    "xlsx without workbook": (
        "plan.xlsx",
        lambda: make.repacked(make.plain_xlsx(), {"xl/workbook.xml": None}),
        "broken",
    ),
    "xlsx of bad XML": ("plan.xlsx", lambda: make.xlsx_of("<row"), "broken"),
    "mere beginning of an archive": ("plan.docx", lambda: b"PK\x03\x04" + bytes(range(256)) * 9, "broken"),
    "mere beginning of a pdf": ("plan.pdf", lambda: b"%PDF-1.7\n", "broken"),
    "pdf without catalogue": ("plan.pdf", lambda: make.pdf_of({1: b"<<>>"}), "empty"),
    # nested, looped
    "tables in tables in tables": ("plan.docx", lambda: make.docx_of(_NESTED_TABLES), "deep nesting"),
    "ten thousand elements in one another": (
        "plan.docx",
        lambda: make.docx_of("<w:sdt><w:sdtContent>" * 5000 + make.paragraph() + "</w:sdtContent></w:sdt>" * 5000),
        "broken",
    ),
    "html of ten thousand boxes in one another": (
        "plan.html",
        lambda: b"<html>" + b"<div>" * 10_000 + b"x" + b"</div>" * 10_000,
        "deep nesting",
    ),
    "Markdown of five hundred quotations in one another": ("plan.md", lambda: b"> " * 500 + b"x", "deep nesting"),
    # no text, or too much
    "nothing": ("plan.docx", lambda: b"", "empty"),
    "blanks": ("plan.txt", lambda: " \n　\n".encode(), "empty"),
    "docx without a word": ("plan.docx", lambda: make.docx_of("<w:p/>"), "empty"),
    "xlsx without a word": ("plan.xlsx", lambda: make.xlsx_of(""), "empty"),
    "html of scripts": ("plan.html", lambda: b"<html><script>document.write('x')</script></html>", "empty"),
    "scanned pdf": ("plan.pdf", lambda: make.picture_pdf(10, 100), "no text"),
    "pdf with a giant picture": ("plan.pdf", lambda: make.picture_pdf(100_000, 100_000), "no text"),
    "pdf whose fonts do not tell their characters": ("plan.pdf", make.untold_pdf, "no characters"),
    "txt of one huge line": ("plan.txt", lambda: b"x" * MIB, "line too long"),
    "txt of very many lines": ("plan.txt", lambda: b"x\n" * 100_000, "too much text"),
    "txt of hundreds of megabytes": ("plan.txt", lambda: b" " * (64 * MIB), "file too large"),
    "docx of one huge paragraph": ("plan.docx", lambda: make.docx_of(make.paragraph("某" * 100_000)), "line too long"),
    "docx of very many paragraphs": ("plan.docx", lambda: make.docx_of(make.paragraph("x") * 60_000), "too much text"),
    "xlsx of a million cells": ("plan.xlsx", lambda: make.xlsx_of(cells(1_000_000)), "too many cells"),
    "html of a huge table": (
        "plan.html",
        lambda: b"<html><table>" + b"<tr><td>x<td>y</tr>" * 40_000 + b"</table>",
        "too much text",
    ),
    "file of hundreds of megabytes": ("plan.pdf", lambda: b"%PDF-1.7\n" + bytes(60 * MIB), "file too large"),
}


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", REFUSED)
def test_it_is_refused_for_a_reason(tmp_path: Path, kind: str) -> None:
    name, content, reason = REFUSED[kind]
    path = write(tmp_path, name, content())
    with pytest.raises(CorpusError) as raised:
        read_source(path)
    assert isinstance(raised.value.__cause__, Refused)
    assert raised.value.__cause__.reason == reason
    assert raised.value.path == path
    assert sorted(tmp_path.iterdir()) == [path]


_CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
_FORM = (
    b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Length 5>>stream\n/X Do\nendstream"
)
#: what libraries may read or not, as long as they come to an end
ENDLESS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a loop of pages": (
        "plan.pdf",
        lambda: make.pdf_of({1: _CATALOGUE, 2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"}),
    ),
    "a loop of tables of objects": ("plan.pdf", lambda: make.text_pdf().replace(b"/Root", b"/Prev 9 /Root")),
    "arrays in arrays": ("plan.pdf", lambda: make.page_pdf(b"[" * 100_000)),
    "dictionaries in dictionaries": ("plan.pdf", lambda: make.pdf_of({1: _CATALOGUE[:-7] + b"<</A " * 50_000})),
    "forms in themselves": ("plan.pdf", lambda: make.page_pdf(b"/X Do", b"/XObject<</X 5 0 R>>", o5=_FORM)),
    "a billion pages": (
        "plan.pdf",
        lambda: make.pdf_of({1: _CATALOGUE, 2: b"<</Type/Pages/Kids[]/Count 1000000000>>"}),
    ),
    "no end": ("plan.pdf", lambda: make.text_pdf()[:300]),
    "objects that are themselves": ("plan.pdf", lambda: make.pdf_of({1: b"1 0 R"})),
    "a merged range of all cells": (
        "plan.xlsx",
        lambda: make.xlsx_of(cells(10), '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    ),
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_it_is_refused_or_read_but_comes_to_an_end(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "MAX_SECONDS", 8.0)
    name, content = ENDLESS[kind]
    path = write(tmp_path, name, content())
    with contextlib.suppress(CorpusError):
        assert read_source(path).lines


#: strange, but honest enough to be read → name of the file, its content, the lines
READ: dict[str, tuple[str, Callable[[], bytes], tuple[str, ...]]] = {
    "docx": ("plan.docx", make.plain_docx, (make.TEXT,)),
    "xlsx": ("plan.xlsx", make.plain_xlsx, (make.TEXT,)),
    "pdf that only forbids changes": ("plan.pdf", lambda: make.protected_pdf(""), ("Action plan 2021",)),
    "docx with a giant picture": (
        "plan.docx",
        lambda: make.repacked(
            make.plain_docx(), {"word/media/x.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0\1\x86\xa0" * 2 + b"\x08\2"}
        ),
        (make.TEXT,),
    ),
    "docx with a list that begins at a billion": (
        "plan.docx",
        lambda: make.docx_of(
            make.paragraph(properties='<w:pPr><w:numPr><w:ilvl w:val="999"/><w:numId w:val="1"/></w:numPr></w:pPr>')
        ),
        (make.TEXT,),
    ),
    "docx with a cell over a billion columns": (
        "plan.docx",
        lambda: make.docx_of(
            '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>'
            f"{make.paragraph()}</w:tc><w:tc>{make.paragraph('x')}</w:tc></w:tr></w:tbl>"
        ),
        (make.TEXT, "x"),
    ),
    "xlsx with a cell in the last corner": (
        "plan.xlsx",
        lambda: make.xlsx_of('<row r="1"><c r="A1"><v>1</v></c></row><row><c r="XFD1048576"><v>2</v></c></row>'),
        ("1", "2"),
    ),
    "xlsx with a formula that starts a program": (
        "plan.xlsx",
        lambda: make.xlsx_of('<row r="1"><c r="A1"><f>cmd|"/c calc"!A1</f></c><c r="B1"><v>2</v></c></row>'),
        ("2",),
    ),
    "html with a cell over a billion rows": (
        "plan.html",
        lambda: "<html><table><tr><td rowspan=1000000000 colspan=1000000000>甲<td>乙</table>".encode(),
        ("甲", "乙"),
    ),
    "html with a picture from elsewhere": (
        "plan.html",
        lambda: '<html><p>甲<img src="http://127.0.0.1:9/x.png">乙</p><iframe src="file:///etc/passwd"></iframe>'.encode(),
        ("甲乙",),
    ),
    # a pattern that tries each way to cut them into comments would never end
    "txt that begins with many comments": (
        "plan.txt",
        lambda: b"<!---->" * 100 + b"\n" + make.TEXT.encode(),
        ("<!---->" * 100, make.TEXT),
    ),
    "html that begins with many comments": (
        "plan.html",
        lambda: b"<!-- x -->\n" * 100 + f"<html><p>{make.TEXT}</p></html>".encode(),
        (make.TEXT,),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", READ)
def test_it_is_read(tmp_path: Path, kind: str) -> None:
    name, content, lines = READ[kind]
    assert read_source(write(tmp_path, name, content())).lines == lines


# names and places


@pytest.mark.parametrize(
    "name",
    [
        "../plan.docx", "..\\plan.docx", "/etc/passwd", "a/b.txt", "plan\x07.txt", "plan\n.txt", "plan\0.txt",
        "plan\u202etxt.docx", "plan\u200b.txt", ".plan.txt", "..", "某" * 90 + ".txt", "plan\ud800.txt",
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_or_cannot_be_shown(name: str) -> None:
    with pytest.raises(Refused, match="unsafe name"):
        check_name(name)


@pytest.mark.parametrize("name", ["普陀区行动计划（2018—2020年）.docx", "plan v1.0 (final).pdf", "…….txt"])
def test_a_common_name(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize("name", ["plan\x07.txt", "plan\u202etxt.docx"])
def test_a_file_of_such_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(CorpusError, match="unsafe file name"):
        read_source(write(tmp_path, name, b"x"))


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "plan.txt")
    with pytest.raises(CorpusError, match="regular file"):
        read_source(tmp_path / "plan.txt")


def test_a_device_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "plan.docx").symlink_to("/dev/zero")
    with pytest.raises(CorpusError, match="regular file"):
        read_source(tmp_path / "plan.docx")


def test_a_folder_called_docx(tmp_path: Path) -> None:
    (tmp_path / "plan.docx").mkdir()
    with pytest.raises(CorpusError):
        read_source(tmp_path / "plan.docx")


def test_a_link_out_of_the_folder(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    write(tmp_path, "secret.txt", b"x")
    (corpus / "plan.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(CorpusError, match="out of the folder"):
        find_documents(corpus)


def test_a_link_inside_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "plan.txt", b"x")
    (tmp_path / "same.txt").symlink_to("plan.txt")
    assert [path.name for path in find_documents(tmp_path)] == ["plan.txt", "same.txt"]


# the process that reads


def test_reading_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "MAX_SECONDS", 0.01)
    with pytest.raises(CorpusError, match="too long"):
        read_source(write(tmp_path, "plan.docx", make.plain_docx()))


def test_a_process_that_dies_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "_MODULE", "corpus.readers.nothing")
    with pytest.raises(CorpusError, match="reading failed"):
        read_source(write(tmp_path, "plan.docx", make.plain_docx()))


def test_a_library_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docx").mkdir()
    (tmp_path / "docx" / "__init__.py").write_text("raise ImportError", encoding="utf-8")
    monkeypatch.setattr(isolation, "_ROOT_PLACES", [str(tmp_path)])
    with pytest.raises(CorpusError, match=r"python-docx is needed to read \.docx.*pip install python-docx"):
        read_source(write(tmp_path, "plan.docx", make.plain_docx()))


def test_the_process_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "secret")
    assert set(isolation.environment()) == {"PYTHONPATH", "PYTHONUTF8"}


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ("bytearray(child.MAX_MEMORY_BYTES)", "MemoryError"),
        ("open('x', 'w').write('x' * 99999)", "OSError"),
        ("[open('/dev/null') for _ in range(99)]", "OSError"),
    ],
)
def test_the_process_cannot_have_more_than_it_needs(tmp_path: Path, wish: str, error: str) -> None:
    code = f"from corpus.readers import child; child.limit_resources(); {wish}"
    result = subprocess.run(
        [sys.executable, "-P", "-c", code], env=isolation.environment(), cwd=tmp_path, capture_output=True, check=False
    )
    assert error in result.stderr.decode()
    assert MAX_MEMORY_BYTES < 512 * MIB


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_is_told_in_both_languages(reason: str) -> None:
    names = ("found", "ending", "pages", "limit", "line", "sheet", "known", "library")
    error = to_error(reason, dict.fromkeys(names, 7), Path("plan.docx"))
    for text in (str(error).split(": plan.docx. ")[0], error.hint):
        chinese, english = re.split(r"\s?/ ", text, maxsplit=1)
        assert re.search("[一-龥]", chinese)
        assert re.search("[a-z]", english)
