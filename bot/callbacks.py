"""What a button carries: a small typed code of at most 64 bytes. Two pure functions; garbage decodes to None.

Most buttons are requests of `bot.understanding.requests`; the others act on the message that they stand below.

TurnPage(2)  ⇄  "p2"        AskQuestion("任务3由谁负责")  ⇄  "q:任务3由谁负责"
"""

import re
from dataclasses import dataclass

from bot.understanding.requests import Request, decode_request, encode_request

#: Telegram's limit on the data of a button, in bytes of UTF-8
MAX_BYTES = 64


@dataclass(frozen=True, slots=True)
class AskQuestion:
    """Asks this question."""

    question: str


@dataclass(frozen=True, slots=True)
class Choose:
    """Asks for one of the choices that the message offers, the first being 1."""

    number: int


@dataclass(frozen=True, slots=True)
class TurnPage:
    """Shows another page of the same answer, the first being 1."""

    number: int


@dataclass(frozen=True, slots=True)
class Rate:
    """Says that the answer was good, or was not."""

    is_good: bool


@dataclass(frozen=True, slots=True)
class DrawChart:
    """Sends the answer's figures over the years as a picture."""


@dataclass(frozen=True, slots=True)
class DrawCard:
    """Sends a task as a picture."""

    number: int


@dataclass(frozen=True, slots=True)
class UseDocument:
    """Makes a document the one that a chat's questions are about; `key` is its short name, "" for none."""

    key: str


@dataclass(frozen=True, slots=True)
class Decide:
    """What becomes of a draft of a new index, or which page of it is shown; or the earlier index to put back."""

    act: str
    token: str
    page: int = 1


#: what can be decided, each by its letter: confirm, cancel, findings, changes, preview, put back, reindex anew
ACTS = "cxfwpra"

Action = Decide | UseDocument | AskQuestion | Choose | TurnPage | Rate | DrawChart | DrawCard
Code = Action | Request

_NUMBERED: dict[str, type[Choose] | type[TurnPage] | type[DrawCard]] = {"c": Choose, "p": TurnPage, "k": DrawCard}
_PLAIN: dict[str, Code] = {"r1": Rate(True), "r0": Rate(False), "g": DrawChart()}


def encode(code: Code) -> str | None:
    """The data of a button, or None when it does not fit into one."""
    match code:
        case AskQuestion(question):
            return _encode_question(question)
        case Choose(number):
            return f"c{number}"
        case TurnPage(number):
            return f"p{number}"
        case UseDocument(key):
            return f"u{key}"
        case DrawCard(number):
            return f"k{number}"
        case Rate(is_good):
            return "r1" if is_good else "r0"
        case DrawChart():
            return "g"
        case Decide(act, token, page):
            return f"i:{act}:{token}:{page}"
        case _:
            return encode_request(code)


def decode(data: str | None) -> Code | None:
    """What a button says, or None for data that no button of this version has."""
    if not data:
        return None
    if data.startswith("q:"):
        question = data.removeprefix("q:")
        return AskQuestion(question) if _encode_question(question) == data else None
    if data in _PLAIN:
        return _PLAIN[data]
    if match := re.fullmatch(r"(?P<letter>[cpk])(?P<number>[1-9][0-9]{0,4})", data):
        return _NUMBERED[match["letter"]](int(match["number"]))
    if match := re.fullmatch(r"u(?P<key>(?:[0-9a-f]{8})?)", data):
        return UseDocument(match["key"])
    if match := re.fullmatch(rf"i:(?P<act>[{ACTS}]):(?P<token>[0-9a-f]{{8}}):(?P<page>[1-9][0-9]{{0,4}})", data):
        return Decide(match["act"], match["token"], int(match["page"]))
    return decode_request(data)


def _encode_question(question: str) -> str | None:
    data = f"q:{question}"
    # lone surrogates are no text: "ignore" makes them vanish, and the comparison fail
    is_text = data.encode("utf-8", "ignore").decode("utf-8") == data
    return data if is_text and question.strip() and len(data.encode()) <= MAX_BYTES else None
