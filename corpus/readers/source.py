"""What a reader makes of a file: lines of text, each with its place in the original; and what no file may exceed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.model import Place
from corpus.readers.refusals import Refused

#: the largest file that is opened at all (bytes)
MAX_FILE_BYTES = 50 * 1024 * 1024
#: a plan has some ten thousand characters; what is far beyond that is no plan
MAX_CHARACTERS = 600_000
MAX_LINES = 30_000
#: one line is a paragraph or a cell (characters)
MAX_LINE_LENGTH = 5_000
#: elements inside one another: tables in cells, lists in lists
MAX_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file.

    Attributes:
        lines: paragraphs, and the cells of tables row by row, one a line.
        places: for each line its place in the original; () for text formats, which have no other places than lines.
    """

    lines: tuple[str, ...]
    places: tuple[Place | None, ...] = ()


@dataclass(slots=True)
class Draft:
    """The lines of a file while it is read; they never grow beyond the limits."""

    lines: list[str] = field(default_factory=list)
    places: list[Place | None] = field(default_factory=list)
    _size: int = 0

    def add(self, text: str, place: Place | None = None) -> None:
        """Append a line; blank ones are left out, line breaks inside it become blanks.

        Raises:
            Refused: the text has grown too large.
        """
        text = " ".join(text.replace("\xa0", " ").replace("\t", " ").splitlines()).strip()
        if not text:
            return
        self._size += len(text)
        self.lines.append(text)
        self.places.append(place)
        if self._size > MAX_CHARACTERS or len(self.lines) > MAX_LINES:
            raise Refused("too much text")

    def close(self) -> Source:
        """The source; without places when no line has one."""
        return Source(tuple(self.lines), tuple(self.places) if any(self.places) else ())


def check_lines(lines: Iterable[str]) -> None:
    """Refuse text that is no plan by its mere size, or that says nothing.

    Raises:
        Refused: there is no text, too much of it, or a line that is too long.
    """
    size, count, is_empty = 0, 0, True
    for number, text in enumerate(lines, 1):
        if len(text) > MAX_LINE_LENGTH:
            raise Refused("line too long", line=number)
        size, count = size + len(text), number
        is_empty = is_empty and not text.strip()
    if is_empty:
        raise Refused("empty")
    if size > MAX_CHARACTERS or count > MAX_LINES:
        raise Refused("too much text")


def pack(source: Source) -> Iterator[list[object]]:
    """The lines with their places as plain values, to be sent from one process to the other."""
    places: Sequence[Place | None] = source.places or (None,) * len(source.lines)
    for text, place in zip(source.lines, places, strict=True):
        yield [text, place.to_json() if place else None]
