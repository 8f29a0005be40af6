"""The kinds of cases, and how many of each are in 1,000."""

from collections.abc import Callable
from random import Random

from tests.fuzz import asking, chats, codes, files, records
from tests.fuzz.place import Place

#: name → what a case does, and its share of all cases in thousandths
KINDS: dict[str, tuple[Callable[[Random, Place], None], int]] = {
    "question": (asking.converse, 480),
    "long": (asking.long_question, 10),
    "terminal": (asking.terminal, 30),
    "jsonl": (asking.json_lines, 60),
    "button": (codes.button, 130),
    "start": (codes.start, 60),
    "chat": (chats.chat_updates, 60),
    "text-file": (files.text_file, 50),
    "other-file": (files.other_file, 20),
    "pdf-file": (files.pdf_file, 4),
    "isolated-file": (files.isolated_file, 1),
    "indexed-file": (files.indexed_file, 1),
    "file-name": (files.file_name, 44),
    "state": (records.state, 20),
    "lessons": (records.lessons, 20),
    "question-file": (records.question_file, 10),
}


def shares(cases: int) -> dict[str, int]:
    """How many cases of each kind there are among so many; at least one."""
    return {name: max(1, cases * share // 1000) for name, (_, share) in KINDS.items()}
