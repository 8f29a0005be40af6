"""How well the bot answers its own questions: `python -m tests.scoring [--update] [--perturb] [--failures]`.

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
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import opencc

from bot.config import SHIPPED_CORPUS
from bot.rendering.jsonl import answer_to_json
from bot.service import Service
from bot.understanding.types import Dialogue
from index.build import build_index
from index.store import Index

FOLDER = Path(__file__).parent / "data" / "questions"
#: questions on plans of other layouts: a file bears the name of its plan in `tests/data/plans/`
OTHER_FOLDER = FOLDER / "plans"
PLANS = FOLDER.parent / "plans"
RECORDED = FOLDER / "recorded.json"
#: the longest text message that Telegram takes, in UTF-16 code units
LIMIT = 4096
#: a file may lose this many points before the run fails: one question of a small file
SLACK = 0.7


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a file."""

    id: str
    family: str
    language: str
    question: str
    turns: tuple[str, ...]
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a question: `faults` is empty for a right answer."""

    asked: Asked
    reply: Mapping[str, Any]
    faults: tuple[str, ...]


def read_questions(path: Path) -> list[Asked]:
    """The questions of one file."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [
        Asked(row["id"], row["family"], row["lang"], row["question"], tuple(row.get("turns") or ()), row["expect"])
        for row in rows
    ]


# what makes an answer right


def even_out(text: str) -> str:
    """Text without regard to width, case and white space; two numbers stay two."""
    text = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    return re.sub(r"(?<!\d)\s|\s(?!\d)", "", text)


def shows(text: str, wanted: str | Sequence[str]) -> bool:
    """Whether evened text holds what is wanted, or one of several ways to say it; 5 does not stand in 75 or 5.2."""
    for way in [wanted] if isinstance(wanted, str) else wanted:
        needle = even_out(way)
        before = r"(?<![\d.])" if needle[:1].isdigit() else ""
        after = r"(?!\d|\.\d)" if re.fullmatch(r"[\d.]+", needle) else ""
        if re.search(before + re.escape(needle) + after, text):
            return True
    return False


def find_faults(asked: Asked, reply: Mapping[str, Any], lines: Sequence[str]) -> tuple[str, ...]:
    """What is wrong with a reply; `lines` are the document's."""
    expect, citations = asked.expect, reply["citations"]
    text = reply["text"]
    faults = [*_status_faults(expect, reply), *_text_faults(expect, reply["status"], text)]
    if reply["status"] != "not_found":
        faults += _citation_faults(expect, citations)
    return (*faults, *(fault for citation in citations for fault in _quote_faults(citation, lines)))


def _status_faults(expect: Mapping[str, Any], reply: Mapping[str, Any]) -> Iterator[str]:
    allowed = expect.get("status", "answered")
    if reply["status"] not in ([allowed] if isinstance(allowed, str) else allowed):
        yield f"status {reply['status']}"
    if not reply["text"].strip():
        yield "empty text"
    if len(reply["text"].encode("utf-16-le", "surrogatepass")) // 2 > LIMIT:
        yield "text too long"


def _text_faults(expect: Mapping[str, Any], status: str, text: str) -> Iterator[str]:
    headline, whole = even_out(text.split("\n", 1)[0]), even_out(text)
    if status != "not_found":
        yield from (f"headline lacks {wanted}" for wanted in expect.get("headline", ()) if not shows(headline, wanted))
        yield from (f"text lacks {wanted}" for wanted in expect.get("contains", ()) if not shows(whole, wanted))
    yield from (f"headline has {unwanted}" for unwanted in expect.get("excludes", ()) if shows(headline, unwanted))


