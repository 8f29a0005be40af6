"""Questions, one after the other in a conversation: to the service, in the terminal, and as JSON Lines."""

import io
import json
from random import Random
from typing import Any

from bot.chat import chat
from bot.cli import _answer_lines
from bot.understanding.types import Dialogue
from tests.fuzz.laws import demand, hold_text
from tests.fuzz.place import Place
from tests.fuzz.texts import BAITS, message, mutate, questions

#: what a line of JSON Lines may hold in place of a text
VALUES: tuple[Any, ...] = (None, True, 0, -1, 1e308, 10**30, "", [], {}, ["x"], [1], {"question": "x"}, [[]], "\ud800")
#: pieces of JSON that are none, or that not everybody reads
BROKEN = (
    *(b"{", b"}", b"[" * 3000, b"]", b'"', b"\\u", b"\\ud800", b"\xff\xfe", b"\x00", b"NaN", b"-Infinity", b"1e999"),
    *(b'"\\', b":", b",,", b"//", b"\xef\xbb\xbf", b'{"question":' * 500, b"9" * 5000, b"\xed\xa0\x80", b"'", b"1_0"),
)


def converse(dice: Random, place: Place) -> None:
    """Some messages of one person, the dialogue carried on; sometimes somebody takes up an earlier state of it."""
    at = int(dice.random() < 0.3)
    service, dialogues = place.services[at], [Dialogue()]
    for _ in range(dice.choice((1, 1, 1, 2, 3, 5))):
        text, dialogue = message(dice), dialogues[-1] if dice.random() < 0.9 else dice.choice(dialogues)
        answer, following = service.answer(text, dialogue)
        place.hold(at, answer)
        dialogues.append(following)
        if answer.choices and dice.random() < 0.5:
            answer, following = service.answer(dice.choice(answer.choices).question, following)
            place.hold(at, answer)
            dialogues.append(following)


def long_question(dice: Random, place: Place) -> None:
    """A text that is longer than any message: the terminal and JSON Lines set no limit."""
    unit = dice.choice((*BAITS, message(dice)))
    text = (unit * 40_000)[: dice.choice((5_000, 10_000, 20_000))] + dice.choice(("", "？", "\ud800", "x"))
    at = int(dice.random() < 0.3)
    answer, _ = place.services[at].answer(text, Dialogue())
    place.hold(at, answer)


def terminal(dice: Random, place: Place) -> None:
    """`planbot chat`: lines that somebody types or pipes in."""
    typed = [dice.choice((message(dice), *(f"{dice.randint(0, 12)}",) * 2, "9" * 5000, "²", "٢")) for _ in range(4)]
    lines = iter(typed)

    def read(_: str) -> str:
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    said: list[str] = []
    chat(place.services[int(dice.random() < 0.3)], read, said.append)
    for text in said[1:]:
        if text.strip():
            hold_text(text.rstrip("\n"))


def json_lines(dice: Random, place: Place) -> None:
    """`planbot ask --jsonl`: one object for each line that is not blank, in the same order, in strict JSON."""
    lines = [_line(dice).replace(b"\n", b" ") for _ in range(dice.randint(1, 3))]
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
    status = _answer_lines(place.services[0], lines, out)
    out.seek(0)
    replies = [json.loads(line, parse_constant=_no_constant) for line in out.buffer.read().splitlines()]
    demand(len(replies) == sum(bool(line.strip()) for line in lines), "not one reply a line")
    demand(status == (2 if any("error" in reply for reply in replies) else 0), f"status {status}")
    for reply in replies:
        demand("error" in reply or reply["status"] in ("answered", "choose", "not_found"), "no status")


def _line(dice: Random) -> bytes:
    row: dict[str, Any] = {"id": dice.choice((*VALUES, "q1", float("nan"), float("inf"))), "question": message(dice)}
    if dice.random() < 0.5:
        row["turns"] = [message(dice) for _ in range(dice.randint(0, 3))]
    for name in ("id", "question", "turns"):
        if dice.random() < 0.15:
            row[name] = dice.choice(VALUES)
        if dice.random() < 0.05:
            row.pop(name, None)
    text = json.dumps(row, ensure_ascii=dice.random() < 0.5)
    if dice.random() < 0.2:
        text = mutate(text, dice)
    line = text.encode("utf-8", dice.choice(("surrogatepass", "replace")))
    if dice.random() < 0.2:
        at = dice.randrange(len(line) + 1)
        line = line[:at] + dice.choice(BROKEN) + line[at + dice.choice((0, 0, 1, 9)) :]
    if dice.random() < 0.05:
        nested = b"[" * (depth := dice.choice((50, 900, 990, 2000))) + b"]" * depth
        line = b'{"id": ' + nested + b', "question": ' + json.dumps(dice.choice(questions())).encode() + b"}"
    return line


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
