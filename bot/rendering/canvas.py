"""Pictures as data, and as PNG: texts that were measured and wrapped, and boxes. The one module that draws.

Lengths are pixels. Needs the optional extra `pictures`: Pillow, and the font of `bot.rendering.fonts`.
"""

import functools
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from bot.rendering.fonts import font_path
from bot.rendering.html import plain

#: a phone shows 360 or so of its own pixels in this width: divide sizes by three
WIDTH = 1080
MARGIN = 64
INNER = WIDTH - 2 * MARGIN
#: a picture is never higher: some two screens of a phone. Telegram takes 10,000 for width and height together
MAX_HEIGHT = 4000

#: from one line's top to the next, in font sizes: the font's own ascent and descent
_LEADING = 1.46
_DASH = 14
#: longer texts do not look uneven
_MOST_EVEN_LINES = 6
_CUT = "…"
#: what may not stand at the beginning of a line, and at its end
_CLOSERS = frozenset(",.，。、；;：:！!？?）)》〉”’」』】%％…·")
_OPENERS = frozenset("（(《〈“‘「『【")
#: a new line of the document begins a paragraph only after a sentence's end; elsewhere the document broke the line
_PARAGRAPH = re.compile(r"(?<=[。；;！!？?])\s*\n\s*")
_BROKEN_LINE = re.compile(r"\s*\n\s*")


class Colour(Enum):
    """The colours; each of the dark ones can be read on white, white on each of them."""

    INK = "#16202C"
    GREY = "#56616F"
    BLUE = "#1B5FAA"
    PALE_BLUE = "#C9DDF2"
    ORANGE = "#AD5A00"
    PALE_ORANGE = "#F5DDBF"
    RULE = "#B9C3CE"
    WHITE = "#FFFFFF"


class Face(NamedTuple):
    """How letters look: their size in pixels, and their weight from 100 to 900."""

    size: int
    weight: int = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Lines of text in a box of which each takes the same height; `is_centred` in the box's width."""

    x: int
    y: int
    width: int
    lines: tuple[str, ...]
    face: Face
    colour: Colour = Colour.INK
    is_centred: bool = False

    @property
    def height(self) -> int:
        """The height of all lines."""
        return height_of(len(self.lines), self.face)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle: filled, or with a dashed outline."""

    x: int
    y: int
    width: int
    height: int
    colour: Colour
    is_dashed: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: boxes first, texts on top of them. `is_cut` when some text was too long."""

    height: int
    boxes: tuple[Box, ...]
    texts: tuple[Text, ...]
    is_cut: bool = False


# measuring


