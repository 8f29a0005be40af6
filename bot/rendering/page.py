"""A page: an answer in the words of one language, without any markup. Text, Telegram HTML and JSON are made from it."""

from dataclasses import dataclass

from bot.understanding.requests import Request


@dataclass(frozen=True, slots=True)
class Line:
    """One line or paragraph of a page.

    Attributes:
        text: the words; for a quotation, the document's own.
        place: where a quotation stands ("任务3 · 2020年 · 第228行"); "" for a plain line.
        is_more: may be folded away (an expandable blockquote).
        about: what opens the place that the line shows or speaks of; a link or a button where there are such.
    """

    text: str
    place: str = ""
    is_more: bool = False
    about: Request | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A choice: what it says, and the question that pressing it asks."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a person is shown."""

    headline: str
    lines: tuple[Line, ...] = ()
    buttons: tuple[Button, ...] = ()
