"""Files into lines of text: one reader for each kind of file.

Text is decoded here; every other kind is read in a process of its own (`corpus.readers.isolation`), because nobody
knows what a file that was sent to the bot does to the library that reads it.
"""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from corpus.errors import DocumentMissing
from corpus.readers.isolation import read_isolated
from corpus.readers.plain import read_plain
from corpus.readers.refusals import Refused, to_error
from corpus.readers.sniff import check_kind
from corpus.readers.source import MAX_CHARACTERS, MAX_FILE_BYTES, Source

__all__ = ["ENDINGS", "Source", "check_name", "find_documents", "read_lines", "read_source"]

#: ending → kind of file
ENDINGS = {
    ".txt": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".xlsx": "xlsx",
    ".pdf": "pdf",
}
#: endings of files that are told apart because people will try them
_KNOWN_ENDINGS = {
    ".doc": "old office file",
    ".xls": "old office file",
    ".wps": "old office file",
    ".et": "old office file",
    ".docm": "macros",
    ".xlsm": "macros",
    ".dotm": "macros",
    ".rtf": "rich text",
    ".mht": "mail archive",
    ".zip": "archive",
    ".rar": "archive",
    ".7z": "archive",
}
_TEXT_KINDS = {"txt", "md", "html"}
#: no character takes more bytes in any encoding that is read
_MAX_TEXT_BYTES = MAX_CHARACTERS * 4
_BYTES_PER_MB = 1024 * 1024
#: what no name of a file has: control characters, marks that turn the direction of text, separators of paths
_UNSAFE_NAME = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff/\\\\]")
_MAX_NAME_BYTES = 240
#: files of a folder that are no documents: hidden ones, Word's mark of an open one (~$), what tells of the folder
_NO_DOCUMENT = re.compile(r"\.|~\$|readme\.|licen[cs]e\.", re.IGNORECASE)


def read_source(path: Path) -> Source:
    """The text of a document with its places, by the reader for its kind of file.

    Raises:
        UnsupportedFormat: no reader knows the file's ending.
        DocumentMissing: the file cannot be opened.
        MalformedDocument, UnsafeDocument, ReaderMissing: as the reader says.
    """
    try:
        check_name(path.name)
        kind = _kind_of(path)
        with _open(path, kind) as file:
            if kind != "txt":
                return read_isolated(kind, file)
            check_kind(kind, file)
            return read_plain(file.read())
    except Refused as refusal:
        raise to_error(refusal.reason, refusal.values, path) from refusal
    except OSError as error:
        raise DocumentMissing("文件无法读取 / cannot read file", path, f"{error.strerror}") from error


def read_lines(path: Path) -> tuple[str, ...]:
    """The lines of a document; raises as `read_source` does."""
    return read_source(path).lines


def check_name(name: str) -> None:
    """Refuse the name of a file that leads elsewhere, hides something or cannot be shown.

    Raises:
        Refused: it has control characters or separators, is hidden or too long.
    """
    if _UNSAFE_NAME.search(name) or name.startswith(".") or len(name.encode(errors="replace")) > _MAX_NAME_BYTES:
        raise Refused("unsafe name")


def _kind_of(path: Path) -> str:
    ending = path.suffix.lower()
    if ending in _KNOWN_ENDINGS:
        raise Refused(_KNOWN_ENDINGS[ending])
    if ending not in ENDINGS:
        raise Refused("unknown ending", known=", ".join(sorted(ENDINGS)))
    return ENDINGS[ending]


@contextmanager
def _open(path: Path, kind: str) -> Iterator[BinaryIO]:
    """The file, if it is a plain one of a size that makes sense; opening a pipe does not wait for its other end."""
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(number, "rb") as file:
        status = os.fstat(number)
        limit = _MAX_TEXT_BYTES if kind in _TEXT_KINDS else MAX_FILE_BYTES
        if not stat.S_ISREG(status.st_mode):
            raise Refused("no file")
        if status.st_size > limit:
            raise Refused("file too large", limit=limit // _BYTES_PER_MB)
        if status.st_size == 0:
            raise Refused("empty")
        yield file


def find_documents(path: Path) -> tuple[Path, ...]:
    """The documents at a path: the file itself, or the files of a folder that a reader knows, by name.

    Raises:
        DocumentMissing: there is none.
        UnsafeDocument: a link leads out of the folder.
    """
    try:
        files = [path] if path.is_file() else sorted(path.iterdir())
    except OSError as error:
        hint = "请检查 PLANBOT_CORPUS / check PLANBOT_CORPUS"
        raise DocumentMissing("找不到文档 / cannot open corpus", path, hint) from error
    if path.is_file():
        return (path,)
    known = [file for file in files if file.suffix.lower() in ENDINGS and not _NO_DOCUMENT.match(file.name)]
    if not known:
        hint = (
            "请放入文档（.docx .pdf .xlsx .txt …），或设置 PLANBOT_CORPUS / put documents there or set PLANBOT_CORPUS"
        )
        raise DocumentMissing("文件夹里没有文档 / no documents in folder", path, hint)
    for file in known:
        if file.is_symlink() and not file.resolve().is_relative_to(path.resolve()):
            raise to_error("outside", {}, file)
    return tuple(known)
