"""One figure of a task over the plan's years, as data to draw."""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.answering.evidence import cite_passage, short_title
from bot.answering.finding import FigureHit
from bot.answering.types import Answer
from bot.understanding.types import Language
from corpus.text import fold
from index.store import Index

#: a picture as wide as a phone has no room for more
MAX_YEARS = 6

#: how many of the first unit make one of the others, where figures of several units are one series
_SIZES = {
    "平方米": 1.0,
    "平米": 1.0,
    "㎡": 1.0,
    "亩": 2000 / 3,
    "公顷": 10_000.0,
    "平方公里": 1_000_000.0,
    "平方千米": 1_000_000.0,
}
#: a shorter text that the years have in common names nothing
_SHORTEST_TITLE = 4
#: a single character in common is chance
_SHORTEST_WORD = 2
_TITLE_LENGTH = 60
_EDGE = " ,，。;；:：、…的"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A year of a chart.

    Attributes:
        raw: the figure as the plan writes it; "" where it gives none.
        value: in the chart's common measure; None where there is no figure. Never made up.
        high: upper end of a range, in the same measure.
        bound: at least, at most, about, reach or exact.
        scope: words that change what the figure means (三年累计), "" without any.
        measured: what the plan counts that year, … in the figure's place.
    """

    year: int
    raw: str = ""
    value: float | None = None
    high: float | None = None
    bound: str = "exact"
    scope: str = ""
    measured: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A figure over the years.

    Attributes:
        title: what is counted, in the words of the plan.
        unit: as the plan writes it, without 万 and the like; "" where the years have different ones.
        points: by year, those without a figure among them; some year has one.
        task: the task's number.
        document: the document's title.
        lines: first and last line of each sentence with a figure.
    """

    title: str
    unit: str
    points: tuple[Point, ...]
    task: int
    document: str
    lines: tuple[tuple[int, int], ...]
    language: Language

    @property
    def known(self) -> tuple[Point, ...]:
        """The years that have a figure."""
        return tuple(point for point in self.points if point.value is not None)

    @property
    def has_one_wording(self) -> bool:
        """Whether the plan counts the same in the same words each year."""
        return len({_bare(point.measured) for point in self.known}) == 1

    @property
    def has_one_scope(self) -> bool:
        """Whether the same words limit the figures of all years."""
        return len({point.scope for point in self.known}) == 1


def chart_of(answer: Answer, index: Index) -> Chart | None:
    """The figures of an answer over the years; None when it has none, or more than can be drawn."""
    figures: Sequence[FigureHit] = answer.why.get("figures", ())
    if answer.headline.key != "trend" or not figures:
        return None
    years = [row.values["year"] for row in answer.headline.values["rows"]]
    by_year = {figure.quantity.year: figure for figure in figures}
    if len(years) > MAX_YEARS or not any(year in by_year for year in years):
        return None
    shown = [by_year[year] for year in years if year in by_year]
    units = {figure.quantity.unit for figure in shown}
    if len(units) > 1 and not units <= _SIZES.keys():
        return None
    task = index.task(answer.task_ids[0])
    return Chart(
        title=_title(shown) or short_title(task.description, _TITLE_LENGTH),
        unit=units.pop() if len(units) == 1 else "",
        points=tuple(_point(year, by_year.get(year), is_mixed=len(units) > 1) for year in years),
        task=task.number,
        document=index.document(task.document_id).title,
        lines=tuple(cite_passage(index, figure.hit.passage).lines for figure in shown),
        language=answer.language,
    )


def _point(year: int, figure: FigureHit | None, *, is_mixed: bool) -> Point:
    if figure is None:
        return Point(year=year)
    quantity = figure.quantity
    size = _SIZES[quantity.unit] if is_mixed else 1.0
    return Point(
        year=year,
        raw=quantity.raw,
        value=quantity.value * size,
        high=None if quantity.high is None else quantity.high * size,
        bound=quantity.bound,
        scope=quantity.scope,
        measured=quantity.measures,
    )


def _bare(measured: str) -> str:
    return fold(measured).strip(_EDGE)


def _title(figures: Sequence[FigureHit]) -> str:
    """What all years count; where they word it differently, the words that they have in common."""
    texts = [figure.quantity.measures for figure in figures]
    common = functools.reduce(_in_common, texts)
    common = common.strip(_EDGE) if len(set(texts)) > 1 else common
    return common if len(common.replace("…", "")) >= _SHORTEST_TITLE else ""


def _in_common(one: str, other: str) -> str:
    """What stands in both texts in the same order, … for what does not.

    >>> _in_common("综合能源消费量增幅…", "综合能源消费量年均增幅…")
    '综合能源消费量…增幅…'
    """
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    words = [one[block.a : block.a + block.size] for block in blocks if block.size >= _SHORTEST_WORD]
    return re.sub("…+", "…", "…".join(words))
