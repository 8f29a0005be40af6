"""From an answer to a picture: what `bot.rendering.chart` draws, where the optional extra for it is installed."""

from typing import Any

from bot.answering.types import Answer
from bot.understanding.types import Language
from index.store import Index


def are_available() -> bool:
    """Whether pictures can be drawn on this machine."""
    return False


def chart_of(answer: Answer, index: Index) -> Any:
    """The figures of an answer over the years; None when it has none."""
    return None


def card_of(number: int, index: Index, language: Language) -> Any:
    """A task as a card; None when the plan has no task of this number."""
    return None


def draw_chart(chart: Any) -> bytes:
    """The chart as a PNG."""
    raise NotImplementedError


def draw_card(card: Any) -> bytes:
    """The card as a PNG."""
    raise NotImplementedError
