"""A page as Telegram messages in HTML. Everything that comes from a document or a person is escaped at the leaf.

`paginate` parts what is too long for one message, or for one screen, at the ends of lines; nothing is left out.
`render` writes one part.
"""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.rendering.page import Line, Page
from bot.understanding.requests import Request, ShowTask
from corpus.text import whole

#: Telegram's limit on a message, in UTF-16 units. Telegram counts after it has read the markup; we count the markup too
MAX_UNITS = 4096

#: Telegram shows no more than so many bold, quoted … places of a message
MAX_ENTITIES = 100

#: what a page holds at most, so that a line or two can still be added to it
_PAGE_UNITS = 3800
_PAGE_ENTITIES = 96
#: what of it is shown unfolded: some screens of a phone
_SHOWN_UNITS = 1800
#: tasks in the part of a list that one page shows; each gets a button
_SHOWN_TASKS = 10
#: longer lines are parted, if possible at the end of a clause
_LINE_UNITS = 1500
_HEADLINE_UNITS = 600

_CUT = "…"
_CLAUSE_END = re.compile(r"[。；;！!？?，,、\s]")

# a name after @ would be a mention and ping its bearer; a word joiner is invisible and breaks the name off
_MENTION = re.compile(r"@(?=\w)")
_JOINER = "\u2060"

# control characters, but for the tab and the end of a line
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")

# marks that turn the direction of all that follows
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

#: the address that opens something in the bot's private chat
Link = Callable[[Request], str]


# parting


def paginate(page: Page, link: Link | None = None) -> tuple[Page, ...]:
    """The page in parts of which each fits a message and some screens of a phone; the headline stands above each."""
    headline, rest = _split_text(page.headline, _HEADLINE_UNITS)
    lines = [Line(rest), *page.lines] if rest else list(page.lines)
    ordered = sorted(lines, key=lambda line: line.is_more)  # as they are shown: what is folded away comes last
    parts: list[list[Line]] = [[]]
    for line in (piece for each in ordered for piece in _pieces(each)):
        if parts[-1] and not _fits_page(headline, [*parts[-1], line], link):
            parts.append(_taken_along(parts[-1]))
        parts[-1].append(line)
    return tuple(replace(page, headline=headline, lines=tuple(part)) for part in parts)


def _fits_page(headline: str, lines: Sequence[Line], link: Link | None) -> bool:
    message = _assemble(headline, lines, link)
    shown = [line for line in lines if not line.is_more]
    return (
        units(message) <= _PAGE_UNITS
        and message.count("<") // 2 <= _PAGE_ENTITIES
        and sum(units(line.text) for line in shown) <= _SHOWN_UNITS
        and sum(_is_row(line) for line in shown) <= _SHOWN_TASKS
    )


def _is_row(line: Line) -> bool:
    return isinstance(line.about, ShowTask) and not line.place


def _taken_along(lines: list[Line]) -> list[Line]:
    """The title at the end of a full page, which belongs to what comes on the next one."""
    is_title = len(lines) > 1 and lines[-1].about is None and not lines[-1].place and not lines[-1].is_more
    return [lines.pop()] if is_title and _is_row(lines[-2]) else []


def _pieces(line: Line) -> Iterator[Line]:
    rest = line.text
    while True:
        text, rest = _split_text(rest, _LINE_UNITS)
        yield replace(line, text=text)
        if not rest:
            return


def _split_text(text: str, longest: int) -> tuple[str, str]:
    """The beginning of a text that is no longer than this, and its rest; parted at the end of a clause if possible."""
    if units(text) <= longest:
        return text, ""
    end = longest // 2 if units(text[:longest]) > longest else longest
    ends = [match.end() for match in _CLAUSE_END.finditer(text, end // 2, end)]
    end = ends[-1] if ends else end
    return text[:end], text[end:]


# writing


def render(page: Page, link: Link | None = None) -> str:
    """The page as Telegram HTML, never over the limits of a message; with links to the places that it quotes.

    Of a page that does not come from `paginate` lines are left out until it fits: those that may be folded away first.
    """
    lines = list(page.lines)
    headline = page.headline
    message = _assemble(headline, lines, link)
    while lines and not _fits(message):
        del lines[_least_needed(lines)]
        message = f"{_assemble(headline, lines, link)}\n{_CUT}"
    while not _fits(message):
        headline = headline[: len(headline) * 3 // 4]
        message = _assemble(headline + _CUT, lines, link)
    return message


def leaf(text: str) -> str:
    """Foreign text made harmless: no markup, no control characters, no half characters, nobody mentioned."""
    return html.escape(_MENTION.sub(f"@{_JOINER}", plain(text)), quote=False)


def plain(text: str) -> str:
    """Foreign text for places that know no markup: no control characters, no half characters, one direction."""
    return _BIDI.sub("", _CONTROL.sub(" ", whole(text)))


def units(text: str) -> int:
    """The length of a text in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _fits(message: str) -> bool:
    # "<" only ever opens a tag: in foreign text it is escaped
    return units(message) <= MAX_UNITS and message.count("<") // 2 <= MAX_ENTITIES


def _least_needed(lines: list[Line]) -> int:
    """The line to do without first: the last one that may be folded away, else the last."""
    return max((number for number, line in enumerate(lines) if line.is_more), default=len(lines) - 1)


def _assemble(headline: str, lines: Sequence[Line], link: Link | None) -> str:
    shown = [_plain_or_quote(line, link) for line in lines if not line.is_more]
    folded = "\n".join(_with_place(line, link) for line in lines if line.is_more)
    parts = [f"<b>{' '.join(leaf(headline).split()) or _CUT}</b>", *shown]
    if folded.strip():
        parts.append(f"<blockquote expandable>{folded}</blockquote>")
    return "\n".join(parts)


def _plain_or_quote(line: Line, link: Link | None) -> str:
    return f"<blockquote>{_with_place(line, link)}</blockquote>" if line.place else leaf(line.text)


def _with_place(line: Line, link: Link | None) -> str:
    if not line.place:
        return leaf(line.text)
    place = leaf(line.place)
    if link and line.about is not None:
        return f'{leaf(line.text)}\n<a href="{html.escape(link(line.about))}">{place}</a>'
    return f"{leaf(line.text)}\n<i>{place}</i>"
