"""A page as one Telegram message in HTML. Everything that comes from a document or a person is escaped at the leaf.

The message never exceeds Telegram's limits: what may be folded away goes first, then lines from the end, always whole
ones; only a headline that is too long by itself is cut.
"""

import html
import re
import unicodedata

from bot.rendering.page import Line, Page

#: Telegram's limit on a message, in UTF-16 units. Telegram counts after it has read the markup; we count the markup too
MAX_UNITS = 4096

#: Telegram shows no more than so many bold, quoted … places of a message
MAX_ENTITIES = 100

_CUT = "…"

# a name after @ would be a mention and ping its bearer; a word joiner is invisible and breaks the name off
_MENTION = re.compile(r"@(?=\w)")
_JOINER = "\u2060"

# marks that turn the direction of all that follows
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def render(page: Page) -> str:
    """The page as Telegram HTML, never over the limits of a message."""
    lines = list(page.lines)
    headline = page.headline
    message = _assemble(headline, lines, is_cut=False)
    while lines and not _fits(message):
        del lines[_least_needed(lines)]
        message = _assemble(headline, lines, is_cut=True)
    while not _fits(message):
        headline = headline[: len(headline) * 3 // 4]
        message = _assemble(headline + _CUT, lines, is_cut=False)
    return message


def leaf(text: str) -> str:
    """Foreign text made harmless: no markup, no control characters, no half characters, nobody mentioned."""
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = "".join(" " if _is_control(character) else character for character in text)
    return html.escape(_MENTION.sub(f"@{_JOINER}", _BIDI.sub("", text)), quote=False)


def units(text: str) -> int:
    """The length of a text in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _is_control(character: str) -> bool:
    return character not in "\n\t" and unicodedata.category(character) == "Cc"


def _fits(message: str) -> bool:
    # "<" only ever opens a tag: in foreign text it is escaped
    return units(message) <= MAX_UNITS and message.count("<") // 2 <= MAX_ENTITIES


def _least_needed(lines: list[Line]) -> int:
    """The line to do without first: the last one that may be folded away, else the last."""
    return max((number for number, line in enumerate(lines) if line.is_more), default=len(lines) - 1)


def _assemble(headline: str, lines: list[Line], *, is_cut: bool) -> str:
    shown = [_plain_or_quote(line) for line in lines if not line.is_more]
    folded = "\n".join(_with_place(line) for line in lines if line.is_more)
    parts = [f"<b>{' '.join(leaf(headline).split()) or _CUT}</b>", *shown]
    if folded.strip():
        parts.append(f"<blockquote expandable>{folded}</blockquote>")
    if is_cut:
        parts.append(_CUT)
    return "\n".join(parts)


def _plain_or_quote(line: Line) -> str:
    return f"<blockquote>{_with_place(line)}</blockquote>" if line.place else leaf(line.text)


def _with_place(line: Line) -> str:
    return f"{leaf(line.text)}\n<i>{leaf(line.place)}</i>" if line.place else leaf(line.text)
