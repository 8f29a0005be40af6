"""Puts texts and boxes below one another on a picture; knows neither charts nor cards."""

import itertools
from collections.abc import Callable, Sequence

from bot.rendering.canvas import (
    INNER,
    MARGIN,
    MAX_HEIGHT,
    Box,
    Colour,
    Face,
    Picture,
    Text,
    balance,
    clip,
    wrap,
    wrap_whole,
)

#: how many lines one text may have, tried in turn until the picture is low enough
_MOST_LINES = (60, 40, 30, 24, 18, 14, 10, 8, 6, 4, 3, 2, 1)


class Flow:
    """A picture that grows downwards; `y` is where the next text begins, `most` how many lines each may have."""

    def __init__(self, most: int) -> None:
        self.y = MARGIN
        self.most = most
        self.is_cut = False
        self._boxes: list[Box] = []
        self._texts: list[Text] = []

    def fit(self, text: str | Sequence[str], width: int, face: Face) -> tuple[str, ...]:
        """A text in lines, not more of them than allowed; of a list of texts each is kept whole where it can be."""
        wrapped = wrap(text, width, face) if isinstance(text, str) else wrap_whole(text, width, face)
        # one more than allowed tells whether there is more
        return self._clip(tuple(itertools.islice(wrapped, self.most + 1)), width, face)

    def fit_evenly(self, text: str, width: int, face: Face) -> tuple[str, ...]:
        """A short text in lines of about the same length."""
        return self._clip(balance(text, width, face), width, face)

    def _clip(self, lines: tuple[str, ...], width: int, face: Face) -> tuple[str, ...]:
        shown = clip(lines, self.most, width, face)
        self.is_cut |= shown != lines
        return shown

    def write(self, text: str | Sequence[str], face: Face, colour: Colour = Colour.INK, *, gap: int = 0) -> None:
        """The next text, over the whole width, `gap` below the last."""
        self.add(self.fit(text, INNER, face), face, colour, gap=gap)

    def add(self, lines: tuple[str, ...], face: Face, colour: Colour = Colour.INK, *, gap: int = 0) -> None:
        """The next lines; nothing, and no gap, for none."""
        if lines:
            self.y += gap
            self.y += self.place(MARGIN, self.y, INNER, lines, face=face, colour=colour)

    def place(
        self,
        x: int,
        y: int,
        width: int,
        lines: tuple[str, ...],
        *,
        face: Face,
        colour: Colour = Colour.INK,
        is_centred: bool = False,
    ) -> int:
        """Lines at a place of their own; returns their height."""
        text = Text(x=x, y=y, width=width, lines=lines, face=face, colour=colour, is_centred=is_centred)
        self._texts.append(text)
        return text.height

    def box(self, box: Box) -> None:
        """A box at a place of its own."""
        self._boxes.append(box)

    def rule(self, *, gap: int) -> None:
        """A line across, with as much room above as below."""
        self.box(Box(x=MARGIN, y=self.y + gap, width=INNER, height=3, colour=Colour.RULE))
        self.y += 2 * gap

    def picture(self) -> Picture:
        """What was put down."""
        return Picture(self.y + MARGIN, tuple(self._boxes), tuple(self._texts), self.is_cut)


def lowest(lay_out: Callable[[Flow], None]) -> Picture:
    """The picture with as much of its texts as fits into `MAX_HEIGHT`."""
    for most in _MOST_LINES:
        flow = Flow(most)
        lay_out(flow)
        if (picture := flow.picture()).height <= MAX_HEIGHT:
            return picture
    raise ValueError("too many texts for a picture")
