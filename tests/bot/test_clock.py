"""A machine's clock that is wrong, or is set while the bot runs: nothing depends on it."""

import functools
import time
from email.utils import formatdate
from pathlib import Path

import httpx
import pytest

from bot.calls import telling
from bot.clock import Clock
from bot.service import Service
from bot.setting_values import Staleness
from bot.state import State
from tests.bot.serving import ANNA, BORIS, serving

HOUR, DAY, YEAR = 3600.0, 86_400.0, 365 * 86_400.0
NOW = 1_800_000_000.0


class Times:
    """A machine's two clocks: one that can be set, and one that only goes forward."""

    def __init__(self) -> None:
        self.own = NOW
        self.steady = 50.0

    def pass_by(self, seconds: float) -> None:
        self.own += seconds
        self.steady += seconds


@pytest.fixture
def times() -> Times:
    return Times()


@pytest.fixture
def clock(times: Times) -> Clock:
    return Clock(lambda: times.own, lambda: times.steady)


def test_without_word_of_telegram_it_is_the_machines_own(clock: Clock, times: Times) -> None:
    times.own += HOUR
    assert clock.now() == NOW + HOUR


@pytest.mark.parametrize("jump", [-YEAR, -HOUR, HOUR, YEAR])
def test_no_jump_of_the_machines_clock_is_followed(clock: Clock, times: Times, jump: float) -> None:
    clock.note(formatdate(NOW, usegmt=True))
    times.pass_by(60)
    times.own += jump
    assert clock.now() == NOW + 60


@pytest.mark.parametrize("said", ["", "yesterday", "Mon, 99 Foo 2026 99:99:99 GMT", "Fri, 31 Dec 9999999 23:59:59 GMT"])
def test_a_date_that_is_none_is_passed_over(clock: Clock, said: str) -> None:
    clock.note(said)
    assert clock.now() == NOW


def test_a_wrong_clock_is_told_once_and_once_when_it_is_right_again(
    clock: Clock, times: Times, caplog: pytest.LogCaptureFixture
) -> None:
    for shift in (0, HOUR, HOUR, -DAY, 0, 1):
        times.own = NOW + shift
        clock.note(formatdate(NOW, usegmt=True))
    first, second = (record.getMessage() for record in caplog.records)
    assert "3600 s ahead of Telegram's" in first
    assert "agrees with Telegram's again" in second


# in the running bot


@pytest.fixture
def shifted(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """How far the machine's clock is off, in seconds; can be changed while the bot runs."""
    shift = {"by": 0.0}
    own = functools.partial(lambda: time.time() + shift["by"])
    monkeypatch.setattr("bot.app.Clock", lambda: Clock(own))
    return shift


@pytest.mark.anyio
@pytest.mark.parametrize("jump", [-10 * YEAR, -DAY, DAY, 10 * YEAR])
async def test_a_clock_that_is_wrong_from_the_start_drops_no_question(
    service: Service, tmp_path: Path, shifted: dict[str, float], jump: float
) -> None:
    shifted["by"] = jump
    async with serving(service, tmp_path, stale=Staleness.DROP) as server:
        server.say(ANNA, ANNA.private, "任务26谁负责？")
        server.say(ANNA, ANNA.private, "任务19谁负责？", date=int(time.time()) - 7200)  # this one is late indeed
        (answer,) = await server.replies(1)
        assert "区商务委" in answer.first_line
        await server.settled()
        assert server.unread == ()


@pytest.mark.anyio
@pytest.mark.parametrize("jump", [-10 * YEAR, -DAY, DAY, 10 * YEAR])
async def test_a_clock_that_is_set_in_the_middle_changes_nothing(
    service: Service, tmp_path: Path, shifted: dict[str, float], jump: float
) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "2020年HACCP的实施比例？")
        server.say(BORIS, BORIS.private, "who owns task 26")
        await server.replies(2)
        await server.settled()
        shifted["by"] = jump
        server.say(ANNA, ANNA.private, "那2019年呢？")  # the conversation has not faded
        (answer,) = await server.replies(1)
        assert answer.first_line.startswith("70%")
        assert "前的问题" not in answer.text
        await server.settled()
    with State(tmp_path / "state.db") as state:
        assert state.counts()["answers"] == 3  # nothing was taken for older than it is


@pytest.mark.anyio
@pytest.mark.parametrize(("kind", "told"), [("application/json", [formatdate(NOW)]), ("text/html", []), ("", [])])
async def test_a_page_of_a_gateway_or_a_portal_tells_no_time(kind: str, told: list[str]) -> None:
    said: list[str] = []
    transport = httpx.MockTransport(
        lambda _: httpx.Response(200, headers={"date": formatdate(NOW), "content-type": kind}, content=b"{}")
    )
    async with httpx.AsyncClient(transport=transport, event_hooks={"response": [telling(said.append)]}) as client:
        await client.get("http://127.0.0.1/")
    assert said == told
