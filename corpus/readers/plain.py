"""Text files: the characters themselves, whatever Chinese encoding they are in."""

import codecs
import re

from corpus.readers.refusals import Refused
from corpus.readers.source import Source, check_lines

#: encodings of Chinese text files, tried in this order; GB18030 covers GBK and GB2312
ENCODINGS = ("utf-8-sig", "gb18030")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: what no text has: control characters other than tabs, line and page ends
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_LINE_END = re.compile("\r\n|\n|\r")


def read_plain(content: bytes) -> Source:
    """The lines of a text file as they stand there, blank ones included.

    Raises:
        Refused: the bytes are no text in any of `ENCODINGS`, there is no text, or too much.
    """
    lines = tuple(_LINE_END.split(decode(content)))
    check_lines(lines)
    return Source(lines)


def decode(content: bytes, encoding: str = "") -> str:
    """The text of these bytes, by the encoding that they name themselves, if any, else by the first that fits.

    Raises:
        Refused: they are no text.
    """
    encodings = ("utf-16",) if content.startswith(_UTF16_MARKS) else (*([encoding] if encoding else []), *ENCODINGS)
    for name in encodings:
        try:
            text = content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        if not _CONTROL.search(text):
            return text
    raise Refused("not a text")
