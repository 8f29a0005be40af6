"""The commands of `planbot` for keepers of a plan: eval, taught, export."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.cli_common import language_of, open_service
from bot.config import Settings
from bot.understanding.types import Language
from corpus.errors import PlanbotError

EXIT_DONE, EXIT_ERROR = 0, 2


class LessonMissing(PlanbotError):
    """There is no lesson of this number."""


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add these commands to those of `planbot`."""
    evaluate = commands.add_parser(
        "eval", parents=[common], help="ask questions with known answers, print how many are right"
    )
    evaluate.add_argument("file", type=Path, metavar="FILE", help="one JSON object a line: id, question, expect …")
    evaluate.add_argument("--json", action="store_true", help="print it as one JSON object")
    evaluate.add_argument("--failures", action="store_true", help="show what is wrong with each failed answer")
    evaluate.set_defaults(run=_evaluate)

    taught = commands.add_parser("taught", parents=[common], help="what administrators taught; export, import, undo")
    what = taught.add_mutually_exclusive_group()
    what.add_argument("--export", type=Path, metavar="FILE", help="write it as JSON Lines; - for standard output")
    what.add_argument("--import", type=Path, metavar="FILE", dest="import_", help="take in what was exported")
    what.add_argument("--undo", type=int, metavar="NUMBER", help="undo one thing by its number")
    taught.add_argument("--lang", choices=[language.value for language in Language], help="language of the list")
    taught.set_defaults(run=_taught)

    export = commands.add_parser("export", parents=[common], help="tasks as xlsx and csv, figures as csv")
    export.add_argument("folder", type=Path, metavar="FOLDER", help="where to write the files")
    export.add_argument("--lang", choices=[language.value for language in Language], help="language of the first row")
    export.set_defaults(run=_export)


# eval


def _evaluate(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.evaluation import judge, read_questions, tables_to_json

    questions = read_questions(arguments.file)
    verdicts = judge(open_service(settings), questions)
    found = tables_to_json(verdicts)
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
        return EXIT_DONE
    if arguments.failures:
        _print_failures(found["failed"])
    _print_tables(found)
    return EXIT_DONE


def _print_failures(failed: Sequence[dict[str, Any]]) -> None:
    for row in failed:
        print(f"{row['id']}  {row['question']}")
        print("    " + row["text"].replace("\n", " / ")[:120])
        print("    " + "; ".join(row["faults"])[:200])


def _print_tables(found: dict[str, Any]) -> None:
    print(f"{'':34}right  total  percent")
    for row in found["tables"]:
        name = f"{row['table']} {row['name']}".strip()
        print(f"{name:34}{row['right']:5} {row['total']:6} {100 * row['right'] / row['total']:8.1f}")
    total = found["tables"][-1]["total"]
    for key, name in (("wrong_as_answers", "wrong answers given as answers"), ("declined", "answerable, declined")):
        print(f"{name:34}{found[key]:5}        {100 * found[key] / total:8.1f}")
    print(f"{'replies with a false quote':34}{found['false_quotes']:5}")
    print(f"per answer: median {found['median_ms']:.2f} ms, p99 {found['p99_ms']:.2f} ms")


# taught


def _taught(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.learning.lessons import lessons_to_lines, read_lessons

    if arguments.import_ is not None:
        return _import(arguments.import_, settings)
    if arguments.undo is not None:
        return _undo(arguments.undo, settings)
    lessons = read_lessons(settings.state)
    if arguments.export is not None:
        _write(arguments.export, lessons_to_lines(lessons))
        return EXIT_DONE
    _print_lessons(lessons, arguments, settings)
    return EXIT_DONE


def _print_lessons(lessons: Sequence[Any], arguments: argparse.Namespace, settings: Settings) -> None:
    from bot.learning.pages import line_of
    from bot.rendering.chat_texts import chat_words

    language = language_of(arguments)
    if not lessons:
        print(chat_words("taught_none", language))
        return
    service = open_service(settings)
    print(chat_words("taught_title", language, count=len(lessons)))
    for lesson in lessons:
        print(line_of(lesson, service, language))


def _write(path: Path, text: str) -> None:
    from bot.export import ExportUnwritable

    if str(path) == "-":
        sys.stdout.write(text)
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ExportUnwritable(path, error.strerror or str(error)) from error


def _import(path: Path, settings: Settings) -> int:
    from bot.learning.lessons import Lessons, LessonsUnreadable, lessons_of_lines
    from bot.state import State

    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LessonsUnreadable(f"{path}: 无法读取 / cannot be read as a UTF-8 text file") from error
    lessons = lessons_of_lines(text)
    with State(settings.state) as state:
        new = Lessons(state).add_all(lessons)
    print(f"新增 {new} 条，共 {len(lessons)} 条 / {new} new of {len(lessons)}")
    return EXIT_DONE


def _undo(number: int, settings: Settings) -> int:
    from bot.learning.lessons import Lessons
    from bot.state import State

    if not settings.state.is_file():
        raise LessonMissing(f"没有教过 #{number} / nothing was taught as #{number}")
    with State(settings.state) as state:
        if Lessons(state).undo(number) is None:
            raise LessonMissing(f"没有教过 #{number} / nothing was taught as #{number}: planbot taught")
    print(f"已撤销 #{number} / undone #{number}")
    return EXIT_DONE


# export


def _export(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.export import export

    written, has_book = export(open_service(settings).index, arguments.folder, language_of(arguments))
    for path in written:
        print(f"→ {path}")
    if not has_book:
        print(
            "没有装 openpyxl，未写 xlsx / no xlsx without openpyxl: pip install 'planbot[documents]'", file=sys.stderr
        )
    return EXIT_DONE
