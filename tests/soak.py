# ruff: noqa: T201 - made to print
"""A day's traffic of 1,000 people in fast motion: whether memory, open files and tasks stay as they are.

People ask in private and in groups, press buttons, edit and type inline queries, as fast as they are answered; the
program runs as a process of its own against the stand-in server on loopback. Its memory and its open files are read
from /proc, its tasks are counted by itself when it gets a signal. What grows in the first half is caches that fill up;
what grows in the second half would go on growing.

    python -m tests.soak [UPDATES] [plain]

With `plain` the program has no pictures, whose fonts and canvases are most of its memory.
"""

import asyncio
import contextlib
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.config import SHIPPED_CORPUS
from index.fresh import open_fresh
from tests import load
from tests.botapi import BotApiServer, Chat, Message, Person, Sent
from tests.kill import caught_up
from tests.load import QUESTIONS

PEOPLE = tuple(Person(3001 + number, f"Person {number}", "zh" if number % 2 else "en") for number in range(1000))
CHATS = tuple(Chat(-4001 - number, "supergroup", f"Chat {number}") for number in range(20))
#: updates that are on their way at the same time
BURST = 50
#: how often everything is looked at on the way
LOOKS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the program used when so many updates were dealt with; memory in KB."""

    updates: int
    memory: int = 0
    files: int = 0
    tasks: int = 0


@dataclass(slots=True)
class Crowd:
    """People who do all that can be done, at random."""

    server: BotApiServer
    dice: random.Random
    questions: list[Message] = field(default_factory=list)

    def act(self) -> None:
        """Somebody does something."""
        self.dice.choices((self._ask, self._press, self._edit, self._type), (70, 15, 10, 5))[0]()

    def _ask(self) -> None:
        person = self.dice.choice(PEOPLE)
        chat = self.dice.choice(CHATS) if self.dice.random() < 0.5 else person.private
        text = self.dice.choice((*QUESTIONS, "/help", "/ask 任务{}的电话号码", "/why"))
        self.questions.append(self.server.say(person, chat, text.format(self.dice.randint(1, 38))))

    def _press(self) -> None:
        if (answer := self._some_answer()) is None:
            return self._ask()
        data = self.dice.choice([data for _, data in answer.buttons if data])
        self.server.press(self.dice.choice(PEOPLE), answer, data=data)
        return None

    def _some_answer(self) -> Sent | None:
        lately = [sent for sent in self.server.history[-BURST:] if any(data for _, data in sent.buttons)]
        return self.dice.choice(lately) if lately else None

    def _edit(self) -> None:
        if not self.questions:
            return self._ask()
        question = self.dice.choice(self.questions[-BURST:])
        self.server.edit(question, f"/ask 任务{self.dice.randint(1, 38)}", later=2)
        return None

    def _type(self) -> None:
        self.server.type_inline(self.dice.choice(PEOPLE), f"任务{self.dice.randint(1, 38)}")


async def crowd_in(
    server: BotApiServer, updates: int, look: Callable[[int], Awaitable[Look]], state: Path, *, looks: int = LOOKS
) -> list[Look]:
    """Let people do so many things, burst after burst; what was seen on the way, at the start and at the end, each time
    when everything was dealt with."""
    for chat in CHATS:
        server.meet(chat)
    crowd = Crowd(server, random.Random(1))
    seen = [await look(0)]
    done = 0
    while done < updates:
        for _ in range(min(BURST, updates - done)):
            crowd.act()
            done += 1
        await server.settled()
        await caught_up(state)
        if done >= len(seen) * updates / looks:
            seen.append(await look(done))
    return seen


class Looker:
    """Looks at a process from outside.

    Args:
        told: where the process writes the number of its tasks when it gets the signal.
    """

    def __init__(self, process_id: int, told: Path) -> None:
        self._folder = Path(f"/proc/{process_id}")
        self._id = process_id
        self._told = told

    async def __call__(self, updates: int) -> Look:
        """What it uses now."""
        self._told.unlink(missing_ok=True)
        os.kill(self._id, signal.SIGUSR1)
        async with asyncio.timeout(10):
            while not (self._told.exists() and self._told.read_text()):
                await asyncio.sleep(0.01)
        ((_, memory, _),) = (
            line.split() for line in (self._folder / "status").read_text().splitlines() if line.startswith("VmRSS")
        )
        files = len(list((self._folder / "fd").iterdir()))
        return Look(updates=updates, memory=int(memory), files=files, tasks=int(self._told.read_text()))


def slope(looks: Sequence[Look]) -> float:
    """KB per 1,000 updates, by least squares."""
    x = [look.updates / 1000 for look in looks]
    y = [look.memory for look in looks]
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    spread = sum((each - middle_x) ** 2 for each in x)
    return sum((each - middle_x) * (other - middle_y) for each, other in zip(x, y, strict=True)) / spread


@contextlib.asynccontextmanager
async def counting_program(
    server: BotApiServer, folder: Path, *, is_plain: bool
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`planbot serve` as a process that tells the number of its tasks on SIGUSR1; ended at the end."""
    allowed = ",".join(str(each.id) for each in (*CHATS, *PEOPLE))
    command = ("-m", "tests.soak", "serve", str(folder / "tasks"), *(["plain"] if is_plain else []))
    async with load.program(server, folder, command, PLANBOT_LOG_LEVEL="ERROR", ALLOWED_CHAT_IDS=allowed) as process:
        yield process


def _serve(told: Path, is_plain: bool) -> int:
    from bot.cli import main

    def tell(*_: object) -> None:
        told.write_text(str(len(asyncio.all_tasks(asyncio.get_running_loop()))))

    signal.signal(signal.SIGUSR1, tell)
    if is_plain:
        sys.modules["PIL"] = None  # type: ignore[assignment] # as if it were not installed
    return main(["serve"])


async def _main(updates: int, is_plain: bool) -> int:
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        open_fresh(folder / "index.db", SHIPPED_CORPUS).close()
        async with BotApiServer(timeout=120) as server, counting_program(server, folder, is_plain=is_plain) as process:
            server.has_inline = True
            await server.attended()
            await server.settled()
            looker = Looker(process.pid, folder / "tasks")
            seen = await crowd_in(server, updates, looker, folder / "state.db")
        kept = sum(file.stat().st_size for file in folder.glob("state.db*")) / 1e6
    half = seen[len(seen) // 2 :]
    print(f"{updates} updates of {len(PEOPLE)} people in {time.monotonic() - started:.0f} s; state file {kept:.1f} MB")
    print("           updates  memory/KB  open files  tasks")
    for name, look in (("start", seen[0]), ("middle", half[0]), ("end", seen[-1])):
        print(f"{name:8} {look.updates:9} {look.memory:10} {look.files:11} {look.tasks:6}")
    print("memory/MB:", *(round(look.memory / 1000) for look in seen))
    print(f"memory over the second half: {slope(half):+.0f} KB per 1,000 updates")
    print(f"most at any look: {max(look.files for look in seen)} open files, {max(look.tasks for look in seen)} tasks")
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        raise SystemExit(_serve(Path(sys.argv[2]), "plain" in sys.argv))
    raise SystemExit(asyncio.run(_main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, "plain" in sys.argv)))
