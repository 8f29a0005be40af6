"""What buttons carry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import MAX_BYTES, AskQuestion, decode, encode
from bot.keyboards import keyboard
from bot.rendering.page import Button, Page

CODES = (
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
def test_encode(code: AskQuestion, data: str | None) -> None:
    assert encode(code) == data


@pytest.mark.parametrize("data", [None, "", "q", "q:", "q: ", "Q:x", "task:26", "q:" + "x" * 63, "q:\ud83d", "\x00"])
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


def test_choices_are_a_row_each_and_what_does_not_fit_is_left_out() -> None:
    page = Page(
        "Which?",
        buttons=(
            Button("任务3：食品\n安全", "任务3"),
            Button("too long", "谁" * 30),
            Button("长" * 100, "任务4"),
            Button(" ", "任务5"),
        ),
    )
    made = keyboard(page)
    assert made is not None
    assert [[(button.text, button.callback_data) for button in row] for row in made.inline_keyboard] == [
        [("任务3：食品 安全", "q:任务3")],
        [("长" * 59 + "…", "q:任务4")],
    ]


@pytest.mark.parametrize("buttons", [(), (Button("x", "谁" * 30),)])
def test_without_choices_there_is_no_keyboard(buttons: tuple[Button, ...]) -> None:
    assert keyboard(Page("fact", buttons=buttons)) is None
