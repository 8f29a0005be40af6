"""Planbot next to other search: `python -m tests.peers [--passages FILE --questions FILE] [--only NAME ...]`.

With passages and questions (JSON Lines, `{"id", "text"}` and `{"id", "text", "relevant": [ids of passages]}`) all
engines search the same passages for the same questions. Without, they answer the project's own questions on the
shipped plan with the best sentence, and are judged as planbot's answers are. The other engines come with
`pip install '.[bench]'`; one that is not installed is skipped. Prints the tables as they stand in BENCHMARKS.md.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.config import SHIPPED_CORPUS
from bot.service import Service
from index.build import build_index
from index.store import Index
from tests.peers import own, table
from tests.peers.engines import BY_NAME, ENGINES, REFERENCE, Engine
from tests.peers.measuring import Question, Run, judge, run_apart
from tests.peers.reading import Passage, Unreadable, read_passages, read_questions


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 2 when a file cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m tests.peers", description=__doc__)
    parser.add_argument("--passages", type=Path, metavar="FILE", help="passages, JSON Lines")
    parser.add_argument("--questions", type=Path, metavar="FILE", help="questions on them, JSON Lines")
    parser.add_argument(
        "--only", nargs="+", choices=list(BY_NAME), metavar="NAME", help=f"some of {', '.join(BY_NAME)}"
    )
    parser.add_argument("--repeats", type=int, default=5, metavar="N", help="times are medians of so many (5)")
    arguments = parser.parse_args(argv)
    if (arguments.passages is None) != (arguments.questions is None):
        parser.error("--passages and --questions belong together")
    if arguments.repeats < 1:
        parser.error("--repeats must be at least 1")
    engines = choose(arguments.only or list(BY_NAME))
    try:
        if arguments.passages is None:
            _answer_own_questions(engines, arguments.repeats)
        else:
            _search_passages(engines, arguments.passages, arguments.questions, arguments.repeats)
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    print(f"\n{table.made_of(engines)}")
    return 0


def choose(names: Sequence[str]) -> list[Engine]:
    """The engines of these names that are installed; the reference always, since ratios are to it."""
    chosen = [engine for engine in ENGINES if engine.name in names or engine.name == REFERENCE]
    for engine in chosen:
        if engine.missing():
            lacks = ", ".join(engine.missing())
            print(f"{engine.name} is skipped: {lacks} is not installed (pip install '.[bench]')", file=sys.stderr)
    return [engine for engine in chosen if not engine.missing()]


def _run(
    engines: Sequence[Engine], passages: Sequence[Passage], questions: Sequence[Question], repeats: int
) -> dict[str, Run]:
    runs = {}
    for engine in engines:
        print(f"{engine.name} …", file=sys.stderr, flush=True)
        runs[engine.name] = run_apart(engine, passages, questions, repeats)
    return runs


def _search_passages(engines: Sequence[Engine], passages_file: Path, questions_file: Path, repeats: int) -> None:
    passages = read_passages(passages_file)
    wanted = read_questions(questions_file, {passage.id for passage in passages})
    asked = {str(number): each for number, each in enumerate(wanted)}
    runs = _run(engines, passages, [Question(id_, each.text) for id_, each in asked.items()], repeats)
    relevant = {id_: each.relevant for id_, each in asked.items()}
    print(f"{len(passages)} passages, {len(wanted)} questions\n")
    print("\n".join(table.quality_table(runs, {name: judge(run.found, relevant) for name, run in runs.items()})))


def _answer_own_questions(engines: Sequence[Engine], repeats: int) -> None:
    asked = own.own_questions()
    with tempfile.TemporaryDirectory() as folder:
        build_index([SHIPPED_CORPUS], Path(folder) / "index.db")
        index = Index(Path(folder) / "index.db")
        runs = _run(engines, own.as_passages(own.sentences(index)), own.as_questions(asked), repeats)
        answered = {"planbot's answers": own.judge_planbot(Service.of(index), asked, repeats)}
        for engine in engines:
            what = f"{engine.what} alone" if engine.name == "planbot" else engine.what
            answered[what] = own.judge_search(index, asked, runs[engine.name])
        index.close()
    print(f"{len(asked)} questions\n")
    print("\n".join(table.own_table(answered)))


if __name__ == "__main__":
    sys.exit(main())
