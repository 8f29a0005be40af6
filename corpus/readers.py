"""Files into lines of text: one reader for each kind of file."""

import codecs
import re
from collections.abc import Callable
from pathlib import Path

from corpus.errors import DocumentMissing, MalformedDocument, UnsupportedFormat

#: encodings of Chinese text files, tried in this order; GB18030 covers GBK and GB2312
ENCODINGS = ("utf-8-sig", "gb18030")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: what no text has: control characters other than tabs, line and page ends
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_LINE_END = re.compile("\r\n|\n|\r")


def read_text(path: Path) -> tuple[str, ...]:
    """The lines of a text file.

    Raises:
        DocumentMissing: the file cannot be read.
        MalformedDocument: the bytes are no text in any of `ENCODINGS`, or there is no text.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DocumentMissing("文件无法读取 / cannot read file", path, f"{error.strerror}") from error
    text = _decode(content)
    if text is None:
        raise MalformedDocument("不是文本文件 / not a text file", path, "请存为UTF-8文本再试 / save it as UTF-8 text")
    if not text.strip():
        raise MalformedDocument("文件是空的 / empty file", path, "请检查文件 / check the file")
    return tuple(_LINE_END.split(text))


def _decode(content: bytes) -> str | None:
    for encoding in ("utf-16",) if content.startswith(_UTF16_MARKS) else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None


READERS: dict[str, Callable[[Path], tuple[str, ...]]] = {".txt": read_text}


def read_lines(path: Path) -> tuple[str, ...]:
    """The lines of a document, by the reader for its kind of file.

    Raises:
        UnsupportedFormat: no reader knows the file's ending.
        DocumentMissing, MalformedDocument: as the reader says.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise UnsupportedFormat("不支持的文件格式 / unsupported file format", path, f"可用 / use one of: {known}")
    return reader(path)


def find_documents(path: Path) -> tuple[Path, ...]:
    """The documents at a path: the file itself, or the files of a folder that a reader knows, by name.

    Raises:
        DocumentMissing: there is none.
    """
    try:
        files = [path] if path.is_file() else sorted(path.iterdir())
    except OSError as error:
        hint = "请检查 PLANBOT_CORPUS / check PLANBOT_CORPUS"
        raise DocumentMissing("找不到文档 / cannot open corpus", path, hint) from error
    known = [file for file in files if file.suffix.lower() in READERS and not file.name.startswith(".")]
    if path.is_file():
        return (path,)
    if not known:
        hint = "请放入 .txt 文档，或设置 PLANBOT_CORPUS / put .txt documents there or set PLANBOT_CORPUS"
        raise DocumentMissing("文件夹里没有文档 / no documents in folder", path, hint)
    return tuple(known)
