"""From a task's card to a picture: what and where, then year by year, then who; as high as its texts need."""

from bot.rendering.canvas import WIDTH, Box, Colour, Face, Picture
from bot.rendering.card import Card
from bot.rendering.flow import Flow, lowest
from bot.rendering.picture_texts import picture_words, source_words

_NUMBER = Face(76, 700)
_HEADING = Face(42)
_DESCRIPTION, _LONG_DESCRIPTION = Face(52, 700), Face(46, 700)
_LONG = 90
_YEAR = Face(48, 700)
_MEASURE = Face(44)
_RESPONSIBLE = Face(44, 700)
_SOURCE = Face(38)


def lay_out_card(card: Card) -> Picture:
    """The picture of a card; very long texts are cut, and the card says so."""
    return lowest(lambda flow: _lay_out(card, flow))


def _lay_out(card: Card, flow: Flow) -> None:
    _head(card, flow)
    face = _LONG_DESCRIPTION if len(card.description) > _LONG else _DESCRIPTION
    flow.write(card.description, face, gap=32)
    for year, text in card.measures:
        flow.write(picture_words("year", card.language, year=year), _YEAR, Colour.BLUE, gap=36)
        flow.write(text, _MEASURE, gap=4)
    flow.rule(gap=36)
    flow.write(_responsible(card), _RESPONSIBLE)
    if flow.is_cut:
        flow.write(picture_words("shortened", card.language), _HEADING, Colour.ORANGE, gap=24)
    flow.write(source_words(card.document, card.task, (card.lines,), card.language), _SOURCE, Colour.GREY, gap=24)


def _responsible(card: Card) -> list[str]:
    """Who is responsible, in pieces of which none is broken: a name stays on one line."""
    if not card.departments:
        return [picture_words("nobody", card.language)]
    joint = picture_words("joint", card.language)
    names = [f"{name}{joint}" for name in card.departments[:-1]]
    return [picture_words("responsible", card.language), *names, card.departments[-1]]


def _head(card: Card, flow: Flow) -> None:
    """The number and the headings, white on blue."""
    flow.y = 36
    flow.write(picture_words("task", card.language, task=card.task), _NUMBER, Colour.WHITE)
    for heading in card.headings:
        flow.write(heading, _HEADING, Colour.WHITE, gap=4)
    flow.y += 36
    flow.box(Box(x=0, y=0, width=WIDTH, height=flow.y, colour=Colour.BLUE))
