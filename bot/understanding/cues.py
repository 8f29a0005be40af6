"""The words that show what a question asks for, from the table `cues.toml` beside this module."""

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.understanding.types import Cue


@dataclass(frozen=True, slots=True)
class CueRow:
    """One entry of the table: a cue, the pattern that shows it, and a question that it is found in."""

    cue: Cue
    pattern: re.Pattern[str]
    example: str
    is_consumed: bool


@functools.cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("cues.toml").read_text(encoding="utf-8"))


def _compile(patterns: Iterable[str]) -> re.Pattern[str]:
    pattern = "|".join(patterns)
    for name, words in _table()["words"].items():
        pattern = pattern.replace(name, words)
    return re.compile(pattern)


CUES: tuple[CueRow, ...] = tuple(
    CueRow(Cue(row["name"]), _compile(row["patterns"]), row["example"], row.get("is_consumed", True))
    for row in _table()["cue"]
)


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """Headings of the genre: what fits their titles, what people call them, and a question that does."""

    example: str
    titles: re.Pattern[str]
    pattern: re.Pattern[str]


HEADINGS: tuple[HeadingRow, ...] = tuple(
    HeadingRow(row["example"], re.compile(row["titles"]), _compile(row["patterns"])) for row in _table()["heading"]
)
#: kinds of facts about a document, by the words that ask for them; the first row that fits is taken
FACT_CUES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (row["name"], _compile(row["patterns"])) for row in _table()["fact"]
)
