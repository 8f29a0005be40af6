"""The commands `planbot index`, `diff` and `rollback`."""

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bot.cli_common import language_of
from bot.config import Settings
from corpus.errors import DocumentMissing

_EXIT_DONE, _EXIT_NOTHING = 0, 1
_PROGRESS_WIDTH = 24


def index(arguments: argparse.Namespace, settings: Settings) -> int:
    """Build the index and print the import report."""
    from bot.rendering.report import render_built, render_report
    from index.build import build_index
    from index.store import Index

    places = _places(arguments.paths, settings)
    with _progress() as report:
        built = build_index(
            places,
            settings.index,
            is_given=bool(arguments.paths),
            progress=report,
            anew=arguments.all,
            keep=settings.keep,
        )
    language = language_of(arguments)
    with contextlib.closing(Index(settings.index)) as made:
        print(render_report(made, language))
    print(render_built(len(built.names), len(built.parsed), built.passages, built.cut, language))
    print(f"→ {settings.index}")
    return _EXIT_DONE


def diff(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print what indexing would change; 1 when that is nothing."""
    from bot.rendering.changes import render_changes
    from index.build import build_index
    from index.diff import compare
    from index.fresh import given_places
    from index.store import Index

    with contextlib.closing(Index(settings.index)) as running, tempfile.TemporaryDirectory() as folder:
        given = arguments.paths or [place for place in given_places(running) if place.exists()]
        places = given or _places((), settings)
        path = Path(folder) / "index.db"
        with _progress() as report:
            build_index(places, path, is_given=bool(given), progress=report, old=settings.index, keep=0)
        with contextlib.closing(Index(path)) as coming:
            changes = compare(running, coming)
    print(render_changes(changes, language_of(arguments)))
    return _EXIT_DONE if changes else _EXIT_NOTHING


def rollback(arguments: argparse.Namespace, settings: Settings) -> int:
    """Put an earlier index back in place, or list them."""
    from bot.rendering.report import render_previous
    from index.previous import previous_indexes
    from index.rollback import roll_back

    language, held = language_of(arguments), previous_indexes(settings.index)
    lines = render_previous(held, language)
    if arguments.list or not 1 <= arguments.number <= len(held):
        print("\n".join(lines), file=sys.stdout if arguments.list else sys.stderr)
        return _EXIT_DONE if arguments.list else _EXIT_NOTHING
    roll_back(settings.index, held[arguments.number - 1].path, settings.keep)
    print(lines[arguments.number - 1])
    print(f"→ {settings.index}")
    return _EXIT_DONE


def _places(paths: Sequence[Path], settings: Settings) -> Sequence[Path]:
    for path in paths:
        if not path.exists():
            raise DocumentMissing("找不到文件 / no such file", path, "请检查路径 / check the path")
    return paths or settings.folders


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error while something is built, where that is a terminal."""
    yield _show_progress
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)


def _show_progress(stage: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        filled = _PROGRESS_WIDTH * done // max(total, 1)
        print(
            f"\r\033[K{stage:8}[{'#' * filled:{_PROGRESS_WIDTH}}] {done}/{total}", end="", file=sys.stderr, flush=True
        )
