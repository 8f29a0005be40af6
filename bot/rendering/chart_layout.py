"""From a chart to a picture: one column a year, from zero; a year without a figure is an empty frame.

A figure stands above its column as the plan writes it. The end of a range is a paler column on top. Where years are
limited differently (三年累计), these are orange; where the plan words what it counts differently, that is said below.
"""

from dataclasses import dataclass

from bot.rendering.canvas import INNER, MARGIN, Box, Colour, Face, Picture, height_of, width_of
from bot.rendering.chart import Chart, Point
from bot.rendering.flow import Flow, lowest
from bot.rendering.picture_texts import picture_words, source_words

_PLOT = 600
_GAP = 32
_PADDING = 8
_TITLE, _LONG_TITLE = Face(60, 700), Face(48, 700)
_SHORT_LINES = 4
_FRAME = Face(42)
_NOTE, _STRONG_NOTE = Face(42), Face(42, 700)
_SOURCE = Face(38)
#: figures are as large as the longest of them allows
_FIGURES = tuple(Face(size, 700) for size in (72, 64, 56, 48, 42))
_YEARS = tuple(Face(size, 500) for size in (52, 44, 38, 30))
_LARGE = 56
_BOUND = Face(40)
_EMPTY = tuple(Face(size) for size in (40, 34, 28))
_WIDEST_COLUMN = 220
#: in slots that are no wider the columns stand closer
_NARROW = 160
#: shares are drawn against the whole where they are a good part of it
_WHOLE, _GOOD_PART = 100.0, 40.0


def lay_out_chart(chart: Chart) -> Picture:
    """The picture of a chart."""
    return lowest(lambda flow: _lay_out(chart, flow))


def _lay_out(chart: Chart, flow: Flow) -> None:
    _head(chart, flow)
    flow.y += 48
    _plot(chart, flow)
    _notes(chart, flow)
    flow.rule(gap=32)
    flow.write(source_words(chart.document, chart.task, chart.lines, chart.language), _SOURCE, Colour.GREY)


def _head(chart: Chart, flow: Flow) -> None:
    first, last = chart.points[0].year, chart.points[-1].year
    key = "task_and_years" if first != last else "task_and_year"
    values = {"task": chart.task, "first": first, "last": last}
    flow.write(picture_words(key, chart.language, **values), _FRAME, Colour.BLUE)
    face = _TITLE if len(flow.fit(chart.title, INNER, _TITLE)) <= _SHORT_LINES else _LONG_TITLE
    flow.add(flow.fit_evenly(chart.title, INNER, face), face, gap=8)
    terms = [picture_words("unit", chart.language, unit=chart.unit)] if chart.unit else []
    if chart.has_one_scope and chart.known[0].scope:
        terms.append(picture_words("scope", chart.language, scope=chart.known[0].scope))
    flow.write(" · ".join(terms), _FRAME, Colour.GREY, gap=12)


# the columns