@functools.cache
def _font(face: Face) -> ImageFont.FreeTypeFont:
    path = font_path()
    if path is None:
        raise FileNotFoundError("the package textflowkit-fonts is not installed")
    # the basic layout needs no further library, and its widths add up
    font = ImageFont.truetype(path, face.size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([face.weight])
    return font


@functools.lru_cache(maxsize=65536)
def _advance(character: str, face: Face) -> float:
    return _font(face).getlength(character)


def width_of(text: str, face: Face) -> float:
    """How wide a line of text is."""
    return sum(_advance(character, face) for character in text)


def height_of(lines: int, face: Face) -> int:
    """How high so many lines are."""
    return math.ceil(lines * face.size * _LEADING)


# wrapping


def wrap(text: str, width: float, face: Face) -> Iterator[str]:
    """The text in lines that are no wider than `width`, words of letters and digits whole where they can be.

    White space that ends a line is dropped; nothing else is.
    """
    paragraphs = _PARAGRAPH.split(plain(text).strip())
    return (line for each in paragraphs for line in _fill(_pieces(_BROKEN_LINE.sub("", each)), width, face))


def balance(text: str, width: int, face: Face) -> tuple[str, ...]:
    """A short text in as few lines as `wrap` needs, and these as even as they can be: no last line of one letter."""
    lines = tuple(wrap(text, width, face))
    if not 1 < len(lines) <= _MOST_EVEN_LINES:
        return lines
    narrow, wide = max(width_of(piece, face) for piece in _pieces(plain(text))), float(width)
    while wide - narrow > 1:
        middle = (narrow + wide) / 2
        narrow, wide = (narrow, middle) if len(tuple(wrap(text, middle, face))) == len(lines) else (middle, wide)
    return tuple(wrap(text, wide, face))


def wrap_whole(texts: Iterable[str], width: int, face: Face) -> Iterator[str]:
    """Texts one after the other in lines, each kept on one line unless it is wider than that."""
    parts = ([text] if width_of(text, face) <= width else _pieces(text) for text in map(plain, texts))
    return _fill((piece for pieces in parts for piece in pieces), width, face)


def _fill(pieces: Iterable[str], width: float, face: Face) -> Iterator[str]:
    """Pieces of text in lines; a piece is broken only where it is wider than a line."""
    line, used = "", 0.0
    for piece in (part for whole in pieces for part in _broken(whole, width, face)):
        needed = width_of(piece, face)
        if line and used + needed > width:
            yield line.rstrip()
            line, used = "", 0.0
        if line or not piece.isspace():
            line, used = line + piece, used + needed
    if line.strip():
        yield line.rstrip()


def _broken(piece: str, width: float, face: Face) -> Iterator[str]:
    """A piece in parts that fit on a line; a single character always does."""
    start, used = 0, 0.0
    for at, character in enumerate(piece):
        needed = _advance(character, face)
        if at > start and used + needed > width:
            yield piece[start:at]
            start, used = at, 0.0
        used += needed
    yield piece[start:]


def _pieces(text: str) -> Iterator[str]:
    """What a line may not be broken within: words, white space, and characters with the signs that belong to them."""
    piece, kind = "", ""
    for character in text:
        before, kind = kind, _kind(character)
        is_same = kind == before and kind != "wide"
        is_tied = character in _CLOSERS or piece[-1:] in _OPENERS
        if is_same or (is_tied and kind != "space" != before):
            piece += character
            continue
        if piece:
            yield piece
        piece = character
    if piece:
        yield piece


def _kind(character: str) -> str:
    if character.isspace():
        return "space"
    return "wide" if unicodedata.east_asian_width(character) in "WFA" else "narrow"


def clip(lines: tuple[str, ...], most: int, width: int, face: Face) -> tuple[str, ...]:
    """The first lines; where some are left out, the last one ends with an ellipsis."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width_of(last + _CUT, face) > width:
        last = last[:-1]
    return (*lines[: most - 1], last + _CUT)


# drawing


def paint(picture: Picture) -> bytes:
    """The picture as PNG, `WIDTH` wide."""
    image = Image.new("RGB", (WIDTH, picture.height), Colour.WHITE.value)
    draw = ImageDraw.Draw(image)
    for box in picture.boxes:
        _paint_box(draw, box)
    for text in picture.texts:
        _paint_text(draw, text)
    content = io.BytesIO()
    image.quantize(64).save(content, "PNG")
    return content.getvalue()


def _paint_box(draw: ImageDraw.ImageDraw, box: Box) -> None:
    right, bottom = box.x + box.width - 1, box.y + box.height - 1
    if not box.is_dashed:
        draw.rectangle((box.x, box.y, right, bottom), fill=box.colour.value)
        return
    for x in range(box.x, right, 2 * _DASH):
        for y in (box.y, bottom - 2):
            draw.rectangle((x, y, min(x + _DASH, right), y + 2), fill=box.colour.value)
    for y in range(box.y, bottom, 2 * _DASH):
        for x in (box.x, right - 2):
            draw.rectangle((x, y, x + 2, min(y + _DASH, bottom)), fill=box.colour.value)


def _paint_text(draw: ImageDraw.ImageDraw, text: Text) -> None:
    for number, line in enumerate(text.lines):
        left = text.x + (text.width - width_of(line, text.face)) / 2 if text.is_centred else text.x
        top = text.y + height_of(number, text.face)
        draw.text((round(left), top), line, font=_font(text.face), fill=text.colour.value, anchor="la")
