"""What buttons carry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import MAX_BYTES, AskQuestion, Choose, Code, DrawCard, DrawChart, Rate, TurnPage, decode, encode
from bot.keyboards import keyboard
from bot.keys import Key, label_of
from bot.understanding.requests import ShowMeasures, ShowTask

CODES: tuple[tuple[Code, str | None], ...] = (
    (Choose(2), "c2"),
    (TurnPage(3), "p3"),
    (DrawCard(26), "k26"),
    (DrawChart(), "g"),
    (Rate(True), "r1"),
    (Rate(False), "r0"),
    (ShowTask(26), "t26"),
    (ShowMeasures(26, 2020), "t26-2020"),
    (AskQuestion("任务3 谁负责"), "q:任务3 谁负责"),
    (AskQuestion("x" * 62), "q:" + "x" * 62),
    (AskQuestion("x" * 63), None),
    (AskQuestion("谁" * 20), "q:" + "谁" * 20),
    (AskQuestion("谁" * 21), None),
    (AskQuestion(""), None),
    (AskQuestion("  "), None),
    (AskQuestion("\ud83d"), None),
)


@pytest.mark.parametrize(("code", "data"), CODES)
def test_encode(code: Code, data: str | None) -> None:
    assert encode(code) == data
    assert data is None or decode(data) == code


@pytest.mark.parametrize(
    "data",
    [
        None,
        "",
        "q",
        "q:",
        "q: ",
        "Q:x",
        "task:26",
        "c0",
        "p-1",
        "k",
        "r2",
        "t26-20",
        "q:" + "x" * 63,
        "q:\ud83d",
        "\x00",
    ],
)
def test_garbage_is_no_code(data: str | None) -> None:
    assert decode(data) is None


@given(st.text(st.characters(), max_size=70))
def test_what_is_encoded_is_decoded(question: str) -> None:
    data = encode(AskQuestion(question))
    if data is not None:
        assert decode(data) == AskQuestion(question)
        assert len(data.encode("utf-8")) <= MAX_BYTES


@given(st.text(st.characters(), max_size=70))
def test_any_data_is_decoded_or_refused(data: str) -> None:
    for text in (data, f"q:{data}"):
        code = decode(text)
        assert code is None or encode(code) == text


def test_what_does_not_fit_a_button_is_left_out() -> None:
    made = keyboard(
        (
            (
                Key(label_of("任务3：食品\n安全"), AskQuestion("任务3")),
                Key("copy", copy="75%"),
                Key("again", query="任务3"),
            ),
            (Key("too long", AskQuestion("谁" * 30)),),
            (Key(label_of("长" * 100), ShowTask(4)), Key(" ", ShowTask(5)), Key("link", url="https://example.org/")),
        )
    )
    assert made is not None
    assert [[button.to_dict() for button in row] for row in made.inline_keyboard] == [
        [
            {"text": "任务3：食品 安全", "callback_data": "q:任务3"},
            {"text": "copy", "copy_text": {"text": "75%"}},
            {"text": "again", "switch_inline_query_current_chat": "任务3"},
        ],
        [{"text": "长" * 59 + "…", "callback_data": "t4"}, {"text": "link", "url": "https://example.org/"}],
    ]


@pytest.mark.parametrize("rows", [(), ((),), ((Key("x", AskQuestion("谁" * 30)),),)])
def test_without_keys_there_is_no_keyboard(rows: tuple[tuple[Key, ...], ...]) -> None:
    assert keyboard(rows) is None
