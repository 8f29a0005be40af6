"""The command `planbot`: parses its arguments, opens what is needed, prints, and turns errors into one line."""

import argparse
import contextlib
import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

from bot import indexing, logs, needs
from bot.cli_common import language_of, open_service
from bot.cli_learning import add_commands
from bot.config import Settings, load_settings
from bot.setting_values import Secret
from bot.understanding.types import Dialogue, Language
from corpus.errors import PlanbotError

EXIT_ANSWERED, EXIT_NOT_FOUND, EXIT_ERROR = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is as the contract says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that is not set to UTF-8 must not end an answer
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = _parser().parse_args(argv)
    secrets: tuple[Secret, ...] = ()
    try:
        settings = load_settings()
        secrets = settings.secrets
        logs.hide_in_tracebacks(secrets)
        return int(arguments.run(arguments, settings))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # the reader has gone (planbot … | head); without this the interpreter complains once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_ANSWERED
    except Exception as error:
        if getattr(arguments, "debug", False):
            raise
        print(f"planbot: {logs.black_out(_told(error), secrets)}", file=sys.stderr)
    return EXIT_ERROR


def _told(error: Exception) -> str:
    """What is wrong and what to do next, in one or two lines."""
    if isinstance(error, PlanbotError):
        return str(error)
    if isinstance(error, ModuleNotFoundError) and error.name:  # what a package of ours needs itself
        return needs.told([error.name.partition(".")[0]])
    return f"{type(error).__name__}: {error}\n请用 --debug 查看详情 / run it again with --debug for details"


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help="show a traceback on errors")
    parser = argparse.ArgumentParser(
        prog="planbot", description="Answers questions about a government action plan.", parents=[common]
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    ask = commands.add_parser("ask", parents=[common], help="answer one question, or many as JSON Lines")
    ask.add_argument("question", nargs="*", metavar="QUESTION")
    ask.add_argument("--json", action="store_true", help="print the answer as one JSON object")
    ask.add_argument("--jsonl", action="store_true", help="read JSON Lines on standard input, write one object a line")
    ask.add_argument("--why", action="store_true", help="show how the question was read and what was weighed")
    ask.set_defaults(run=_ask)

    commands.add_parser("chat", parents=[common], help="the bot in a terminal").set_defaults(run=_chat)

    index = commands.add_parser("index", parents=[common], help="(re)build the index and print the import report")
    index.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="documents to index instead of the corpus folder"
    )
    index.add_argument("--all", action="store_true", help="parse every document anew, also those that did not change")
    index.add_argument("--lang", choices=[language.value for language in Language], help="language of the report")
    index.set_defaults(run=indexing.index)

    diff = commands.add_parser("diff", parents=[common], help="what `index` would change, without changing it")
    diff.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="documents instead of the corpus folder")
    diff.add_argument("--lang", choices=[language.value for language in Language], help="language of what is printed")
    diff.set_defaults(run=indexing.diff)

    rollback = commands.add_parser("rollback", parents=[common], help="put an earlier index back in place")
    rollback.add_argument("number", nargs="?", type=int, default=1, metavar="N", help="which one; 1 is the last")
    rollback.add_argument("--list", action="store_true", help="show the earlier indexes and change nothing")
    rollback.add_argument(
        "--lang", choices=[language.value for language in Language], help="language of what is printed"
    )
    rollback.set_defaults(run=indexing.rollback)

    commands.add_parser("serve", parents=[common], help="run the Telegram bot").set_defaults(run=_serve)

    status = commands.add_parser(
        "status", parents=[common], help="what is indexed: documents, counts, versions, faults"
    )
    status.add_argument("--json", action="store_true", help="print it as one JSON object")
    status.add_argument("--lang", choices=[language.value for language in Language], help="language of the report")
    status.set_defaults(run=_status)
    add_commands(commands, common)
    return parser


# ask and chat


def _ask(arguments: argparse.Namespace, settings: Settings) -> int:
    question = " ".join(arguments.question)
    if arguments.jsonl:
        return _answer_lines(open_service(settings), sys.stdin.buffer, sys.stdout)
    if not question.strip():
        print("planbot: 请写上问题 / write a question: planbot ask QUESTION", file=sys.stderr)
        return EXIT_ERROR
    return _answer_one(open_service(settings), question, arguments)


def _answer_one(service: Any, question: str, arguments: argparse.Namespace) -> int:
    from bot.answering.types import Status
    from bot.rendering.compose import compose
    from bot.rendering.jsonl import answer_to_json
    from bot.rendering.text import render_text
    from bot.rendering.why import render_why

    started = time.perf_counter()
    answer, _ = service.answer(question, Dialogue())
    elapsed_ms = (time.perf_counter() - started) * 1000
    if arguments.json:
        print(json.dumps(answer_to_json(answer, elapsed_ms=elapsed_ms), ensure_ascii=False))
    else:
        print(render_text(compose(answer)))
    if arguments.why:
        print(render_why(answer, service.index), file=sys.stderr)
    return EXIT_NOT_FOUND if answer.status is Status.NOT_FOUND else EXIT_ANSWERED


def _answer_lines(service: Any, lines: Iterable[bytes], out: TextIO) -> int:
    """One JSON object for each line; a line that cannot be read gets an error in its place."""
    status = EXIT_ANSWERED
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            reply = _to_line(_answer_line(service, line))
        except ValueError as error:
            reply = _to_line({"error": str(error), "line": number})
            status = EXIT_ERROR
        out.write(reply + "\n")
        out.flush()
    return status


def _answer_line(service: Any, line: bytes) -> dict[str, Any]:
    """The reply to one line of the contract's format.

    Raises:
        ValueError: the line is no JSON object with a question; the text says what is wrong.
    """
    from bot.rendering.jsonl import answer_to_json

    asked = _read_line(line)
    dialogue = Dialogue()
    for turn in asked["turns"]:
        _, dialogue = service.answer(turn, dialogue)
    started = time.perf_counter()
    answer, _ = service.answer(asked["question"], dialogue)
    elapsed_ms = (time.perf_counter() - started) * 1000
    return {"id": asked["id"], **answer_to_json(answer, elapsed_ms=elapsed_ms)}


def _to_line(reply: dict[str, Any]) -> str:
    """A reply as JSON that every reader takes.

    Raises:
        ValueError: its id is none, for Python alone reads NaN, 1e999 and lists without end.
    """
    try:
        return json.dumps(reply, ensure_ascii=False, allow_nan=False)
    except RecursionError as error:
        raise ValueError(f"not JSON: {error}") from error


def _read_line(line: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from error
    if not isinstance(asked, dict):
        raise ValueError("not a JSON object")
    turns = asked.get("turns") or []
    if not isinstance(asked.get("question"), str):
        raise ValueError('"question" must be a text')
    if not isinstance(turns, list) or not all(isinstance(turn, str) for turn in turns):
        raise ValueError('"turns" must be a list of texts')
    return {"id": asked.get("id"), "question": asked["question"], "turns": turns}


def _chat(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.chat import chat

    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - its import gives input() a line editor
    chat(open_service(settings), input, print)
    return EXIT_ANSWERED


# status, serve


def _status(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.rendering.report import render_status, status_to_json
    from index.store import Index

    index = Index(settings.index)
    if arguments.json:
        print(json.dumps(status_to_json(index), ensure_ascii=False, indent=1))
    else:
        print(render_status(index, language_of(arguments)))
    return EXIT_ANSWERED


def _serve(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.app import check, run
    from bot.living import LivingService

    check(settings)  # a missing token is told before an index is built
    return run(settings, LivingService(open_service(settings)))
