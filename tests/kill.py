# ruff: noqa: T201 - made to print
"""kill -9 and a restart in the middle of everything: what is lost, and what is answered twice.

200 mixed updates (questions, commands, edits, buttons, in private and in a group) go to `planbot serve`, a process of
its own, which is killed and started again at points that the dice choose: after some milliseconds, when it calls
sendMessage and Telegram has not taken the message, or when Telegram has taken it and the program was not told so.
Only the last kind can lead to a second answer, and nothing can be done about it: nobody but Telegram knows.

    python -m tests.kill [UPDATES] [SEED]
"""

import asyncio
import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.config import SHIPPED_CORPUS
from index.fresh import open_fresh
from tests.botapi import BotApiServer, Message, Press, Sent, faults
from tests.load import CHATS, PEOPLE, program

#: updates between two kills, at most
MOST_BETWEEN = 12


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of the updates.

    Attributes:
        unavoidable: messages that Telegram had taken when the program was killed before it could note them.
        lost, twice: questions without an answer, and second answers to one.
        presses, unanswered: buttons that were pressed, and those whose press was never acknowledged.
        edits, unedited: edited questions, and those whose answer still says what it said before.
    """

    updates: int = 0
    kills: int = 0
    unavoidable: int = 0
    questions: int = 0
    lost: int = 0
    twice: int = 0
    presses: int = 0
    unanswered: int = 0
    edits: int = 0
    unedited: int = 0

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost, and nothing said twice beyond what cannot be avoided."""
        return not self.lost and not self.unanswered and not self.unedited and self.twice <= self.unavoidable


@dataclass(slots=True, kw_only=True)
class _Stage:
    """Where people talk, and what they have done so far."""

    server: BotApiServer
    dice: random.Random
    outcome: Outcome = field(default_factory=Outcome)
    questions: list[Message] = field(default_factory=list)
    presses: list[Press] = field(default_factory=list)
    seen: int = 0
    edits: dict[tuple[int, int], str] = field(default_factory=dict)

    def act(self) -> None:
        """Somebody does something."""
        self.outcome.updates += 1
        answers = [sent for sent in self.server.history if sent.buttons and not sent.is_edit]
        kinds: list[Callable[[], None]] = [self._ask, self._ask, self._ask]
        if answers:
            kinds += [lambda: self._press(self.dice.choice(answers)), self._edit]
        self.dice.choice(kinds)()

    def _ask(self) -> None:
        person, chat = self.dice.choice(PEOPLE), self.dice.choice([*CHATS[:2], None])
        text = f"/ask 任务{self.dice.randint(1, 38)}谁负责"
        self.questions.append(self.server.say(person, chat or person.private, text))

    def _press(self, answer: Sent) -> None:
        data = self.dice.choice([data for _, data in answer.buttons if data])
        self.presses.append(self.server.press(self.dice.choice(PEOPLE), answer, data=data))

    def _edit(self) -> None:
        question = self.dice.choice(self.questions)
        task = self.dice.randint(1, 38)
        self.server.edit(question, f"/ask 任务{task}", later=2)
        self.edits[question.chat_id, question.message_id] = f"任务{task}："

    def unknown_to(self, state: Path) -> int:
        """How many messages were sent since the last kill that the state file does not know of."""
        sent = [(each.chat_id, each.message_id) for each in self.server.history[self.seen :] if not each.is_edit]
        self.seen = len(self.server.history)
        with sqlite3.connect(state) as connection:
            known = set(connection.execute("SELECT chat_id, message_id FROM answers"))
        connection.close()
        return sum(each not in known for each in sent)

    def judge(self) -> Outcome:
        """Count what was lost and what came twice."""
        first: dict[tuple[int, int | None], list[Sent]] = {}
        shown: dict[tuple[int, int], list[str]] = {}
        for sent in self.server.history:
            if not sent.is_edit:
                first.setdefault((sent.chat_id, sent.reply_to), []).append(sent)
            shown.setdefault((sent.chat_id, sent.reply_to or 0), []).append(sent.first_line)
        counts = [len(first.get((asked.chat_id, asked.message_id), ())) for asked in self.questions]
        outcome = self.outcome
        outcome.questions, outcome.lost = len(counts), counts.count(0)
        outcome.twice = sum(count - 1 for count in counts if count > 1)
        outcome.presses = len(self.presses)
        outcome.unanswered = sum(not press.is_acknowledged for press in self.presses)
        outcome.edits = len(self.edits)
        outcome.unedited = sum(
            not any(line.startswith(begins) for line in shown.get(key, ())) for key, begins in self.edits.items()
        )
        return outcome


