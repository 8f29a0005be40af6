"""Several processes that share a long work, where there is enough of it; else it is done here.

A process of the crew has at most one task at a time and is handed the next when its result was taken, so neither side
can wait for the other. It ends when the pipe to it does: whatever becomes of this process, none is left behind.
"""

import functools
import itertools
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

#: from so many tasks on it is worth a second to begin processes
WORTH = 64
#: so many results wait at most until the one before them is there
_AHEAD = 256


def do_all(
    prepare: Callable[..., Callable[[_Task], _Result]], arguments: tuple[Any, ...], tasks: Iterable[_Task], count: int
) -> Iterator[_Result]:
    """The results of all tasks, in their order.

    Args:
        prepare: a function of a module; with the arguments it gives what does one task. Called once in each process.
        count: how many tasks there are, about.

    Raises:
        Exception: what the first failing task raises.
    """
    size = os.cpu_count() or 1
    if count < WORTH or size < 2:
        yield from map(prepare(*arguments), tasks)
        return
    here = functools.cache(lambda: prepare(*arguments))
    with _Crew(prepare, arguments, size) as crew:
        for task, (is_done, result) in crew.run(tasks):
            yield result if is_done else here()(task)  # once more, here, to raise what it raises


class _Crew:
    def __init__(self, prepare: Callable[..., Any], arguments: tuple[Any, ...], size: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipes: list[Connection] = []
        self._processes = []
        for _ in range(size):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs, prepare, arguments), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)

    def __enter__(self) -> "_Crew":
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.terminate()
            process.join()

    def run(self, tasks: Iterable[_Task]) -> Iterator[tuple[_Task, tuple[bool, Any]]]:
        """Each task with whether it was done and its result, in order."""
        coming = enumerate(tasks)
        at_work: dict[Connection, tuple[int, _Task]] = {}
        done: dict[int, tuple[_Task, tuple[bool, Any]]] = {}
        idle = list(self._pipes)
        for number in itertools.count():
            while number not in done:
                if not self._pipes and (task := next(coming, None)) is not None:
                    done[task[0]] = (task[1], (False, None))  # all processes are gone
                while idle and len(done) < _AHEAD and (task := next(coming, None)) is not None:
                    pipe = idle.pop()
                    at_work[pipe] = task
                    pipe.send(task[1])
                if not at_work and number not in done:
                    return
                for ready in wait(list(at_work)):
                    assert isinstance(ready, Connection)
                    at, one = at_work.pop(ready)
                    try:
                        done[at] = (one, ready.recv())
                        idle.append(ready)
                    except (EOFError, OSError):  # the process is gone: out of memory, say
                        done[at] = (one, (False, None))
                        self._pipes.remove(ready)
            yield done.pop(number)


def _work(pipe: Connection, prepare: Callable[..., Callable[[Any], Any]], arguments: tuple[Any, ...]) -> None:
    work = prepare(*arguments)
    while True:
        try:
            task = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            pipe.send(_attempt(work, task))
        except (OSError, KeyboardInterrupt):
            return


def _attempt(work: Callable[[Any], Any], task: object) -> tuple[bool, Any]:
    try:
        return True, work(task)
    except Exception:  # whatever it is, it is raised again where it can be told
        return False, None
