"""The corpus and its index in their keepers' hands: a document comes in, is tried, and takes effect on a word.

A draft's index is built beside the running one, by another process; until it is confirmed nothing is changed. Then the
document is moved into the corpus folder and the index into its place, each by one rename. Whatever breaks off in
between, the next start finds a corpus and builds what it lacks. Knows nothing of Telegram.
"""

import asyncio
import contextlib
import json
import logging
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.config import Settings, environment_without_settings
from bot.desk import Desk
from bot.drafts import Draft, Drafts
from corpus.errors import PlanbotError
from index.checking import check_file
from index.errors import IndexDamaged, IndexingError, IndexUnwritable
from index.files import Instead
from index.fresh import differs, given_places
from index.previous import Previous, previous_indexes
from index.rollback import roll_back
from index.store import Index
from index.swap import put_in_place

logger = logging.getLogger(__name__)

#: a build that takes longer is ended: others wait for it
LONGEST_BUILD_SECONDS = 3600.0

Progress = Callable[[str, int, int], None]
_ROOT = Path(__file__).parents[1]
#: folders in the corpus folder that hold no documents of it
STAGING, REPLACED = ".staging", ".replaced"


class LibraryError(PlanbotError):
    """A document or an index cannot be taken in; the text says what to do."""


class FolderUnwritable(LibraryError):
    """The corpus folder takes no documents."""


class DraftGone(LibraryError):
    """What was to be confirmed is not there any more."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a build did: the documents in all, those that were parsed, sentences in all and those that were cut."""

    names: tuple[str, ...]
    parsed: tuple[str, ...]
    passages: int
    cut: int


