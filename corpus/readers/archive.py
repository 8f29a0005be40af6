"""Office documents as archives: what must hold of one before any library opens it."""

import io
import posixpath
import re
import zipfile
from collections.abc import Callable

from corpus.readers.refusals import Refused
from corpus.readers.sniff import BROKEN_ARCHIVE

#: all parts together, unpacked (bytes); zipfile stops at what a part claims to be
_MAX_UNPACKED = 150 * 1024 * 1024
#: a part of text, unpacked (bytes)
_MAX_TEXT_PART = 30 * 1024 * 1024
_MAX_PARTS = 5000
#: pictures hardly pack at all; small parts may do as they like, and text has a limit of its own
_MAX_RATIO = 300
_SMALL_PART = 1024 * 1024
_BLOCK = 256 * 1024
_TEXT_PART = re.compile(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
_MACRO_PART = re.compile(r"(?:vbaProject\.bin|vbaData\.xml|macrosheets/)", re.IGNORECASE)
#: no office document declares a document type; one that does wants entities, however the text is encoded
_DECLARATIONS = tuple(
    mark.encode(encoding) for mark in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_LONGEST_DECLARATION = 32


def open_safely(content: bytes) -> zipfile.ZipFile:
    """The archive, after all its parts have been looked at.

    Raises:
        Refused: it is broken, protected, a bomb, holds macros or declarations of entities, or has unsafe names.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        _check_parts(archive.infolist())
        for part in archive.infolist():
            if _TEXT_PART.search(part.filename):
                _check_text(archive, part)
    except RuntimeError as error:  # how zipfile tells of a password
        raise Refused("encrypted") from error
    except BROKEN_ARCHIVE as error:
        raise Refused("broken") from error
    return archive


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("encrypted")
    if any(_MACRO_PART.search(name) for name in names):
        raise Refused("macros")
    if any(_is_unsafe(name) for name in names) or len(set(names)) < len(names):
        raise Refused("unsafe names")
    packed = [part for part in parts if part.file_size > _SMALL_PART and not _TEXT_PART.search(part.filename)]
    ratios = [part.file_size / max(part.compress_size, 1) for part in packed]
    is_large = sum(part.file_size for part in parts) > _MAX_UNPACKED or len(parts) > _MAX_PARTS
    if is_large or max(ratios, default=0) > _MAX_RATIO:
        raise Refused("bomb")


def _is_unsafe(name: str) -> bool:
    """Whether a name leads out of the archive; nothing is unpacked to the disk, but no honest file has such names."""
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ":" in plain or ".." in posixpath.normpath(plain).split("/")


def _check_text(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.file_size > _MAX_TEXT_PART:
        raise Refused("bomb")
    with archive.open(part) as text:
        before = b""
        while block := text.read(_BLOCK):
            if any(mark in before + block for mark in _DECLARATIONS):
                raise Refused("entities")
            before = block[-_LONGEST_DECLARATION:]


def only_parts(archive: zipfile.ZipFile, is_needed: Callable[[str], bool]) -> io.BytesIO:
    """A new archive in memory with the needed parts alone: no library gets to see pictures, links or objects."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
        for part in archive.infolist():
            if is_needed(part.filename):
                copy.writestr(part.filename, archive.read(part))
    target.seek(0)
    return target
