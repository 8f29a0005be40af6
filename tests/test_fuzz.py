"""A fixed slice of the cases of `tests.fuzz`, and that its laws and its guard find what they are there for."""

import time
from collections.abc import Iterator
from random import Random

import pytest

from bot.keys import Key
from bot.rendering.page import Line, Page
from bot.understanding.requests import ShowTask
from bot.understanding.types import Dialogue
from tests.botapi.errors import ApiError
from tests.botapi.markup import units
from tests.fuzz import kinds, running
from tests.fuzz.kinds import KINDS, shares
from tests.fuzz.laws import Broken, hold_html, hold_json, hold_page, hold_rows, hold_text
from tests.fuzz.place import Place
from tests.fuzz.running import prepared, run_case, run_kind
from tests.fuzz.texts import LONGEST, cut, message

SEED = 7
#: how many of each kind: fewer of those that take long
CASES = shares(3000) | {
    "question": 250,
    "long": 10,
    "chat": 40,
    "text-file": 50,
    "other-file": 25,
    "pdf-file": 8,
    "isolated-file": 2,
    "indexed-file": 1,
    "button": 800,
    "start": 400,
    "file-name": 400,
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """What the cases are tried on."""
    with prepared(tmp_path_factory.mktemp("fuzz")) as made:
        yield made


@pytest.mark.parametrize("kind", KINDS)
def test_a_slice(place: Place, kind: str) -> None:
    failures = run_kind(kind, range(CASES[kind]), SEED, place).failures
    assert [(failure.kind, failure.number, failure.problem) for failure in failures] == []


def test_a_case_is_the_same_each_time() -> None:
    texts = [[message(Random(f"{SEED}/question/{number}")) for number in range(300)] for _ in range(2)]
    assert texts[0] == texts[1]
    assert len(set(texts[0])) > 200


def test_messages_are_as_long_as_telegram_lets_them_be() -> None:
    lengths = [units(message(Random(number))) for number in range(2000)]
    assert max(lengths) == LONGEST
    assert units(cut("😀" * LONGEST, LONGEST)) == LONGEST
    assert cut("a😀", 2) == "a"


def test_a_fault_is_found_and_told_with_its_number(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(dice: Random, _: Place) -> None:
        if dice.random() < 0.5:
            raise KeyError("x")

    monkeypatch.setitem(kinds.KINDS, "question", (fails, 1))
    failures = run_kind("question", range(20), SEED, place).failures
    assert 0 < len(failures) < 20
    again = run_case("question", failures[0].number, SEED, place)
    assert again is not None
    assert again.problem == failures[0].problem == "KeyError: 'x'"


def test_what_hangs_is_broken_off(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds.KINDS, "question", (lambda _, __: time.sleep(60), 1))
    monkeypatch.setattr(running, "HANG_SECONDS", 0.05)
    failure = run_case("question", 0, SEED, place)
    assert failure is not None
    assert failure.problem.startswith("Hangs")


BROKEN_TEXTS = ("", "\n x", "x" * (LONGEST + 1))
BROKEN_MESSAGES = ("a\x00", "a\u202eb", "@everyone", "a\x1f")
BAD_MARKUP = ("<b>x", "a < b", "<i>x</b>", "x" * (LONGEST + 1), " ")


@pytest.mark.parametrize("text", BROKEN_TEXTS)
def test_the_laws_of_a_text(text: str) -> None:
    with pytest.raises(Broken):
        hold_text(text)


@pytest.mark.parametrize("html", BROKEN_MESSAGES)
def test_the_laws_of_a_message(html: str) -> None:
    with pytest.raises(Broken):
        hold_html(html)


@pytest.mark.parametrize("html", BAD_MARKUP)
def test_the_laws_of_markup(html: str) -> None:
    with pytest.raises(ApiError):
        hold_html(html)


def test_half_characters_are_no_utf_8() -> None:
    with pytest.raises(UnicodeEncodeError):
        hold_text("\ud800")
    with pytest.raises(UnicodeEncodeError):
        hold_json({"text": "\ud800"})
    with pytest.raises(ValueError, match="Out of range"):
        hold_json({"text": float("nan")})


def test_the_laws_of_buttons() -> None:
    hold_rows([[Key("x", ShowTask(3))]])
    with pytest.raises(Broken, match="comes back as"):
        hold_rows([[Key("x", ShowTask(123_456))]])
    with pytest.raises(Broken, match="copy"):
        hold_rows([[Key("x", copy="x" * 257)]])
    with pytest.raises(Broken, match="payload"):
        hold_page(Page("x", (Line("y", "z", about=ShowTask(123_456)),)))


def test_the_laws_of_quotations(place: Place) -> None:
    answer, _ = place.services[0].answer("任务26谁负责", Dialogue())
    citation = answer.citations[0]
    first, last = citation.lines
    is_quoted = place.laws[0].is_quoted
    assert is_quoted(citation.document, first, last, citation.quote)
    assert not is_quoted(citation.document, first + 40, last + 40, citation.quote)
    assert not is_quoted(citation.document, first, last, citation.quote + "。")
    assert not is_quoted(citation.document, first, last, " ")
    assert not is_quoted(citation.document, 0, 1300, citation.quote)
