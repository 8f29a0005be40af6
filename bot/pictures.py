"""Charts and task cards as PNG, where the optional extra `pictures` is installed; the data of both without it."""

import importlib

from bot.rendering.card import Card, card_of
from bot.rendering.chart import Chart, chart_of
from bot.rendering.fonts import font_path

__all__ = ["are_available", "card_of", "chart_of", "draw_card", "draw_chart"]


def are_available() -> bool:
    """Whether pictures can be drawn on this machine."""
    try:
        importlib.import_module("bot.rendering.canvas")
    except ImportError:
        return False
    return font_path() is not None


# the modules below need the extra, so they are imported only when something is drawn


def draw_chart(chart: Chart) -> bytes:
    """The chart as a PNG."""
    from bot.rendering.canvas import paint
    from bot.rendering.chart_layout import lay_out_chart

    return paint(lay_out_chart(chart))


def draw_card(card: Card) -> bytes:
    """The card as a PNG."""
    from bot.rendering.canvas import paint
    from bot.rendering.card_layout import lay_out_card

    return paint(lay_out_card(card))
