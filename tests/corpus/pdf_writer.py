"""Writes a plan as pdf pages the way Word does: ruled table, merged cells, cells cut by the ends of pages."""

import io
import re
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

_FONT = "STSong-Light"
_LEFT, _TOP, _FOOT = 72.0, 770.0, 80.0
_RIGHT = A4[0] - _LEFT
#: left edges of number, description, year, measures, departments; right edge of the last
_EDGES = (_LEFT, _LEFT + 30, _LEFT + 140, _LEFT + 185, _RIGHT - 70, _RIGHT)
_PAD = 4.0
_CELL_SIZE, _CELL_LEADING = 9, 12.0
_BODY_SIZE, _BODY_LEADING = 12, 20.0
#: these may not begin a line
_NO_BEGINNING = set("，。、；：？！”’）》,.;:?!)")


class PdfWriter:
    """Puts paragraphs and table rows on pages, from the top down."""

    def __init__(self, *, is_open: bool = False) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
        self._target = io.BytesIO()
        self._canvas = Canvas(self._target, pagesize=A4)
        self._is_open = is_open
        self._y = _TOP
        self._page = 1
        self._header: Sequence[str] = ()

    def paragraph(self, text: str) -> None:
        indent = 2 * _BODY_SIZE
        for number, line in enumerate(_wrap(text, _RIGHT - _LEFT, _BODY_SIZE, indent)):
            if self._y - _BODY_LEADING < _FOOT:
                self._next_page()
            self._y -= _BODY_LEADING
            self._write(_LEFT + (indent if number == 0 else 0), line, _BODY_SIZE)

    def begin_table(self, header: Sequence[str]) -> None:
        self._header = header
        self._header_row()

    def end_table(self) -> None:
        self._header = ()

    def heading_row(self, text: str) -> None:
        if self._y - _CELL_LEADING - _PAD < _FOOT:
            self._next_page()
        self._cell(_EDGES[0], _EDGES[5], [text], self._y, self._y - _CELL_LEADING - _PAD)
        self._y -= _CELL_LEADING + _PAD

    def task(self, number: str, description: str, years: Sequence[tuple[str, Sequence[str]]], departments: str) -> None:
        """Lay a task out in slots of one line; a page takes as many of them as it has room for."""
        merged = {0: [number], 1: self._wrapped(description, 1), 4: self._wrapped(departments, 4)}
        rows = [
            (self._wrapped(year, 2), [line for each in texts for line in self._wrapped(each, 3)])
            for year, texts in years
        ]
        heights = [max(len(year), len(texts)) for year, texts in rows]
        heights[-1] += max(max(map(len, merged.values())) - sum(heights), 0)
        begun = 0
        while begun < sum(heights):
            room = int((self._y - _FOOT - _PAD) // _CELL_LEADING)
            if room < 1:
                self._next_page()
                continue
            taken = min(room, sum(heights) - begun)
            self._fragment(merged, rows, heights, begun, taken, is_cut=begun + taken < sum(heights))
            begun += taken
            if begun < sum(heights):
                self._next_page()

    def _fragment(
        self,
        merged: dict[int, list[str]],
        rows: Sequence[tuple[list[str], list[str]]],
        heights: Sequence[int],
        begun: int,
        taken: int,
        *,
        is_cut: bool,
    ) -> None:
        top, bottom = self._y, self._y - taken * _CELL_LEADING - _PAD
        for column, lines in merged.items():
            self._column(column, lines[begun : begun + taken], top, bottom, is_cut)
        at, y = 0, top
        for (year, texts), height in zip(rows, heights, strict=True):
            first, last = max(begun - at, 0), min(begun + taken - at, height)
            at += height
            if last <= first:
                continue
            is_end = at >= begun + taken
            low = bottom if is_end else y - (last - first) * _CELL_LEADING
            self._column(2, year[first:last], y, low, is_cut and is_end)
            self._column(3, texts[first:last], y, low, is_cut and is_end)
            y = low
        self._y = bottom

    def _column(self, column: int, lines: Sequence[str], top: float, bottom: float, is_cut: bool) -> None:
        self._cell(_EDGES[column], _EDGES[column + 1], lines, top, bottom, is_open=is_cut and self._is_open)

    def _header_row(self) -> None:
        low = self._y - _CELL_LEADING - _PAD
        for (left, right), name in zip(((0, 1), (1, 2), (2, 4), (4, 5)), self._header, strict=True):
            self._cell(_EDGES[left], _EDGES[right], [name], self._y, low)
        self._y = low

    def _cell(
        self, left: float, right: float, lines: Sequence[str], top: float, bottom: float, *, is_open: bool = False
    ) -> None:
        self._canvas.line(left, top, left, bottom)
        self._canvas.line(right, top, right, bottom)
        self._canvas.line(left, top, right, top)
        if not is_open:
            self._canvas.line(left, bottom, right, bottom)
        y = self._y
        self._y = top
        for line in lines:
            self._y -= _CELL_LEADING
            self._write(left + _PAD, line, _CELL_SIZE)
        self._y = y

    def _wrapped(self, text: str, column: int) -> list[str]:
        return _wrap(text, _EDGES[column + 1] - _EDGES[column] - 2 * _PAD, _CELL_SIZE, 0)

    def _write(self, x: float, text: str, size: int) -> None:
        for run in re.split("(·)", text):  # which the Chinese font does not have
            font = "Helvetica" if run == "·" else _FONT
            self._canvas.setFont(font, size)
            self._canvas.drawString(x, self._y, run)
            x += pdfmetrics.stringWidth(run, _FONT, size)

    def _next_page(self) -> None:
        self._canvas.setFont(_FONT, 10)
        self._canvas.drawCentredString(A4[0] / 2, 40, f"— {self._page} —")
        self._canvas.showPage()
        self._page += 1
        self._y = _TOP
        if self._header:
            self._header_row()

    def close(self) -> bytes:
        self._next_page()
        self._canvas.save()
        return self._target.getvalue()


def _wrap(text: str, width: float, size: int, indent: float) -> list[str]:
    lines, line, room = [], "", width - indent
    for character in text:
        if pdfmetrics.stringWidth(line + character, _FONT, size) > room:
            kept = 1
            while character in _NO_BEGINNING and line[-kept] in _NO_BEGINNING:
                kept += 1
            carried = line[-kept:] if character in _NO_BEGINNING else ""
            lines.append(line.removesuffix(carried))
            line, room = carried, width
        line += character
    return [*lines, line] if line else lines