async def torment(server: BotApiServer, folder: Path, updates: int, seed: int) -> Outcome:
    """Send so many updates, and kill the program again and again."""
    dice = random.Random(seed)
    stage = _Stage(server=server, dice=dice)
    for chat in CHATS:
        server.meet(chat)
    allowed = ",".join(str(each.id) for each in (*CHATS, *PEOPLE))
    while stage.outcome.updates < updates:
        async with program(server, folder, ALLOWED_CHAT_IDS=allowed) as process:
            before = len(server.calls_of("getUpdates"))
            await server.called("getUpdates", before + 1)
            kill = dice.choice((_after_a_while, _before_telegram_takes_it, _after_telegram_took_it))
            waiting = asyncio.create_task(kill(stage))
            await asyncio.sleep(0)
            for _ in range(min(dice.randint(1, MOST_BETWEEN), updates - stage.outcome.updates)):
                stage.act()
            await waiting
            process.kill()
            stage.outcome.kills += 1
        server.heal()
        await server.idle()
        stage.outcome.unavoidable += stage.unknown_to(folder / "state.db")
    async with program(server, folder, ALLOWED_CHAT_IDS=allowed):
        await server.called("getUpdates", len(server.calls_of("getUpdates")) + 1)
        await server.settled()
        await caught_up(folder / "state.db", server.timeout)
    return stage.judge()


async def caught_up(state: Path, seconds: float = 60.0) -> None:
    """Wait until the program has dealt with everything: also with what its state file kept for it."""
    async with asyncio.timeout(seconds):
        while _unfinished(state):
            await asyncio.sleep(0.05)


def _unfinished(state: Path) -> int:
    with sqlite3.connect(state) as connection:
        ((count,),) = connection.execute("SELECT count(*) FROM updates WHERE NOT is_handled")
    connection.close()
    return int(count)


async def _after_a_while(stage: _Stage) -> None:
    await asyncio.sleep(stage.dice.random() * 0.1)


async def _before_telegram_takes_it(stage: _Stage) -> None:
    await _reaches_fault(stage, faults.hang())


async def _after_telegram_took_it(stage: _Stage) -> None:
    await _reaches_fault(stage, faults.hang(performs=True))


async def _reaches_fault(stage: _Stage, fault: faults.Fault) -> None:
    """Let some messages pass, then let one hang, if there are so many."""
    server = stage.server
    for _ in range(stage.dice.randint(0, 3)):
        server.fail("sendMessage", faults.nothing())
    server.fail("sendMessage", fault)
    await server.hangs(seconds=1.0)


async def _main(updates: int, seed: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        open_fresh(folder / "index.db", SHIPPED_CORPUS).close()
        async with BotApiServer(timeout=60) as server:
            outcome = await torment(server, folder, updates, seed)
    print(f"{outcome.updates} updates, {outcome.kills} × kill -9 (seed {seed})")
    print(f"questions: {outcome.questions}, lost {outcome.lost}, second answers {outcome.twice}")
    print(f"messages that Telegram took and the killed program could not note: {outcome.unavoidable}")
    print(f"presses: {outcome.presses}, never acknowledged {outcome.unanswered}")
    print(f"edits: {outcome.edits}, never followed {outcome.unedited}")
    return 0 if outcome.is_good else 1


if __name__ == "__main__":
    _updates, _seed = (int(text) for text in (*sys.argv[1:], *("200", "1")[len(sys.argv) - 1 :]))
    raise SystemExit(asyncio.run(_main(_updates, _seed)))
