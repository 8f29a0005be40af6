# ruff: noqa: T201 - made to print
"""Many people at once: whether each question is answered once and in order, and how fast.

50 people in 10 chats ask 2,000 questions in bursts; the program runs as a process of its own against the stand-in
server on loopback, which sets no limits. Measured is the time from a message to its answer as the server sees them.

    python -m tests.load [QUESTIONS]
"""

import asyncio
import contextlib
import random
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.config import SHIPPED_CORPUS
from index.fresh import open_fresh
from tests.botapi import BotApiServer, Chat, Message, Person, Sent

ROOT = Path(__file__).parents[1]
PEOPLE = tuple(Person(1001 + number, f"Person {number}", "zh" if number % 2 else "en") for number in range(50))
CHATS = tuple(Chat(-2001 - number, "supergroup", f"Chat {number}") for number in range(10))
#: Telegram's own limit over all chats, in messages a second
TELEGRAM = 30
#: messages that are written at the same moment
BURST = 100

#: {} is a number of a task; follow-ups go on with what the same person asked before
QUESTIONS = (
    "/ask 任务{}谁负责",
    "/ask task {} in 2019",
    "/ask 那2020年呢？",
    "/ask 2020年HACCP的实施比例？",
    "/ask 放心餐厅的比例三年怎么变？",
    "/ask which tasks mention brands?",
    "/ask 老房子2020年做什么",
    "/task {}",
    "/year 2019",
    "/dept 区商务委",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the questions; times in seconds."""

    asked: int
    answered_once: int
    twice: int
    lost: int
    out_of_order: int
    seconds: float
    waits: tuple[float, ...]

    @property
    def is_good(self) -> bool:
        """Whether every question was answered exactly once, in order for each person in each chat."""
        return self.answered_once == self.asked and not self.out_of_order

    def wait(self, share: float) -> float:
        """The time that this share of the answers did not exceed."""
        return sorted(self.waits)[max(0, round(share * len(self.waits)) - 1)]


async def rush(server: BotApiServer, count: int, burst: int = BURST, seed: int = 1) -> Outcome:
    """Let people ask so many questions in bursts: the next one begins when half of the last one is answered."""
    dice = random.Random(seed)
    for chat in CHATS:
        server.meet(chat)
    asked: list[tuple[Person, Message]] = []
    started = time.monotonic()
    while len(asked) < count:
        for _ in range(min(burst, count - len(asked))):
            person, chat = dice.choice(PEOPLE), dice.choice(CHATS)
            text = dice.choice(QUESTIONS).format(dice.randint(1, 38))
            asked.append((person, server.say(person, chat, text)))
        await server.heard(len(asked) - burst // 2)
    await server.heard(count)
    await server.settled()
    return judge(asked, server.history, time.monotonic() - started)


def judge(asked: Sequence[tuple[Person, Message]], sent: Sequence[Sent], seconds: float) -> Outcome:
    """Compare what was asked with what was said."""
    answers: dict[tuple[int, int | None], list[Sent]] = {}
    place = {}
    for at, answer in enumerate(sent):
        answers.setdefault((answer.chat_id, answer.reply_to), []).append(answer)
        place.setdefault((answer.chat_id, answer.reply_to), at)
    counts = [len(answers.get((message.chat_id, message.message_id), ())) for _, message in asked]
    waits, out_of_order, last = [], 0, dict[tuple[int, int], int]()
    for person, message in asked:
        key = (message.chat_id, message.message_id)
        if key in place:
            waits.append(answers[key][0].at - message.at)
            lane = (person.id, message.chat_id)
            out_of_order += place[key] < last.get(lane, -1)
            last[lane] = place[key]
    return Outcome(
        asked=len(asked),
        answered_once=counts.count(1),
        twice=sum(count > 1 for count in counts),
        lost=counts.count(0),
        out_of_order=out_of_order,
        seconds=seconds,
        waits=tuple(waits),
    )


@contextlib.asynccontextmanager
async def program(
    server: BotApiServer, folder: Path, command: Sequence[str] = ("-m", "bot", "serve"), **settings: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`planbot serve` as a process of its own, with nothing of this process's environment; ended at the end.

    Args:
        command: what Python is told to run.
        settings: in place of those that are set here.
    """
    environment = {
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "PLANBOT_INDEX": str(folder / "index.db"),
        "PLANBOT_STATE": str(folder / "state.db"),
        "PLANBOT_LOG_LEVEL": "WARNING",
        "TELEGRAM_BASE_URL": server.base_url,
        "TELEGRAM_BOT_TOKEN": server.token,
        "ALLOWED_CHAT_IDS": ",".join(str(chat.id) for chat in CHATS),
    }
    process = await asyncio.create_subprocess_exec(sys.executable, *command, cwd=folder, env=environment | settings)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _main(count: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        open_fresh(folder / "index.db", SHIPPED_CORPUS).close()
        async with BotApiServer(timeout=120) as server, program(server, folder):
            await server.attended()
            outcome = await rush(server, count)
    _tell(outcome)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"processor time of the program: {1000 * (used.ru_utime + used.ru_stime) / count:.1f} ms an answer")
    return 0 if outcome.is_good else 1


def _tell(outcome: Outcome) -> None:
    rate, p99 = outcome.asked / outcome.seconds, outcome.wait(0.99)
    print(f"{outcome.asked} questions of {len(PEOPLE)} people in {len(CHATS)} chats, in bursts of {BURST}")
    print(
        f"answered once {outcome.answered_once}, twice {outcome.twice}, lost {outcome.lost},"
        f" out of order {outcome.out_of_order}"
    )
    print(f"throughput {rate:.0f} answers a second: {rate / TELEGRAM:.1f} × Telegram's own {TELEGRAM}")
    print(
        f"from update to sendMessage: median {1000 * outcome.wait(0.5):.0f} ms, p99 {1000 * p99:.0f} ms:"
        f" {p99 * TELEGRAM / BURST:.2f} × the {BURST / TELEGRAM:.1f} s in which Telegram itself would take a burst"
    )


if __name__ == "__main__":
    raise SystemExit(asyncio.run(_main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)))