@dataclass(frozen=True, slots=True)
class _Column:
    """A year's place: a slot from edge to edge, and the labels that stand above its figure."""

    point: Point
    x: int
    width: int
    figure: tuple[str, ...]
    bound: tuple[str, ...]
    face: Face

    @property
    def labels_height(self) -> int:
        return height_of(len(self.figure), self.face) + height_of(len(self.bound), _BOUND)

    @property
    def bar(self) -> tuple[int, int]:
        width = min(self.width * 3 // 5, _WIDEST_COLUMN) if self.width > _NARROW else self.width * 4 // 5
        return self.x + (self.width - width) // 2, width


def _plot(chart: Chart, flow: Flow) -> None:
    columns = _columns(chart, flow)
    base = flow.y + _PLOT + max(column.labels_height for column in columns)
    top = _top(chart)
    for column in columns:
        if column.point.value is None:
            _empty(column, chart, flow, base)
        else:
            _draw_column(column, chart, flow, base, top)
    flow.box(Box(x=MARGIN, y=base, width=INNER, height=4, colour=Colour.INK))
    flow.y = base + 12
    flow.y += max(_below(column, chart, flow) for column in columns)


def _columns(chart: Chart, flow: Flow) -> list[_Column]:
    slot = INNER // len(chart.points)
    width = slot - _GAP
    figures, face = _figures(chart, width)
    return [
        _Column(
            point=point,
            x=MARGIN + at * slot + _GAP // 2,
            width=width,
            figure=tuple(line for text in figure for line in flow.fit_evenly(text, width, face)),
            bound=flow.fit_evenly(_bound_of(point, chart), width, _BOUND),
            face=face,
        )
        for at, (point, figure) in enumerate(zip(chart.points, figures, strict=True))
    ]


def _figures(chart: Chart, width: int) -> tuple[list[tuple[str, ...]], Face]:
    """The figures and their face: in one line where that is large enough, else each with a long unit below it."""
    whole = [_parted(point.raw, "") for point in chart.points]
    parted = [_parted(point.raw, chart.unit) for point in chart.points]
    face = _largest(_FIGURES, [text for figure in whole for text in figure], width)
    if face.size >= _LARGE or parted == whole:
        return whole, face
    return parted, _largest(_FIGURES, [text for figure in parted for text in figure], width)


def _parted(raw: str, unit: str) -> tuple[str, ...]:
    number = raw.removesuffix(unit) if len(unit) > 1 else raw
    return tuple(text for text in (number, raw.removeprefix(number)) if text)


def _bound_of(point: Point, chart: Chart) -> str:
    return picture_words(f"bound_{point.bound.replace(' ', '_')}", chart.language)


def _largest(faces: tuple[Face, ...], texts: list[str], width: int) -> Face:
    """The largest face in which each of the texts fits on a line, else the smallest."""
    return next((face for face in faces if all(width_of(text, face) <= width for text in texts)), faces[-1])


def _top(chart: Chart) -> float:
    """The value of a column as high as the plot."""
    most = max(max(point.value or 0.0, point.high or 0.0) for point in chart.known)
    return _WHOLE if chart.unit == "%" and _GOOD_PART <= most <= _WHOLE else most or 1.0


def _draw_column(column: _Column, chart: Chart, flow: Flow, base: int, top: float) -> None:
    point, (x, width) = column.point, column.bar
    is_other = bool(point.scope) and not chart.has_one_scope
    dark, pale = (Colour.ORANGE, Colour.PALE_ORANGE) if is_other else (Colour.BLUE, Colour.PALE_BLUE)
    low = round(_PLOT * (point.value or 0.0) / top)
    high = max(low, round(_PLOT * (point.high or 0.0) / top))
    if high > low:
        flow.box(Box(x=x, y=base - high, width=width, height=high - low, colour=pale))
    if low:
        flow.box(Box(x=x, y=base - low, width=width, height=low, colour=dark))
    y = base - high - column.labels_height
    y += flow.place(column.x, y, column.width, column.figure, face=column.face, is_centred=True)
    flow.place(column.x, y, column.width, column.bound, face=_BOUND, colour=Colour.GREY, is_centred=True)


def _empty(column: _Column, chart: Chart, flow: Flow, base: int) -> None:
    x, width = column.bar
    words = picture_words("no_figure", chart.language)
    face = _largest(_EMPTY, words.split(), width - 2 * _PADDING)
    lines = flow.fit_evenly(words, width - 2 * _PADDING, face)
    height = height_of(len(lines), face)
    flow.box(Box(x=x, y=base - _PLOT, width=width, height=_PLOT, colour=Colour.RULE, is_dashed=True))
    y = base - _PLOT // 2 - height // 2
    flow.place(column.x, y, column.width, lines, face=face, colour=Colour.GREY, is_centred=True)


def _below(column: _Column, chart: Chart, flow: Flow) -> int:
    """The year below a column, and what limits its figure; returns their height."""
    year = picture_words("year", chart.language, year=column.point.year)
    years = [picture_words("year", chart.language, year=point.year) for point in chart.points]
    face = _largest(_YEARS, years, column.width)
    lines = flow.fit_evenly(year, column.width, face)
    height = flow.place(column.x, flow.y, column.width, lines, face=face, is_centred=True)
    if chart.has_one_scope or not column.point.scope:
        return height
    lines, y = flow.fit_evenly(column.point.scope, column.width, _BOUND), flow.y + height
    orange = Colour.ORANGE
    return height + flow.place(column.x, y, column.width, lines, face=_BOUND, colour=orange, is_centred=True)


# below the columns


def _notes(chart: Chart, flow: Flow) -> None:
    if not chart.has_one_scope:
        flow.write(picture_words("scopes_differ", chart.language), _NOTE, Colour.ORANGE, gap=32)
    if not chart.has_one_wording:
        flow.write(picture_words("wording_differs", chart.language), _STRONG_NOTE, gap=32)
        for point in chart.known:
            words = picture_words("wording", chart.language, year=point.year, measured=point.measured)
            flow.write(words, _NOTE, gap=8)
    if flow.is_cut:
        flow.write(picture_words("shortened", chart.language), _NOTE, Colour.ORANGE, gap=32)
