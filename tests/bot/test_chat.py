"""The bot in a terminal: answers, choices by number, follow-ups, and every way to leave."""

from collections.abc import Sequence

import pytest

from bot.chat import PROMPT, WELCOME, chat
from bot.cli import main
from bot.service import Service


def talk(service: Service, *said: str) -> list[str]:
    """What is shown after the welcome when somebody types these lines and then ends the input."""
    waiting = iter(said)
    shown: list[str] = []

    def read(prompt: str) -> str:
        assert prompt == PROMPT
        try:
            return next(waiting)
        except StopIteration:
            raise EOFError from None

    chat(service, read, shown.append)
    assert shown[0] == WELCOME
    return shown[1:]


def first_lines(shown: Sequence[str]) -> list[str]:
    return [text.split("\n")[0] for text in shown if text]


def test_a_question_and_the_end_of_the_input(service: Service) -> None:
    answer, end = talk(service, "2020 HACCP target")
    assert answer.startswith("75% (2020, task 3)")
    assert answer.endswith("\n")
    assert end == ""


def test_nothing_is_said(service: Service) -> None:
    assert talk(service) == [""]
    assert talk(service, "", "  ") == [""]


def test_follow_ups(service: Service) -> None:
    said = ("2020 HACCP target", "那2019年呢？", "谁负责", "谢谢", "第38项呢")
    beginnings = ("75%", "70%（2019年", "区市场监管局负责任务3", "不客气", "区绿化市容局负责任务38")
    for line, beginning in zip(first_lines(talk(service, *said)), beginnings, strict=True):
        assert line.startswith(beginning)


def test_a_number_picks_a_choice(service: Service) -> None:
    listed, chosen, again = first_lines(talk(service, "管委办负责哪些任务", "2", "2"))
    assert listed.startswith("“管委办”可能是")
    assert chosen.startswith("长寿管委办负责1项任务：10")
    # the choices are gone: now it is the number of a task
    assert again.startswith("任务2")


def test_choices_are_numbered(service: Service) -> None:
    (answer, *_) = talk(service, "网格")
    assert "\n1. 任务30：" in answer
    assert "\n2. 任务35：" in answer


@pytest.mark.parametrize("number", ["0", "3", "99", "-1", "２２２", "01", "1" * 5000])
def test_a_number_that_is_no_choice_is_a_question(service: Service, number: str) -> None:
    _, answer = first_lines(talk(service, "网格", number))
    assert not answer.startswith("任务35")


def test_a_question_may_be_asked_instead_of_choosing(service: Service) -> None:
    _, answer = first_lines(talk(service, "网格", "任务26谁负责"))
    assert answer.startswith("区商务委负责任务26")


@pytest.mark.parametrize("word", ["exit", "quit", "QUIT", ":q", "退出", " exit "])
def test_words_that_end_it(service: Service, word: str) -> None:
    assert len(talk(service, "任务26谁负责", word, "任务27谁负责")) == 1


def test_the_command(service: Service, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter(["任务26谁负责", "quit"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(said))
    monkeypatch.setenv("PLANBOT_INDEX", str(service.index.path))
    assert main(["chat"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(WELCOME + "\n区商务委负责任务26")
