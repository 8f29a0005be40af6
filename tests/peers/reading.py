"""Passages and questions from JSON Lines files that others bring."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class Unreadable(ValueError):
    """A file is not what it should be; the message names the file, the line (from 1 on) and what is wrong."""

    def __init__(self, path: Path, line: int | None, problem: str) -> None:
        place = f"{path}, line {line}" if line else f"{path}"
        super().__init__(f"{place}: {problem}")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that is searched for as a whole."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question with the ids of the passages that answer it."""

    id: str
    text: str
    relevant: tuple[str, ...]


def read_passages(path: Path) -> list[Passage]:
    """The passages of a file, one `{"id", "text"}` a line; other fields are left alone.

    Raises:
        Unreadable: no such file, nothing in it, or a line that is no passage.
    """
    passages: dict[str, Passage] = {}
    for line, row in _rows(path):
        passage = Passage(_text(path, line, row, "id"), _text(path, line, row, "text"))
        if passage.id in passages:
            raise Unreadable(path, line, f'the id "{passage.id}" stands on an earlier line too')
        passages[passage.id] = passage
    return list(passages.values())


def read_questions(path: Path, known: Collection[str]) -> list[Wanted]:
    """The questions of a file, one `{"id", "text", "relevant": [ids of passages]}` a line; CMRC has one without words.

    Args:
        known: the ids of all passages.

    Raises:
        Unreadable: no such file, nothing in it, or a line that is no question about these passages.
    """
    questions = []
    for line, row in _rows(path):
        relevant = row.get("relevant")
        if not isinstance(relevant, list) or not relevant or not all(isinstance(each, str) for each in relevant):
            raise Unreadable(path, line, 'the field "relevant" must be a list of ids of passages')
        for each in relevant:
            if each not in known:
                raise Unreadable(path, line, f'no passage has the id "{each}"')
        text = _text(path, line, row, "text", may_be_blank=True)
        questions.append(Wanted(_text(path, line, row, "id"), text, tuple(relevant)))
    return questions


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(path, None, "cannot be read as a UTF-8 text file") from error
    filled = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not filled:
        raise Unreadable(path, None, "holds nothing")
    for number, line in filled:
        try:
            row = json.loads(line)
        except ValueError as error:
            raise Unreadable(path, number, "is no JSON") from error
        if not isinstance(row, dict):
            raise Unreadable(path, number, "is no JSON object")
        yield number, row


def _text(path: Path, line: int, row: dict[str, Any], field: str, *, may_be_blank: bool = False) -> str:
    value = row.get(field)
    if not isinstance(value, str) or not (value.strip() or may_be_blank):
        raise Unreadable(path, line, f'the field "{field}" must be a text')
    return value
