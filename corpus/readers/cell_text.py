"""A cell of an original, which may have paragraphs and broken lines, as the lines of the genre's text: one a cell."""

import re
from collections.abc import Iterable, Iterator

from corpus.cells import read_year, read_year_with_text
from corpus.layout import is_title
from corpus.outline import read_marker
from corpus.text import is_han

_ENDS = re.compile("[。；;，,、：:！!？?…）)》”]$")
#: names stand below each other in short lines; longer ones are a text that somebody broke by hand
_NAME_LENGTH = 24


def cell_lines(paragraphs: Iterable[str]) -> Iterator[str]:
    """The lines of a cell: one, unless it holds several years with their measures, or a chapter with its section.

    >>> list(cell_lines(["区商务委", "区科委"])), list(cell_lines(["完成初稿；", "印发。"]))
    (['区商务委 区科委'], ['完成初稿；印发。'])
    >>> list(cell_lines(["2021年：完成5家。", "2022年：完成6家。"]))
    ['2021年：完成5家。', '2022年：完成6家。']
    >>> list(cell_lines(["(一)质量引领", "1、增加供给"]))
    ['(一)质量引领', '1、增加供给']
    """
    parts = [part.strip() for part in paragraphs if part.strip()]
    are_short = all(len(part) <= _NAME_LENGTH for part in parts)
    line = ""
    for part in parts:
        joined = join_parts(line, part, blank=are_short)
        begins_anew = _begins_year(part) or read_year(line) or _are_headings(line, part)
        if line and begins_anew and not read_year(joined):
            yield line
            line = part
        else:
            line = joined
    if line:
        yield line


def _begins_year(text: str) -> bool:
    return read_year(text) is not None or read_year_with_text(text) is not None


def _are_headings(before: str, text: str) -> bool:
    """Whether a heading is followed by one that stands below it: (一)质量引领 and 1、增加产品供给."""
    above, below = read_marker(before), read_marker(text)
    return bool(above and below and above.rank < below.rank and is_title(before) and is_title(text))


def join_parts(before: str, after: str, *, blank: bool = False) -> str:
    """Two pieces of one text that a broken line parts; `blank` where the break may have parted two words."""
    is_joined = not before or _ENDS.search(before) or (not blank and not _are_words(before[-1], after[:1]))
    return f"{before}{after}" if is_joined else f"{before} {after}"


def _are_words(before: str, after: str) -> bool:
    """Whether a blank belongs between two characters: between Latin words, but not inside a number."""
    is_number = before.isdigit() and (after.isdigit() or after in "%.,")
    return before.isalnum() and after.isalnum() and not is_number and not is_han(before) and not is_han(after)
