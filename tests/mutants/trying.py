"""Tries mutants, each in a process of its own that is forked from one in which everything else is ready."""

import contextlib
import gc
import importlib
import importlib.abc
import importlib.util
import os
import pickle
import re
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import CodeType, FrameType, ModuleType
from typing import Any

import pytest

import index.build
from tests.mutants.making import PACKAGES, ROOT, Mutant

#: the tests of the two packages; those with random examples take too long for each mutant
TESTS = (
    *("tests/bot/understanding", "tests/bot/answering", "tests/bot/test_routing.py"),
    "--deselect=tests/bot/answering/test_laws.py",
)
#: processor seconds after which a mutant hangs
MAX_SECONDS = 120
_FOLDERS = tuple(str(ROOT / package) for package in PACKAGES)
#: a name as bot/understanding/slots.py:read_years
Function = str


@dataclass(slots=True)
class Baseline:
    """What happens without a fault.

    Attributes:
        wrong: the questions whose answers are wrong, by file and number.
        questions, tests: the functions that each runs.
        always: the functions that run while the service is made.
    """

    wrong: set[tuple[str, int]] = field(default_factory=set)
    questions: dict[tuple[str, int], set[Function]] = field(default_factory=dict)
    tests: dict[str, set[Function]] = field(default_factory=dict)
    always: set[Function] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a mutant: killed by "import", "score", "tests" or "time", or "" where nothing noticed it.

    Attributes:
        lost: questions that got a wrong answer, with the first line of it; some are not enough for the score's floor.
        seconds: of processor time.
    """

    killed_by: str
    lost: tuple[str, ...] = ()
    seconds: float = 0.0


# in the process that stays


def prepare(folder: Path) -> None:
    """Keep each index that is built in a folder, for it does not depend on the packages with faults; and warm up."""
    build = index.build.build_index
    re._MAXCACHE = 20_000  # type: ignore[attr-defined]

    def kept(places: Sequence[Path], path: Path, **options: Any) -> Any:
        key = re.sub(r"\W+", "-", " ".join(map(str, places)))[-150:]
        is_ours = all(place.resolve().is_relative_to(ROOT) for place in places)
        if options.keys() - {"keep", "is_given"} or options.get("is_given") or path.exists() or not is_ours:
            return build(places, path, **options)
        stored, built = folder / f"{key}.db", folder / f"{key}.pickle"
        if not built.exists():
            result = build(places, stored)
            built.write_bytes(pickle.dumps(result))
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(stored, path)
        return pickle.loads(built.read_bytes())

    index.build.build_index = kept
    _warm_up()


def _warm_up() -> None:
    """Import and compile everything once, and forget the modules that each fork imports anew, with the fault."""
    with open(os.devnull, "w") as null, contextlib.redirect_stdout(null):
        pytest.main([*TESTS, "-n0", "--collect-only", "-p", "no:cacheprovider"])
    _Asking()
    for name in list(sys.modules):
        if name.split(".")[0] == "bot" or name.startswith(("tests.bot", "tests.conftest", "tests.scoring")):
            del sys.modules[name]
    gc.collect()
    gc.freeze()  # memory that no fork need copy


def measure() -> Baseline:
    """Ask everything and run every test without a fault, noting which functions run."""
    result: Baseline = _forked(_measure)
    return result


def try_mutant(mutant: Mutant, baseline: Baseline) -> Fate:
    """What becomes of a mutant."""
    before = os.times()
    try:
        fate: Fate = _forked(lambda: _try(mutant, baseline))
    except TimeoutError:
        fate = Fate("time")
    after = os.times()
    seconds = after.children_user + after.children_system - before.children_user - before.children_system
    return Fate(fate.killed_by, fate.lost, seconds)


def _forked(job: Callable[[], Any]) -> Any:
    """The result of a job that is done in a fork.

    Raises:
        TimeoutError: it took too much processor time.
    """
    with tempfile.NamedTemporaryFile(delete=False) as file:
        path = Path(file.name)
    number = os.fork()
    if number == 0:
        _in_fork(job, path)
    _, status = os.waitpid(number, 0)
    content = path.read_bytes()
    path.unlink()
    if not content:
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL):
            raise TimeoutError
        raise RuntimeError(f"a fork ended with status {status}")
    return pickle.loads(content)


def _in_fork(job: Callable[[], Any], path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS + 5))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    if not os.environ.get("MUTANTS_DEBUG"):
        os.dup2(null, 2)
    try:
        path.write_bytes(pickle.dumps(job()))
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


# in the fork


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the module with the fault before the one on the disk."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant
        self._path = str(ROOT / mutant.module.replace(".", "/")) + ".py"

    def find_spec(self, name: str, *_: object) -> Any:
        if name != self._mutant.module:
            return None
        return importlib.util.spec_from_file_location(name, self._path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = self._path
        exec(compile(self._mutant.source, self._path, "exec"), module.__dict__)


def _try(mutant: Mutant, baseline: Baseline) -> Fate:
    sys.meta_path.insert(0, _Finder(mutant))
    function = f"{mutant.module.replace('.', '/')}.py:{mutant.function}"
    runs = None if not mutant.function or function in baseline.always else function
    try:
        asking = _Asking()
    except Exception:
        return Fate("import")
    numbers = [key for key, functions in baseline.questions.items() if runs is None or runs in functions]
    is_noticed, lost = asking.is_below_floor(numbers, baseline.wrong)
    if is_noticed:
        return Fate("score", lost)
    tests = [name for name, functions in baseline.tests.items() if runs is None or runs in functions]
    if tests and _run_tests(_Only(set(tests))):
        return Fate("tests", lost)
    return Fate("", lost)


class _Asking:
    """The questions of all files, with the services that answer them."""

    def __init__(self) -> None:
        from bot.evaluation import lines_of, read_questions

        # not "from tests import": the package would still know the module that was forgotten
        scoring = importlib.import_module("tests.scoring")
        self.files = {
            file.stem: (read_questions(file), scoring.SHIPPED_CORPUS) for file in sorted(scoring.FOLDER.glob("*.jsonl"))
        } | {
            file.stem: (read_questions(file), scoring.PLANS / f"{file.stem}.txt")
            for file in sorted(scoring.OTHER_FOLDER.glob("*.jsonl"))
        }
        self.slack = scoring.SLACK
        folder = Path(tempfile.mkdtemp())
        services = {}
        for number, place in enumerate({place for _, place in self.files.values()}):
            services[place] = scoring.open_plan(place, folder / f"{number}.db")
        shutil.rmtree(folder)  # they stay open
        self._services = {
            name: (services[place], lines_of(services[place].index)) for name, (_, place) in self.files.items()
        }

    @property
    def keys(self) -> list[tuple[str, int]]:
        """Every question: its file and its number there."""
        return [(name, number) for name, (asked, _) in self.files.items() for number in range(len(asked))]

    def judge(self, name: str, number: int) -> Any:
        """The verdict on the answer to a question."""
        from bot.evaluation import judge_one

        return judge_one(self._services[name][0], self.files[name][0][number], self._services[name][1])

    def is_below_floor(
        self, keys: Sequence[tuple[str, int]], wrong: set[tuple[str, int]]
    ) -> tuple[bool, tuple[str, ...]]:
        """Whether a file loses more points than `tests.scoring` lets it, and the questions that were lost till then."""
        missing: Counter[str] = Counter()
        lost = []
        order = Random(1).sample(list(keys), len(keys))
        for name, number in sorted(order, key=lambda key: key not in wrong):  # what is gained comes first
            try:
                verdict = self.judge(name, number)
            except Exception as error:
                return True, (f"{name} {number}: {error!r}",)
            if verdict.has_false_quote:
                return True, (f"{name} {number}: false quotation",)
            if bool(verdict.faults) is ((name, number) in wrong):
                continue
            missing[name] += 1 if verdict.faults else -1
            if verdict.faults:
                lost.append(f"{verdict.asked.id} {verdict.asked.question}: {verdict.reply['text'].splitlines()[0]}")
            if 100 * missing[name] / len(self.files[name][0]) > self.slack:
                return True, tuple(lost)
        return False, tuple(lost)


class _Only:
    """A plugin for pytest: only these tests."""

    def __init__(self, names: set[str]) -> None:
        self._names = names

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self._names]


class _Noting:
    """A plugin for pytest: which functions each test runs."""

    def __init__(self) -> None:
        self.found: dict[str, set[Function]] = {}

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        with _noting() as functions:
            yield
        self.found[item.nodeid] = functions


def _run_tests(plugin: object) -> bool:
    """Run the tests till the first that fails; whether one does."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = [*TESTS, "-x", "-n0", "-p", "no:cacheprovider", f"--basetemp={folder}/x"]
        status = pytest.main(arguments, plugins=[plugin])
    return status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)


