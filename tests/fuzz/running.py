"""Runs cases: each by its own dice, with a guard against hanging; keeps what failed and what took longest."""

import contextlib
import heapq
import logging
import signal
import statistics
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType

from tests.fuzz.kinds import KINDS
from tests.fuzz.place import Place
from tests.quick import quick_builds

#: a case that takes longer than this hangs
HANG_SECONDS = 60
_SLOWEST = 3


class Hangs(BaseException):
    """A case does not come to its end; no handler of errors on the way may take it for one of its own."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that broke a law or raised something."""

    kind: str
    number: int
    problem: str
    trace: str


@dataclass(slots=True)
class Result:
    """What became of the cases of one kind; `seconds` of processor time of each, without that of other processes."""

    kind: str
    seconds: list[float] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    _slowest: list[tuple[float, int]] = field(default_factory=list)

    def note(self, number: int, seconds: float) -> None:
        """Note how long a case took."""
        self.seconds.append(seconds)
        heapq.heappush(self._slowest, (seconds, number))
        if len(self._slowest) > _SLOWEST:
            heapq.heappop(self._slowest)

    @property
    def median(self) -> float:
        """The time of a case in the middle."""
        return statistics.median(self.seconds)

    @property
    def slowest(self) -> list[tuple[int, float, float]]:
        """The slowest cases: number, seconds, and how many medians that is."""
        return [(number, taken, taken / self.median) for taken, number in sorted(self._slowest, reverse=True)]


def run_case(kind: str, number: int, seed: int, place: Place) -> Failure | None:
    """Try one case; None where everything held."""
    dice = Random(f"{seed}/{kind}/{number}")  # of the case alone, so that it can be repeated alone
    try:
        with _guarded():
            KINDS[kind][0](dice, place)
    except (Exception, Hangs) as error:
        return Failure(kind, number, f"{type(error).__name__}: {error}"[:500], traceback.format_exc())
    return None


def run_kind(kind: str, numbers: range, seed: int, place: Place) -> Result:
    """Try cases of one kind."""
    result = Result(kind)
    for number in numbers:
        started = time.process_time()  # what else the machine does is no matter
        failure = run_case(kind, number, seed, place)
        result.note(number, time.process_time() - started)
        if failure is not None:
            result.failures.append(failure)
    return result


@contextlib.contextmanager
def prepared(folder: Path) -> Iterator[Place]:
    """What cases are tried on; the program's log says nothing meanwhile."""
    logging.disable(logging.CRITICAL)
    with quick_builds():
        place = Place.prepare(folder)
        try:
            yield place
        finally:
            place.close()
            logging.disable(logging.NOTSET)


@contextlib.contextmanager
def _guarded() -> Iterator[None]:
    """Break off what hangs, where the system and the thread can."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def on_alarm(_: int, __: FrameType | None) -> None:
        raise Hangs(f"more than {HANG_SECONDS} s")

    before = signal.signal(signal.SIGALRM, on_alarm)
    signal.setitimer(signal.ITIMER_REAL, HANG_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
