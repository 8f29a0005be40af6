"""What buttons and links carry: codes that were changed, made up, or made for another plan."""

from random import Random

from bot.browsing import look
from bot.callbacks import MAX_BYTES, decode, encode
from bot.conversations import Conversations, turn_of_request
from bot.understanding.requests import (
    Looking,
    Request,
    decode_request,
    department_key,
    document_key,
    section_key,
)
from bot.understanding.types import Language
from tests.fuzz.laws import demand, hold_page, hold_rows
from tests.fuzz.place import Place
from tests.fuzz.texts import any_character, cut, message, mutate

#: how codes look; {n} is a number, {y} a year, {k} the short name of something, {d} that of a document
SHAPES = (
    *("t{n}", "t{n}-{y}", "o{n}", "d{k}", "y{y}", "s{k}", "w{y}-{n}", "l{n}-{n}", "b{k}-{n}", "b-{n}", "e{n}"),
    *(
        "c{n}",
        "p{n}",
        "k{n}",
        "u{k}",
        "u",
        "r0",
        "r1",
        "g",
        "i:{a}:{k}:{n}",
        "q:{q}",
        "t{n}_{d}",
        "y{y}_{d}",
        "b-1_{d}",
    ),
    *("l{n}-{n}_{d}", "w{y}-{n}_{d}", "e{n}_{d}", "d{k}_{d}", "s{k}_{d}"),
)


def _code(dice: Random, place: Place, at: int) -> str:
    index = place.services[at].index
    keys = (
        *(department_key(each) for each in index.departments),
        *(section_key(index, each) for each in index.sections),
        *("00000000", "deadbeef"),
    )
    documents = [document_key(each.name) for each in index.documents]
    numbers = (*range(1, 40), 0, 913, 1216, 99_999, 100_000, 999_999, 10**9)
    code = ""
    for piece in dice.choice(SHAPES).replace("{", "\0{").replace("}", "}\0").split("\0"):
        values = {
            "{n}": lambda: str(dice.choice(numbers)),
            "{y}": lambda: str(dice.choice((2018, 2019, 2020, 2021, 2022, 1000, 2999, 3000))),
            "{k}": lambda: dice.choice(keys),
            "{d}": lambda: dice.choice((*documents, "deadbeef")),
            "{a}": lambda: dice.choice("cxfwpraz"),
            "{q}": lambda: message(dice)[: dice.choice((1, 5, 20, 62, 63))],
        }
        code += values[piece]() if piece in values else piece
    if dice.random() < 0.3:
        code = mutate(code, dice)
    if dice.random() < 0.1:
        code = "".join(any_character(dice) for _ in range(dice.randint(0, 66)))
    return code


def button(dice: Random, place: Place) -> None:
    """Data of at most 64 bytes: no button of this version, or one that comes back the same and shows something."""
    at = int(dice.random() < 0.3)
    data = _code(dice, place, at)
    if dice.random() < 0.1:
        data = dice.randbytes(dice.randint(0, MAX_BYTES)).decode("utf-8", "surrogateescape")
    code = decode(data)
    if code is None:
        return
    demand(encode(code) == data, f"data {data!r} comes back as {encode(code)!r}")
    if isinstance(code, Request):
        _show(code, dice, place, at)


def start(dice: Random, place: Place) -> None:
    """The payload of a deep link, or whatever somebody writes behind /start."""
    at = int(dice.random() < 0.3)
    payload = cut(_code(dice, place, at), 64) if dice.random() < 0.9 else message(dice)
    if (request := decode_request(payload)) is not None:
        _show(request, dice, place, at)


def _show(request: Request, dice: Random, place: Place, at: int) -> None:
    index, language = place.services[at].index, dice.choice(tuple(Language))
    if isinstance(request, Looking):
        if (view := look(request, index, language)) is not None:
            hold_page(view.page)
            hold_rows(view.rows)
        return
    conversations = Conversations(place.services[at])
    before = (message(dice),) if dice.random() < 0.3 else ()
    step = conversations.take(before, turn_of_request(request, language))
    if step is not None:
        place.hold(at, step.answer)
        again = conversations.take(step.after, turn_of_request(request, language))
        demand(again is not None, "a button that works once")
