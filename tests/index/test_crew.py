"""Work that several processes share comes back in order, and a failure is told as if it had happened here."""

import os
from collections.abc import Callable

import pytest

from index.crew import WORTH, do_all


def squarer(offset: int) -> Callable[[int], int]:
    """What squares a number; 13 is too much for it."""

    def square(number: int) -> int:
        if number == 13:
            raise ValueError("13 is no good")
        return number * number + offset

    return square


def frail(here: int) -> Callable[[int], int]:
    """What ends its process at number 5, unless it works in this one."""

    def work(number: int) -> int:
        if number == 5 and os.getpid() != here:
            os._exit(1)
        return -number

    return work


@pytest.mark.parametrize("count", [3, WORTH])
def test_results_come_in_order(count: int) -> None:
    numbers = range(100, 100 + 2 * WORTH)
    assert list(do_all(squarer, (1,), numbers, count)) == [number * number + 1 for number in numbers]


def test_nothing_to_do() -> None:
    assert list(do_all(squarer, (0,), [], WORTH)) == []


@pytest.mark.parametrize("count", [3, WORTH])
def test_a_failure_comes_at_its_place(count: int) -> None:
    results = do_all(squarer, (0,), range(WORTH), count)
    assert [next(results) for _ in range(13)] == [number * number for number in range(13)]
    with pytest.raises(ValueError, match="13 is no good"):
        next(results)


def test_a_process_that_dies_loses_nothing() -> None:
    assert list(do_all(frail, (os.getpid(),), range(12), WORTH)) == [-number for number in range(12)]
