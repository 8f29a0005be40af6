"""Files into lines of text: one reader for each kind of file."""

from collections.abc import Callable
from pathlib import Path

from corpus.errors import DocumentMissing, MalformedDocument, UnsupportedFormat

#: encodings of Chinese text files, tried in this order; GB18030 covers GBK and GB2312
ENCODINGS = ("utf-8-sig", "gb18030")


def read_text(path: Path) -> tuple[str, ...]:
    """The lines of a text file.

    Raises:
        DocumentMissing: the file cannot be read.
        MalformedDocument: the bytes are no text in any of `ENCODINGS`.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DocumentMissing("文件无法读取 / cannot read file", path, f"{error.strerror}") from error
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return tuple(line.rstrip("\r") for line in text.split("\n"))
    raise MalformedDocument("不是文本文件 / not a text file", path, "请存为UTF-8文本再试 / save it as UTF-8 text")


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
