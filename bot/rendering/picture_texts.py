"""The words around the plan's own in a picture: the one reader of `picture_texts.toml`."""

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path

from bot.understanding.types import Language


@functools.cache
def picture_texts() -> Mapping[str, Mapping[str, str]]:
    """The table of texts: key → language → template."""
    return tomllib.loads(Path(__file__).with_name("picture_texts.toml").read_text("utf-8"))


def picture_words(key: str, language: Language, **values: object) -> str:
    """A text in words."""
    return picture_texts()[key][language.value].format(**values)


def source_words(title: str, task: int, spans: tuple[tuple[int, int], ...], language: Language) -> list[str]:
    """Where a picture's words stand: document, task and lines, each first and last; in parts to be kept whole.

    >>> source_words("计划", 27, ((933, 933), (939, 940), (933, 933)), Language.CHINESE)
    ['来源：《计划》', '任务27，', '第933、939-940行']
    """
    lines = list(dict.fromkeys(f"{first}" if first == last else f"{first}-{last}" for first, last in spans))
    key = "source_line" if len(lines) == 1 and lines[0].isdigit() else "source_lines"
    listed = picture_words("joint", language).join(lines)
    parts = picture_texts()[key][language.value].split("|")
    return [part.format(title=title, task=task, lines=listed) for part in parts]