def _measure() -> Baseline:
    baseline = Baseline()
    with _noting() as baseline.always:
        asking = _Asking()
    for key in asking.keys:
        with _noting() as functions:
            verdict = asking.judge(*key)
        baseline.questions[key] = functions
        if verdict.faults:
            baseline.wrong.add(key)
    noting = _Noting()
    if _run_tests(noting):
        raise RuntimeError("the tests fail without any fault")
    baseline.tests = noting.found
    return baseline


@contextlib.contextmanager
def _noting() -> Iterator[set[Function]]:
    """Note the functions of the two packages that run."""
    codes: set[CodeType] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            codes.add(frame.f_code)

    functions: set[Function] = set()
    sys.setprofile(note)
    try:
        yield functions
    finally:
        sys.setprofile(None)
        functions |= {_name(code) for code in codes if code.co_filename.startswith(_FOLDERS)}


def _name(code: CodeType) -> Function:
    outer = code.co_qualname.split(".<locals>")[0].rpartition(".")[2]
    return f"{Path(code.co_filename).relative_to(ROOT).as_posix()}:{outer}"


def by_module(fates: Mapping[str, Sequence[Fate]]) -> Iterator[tuple[str, int, int]]:
    """For each module how many mutants were tried, and how many killed."""
    for name in sorted(fates):
        yield name, len(fates[name]), sum(bool(fate.killed_by) for fate in fates[name])
