# ruff: noqa: T201 - made to print
"""How many small faults the tests notice: `python -m tests.mutants [--count N] [--seed S] [--minutes M]`.

Tries a sample of the mutants of `bot/understanding` and `bot/answering`, prints the share that is killed by module,
and each survivor as a diff, with the questions with known answers that it loses all the same.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.making import sample
from tests.mutants.trying import Fate, by_module, measure, prepare, try_mutant


def main(argv: Sequence[str] | None = None) -> int:
    """Try a sample."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=600, help="mutants to try")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=45, help="of processor time, after which no more are tried")
    parser.add_argument("--numbers", type=int, nargs="+", help="only these of the sample: survivors, once more")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        mutants, total = sample(arguments.count, arguments.seed)
        started = time.time()
        baseline = measure()
        print(f"{total} mutants, {len(mutants)} in the sample, {time.time() - started:.0f} s to measure", flush=True)
        fates: dict[str, list[Fate]] = defaultdict(list)
        ways: Counter[str] = Counter()
        seconds = 0.0
        for number in arguments.numbers or range(len(mutants)):
            mutant = mutants[number]
            fate = try_mutant(mutant, baseline)
            fates[mutant.module].append(fate)
            ways[fate.killed_by or "nothing"] += 1
            seconds += fate.seconds
            if not fate.killed_by:
                print(f"#{number} {mutant.module}:{mutant.line} {mutant.function}\n{mutant.difference}", flush=True)
                for lost in fate.lost:
                    print(f"    loses {lost}")
            if number % 50 == 49:
                print(f"{number + 1} tried, {ways.total() - ways['nothing']} killed, {seconds:.0f} s", flush=True)
            if seconds > 60 * arguments.minutes:
                break
    _print(fates, ways, seconds)
    return 0


def _print(fates: dict[str, list[Fate]], ways: Counter[str], seconds: float) -> None:
    tried = killed = 0
    for name, count, dead in by_module(fates):
        tried, killed = tried + count, killed + dead
        print(f"{name:36}{dead:5} of {count:5}  {100 * dead / count:6.1f} %")
    print(f"{'all':36}{killed:5} of {tried:5}  {100 * killed / tried:6.1f} %")
    print(f"by {dict(ways.most_common())}, {seconds:.0f} s of processor time")


if __name__ == "__main__":
    sys.exit(main())
