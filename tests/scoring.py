"""How well the bot answers its own questions: `python -m tests.scoring [--update] [--perturb [N]] [--failures]`.

Every file of `tests/data/questions/` holds one JSON object a line: a question, the person's earlier messages, and
what a right answer must show (`expect`). Prints the score by file, family and language, what was gained and lost
against the recorded result, and fails below the recorded floor or on any quotation that is not in the plan.
"""

import argparse
import json
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import opencc

from bot.config import SHIPPED_CORPUS
from bot.evaluation import Verdict, judge, read_questions
from bot.service import Service
from index.build import build_index
from index.store import Index

FOLDER = Path(__file__).parent / "data" / "questions"
#: questions on plans of other layouts: a file bears the name of its plan in `tests/data/plans/`
OTHER_FOLDER = FOLDER / "plans"
PLANS = FOLDER.parent / "plans"
RECORDED = FOLDER / "recorded.json"
#: a file may lose this many points before the run fails: one question of a small file
SLACK = 0.7


def open_plan(place: Path, path: Path) -> Service:
    """A service over the index of a plan that is built at a path."""
    build_index([place], path)
    return Service.of(Index(path))


# the same question in other clothes

_TRADITIONAL = opencc.OpenCC("s2t")


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _slip(text: str) -> str:
    """The text with two neighbouring letters of its longest English word exchanged."""
    words = [word for word in re.findall(r"[A-Za-z]{6,}", text)]
    if not words:
        return text
    word = max(words, key=len)
    at = random.Random(text).randrange(1, len(word) - 2)  # the same slip in every run
    return text.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :], 1)


PERTURBATIONS: dict[str, Callable[[str], str]] = {
    "full width": _wide,
    "Traditional": _TRADITIONAL.convert,
    "blanks between characters": lambda text: text if re.search("[A-Za-z]{2}", text) else " ".join(text),
    "upper case": str.upper,
    "lower case": str.lower,
    "polite": lambda text: (
        f"请问{text}谢谢！" if _is_chinese(text) else f"Hi, could you please tell me: {text} Thanks!"
    ),
    "no particles": lambda text: re.sub("[的了呢啊呀吧]", "", text),
    "no question mark": lambda text: text.rstrip("?？。."),
    "slip of the keyboard": _slip,
}


def perturb(service: Service, verdicts: Sequence[Verdict]) -> Iterator[tuple[str, int, int]]:
    """For each perturbation: its name, how many right answers it could change, how many stayed right."""
    right = [verdict.asked for verdict in verdicts if not verdict.faults]
    for name, change in PERTURBATIONS.items():
        changed = [replace(asked, question=change(asked.question)) for asked in right]
        changed = [new for new, old in zip(changed, right, strict=True) if new.question != old.question]
        judged = judge(service, changed)
        yield name, len(judged), sum(not verdict.faults for verdict in judged)


# reporting


def main(argv: Sequence[str] | None = None) -> int:
    """Score every file; 1 when one falls below its floor or anything is quoted falsely."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="record this result as the new floor")
    parser.add_argument(
        "--perturb",
        nargs="?",
        type=int,
        const=1,
        default=0,
        metavar="N",
        help="ask every question in other clothes too, or every Nth",
    )
    parser.add_argument("--failures", action="store_true", help="show what is wrong with each failed answer")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        service = open_plan(SHIPPED_CORPUS, Path(folder) / "index.db")
        results = {file.stem: judge(service, read_questions(file)) for file in sorted(FOLDER.glob("*.jsonl"))}
        for file in sorted(OTHER_FOLDER.glob("*.jsonl")):
            other = open_plan(PLANS / f"{file.stem}.txt", Path(folder) / f"{file.stem}.db")
            results[file.stem] = judge(other, read_questions(file))
        everything = [verdict for verdicts in results.values() for verdict in verdicts]
        _print_tables(results)
        if arguments.failures:
            _print_failures(everything)
        if arguments.perturb:
            own = [
                verdict
                for file, verdicts in results.items()
                if (FOLDER / f"{file}.jsonl").exists()
                for verdict in verdicts
            ]
            for name, total, stayed in perturb(service, own[:: arguments.perturb]):
                print(f"{name:28}{stayed:5} of {total:5}  {100 * stayed / max(total, 1):6.1f} %")
    return _compare(results, is_update=arguments.update)


def _print_tables(results: Mapping[str, Sequence[Verdict]]) -> None:
    everything = [verdict for verdicts in results.values() for verdict in verdicts]
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for file, verdicts in results.items():
        for verdict in verdicts:
            for key in (f"file {file}", f"family {verdict.asked.family}", f"language {verdict.asked.language}", "all"):
                total[key] += 1
                right[key] += not verdict.faults
    for key in sorted(total):
        print(f"{key:30}{right[key]:5} of {total[key]:5}  {100 * right[key] / total[key]:6.1f} %")
    guessed = sum(verdict.is_guess for verdict in everything)
    declined = sum(verdict.is_declined for verdict in everything)
    times = sorted(verdict.reply["elapsed_ms"] for verdict in everything)
    print(f"wrong answers given as answers {guessed}, answerable questions declined {declined},", end=" ")
    print(f"false quotes {len(_false_quotes(everything))}")
    print(f"median {times[len(times) // 2]:.2f} ms, p99 {times[len(times) * 99 // 100]:.2f} ms")


def _false_quotes(verdicts: Sequence[Verdict]) -> list[str]:
    return [verdict.asked.id for verdict in verdicts if verdict.has_false_quote]


def _print_failures(verdicts: Sequence[Verdict]) -> None:
    for verdict in verdicts:
        if verdict.faults:
            print(f"{verdict.asked.id} [{verdict.asked.family}] {verdict.asked.question[:80]}")
            print("    " + verdict.reply["text"].replace("\n", " / ")[:120])
            print("    " + "; ".join(verdict.faults)[:200])


def _compare(results: Mapping[str, Sequence[Verdict]], *, is_update: bool) -> int:
    """Tell what was gained and lost since the recorded result, and whether the floor holds."""
    recorded = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    status = 1 if _false_quotes([verdict for verdicts in results.values() for verdict in verdicts]) else 0
    failed = {}
    for file, verdicts in results.items():
        failed[file] = sorted(verdict.asked.id for verdict in verdicts if verdict.faults)
        known = set(recorded.get(file, ()))
        ids = {verdict.asked.id for verdict in verdicts}
        gained, lost = sorted((known & ids) - set(failed[file])), sorted(set(failed[file]) - known)
        print(f"{file}: gained {', '.join(gained) or '-'}; lost {', '.join(lost) or '-'}")
        if file in recorded and 100 * (len(failed[file]) - len(known & ids)) / len(verdicts) > SLACK:
            print(f"{file}: below the recorded floor")
            status = 1
    if is_update:
        RECORDED.write_text(json.dumps(failed, indent=1) + "\n", encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
