"""What holds for every answer, whatever was asked: its size, its markup, its quotations, its buttons, its encodings."""

import functools
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.answering.types import Answer, Citation, Status
from bot.callbacks import MAX_BYTES, decode, encode
from bot.explaining import explain, reasons_of
from bot.keyboards import keyboard
from bot.keys import Key, Offers, Shown, keys_for
from bot.rendering.compose import compose
from bot.rendering.html import paginate, render
from bot.rendering.jsonl import answer_to_json
from bot.rendering.page import Page
from bot.rendering.text import render_text
from bot.rendering.why import render_why
from bot.understanding.requests import Request, decode_request, encode_request
from index.store import Index
from tests.bot.answering.asking import squeeze
from tests.botapi.markup import MAX_TEXT_UNITS, read_text, units

#: a deep link's payload, as Telegram takes it
PAYLOAD = re.compile("[A-Za-z0-9_-]{1,64}")


class Broken(AssertionError):
    """A law does not hold; the text says which."""


def demand(is_so: bool, law: str) -> None:
    """Hold a law.

    Raises:
        Broken: it does not hold.
    """
    if not is_so:
        raise Broken(law)


def link(request: Request) -> str:
    """The address that opens something in the private chat; its payload must come back as the same request."""
    code = encode_request(request)
    demand(PAYLOAD.fullmatch(code) is not None, f"payload {code!r}")
    demand(decode_request(code) == request, f"payload {code!r} comes back as another request")
    return f"https://t.me/PlanBot?start={code}"


class Laws:
    """The laws of answers from one index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        ids = {document.name: document.id for document in index.documents}
        counts = {document.name: document.line_count for document in index.documents}
        self._lines = {name: index.text(ids[name], 1, counts[name]).split("\n") for name in ids}
        self.is_quoted = functools.lru_cache(maxsize=50_000)(self._is_quoted)

    def hold(self, answer: Answer) -> None:
        """Everything that holds for an answer.

        Raises:
            Broken: something does not.
        """
        demand((answer.status is not Status.CHOOSE) or len(answer.choices) > 1, "a choice of one")
        for citation in answer.citations:
            demand(self.is_quoted(*_place(citation)), f"quotation not in the plan: {citation}")
        page = compose(answer)
        hold_json(answer_to_json(answer, elapsed_ms=0))
        hold_text(render_text(page))
        hold_page(page)
        self.hold_keys(answer)
        render_why(answer, self._index)
        reasons = json.loads(json.dumps(reasons_of(answer, self._index)))
        hold_page(explain(reasons, answer.language))

    def _is_quoted(self, document: str, first: int, last: int, quote: str) -> bool:
        lines = self._lines[document]
        wanted = squeeze(quote)
        return 0 < first <= last <= len(lines) and bool(wanted) and wanted in squeeze("".join(lines[first - 1 : last]))

    def hold_keys(self, answer: Answer) -> None:
        """The buttons of each page of an answer."""
        parts = paginate(compose(answer), link)
        for number, part in enumerate(parts, 1):
            shown = Shown(page=part, number=number, total=len(parts), words=answer.question.text)
            hold_rows(keys_for(answer, shown, self._index, Offers(has_inline=True, has_pictures=True)))


def _place(citation: Citation) -> tuple[str, int, int, str]:
    return (citation.document, *citation.lines, citation.quote)


def hold_json(reply: Mapping[str, Any]) -> None:
    """A reply is strict JSON in UTF-8, and comes back as it was."""
    text = json.dumps(reply, ensure_ascii=False, allow_nan=False)
    demand(json.loads(text.encode("utf-8")) == reply, "JSON that comes back otherwise")


def hold_text(text: str) -> None:
    """A plain text that is shown: it has a first line, is not too long, and can be written in UTF-8."""
    demand(bool(text.split("\n")[0].strip()), "no headline")
    demand(1 <= units(text) <= MAX_TEXT_UNITS, "text too long")
    text.encode("utf-8")


def hold_page(page: Page) -> None:
    """A page in messages, and cut to one: each as Telegram takes it."""
    for part in paginate(page, link):
        hold_html(render(part, link))
    hold_html(render(page, link))
    hold_html(render(page))


def hold_html(html: str) -> None:
    """A message as Telegram takes it, without characters that it cannot show."""
    text, _ = read_text(html, "HTML")
    demand(not any(ord(each) < 32 and each not in "\n\t" for each in text), "control character")
    demand(not re.search("[\u202a-\u202e\u2066-\u2069]", text), "direction of text is turned")
    demand(re.search(r"@\w", text) is None, "somebody is mentioned")
    html.encode("utf-8")


def hold_rows(rows: Iterable[Sequence[Key]]) -> None:
    """Buttons: as Telegram takes them, and each code comes back as what it stands for."""
    rows = tuple(map(tuple, rows))
    for key in (key for row in rows for key in row):
        if key.code is not None and (data := encode(key.code)) is not None:
            demand(1 <= len(data.encode("utf-8")) <= MAX_BYTES, f"data {data!r}")
            demand(decode(data) == key.code, f"data {data!r} comes back as something else")
    if (made := keyboard(rows)) is not None:
        json.dumps(made.to_dict(), ensure_ascii=False).encode("utf-8")
        for button in (button for row in made.inline_keyboard for button in row):
            demand(bool(button.text.strip()), "button without a label")
            demand(units(button.switch_inline_query_current_chat or "") <= 256, "query of a button too long")
            demand(button.copy_text is None or 1 <= units(button.copy_text.text) <= 256, "text to copy too long")
