"""A page as plain text, for the terminal and for JSON; never above Telegram's limit."""

from bot.rendering.page import Line, Page

#: the longest text message that Telegram takes, in UTF-16 code units
LIMIT = 4096


def utf16_length(text: str) -> int:
    """The length of a text as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def render_text(page: Page, *, limit: int = LIMIT) -> str:
    """The page in lines; quotations after their place in brackets. Lines that do not fit are left out at the end."""
    headline = _one_line(page.headline)
    lines = [_render_line(line) for line in page.lines]
    text = "\n".join([headline, *lines])
    while lines and utf16_length(text) > limit:
        lines.pop()
        text = "\n".join([headline, *lines, "…"])
    return text if utf16_length(text) <= limit else text[: limit // 2 - 1] + "…"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _render_line(line: Line) -> str:
    text = _one_line(line.text)
    return f"[{line.place}] {text}" if line.place else text
