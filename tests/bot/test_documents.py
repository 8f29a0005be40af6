"""An administrator's documents, told as chats: sent, previewed, confirmed, cancelled, put back; and what goes wrong."""

import asyncio
import contextlib
import os
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import library, worker
from bot.drafts import Draft
from bot.living import LivingService
from bot.service import Service
from index.build import build_index
from tests.bot.serving import ADMIN, ANNA, BORIS, OFFICE, serving
from tests.botapi import BotApiServer, Person, faults
from tests.botapi.world import Sent
from tests.index.plans import PLAN, write_plan

pytestmark = pytest.mark.anyio


@pytest.fixture
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds in this process instead of one of their own, which takes seconds to begin; `REAL` tests do without."""

    async def work(self: library.Library, draft: Draft, report: library.Progress) -> library.Made:
        places, is_given, instead = self._plan(draft)
        out = self.staged_index(draft)
        built = await asyncio.to_thread(
            build_index, places, out, is_given=is_given, instead=instead, old=self.index, keep=0
        )
        return library.Made(built.names, (), built.passages, built.cut)

    monkeypatch.setattr(library.Library, "_work", work)


HERE = pytest.mark.usefixtures("_here")
BETH = Person(2, "Beth", "en")
#: the plan with 650 beds instead of 600
MORE_BEDS = PLAN.replace("600张", "650张")
QUESTION = "2022年养老床位多少张"


@dataclass
class Office:
    """A bot with its folders, and what administrators do with it."""

    server: BotApiServer
    corpus: Path
    index: Path

    async def send(self, text: str, name: str = "qinghu.txt", *, person: Person = BETH) -> Sent:
        """Send a document; the preview that comes of it."""
        self.server.send(person, person.private, name, text.encode())
        return await self.next_with("✓", person)

    async def next_with(self, label: str, person: Person = BETH) -> Sent:
        """The next message in a private chat that has a button with this label."""
        while True:
            (sent,) = await self.server.replies(1)
            if sent.chat_id == person.id and any(label in each for each in sent.labels):
                return sent

    async def press(self, person: Person, message: Sent, label: str) -> Sent:
        """Press a button; what the message shows then."""
        (whole,) = (each for each in message.labels if label in each)
        await self.server.acknowledged(self.server.press(person, message, whole))
        return self.server.history[-1]

    async def ask(self, text: str = QUESTION, person: Person = ANNA) -> str:
        """The first line of the answer to a question."""
        question = self.server.say(person, person.private, text)
        while True:
            (sent,) = await self.server.replies(1)
            if (sent.chat_id, sent.reply_to) == (person.id, question.message_id):
                return sent.first_line


@contextlib.asynccontextmanager
async def office(
    folder: Path, *, server: BotApiServer | None = None, more: Path | None = None, **changes: object
) -> AsyncIterator[Office]:
    """A running bot over the small plan."""
    corpus, index = folder / "corpus", folder / "data" / "index.db"
    if not corpus.exists():
        write_plan(corpus)
    service = LivingService(Service.open(index, corpus, *([more] if more else [])))
    server = server or BotApiServer(timeout=60)  # a build in a process of its own takes its time on a busy machine
    admins = frozenset({ADMIN.id, BETH.id})
    settings = {"corpus": corpus, "more_corpus": more, "index": index, "admin_ids": admins, **changes}
    try:
        async with contextlib.AsyncExitStack() as stack:
            if not server.is_running:
                await stack.enter_async_context(server)
            running = await stack.enter_async_context(serving(service, folder, server=server, **settings))
            yield Office(running, corpus, index)
    finally:
        service.index.close()


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if not file.name.startswith("."))


def nothing_is_left(place: Office) -> bool:
    """No file waits for anybody."""
    staged = list(place.index.parent.glob(".*"))
    return not staged and not list((place.corpus / library.STAGING).glob("*"))


# the way it goes


async def test_a_document_is_sent_looked_at_and_confirmed(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        assert "600" in await place.ask()
        preview = await place.send(MORE_BEDS.replace("区科委", "区文化局"))
        assert preview.first_line == "The new index is ready"
        assert "3 tasks, 6 measures, 4 departments, 7 figures" in preview.text
        assert "years: 2022–2023" in preview.text
        assert "Changes: owners +1 −1, measures ~1, figures ~1" in preview.text
        assert "600" in await place.ask(), "nothing takes effect before the word is given"

        changes = await place.press(BETH, preview, "Changes")
        assert "task 2, 2022, figure: 600张 → 650张" in changes.text
        findings = await place.press(BETH, await place.press(BETH, changes, "Back"), "All findings")
        assert findings.first_line.startswith("Findings: ")
        preview = await place.press(BETH, findings, "Back")

        done = await place.press(BETH, preview, "Confirm")
        assert "In force now" in done.text
        assert done.labels == ()
        assert "650" in await place.ask()
        assert names_in(place.corpus) == ["qinghu.txt"]
        assert (place.corpus / "qinghu.txt").read_text("utf-8").count("650张") == 1
        assert nothing_is_left(place)
    # … and after a restart
    async with office(tmp_path) as place:
        assert "650" in await place.ask()


@HERE
async def test_a_draft_whose_index_is_gone_is_given_up_by_a_look_at_it(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        await place.send(MORE_BEDS)
        for staged in place.index.parent.glob(".*.staged"):
            staged.unlink()
        for _ in range(2):
            place.server.say(BETH, BETH.private, "/diff")
            (told,) = await place.server.replies(1)
            assert told.text == "There is no earlier index to compare with."


@HERE
async def test_a_cancelled_document_leaves_nothing(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        preview = await place.send(MORE_BEDS)
        assert "Cancelled" in (await place.press(BETH, preview, "Cancel")).text
        assert "600" in await place.ask()
        assert nothing_is_left(place)


@HERE
async def test_the_folder_is_indexed_anew_on_command(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        place.server.say(BETH, BETH.private, "/reindex")
        (told,) = await place.server.replies(1)
        assert "up to date" in told.text
        write_plan(place.corpus, text=MORE_BEDS)
        place.server.say(BETH, BETH.private, "/reindex")
        preview = await place.next_with("Confirm")
        assert "600" in await place.ask()
        await place.press(BETH, preview, "Confirm")
        assert "650" in await place.ask()


@HERE
async def test_back_to_an_earlier_index_and_forth(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        place.server.say(BETH, BETH.private, "/rollback")
        (none,) = await place.server.replies(1)
        assert "no earlier index" in none.text
        await place.press(BETH, await place.send(MORE_BEDS), "Confirm")
        place.server.say(BETH, BETH.private, "/rollback")
        listed = await place.next_with("1")
        assert "3 tasks: qinghu" in listed.text
        assert "It is back" in (await place.press(BETH, listed, "1")).text
        assert "600" in await place.ask()
    async with office(tmp_path) as place:
        assert "600" in await place.ask(), "it stays after a restart"
        place.server.say(BETH, BETH.private, "/rollback")
        await place.press(BETH, await place.next_with("1"), "1")
        assert "650" in await place.ask()


@HERE
async def test_what_changed(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        place.server.say(BETH, BETH.private, "/diff")
        (none,) = await place.server.replies(1)
        assert "no earlier index" in none.text
        preview = await place.send(MORE_BEDS)
        place.server.say(BETH, BETH.private, "/diff")
        (coming,) = await place.server.replies(1)
        assert coming.first_line == "What would change"
        await place.press(BETH, preview, "Confirm")
        place.server.say(BETH, BETH.private, "/diff")
        told = (await place.server.replies(len(place.server.unread) or 1))[-1]
        if not told.first_line.startswith("What changed"):
            (told,) = await place.server.replies(1)
        assert told.first_line.startswith("What changed")
        assert "600张 → 650张" in told.text


@HERE
async def test_a_second_folder_lies_over_the_one_that_cannot_be_written(tmp_path: Path) -> None:
    """As it is where PLANBOT_CORPUS is not set: the shipped documents stay what they are."""
    more = tmp_path / "data" / "documents"
    async with office(tmp_path, more=more) as place:
        await place.press(BETH, await place.send(MORE_BEDS), "Confirm")
        assert "650" in await place.ask()
        assert (place.corpus / "qinghu.txt").read_text("utf-8") == PLAN
        assert names_in(more) == ["qinghu.txt"]
    async with office(tmp_path, more=more) as place:
        assert "650" in await place.ask()


# who may


@HERE
async def test_others_are_told_that_only_text_can_be_read(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        place.server.send(BORIS, BORIS.private, "qinghu.txt", MORE_BEDS.encode())
        (told,) = await place.server.replies(1)
        assert "only read text" in told.text
        place.server.send(BETH, OFFICE, "qinghu.txt", MORE_BEDS.encode())
        for command in ("/reindex", "/diff", "/rollback"):
            place.server.say(BORIS, BORIS.private, command)
            (told,) = await place.server.replies(1)
            assert "administrators only" in told.text
        await place.server.settled()
        assert place.server.unread == ()
        assert place.server.calls_of("getFile") == []


@HERE
async def test_nobody_else_decides(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        preview = await place.send(MORE_BEDS)
        confirm = dict(preview.buttons)["✓ Confirm"]
        place.server.say(BORIS, BORIS.private, QUESTION)
        await place.server.settled()
        answer = place.server.history[-1]
        for person, message in ((BORIS, answer), (ADMIN, preview)):
            press = await place.server.acknowledged(place.server.press(person, message, data=confirm))
            assert press.is_alert
        assert "600" in (await place.ask())


# names and sizes


NAMES = (
    ("../../../qinghu.txt", "qinghu.txt"),
    ("..\\..\\qinghu.txt", "qinghu.txt"),
    ("/etc/qinghu.TXT", "qinghu.txt"),
    ("青湖 计划（2022-2023年）.txt", "青湖 计划（2022-2023年）.txt"),
    ("a\x00b;rm -rf *.txt", "ab_rm -rf.txt"),
    (".hidden.txt", "hidden.txt"),
)


@HERE
@pytest.mark.parametrize(("name", "taken"), NAMES)
async def test_a_name_is_never_trusted(tmp_path: Path, name: str, taken: str) -> None:
    async with office(tmp_path) as place:
        before = sorted(path for path in tmp_path.rglob("*") if path.is_dir())
        await place.press(BETH, await place.send(MORE_BEDS, name), "Confirm")
        assert taken in names_in(place.corpus)
        after = sorted(path for path in tmp_path.rglob("*") if path.is_dir() and library.STAGING not in str(path))
        known = {*before, place.corpus / library.REPLACED, place.index.parent / "index.db.previous"}
        assert [path for path in after if path not in known and library.REPLACED not in str(path)] == []


REFUSED = (
    ("plan.exe", b"MZ", None, "cannot read this kind"),
    ("plan", b"x", None, "cannot read this kind"),
    (None, b"x", None, "cannot read this kind"),
    ("..", b"x", None, "cannot read this kind"),
    ("plan.txt", b"x", 30_000_000, "20 MB at most"),
    ("plan.txt", b"", None, "empty file"),
    ("plan.txt", b"\x00\x01\x02" * 100, None, "not a text file"),
)


@pytest.mark.parametrize(("name", "content", "size", "told"), REFUSED)
async def test_what_cannot_be_taken_is_refused_with_a_reason(
    tmp_path: Path, name: str | None, content: bytes, size: int | None, told: str
) -> None:
    async with office(tmp_path) as place:
        place.server.send(BETH, BETH.private, name, content, size=size)
        while told not in (await place.server.replies(1))[0].text:
            pass
        assert "600" in await place.ask()
        assert nothing_is_left(place)


@HERE
async def test_a_size_that_was_told_wrong_is_measured(tmp_path: Path) -> None:
    async with office(tmp_path, upload_mb=1) as place:
        place.server.send(BETH, BETH.private, "plan.txt", b"x" * 1_200_000, size=10)
        while "1 MB at most" not in (await place.server.replies(1))[0].text:
            pass
        assert nothing_is_left(place)


@HERE
async def test_documents_can_be_switched_off(tmp_path: Path) -> None:
    async with office(tmp_path, upload_mb=0) as place:
        place.server.send(BETH, BETH.private, "plan.txt", b"x")
        (told,) = await place.server.replies(1)
        assert "no documents are taken" in told.text


# several at once


@HERE
async def test_a_later_document_takes_the_place_of_the_one_that_waits(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        first = await place.send(MORE_BEDS)
        second = await place.send(PLAN.replace("600张", "700张"))
        replaced = next(sent for sent in place.server.history if "Replaced" in sent.text)
        assert replaced.message_id == first.message_id
        press = place.server.press(BETH, first, data=dict(first.buttons)["✓ Confirm"])
        assert "decided already" in (await place.server.acknowledged(press)).text
        await place.press(BETH, second, "Confirm")
        assert "700" in await place.ask()
        assert nothing_is_left(place)


@HERE
async def test_two_administrators_at_once(tmp_path: Path) -> None:
    """The second to confirm is shown what the first one changed, and confirms anew; nothing is lost."""
    async with office(tmp_path) as place:
        beths = await place.send(MORE_BEDS)
        adas = await place.send(PLAN.replace("青湖", "白湖"), "baihu.txt", person=ADMIN)
        await place.press(BETH, beths, "Confirm")
        await place.press(ADMIN, adas, "确认")
        again = await place.next_with("确认", ADMIN)
        assert "又有变化" in again.text
        assert names_in(place.corpus) == ["qinghu.txt"]
        await place.press(ADMIN, again, "确认")
        assert names_in(place.corpus) == ["baihu.txt", "qinghu.txt"]
        assert "650" in (place.corpus / "qinghu.txt").read_text("utf-8")
        assert nothing_is_left(place)


@HERE
async def test_a_button_that_is_pressed_twice_confirms_once(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        preview = await place.send(MORE_BEDS)
        data = dict(preview.buttons)["✓ Confirm"]
        presses = [place.server.press(BETH, preview, data=data) for _ in range(3)]
        for press in presses:
            await place.server.acknowledged(press)
        assert [press.text for press in presses[1:]] == [presses[1].text] * 2
        assert "decided already" in presses[1].text
        assert "650" in await place.ask()


# restarts


@HERE
async def test_a_restart_between_preview_and_word(tmp_path: Path) -> None:
    async with BotApiServer(timeout=60) as server:
        async with office(tmp_path, server=server) as place:
            preview = await place.send(MORE_BEDS)
        async with office(tmp_path, server=server) as place:
            assert "600" in await place.ask()
            await place.press(BETH, preview, "Confirm")
            assert "650" in await place.ask()
            assert nothing_is_left(place)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Builds that tell how far they are and then do not end by themselves."""
    script = tmp_path / "bot" / "worker.py"
    script.parent.mkdir()
    script.with_name("__init__.py").touch()
    script.write_text(
        "import json, sys\nsys.stdin.readline()\n"
        "print(json.dumps({'stage': 'parse', 'done': 3, 'total': 10}), flush=True)\nsys.stdin.read()\n"
    )
    monkeypatch.setattr(library, "_ROOT", tmp_path)


