"""What changed between two indexes, in words: one line a difference, and a line of counts."""

import functools
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from typing import Any

from bot.understanding.types import Language
from index.diff import Change

_SIGNS = {"added": "+", "removed": "−", "changed": "~"}
#: what is told of a long text: where it begins to differ, and so many characters of it
_SHOWN = 60
_BEFORE = 8


@functools.cache
def _texts() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(resources.files(__package__).joinpath("changes.toml").read_text("utf-8"))


def render_changes(changes: Sequence[Change], language: Language) -> str:
    """All differences as plain text, below the names of their documents."""
    return "\n".join((count_changes(changes, language), *change_lines(changes, language)))


def count_changes(changes: Sequence[Change], language: Language) -> str:
    """How many differences of each kind there are, such as `tasks +1 −2, figures ~3`."""
    counts = Counter((change.subject, change.verb) for change in changes)
    told = []
    for subject in _texts()["counts"]:
        signs = " ".join(f"{sign}{n}" for verb, sign in _SIGNS.items() if (n := counts[subject, verb]))  # type: ignore[index]
        if signs:
            told.append(_texts()["counts"][subject][language.value].format(count=f" {signs} ").strip())
    none = str(_texts()["told"]["none"][language.value])
    return (", " if language is Language.ENGLISH else "，").join(" ".join(text.split()) for text in told) or none


def change_lines(changes: Sequence[Change], language: Language) -> Iterator[str]:
    """The differences one by one; a document's name stands above them."""
    name = ""
    for change in changes:
        if change.document != name:
            name = change.document
            yield f"{name}:"
        yield f"  {_SIGNS[change.verb]} {_line(change, language)}"


def _line(change: Change, language: Language) -> str:
    words = _texts()["told"]
    before, after = _excerpts(change.before, change.after)
    year = "" if change.year is None else str(change.year)
    if change.subject == "figure" and year:
        year = words["year"][language.value].format(year=year)
    template = str(_texts()[change.subject][change.verb][language.value])
    text = template.format(task=change.task, year=year, about=change.about, before=before, after=after)
    return f"{text} · {words['line'][language.value].format(line=change.line)}" if change.line > 1 else text


def _excerpts(before: str, after: str) -> tuple[str, str]:
    """Both texts from shortly before the place where they part, if they are long."""
    before, after = " ".join(before.split()), " ".join(after.split())
    if max(len(before), len(after)) <= _SHOWN:
        return before, after
    start = 0
    if before and after:
        same = next((at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), None)
        start = max(0, (min(len(before), len(after)) if same is None else same) - _BEFORE)
    return _excerpt(before, start), _excerpt(after, start)


def _excerpt(text: str, start: int) -> str:
    part = text[start : start + _SHOWN]
    return ("…" if start and text else "") + part + ("…" if len(text) > start + _SHOWN else "")
