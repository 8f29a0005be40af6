"""What a file is by its content, whatever its ending says."""

import io
import re
import zipfile
import zlib
from typing import BinaryIO

from corpus.readers.refusals import Refused

HEAD_BYTES = 4096
#: kinds of files by their first bytes; the value is a format, or the reason for which such a file is refused
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "compound"),
    (b"{\\rtf", "rich text"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
    (b"MIME-Version:", "mail archive"),
)
_PDF = re.compile(rb"%PDF-\d")
_PDF_BYTES = 1024
#: a comment ends at the first mark of its end: tried otherwise, some comments would take longer than anybody lives
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*\?>\s*)?(?><!--.*?-->\s*)*+<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE | re.DOTALL
)
_FLAT_XML = re.compile(rb"<\?mso-application|<(?:w|pkg):(?:wordDocument|package)[\s>]")
#: what the stream of an encrypted document is called inside the file
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
#: office documents by the type that their list of contents gives them; macros show in it as well
_MAIN_TYPES: tuple[tuple[bytes, str], ...] = (
    (b"macroEnabled", "macros"),
    (b"wordprocessingml.document.main+xml", "docx"),
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
    (b"wordprocessingml.template.main+xml", "docx"),
    (b"presentationml", "other office file"),
    (b"ms-excel.sheet.binary", "other office file"),
)
#: what zipfile raises when an archive is damaged, or packed in a way that it does not know
BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, LookupError)
_CONTENTS = "[Content_Types].xml"
_CONTENTS_BYTES = 1024 * 1024


def check_kind(kind: str, file: BinaryIO) -> None:
    """Refuse a file whose content is not of the kind that its ending says.

    Args:
        kind: txt, md, html, docx, xlsx or pdf.

    Raises:
        Refused: it is of another kind, or of one that cannot or must not be read.
    """
    found = sniff(file)
    file.seek(0)
    if found == kind or (found == "text" and kind in {"txt", "md", "html"}):
        return
    if found == "text":
        raise Refused("not what it says", ending=f".{kind}")
    raise Refused("wrong ending", found=found, ending=f".{kind}")


def sniff(file: BinaryIO) -> str:
    """The format of an open file: docx, xlsx, pdf, html or text.

    Raises:
        Refused: it is of a kind that cannot or must not be read.
    """
    kind = sniff_beginning(file.read(HEAD_BYTES))
    file.seek(0)
    if kind == "zip":
        return _sniff_zip(file)
    if kind == "compound":
        raise Refused("encrypted" if _ENCRYPTED_STREAM in file.read() else "old office file")
    if kind in {"pdf", "html", "text"}:
        return kind
    raise Refused(kind)


def sniff_beginning(head: bytes) -> str:
    """What the first bytes of a file tell: zip, compound, pdf, html, text, or a reason of `REASONS`."""
    kind = next((kind for beginning, kind in _BEGINNINGS if head.startswith(beginning)), "")
    if kind:
        return kind
    if _PDF.search(head[:_PDF_BYTES]):
        return "pdf"
    if _FLAT_XML.search(head):
        return "other office file"
    return "html" if _HTML.match(_as_ascii(head)) else "text"


def _as_ascii(head: bytes) -> bytes:
    """The beginning of a text in UTF-8 or UTF-16 without its mark."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore").encode()
    return head.removeprefix(b"\xef\xbb\xbf")


def _sniff_zip(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(file.read())) as archive:
            names = set(archive.namelist())
            if _CONTENTS not in names:
                raise Refused("other office file" if "mimetype" in names else "archive")
            contents = archive.open(_CONTENTS).read(_CONTENTS_BYTES)
    except Refused:
        raise
    except RuntimeError as error:  # how zipfile tells of a password
        raise Refused("encrypted") from error
    except BROKEN_ARCHIVE as error:
        raise Refused("broken") from error
    return _office_kind(contents)


def _office_kind(contents: bytes) -> str:
    kind = next((kind for mark, kind in _MAIN_TYPES if mark in contents), "other office file")
    if kind in {"docx", "xlsx"}:
        return kind
    raise Refused(kind)