@pytest.mark.usefixtures("slow")
async def test_a_restart_while_a_document_is_read(tmp_path: Path) -> None:
    async with BotApiServer(timeout=60) as server:
        async with office(tmp_path, server=server) as place:
            server.send(BETH, BETH.private, "qinghu.txt", MORE_BEDS.encode())
            await place.next_with("Cancel")
        async with office(tmp_path, server=server) as place:
            while "broken off" not in (await server.replies(1))[0].text:
                pass
            assert "600" in await place.ask()
            assert nothing_is_left(place)


@pytest.mark.usefixtures("slow")
async def test_it_shows_how_far_it_is_answers_meanwhile_and_can_be_given_up(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        place.server.send(BETH, BETH.private, "qinghu.txt", MORE_BEDS.encode())
        shown = await place.next_with("Cancel")
        assert "parsing 30%" in shown.text
        assert "600" in await place.ask()
        assert "600" in await place.ask(person=BETH), "also the administrator's own questions"
        assert "Cancelled" in (await place.press(BETH, shown, "Cancel")).text
        assert nothing_is_left(place)


@HERE
async def test_what_nobody_waits_for_is_removed_at_the_start(tmp_path: Path) -> None:
    async with office(tmp_path):
        pass
    stray = tmp_path / "data" / ".index.db.0123abcd.staged"
    stray.write_bytes(b"x")
    folder = tmp_path / "corpus" / library.STAGING / "0123abcd"
    folder.mkdir(parents=True)
    async with office(tmp_path) as place:
        assert nothing_is_left(place)


# what goes wrong


@HERE
async def test_a_document_that_cannot_be_fetched(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        place.server.fail("file", faults.server_error(), times=5)
        place.server.send(BETH, BETH.private, "qinghu.txt", MORE_BEDS.encode())
        while "could not be fetched" not in (await place.server.replies(1))[0].text:
            pass
        assert nothing_is_left(place)


@HERE
async def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    async with office(tmp_path, more=Path("/proc/planbot")) as place:
        place.server.send(BETH, BETH.private, "qinghu.txt", MORE_BEDS.encode())
        while "PLANBOT_CORPUS" not in (await place.server.replies(1))[0].text:
            pass
        assert "600" in await place.ask()


@HERE
async def test_an_index_that_cannot_be_put_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is as it was, the draft still waits, and can be confirmed when there is room again."""
    real = os.replace

    def full(source: Path, target: Path) -> None:
        if str(target).endswith("index.db"):
            raise OSError(28, "No space left on device")
        real(source, target)

    async with office(tmp_path) as place:
        preview = await place.send(MORE_BEDS)
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", full)
            (confirm,) = (label for label in preview.labels if "Confirm" in label)
            press = await place.server.acknowledged(place.server.press(BETH, preview, confirm))
            assert "No space left" in press.text
            assert "600" in await place.ask()
            assert (place.corpus / "qinghu.txt").read_text("utf-8") == PLAN
        await place.press(BETH, preview, "Confirm")
        assert "650" in await place.ask()


VANISHED = (
    lambda place: shutil.rmtree(place.corpus / library.STAGING),
    lambda place: [file.unlink() for file in place.index.parent.glob(".*.staged")],
    lambda place: [file.write_bytes(b"x") for file in place.index.parent.glob(".*.staged")],
)


@HERE
@pytest.mark.parametrize("harm", VANISHED, ids=["document", "index", "damaged index"])
async def test_files_that_vanish_before_the_word(tmp_path: Path, harm: object) -> None:
    async with office(tmp_path) as place:
        preview = await place.send(MORE_BEDS)
        harm(place)  # type: ignore[operator]
        told = await place.press(BETH, preview, "Confirm")
        assert "send it again" in told.text
        assert "600" in await place.ask()
        assert (place.corpus / "qinghu.txt").read_text("utf-8") == PLAN


async def test_a_worker_that_dies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "bot" / "worker.py"
    script.parent.mkdir()
    script.with_name("__init__.py").touch()
    script.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    monkeypatch.setattr(library, "_ROOT", tmp_path)
    async with office(tmp_path) as place:
        place.server.send(BETH, BETH.private, "qinghu.txt", MORE_BEDS.encode())
        while "broke off" not in (await place.server.replies(1))[0].text:
            pass
        assert "600" in await place.ask()
        assert nothing_is_left(place)


async def test_a_worker_that_comes_to_no_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "bot" / "worker.py"
    script.parent.mkdir()
    script.with_name("__init__.py").touch()
    script.write_text("import time\ntime.sleep(600)\n")
    monkeypatch.setattr(library, "_ROOT", tmp_path)
    monkeypatch.setattr(library, "LONGEST_BUILD_SECONDS", 0.2)
    async with office(tmp_path) as place:
        place.server.send(BETH, BETH.private, "qinghu.txt", MORE_BEDS.encode())
        while "took too long" not in (await place.server.replies(1))[0].text:
            pass
        assert "600" in await place.ask()
        assert nothing_is_left(place)


async def test_a_worker_whose_bot_is_gone_ends(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-c",
            "import sys; sys.path.insert(0, '.'); from bot import worker; worker._end_with_input()",
        ),
        stdin=asyncio.subprocess.PIPE,
        cwd=Path(worker.__file__).parents[1],
    )
    assert process.stdin is not None
    process.stdin.close()
    assert await process.wait() == 1


# the token

TOKEN = "123456:TEST-that-is-secret"
#: stands in for the worker: tells in the chat what it was begun with
_TELLTALE = """
import json, os, sys
job = sys.stdin.readline()
print(json.dumps({"error": json.dumps([sorted(os.environ), list(os.environ.values()), sys.argv, job])[:3000]}))
"""


async def test_the_process_that_builds_an_index_does_not_know_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__init__.py").touch()
    (tmp_path / "bot" / "worker.py").write_text(_TELLTALE)
    monkeypatch.setattr(library, "_ROOT", tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    async with office(tmp_path, server=BotApiServer(token=TOKEN, timeout=60)) as place:
        place.server.send(BETH, BETH.private, "qinghu.txt", MORE_BEDS.encode())
        reading, told = await place.server.replies(2)
        assert "HOME" in told.text
        assert "qinghu.txt" in told.text
        assert TOKEN not in reading.text + told.text
