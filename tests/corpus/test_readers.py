"""Files of all kinds: lines, or an error that says what to do."""

import contextlib
from pathlib import Path

import pytest

from corpus import parse_document
from corpus.errors import CorpusError, DocumentMissing, MalformedDocument, UnsupportedFormat
from corpus.readers import find_documents, read_lines

TEXT = "某区行动计划\n一、总则\n请执行。"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "utf-8 with mark", "gb18030", "utf-16", "CR LF", "CR"],
)
def test_encodings(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(content)
    assert read_lines(path) == tuple(TEXT.split("\n"))


def test_blanks_and_last_line_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("\u3000甲 \n\n乙\n", encoding="utf-8")
    assert read_lines(path) == ("\u3000甲 ", "", "乙", "")


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", UnsupportedFormat),
        ("broken.txt", b"\xff\xff\xff\xff", MalformedDocument),
        ("control.txt", b"plan\x01\x02", MalformedDocument),
        ("empty.txt", b"", MalformedDocument),
        ("blank.txt", "\ufeff \n\u3000\n".encode(), MalformedDocument),
        ("plan.odt", b"PK", UnsupportedFormat),
        ("plan", b"plan", UnsupportedFormat),
        ("missing.txt", None, DocumentMissing),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, content: bytes | None, error: type[CorpusError]) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(error) as raised:
        parse_document(path)
    assert raised.value.path == path
    assert raised.value.hint
    assert str(path) in str(raised.value)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "folder.txt"
    folder.mkdir()
    with pytest.raises(DocumentMissing):
        read_lines(folder)


def test_documents_of_a_folder(tmp_path: Path) -> None:
    for name in ("b.txt", "a.TXT", ".hidden.txt", "c.odt", "~$d.docx", "README.md"):
        (tmp_path / name).write_text("甲", encoding="utf-8")
    assert [path.name for path in find_documents(tmp_path)] == ["a.TXT", "b.txt"]
    assert find_documents(tmp_path / "c.odt") == (tmp_path / "c.odt",)


@pytest.mark.parametrize("name", [".", "missing"])
def test_folders_without_documents(tmp_path: Path, name: str) -> None:
    with pytest.raises(DocumentMissing):
        find_documents(tmp_path / name)


@pytest.mark.parametrize("size", [1, 7, 100, 1000])
def test_any_bytes_give_a_document_or_a_corpus_error(tmp_path: Path, size: int) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(bytes((index * 37 + index // 7) % 256 for index in range(size)))
    with contextlib.suppress(CorpusError):
        assert parse_document(path).lines
