"""Charts and cards in the chat: by button and by command, and what happens where they are not installed."""

import importlib
from pathlib import Path

import pytest

from bot import pictures
from bot.service import Service
from tests.bot.serving import ANNA, BORIS, OFFICE, serving

pytestmark = pytest.mark.anyio


async def test_the_button_below_a_trend_sends_a_chart(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, OFFICE, "/ask 放心餐厅的比例三年怎么变？")
        (answer,) = await server.replies(1)
        press = await server.acknowledged(server.press(ANNA, answer, "📈 图表"))
        (chart,) = await server.replies(1)
        assert press.text == ""
        assert chart.photo.startswith(b"\x89PNG")
        assert chart.text == "2018年 70% → 2019年 75% → 2020年 80%（任务27）"
        assert (chart.chat_id, chart.reply_to, chart.is_edit) == (OFFICE.id, answer.message_id, False)


async def test_a_reply_to_a_chart_goes_on_from_its_answer(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        question = server.say(ANNA, OFFICE, "/chart 放心餐厅")
        (chart,) = await server.replies(1)
        assert chart.photo
        assert chart.reply_to == question.message_id
        server.say(BORIS, OFFICE, "谁负责？", reply_to=chart)
        (answer,) = await server.replies(1)
        assert "区市场监管局" in answer.first_line


# what is written → what the picture's caption says
COMMANDS = (
    ("/chart 放心餐厅", "2018年 70% → 2019年 75% → 2020年 80%（任务27）"),
    ("/chart HACCP", "2018年 100% → 2019年 70% → 2020年 75%（任务3）"),
    ("/chart HACCP coverage", "2018: 100% → 2019: 70% → 2020: 75% (task 3)"),
)


@pytest.mark.parametrize(("text", "caption"), COMMANDS, ids=[row[0] for row in COMMANDS])
async def test_the_command_draws_a_topic(service: Service, tmp_path: Path, text: str, caption: str) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, text)
        (chart,) = await server.replies(1)
        assert chart.photo
        assert chart.text == caption


async def test_the_command_alone_draws_the_last_answer_or_the_one_it_replies_to(
    service: Service, tmp_path: Path
) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "放心餐厅的比例三年怎么变？")
        (first,) = await server.replies(1)
        server.say(ANNA, ANNA.private, "/chart")
        (chart,) = await server.replies(1)
        assert chart.photo
        server.say(ANNA, ANNA.private, "任务26谁负责？")
        await server.replies(1)
        server.say(ANNA, ANNA.private, "/chart")
        (none,) = await server.replies(1)
        assert none.text.startswith("这里没有可以画的逐年数字。")
        server.say(ANNA, ANNA.private, "/chart", reply_to=first)
        (again,) = await server.replies(1)
        assert again.photo == chart.photo


async def test_the_button_below_a_task_sends_its_card(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "任务38的主要任务是什么？")
        (answer,) = await server.replies(1)
        await server.acknowledged(server.press(ANNA, answer, "🖼 卡片"))
        (card,) = await server.replies(1)
        assert card.photo.startswith(b"\x89PNG")
        assert (card.text, card.reply_to) == ("", answer.message_id)


async def test_a_command_that_is_edited_into_a_question_is_answered(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        question = server.say(ANNA, ANNA.private, "/chart 放心餐厅")
        await server.replies(1)
        server.edit(question, "任务26谁负责？")
        (answer,) = await server.replies(1)
        assert "区商务委" in answer.first_line
        assert not answer.is_edit  # a picture cannot become a text


@pytest.fixture
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the extra."""
    monkeypatch.setattr("bot.pictures.font_path", lambda: None)


@pytest.mark.usefixtures("no_pictures")
async def test_without_the_extra_there_is_no_button_and_the_command_says_so(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        for question in ("放心餐厅的比例三年怎么变？", "任务38的主要任务是什么？"):
            server.say(ANNA, ANNA.private, question)
            (answer,) = await server.replies(1)
            assert not {"📈 图表", "🖼 卡片"} & set(answer.labels)
        server.say(ANNA, ANNA.private, "/chart 放心餐厅")
        (said,) = await server.replies(1)
        assert said.text == "这台机器没有装画图组件。"
        assert not [names for names in server.commands.values() if "chart" in names]


def test_pictures_need_both_parts_of_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pictures.are_available()

    def without_pillow(name: str) -> None:
        raise ModuleNotFoundError(f"No module named 'PIL', needed by {name}")

    with monkeypatch.context() as patch:
        patch.setattr(importlib, "import_module", without_pillow)
        assert not pictures.are_available()
    with monkeypatch.context() as patch:
        patch.setattr("bot.rendering.fonts.PACKAGE", "no_such_package")
        assert not pictures.are_available()