class Library:
    """The drafts of this bot, and what becomes of them."""

    def __init__(self, settings: Settings, desk: Desk) -> None:
        self.drafts = Drafts(desk.state)
        self.index = settings.index
        self._settings = settings
        self._desk = desk
        self._building = asyncio.Lock()
        self._jobs: dict[str, asyncio.Task[None]] = {}

    # files

    @property
    def inbox(self) -> Path:
        """The folder that documents are taken into."""
        return self._settings.folders[-1]

    @property
    def upload_mb(self) -> int:
        """The largest document that is taken, in MB; 0 for none."""
        return self._settings.upload_mb

    def unwritable(self, error: OSError) -> str:
        """What to tell when the corpus folder cannot be written."""
        return str(_unwritable(self.inbox, error))

    def staged_document(self, draft: Draft) -> Path:
        """Where a draft's document waits."""
        return self.inbox / STAGING / draft.token / draft.name

    def staged_index(self, draft: Draft) -> Path:
        """Where a draft's index waits."""
        return self.index.with_name(f".{self.index.name}.{draft.token}.staged")

    def begin(self, person_id: int, message_id: int, name: str) -> Draft:
        """A new draft, in place of the one that this administrator had.

        Args:
            name: of the document, made safe; "" where the folder is indexed as it is.

        Raises:
            FolderUnwritable: the corpus folder takes no documents.
        """
        if (before := self.drafts.of_person(person_id)) is not None:
            self.drop(before)
        draft = self.drafts.add(person_id, message_id, name, time.time())
        if name:
            try:
                self.staged_document(draft).parent.mkdir(parents=True)
            except OSError as error:
                self.drafts.drop(draft.token)
                raise _unwritable(self.inbox, error) from error
        return draft

    def drop(self, draft: Draft) -> bool:
        """Give a draft up, whatever is being done for it; False when somebody else did."""
        job = self._jobs.pop(draft.token, None)
        if job is not None and job is not asyncio.current_task():
            job.cancel()
        was_there = self.drafts.drop(draft.token)
        self._remove_files(draft)
        return was_there

    def _remove_files(self, draft: Draft) -> None:
        staged = self.staged_index(draft)
        for file in (staged, *staged.parent.glob(f".{staged.name}.*.new")):
            with contextlib.suppress(OSError):
                file.unlink()
        shutil.rmtree(self.inbox / STAGING / draft.token, ignore_errors=True)

    # building

    def start(self, draft: Draft, job: "asyncio.Task[None]") -> None:
        """Remember what is being done for a draft, so that it can be given up."""
        self._jobs[draft.token] = job
        job.add_done_callback(lambda _: self._jobs.pop(draft.token, None))

    @property
    def is_busy(self) -> bool:
        """Whether an index is being built."""
        return self._building.locked()

    def has_news(self) -> bool:
        """Whether the folder holds other documents than the index at its place, or there is no such index."""
        try:
            with contextlib.closing(Index(self.index)) as running:
                return "pinned" in running.meta or differs(running, *self._settings.folders)
        except IndexingError:
            return True

    async def build(self, draft: Draft, report: Progress) -> Made:
        """Build a draft's index, one at a time.

        Raises:
            PlanbotError: a document cannot be read, or the index not be written.
        """
        async with self._building:
            self.drafts.set_ready(draft.token, False)
            try:
                async with asyncio.timeout(LONGEST_BUILD_SECONDS):
                    made = await self._work(draft, report)
            except TimeoutError:
                raise LibraryError("建立索引太久，已放弃 / building the index took too long and was given up") from None
            self.drafts.set_ready(draft.token)
        return made

    async def _work(self, draft: Draft, report: Progress) -> Made:
        places, is_given, instead = self._plan(draft)
        job = {
            "places": [str(place.resolve()) for place in places],
            "is_given": is_given,
            "instead": {str(place.resolve()): str(file.resolve()) for place, file in instead.items()},
            "out": str(self.staged_index(draft).absolute()),
            "old": str(self.index.absolute()),
        }
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.worker"),
            cwd=_ROOT,
            stdin=pipe,
            stdout=pipe,
            env=environment_without_settings(),
        )
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(job).encode() + b"\n")
            last: dict[str, object] = {}
            async for line in process.stdout:
                last = json.loads(line)
                if "stage" in last:
                    report(str(last["stage"]), int(str(last["done"])), int(str(last["total"])))
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        return _made(last)

    def _plan(self, draft: Draft) -> tuple[Sequence[Path], bool, Instead]:
        """Of what a draft's index is built: the places, whether somebody named them, and what stands in for what."""
        given: list[Path] = []
        with contextlib.suppress(IndexingError), contextlib.closing(Index(self.index)) as running:
            given = [place for place in given_places(running) if place.exists()]
        if not draft.name:
            return given or self._settings.folders, bool(given), {}
        place = self._place_of(draft)
        others = [each for each in given if each.stem != place.stem]
        return [*others, place] if given else self._settings.folders, bool(given), {place: self.staged_document(draft)}

    def _place_of(self, draft: Draft) -> Path:
        return self.inbox / draft.name

    def is_stale(self, draft: Draft) -> bool:
        """Whether the documents changed since a draft's index was built."""
        _, is_given, instead = self._plan(draft)
        try:
            with contextlib.closing(Index(self.staged_index(draft))) as coming:
                resolved = {place.resolve() if is_given else place: file for place, file in instead.items()}
                return differs(coming, *self._settings.folders, instead=resolved)
        except (IndexingError, OSError) as error:
            raise DraftGone("新索引已不在，请重新发送 / the new index is gone: please send it again") from error

    # taking effect

    async def confirm(self, draft: Draft) -> None:
        """Let a draft take effect.

        Raises:
            DraftGone: somebody was faster, or its files are gone.
            FolderUnwritable, IndexUnwritable, IndexDamaged: it cannot; everything stays as it was, the draft too.
        """
        async with self._building:
            if self.drafts.get(draft.token) is None:
                raise DraftGone("已处理过 / this was decided already")
            await asyncio.to_thread(self._put_in_place, draft)
            self.drafts.drop(draft.token)
            self._remove_files(draft)
        await self._desk.work(lambda: None)  # from now on answers come from it
        logger.info("draft %s confirmed by %d: %s", draft.token, draft.person_id, draft.name or "folder")

    def _put_in_place(self, draft: Draft) -> None:
        staged = self.staged_index(draft)
        if not staged.exists() or (draft.name and not self.staged_document(draft).exists()):
            raise DraftGone("文件已不在，请重新发送 / its files are gone: please send it again")
        with self._document_in_place(draft):
            try:
                put_in_place(staged, self.index, lambda: check_file(staged), self._settings.keep)
            except OSError as error:
                raise IndexUnwritable(self.index, str(error)) from error
            except IndexDamaged as error:
                raise DraftGone("新索引已损坏，请重新发送 / the new index is damaged: please send it again") from error

    @contextlib.contextmanager
    def _document_in_place(self, draft: Draft) -> Iterator[None]:
        """A draft's document in the corpus folder, and those of its name out of it; as it was when something fails."""
        moves: list[tuple[Path, Path]] = []
        try:
            if draft.name:
                for source, target in self._moves(draft):
                    target.parent.mkdir(parents=True, exist_ok=True)
                    os.replace(source, target)
                    moves.append((source, target))
            yield
        except BaseException as error:
            for source, target in reversed(moves):
                with contextlib.suppress(OSError):
                    os.replace(target, source)
            if isinstance(error, OSError):
                raise _unwritable(self.inbox, error) from error
            raise

    def _moves(self, draft: Draft) -> Iterator[tuple[Path, Path]]:
        """What was there under this name goes aside, then the new one comes."""
        place = self._place_of(draft)
        aside = self.inbox / REPLACED / f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{draft.token}"
        for file in sorted(self.inbox.glob("*")):
            if file.is_file() and file.stem == place.stem and not file.name.startswith("."):
                yield file, aside / file.name
        yield self.staged_document(draft), place

    def previous(self) -> tuple[Previous, ...]:
        """The earlier indexes, the last one first."""
        return previous_indexes(self.index)

    async def roll_back(self, chosen: Path) -> None:
        """Put an earlier index back.

        Raises:
            IndexingError: it cannot be used, or not be put in place; the running one stays.
        """
        async with self._building:
            await asyncio.to_thread(roll_back, self.index, chosen, self._settings.keep)
        await self._desk.work(lambda: None)

    # beginning and end

    def tidy(self) -> tuple[Draft, ...]:
        """After a start: remove files that no draft waits for; the drafts whose building was broken off, given up."""
        broken_off = tuple(draft for draft in self.drafts.all() if not draft.is_ready)
        for draft in broken_off:
            self.drop(draft)
        known = {draft.token for draft in self.drafts.all()}
        for file in self.index.parent.glob(f".{self.index.name}.*.staged"):
            if file.name.split(".")[-2] not in known:
                with contextlib.suppress(OSError):
                    file.unlink()
        for folder in (self.inbox / STAGING).glob("*"):
            if folder.name not in known:
                shutil.rmtree(folder, ignore_errors=True)
        return broken_off

    async def close(self) -> None:
        """End whatever is being built; it is told after the next start."""
        jobs = list(self._jobs.values())
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)


def _made(last: dict[str, object]) -> Made:
    if "names" not in last:
        raise LibraryError(str(last.get("error", "建立索引的进程中断了 / the building process broke off")))
    names, parsed = (tuple(map(str, last[key])) for key in ("names", "parsed"))  # type: ignore[call-overload]
    return Made(names, parsed, int(str(last["passages"])), int(str(last["cut"])))


def _unwritable(folder: Path, error: OSError) -> FolderUnwritable:
    return FolderUnwritable(
        f"文件夹不可写 / the corpus folder cannot be written: {folder} ({error.strerror})."
        " 请检查权限与磁盘空间，或设置 PLANBOT_CORPUS / check permissions and disk space, or set PLANBOT_CORPUS"
    )