def _citation_faults(expect: Mapping[str, Any], citations: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    tasks, years = {each["task"] for each in citations}, {each["year"] for each in citations}
    if not tasks >= set(expect.get("tasks", ())):
        yield f"does not cite tasks {expect['tasks']}"
    if expect.get("any_task") and not tasks & set(expect["any_task"]):
        yield f"cites none of tasks {expect['any_task']}"
    if not years >= set(expect.get("years", ())):
        yield f"does not cite years {expect['years']}"
    if "lines" in expect:
        first, last = expect["lines"]
        if not any(each["lines"][0] <= last and each["lines"][1] >= first for each in citations):
            yield f"does not cite lines {first}-{last}"


def _quote_faults(citation: Mapping[str, Any], lines: Sequence[str]) -> Iterator[str]:
    first, last = citation["lines"]
    quote = even_out(citation["quote"])
    if not quote or quote not in even_out("\n".join(lines[first - 1 : last])):
        yield f"FALSE QUOTE at lines {first}-{last}"


# asking


def judge(service: Service, questions: Sequence[Asked], lines: Sequence[str]) -> list[Verdict]:
    """Ask every question and judge the replies."""
    return [_judge_one(service, asked, lines) for asked in questions]


def _judge_one(service: Service, asked: Asked, lines: Sequence[str]) -> Verdict:
    dialogue = Dialogue()
    for turn in asked.turns:
        _, dialogue = service.answer(turn, dialogue)
    started = time.perf_counter()
    answer, _ = service.answer(asked.question, dialogue)
    reply = answer_to_json(answer, elapsed_ms=(time.perf_counter() - started) * 1000)
    return Verdict(asked, reply, find_faults(asked, reply, lines))


def open_plan(place: Path, path: Path) -> tuple[Service, Sequence[str]]:
    """A service over the index of a plan that is built at a path, and the plan's lines."""
    documents = build_index([place], path)
    return Service.of(Index(path)), documents[0].lines


def _with_questions(file: Path, folder: Path) -> tuple[Service, list[Asked], Sequence[str]]:
    service, lines = open_plan(PLANS / f"{file.stem}.txt", folder / f"{file.stem}.db")
    return service, read_questions(file), lines


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


def perturb(service: Service, verdicts: Sequence[Verdict], lines: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """For each perturbation: its name, how many right answers it could change, how many stayed right."""
    right = [verdict.asked for verdict in verdicts if not verdict.faults]
    for name, change in PERTURBATIONS.items():
        changed = [replace(asked, question=change(asked.question)) for asked in right]
        changed = [new for new, old in zip(changed, right, strict=True) if new.question != old.question]
        judged = judge(service, changed, lines)
        yield name, len(judged), sum(not verdict.faults for verdict in judged)


# reporting


def main(argv: Sequence[str] | None = None) -> int:
    """Score every file; 1 when one falls below its floor or anything is quoted falsely."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="record this result as the new floor")
    parser.add_argument("--perturb", action="store_true", help="ask every question in other clothes too")
    parser.add_argument("--failures", action="store_true", help="show what is wrong with each failed answer")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        service, lines = open_plan(SHIPPED_CORPUS, Path(folder) / "index.db")
        results = {file.stem: judge(service, read_questions(file), lines) for file in sorted(FOLDER.glob("*.jsonl"))}
        results |= {
            file.stem: judge(*_with_questions(file, Path(folder))) for file in sorted(OTHER_FOLDER.glob("*.jsonl"))
        }
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
            for name, total, stayed in perturb(service, own, lines):
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
    wrong = [verdict for verdict in everything if verdict.faults]
    guessed = sum(verdict.reply["status"] == "answered" for verdict in wrong)
    declined = sum(verdict.reply["status"] == "not_found" for verdict in wrong)
    times = sorted(verdict.reply["elapsed_ms"] for verdict in everything)
    print(f"wrong answers given as answers {guessed}, answerable questions declined {declined},", end=" ")
    print(f"false quotes {len(_false_quotes(everything))}")
    print(f"median {times[len(times) // 2]:.2f} ms, p99 {times[len(times) * 99 // 100]:.2f} ms")


def _false_quotes(verdicts: Sequence[Verdict]) -> list[str]:
    return [verdict.asked.id for verdict in verdicts if any(fault.startswith("FALSE") for fault in verdict.faults)]


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
