"""Drafts: new indexes that wait for an administrator's word, each with the document that was sent for it, if any.

One for each administrator: another one takes its place. They are remembered over a restart.
"""

import re
import secrets
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from bot.state import State

#: what a file's name may hold; anything else becomes a low line
_UNUSUAL = re.compile(r"[^\w.()（）《》〔〕【】“”、·\- ]+")
_LONGEST_NAME, _LONGEST_ENDING = 80, 10
_COLUMNS = "token, person_id, message_id, name, is_ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A new index that waits.

    Attributes:
        token: eight hexadecimal digits that name it in buttons and files.
        person_id: the administrator, and their private chat.
        message_id: the message that shows it.
        name: of the document that was sent, as it will be called in the corpus; "" where none was.
        is_ready: whether the index is built, so that it can be confirmed.
    """

    token: str
    person_id: int
    message_id: int
    name: str
    is_ready: bool = False


class Drafts:
    """The drafts in the state file."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, person_id: int, message_id: int, name: str, now: float) -> Draft:
        """Remember a new draft, in place of the one that this person had."""
        draft = Draft(token=secrets.token_hex(4), person_id=person_id, message_id=message_id, name=name)
        self._state.run(
            "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?, 0, ?)",
            (draft.token, person_id, message_id, name, int(now)),
        )
        return draft

    def get(self, token: str) -> Draft | None:
        """The draft with this token, if it is still waited for."""
        return self._one("token = ?", token)

    def of_person(self, person_id: int) -> Draft | None:
        """The draft of an administrator."""
        return self._one("person_id = ?", person_id)

    def all(self) -> tuple[Draft, ...]:
        """All drafts."""
        return tuple(_draft(row) for row in self._state.run(f"SELECT {_COLUMNS} FROM drafts ORDER BY drafted_at"))  # noqa: S608

    def set_ready(self, token: str, is_ready: bool = True) -> None:
        """Remember whether its index is built."""
        self._state.run("UPDATE drafts SET is_ready = ? WHERE token = ?", (is_ready, token))

    def drop(self, token: str) -> bool:
        """Forget a draft; False when that was done already."""
        return bool(self._state.run("DELETE FROM drafts WHERE token = ? RETURNING token", (token,)))

    def _one(self, condition: str, value: str | int) -> Draft | None:
        rows = self._state.run(f"SELECT {_COLUMNS} FROM drafts WHERE {condition}", (value,))  # noqa: S608 - our own
        return _draft(rows[0]) if rows else None


def _draft(row: tuple[object, ...]) -> Draft:
    token, person_id, message_id, name, is_ready = row
    return Draft(
        token=str(token),
        person_id=int(str(person_id)),
        message_id=int(str(message_id)),
        name=str(name),
        is_ready=bool(is_ready),
    )


def safe_name(name: str) -> str:
    """A file's name as a stranger gives it, made fit for a folder; "" when nothing usable is left.

    >>> safe_name("../../etc/计划（2021-2023）.TXT"), safe_name("C:\\\\x\\\\plan?.docx"), safe_name("..")
    ('计划（2021-2023）.txt', 'plan.docx', '')
    """
    last = PureWindowsPath(PurePosixPath(name.replace("\x00", "")).name).name
    stem, dot, ending = _UNUSUAL.sub("_", last).rpartition(".")
    stem = stem.strip(" ._")
    while len(stem.encode()) > 2 * _LONGEST_NAME:
        stem = stem[:-1]
    stem, ending = stem.rstrip(" ._"), ending.lower()
    return f"{stem}.{ending}" if stem and dot and ending.isalnum() and len(ending) <= _LONGEST_ENDING else ""
