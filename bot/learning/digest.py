"""The daily digest: what an administrator who wants it is told of a day, and since when they were not told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.answering.evidence import short_title
from bot.learning.kept import Kept
from bot.rendering.chat_texts import chat_text
from bot.rendering.html import leaf
from bot.state import State
from bot.understanding.types import Language

#: the hour of the day, by the machine's clock, from which on it is sent
HOUR = 8
_QUESTIONS, _LONGEST = 5, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was asked in a time; `new` are the questions that failed for the first time."""

    asked: int
    answered: int
    declined: int
    new: tuple[str, ...]


class Digests:
    """Who wants the digest, and up to when they were told. A restart tells nobody twice."""

    def __init__(self, state: State) -> None:
        self._state = state

    def is_wanted(self, person_id: int) -> bool:
        """Whether a person wants it."""
        return bool(self._state.run("SELECT 1 FROM digests WHERE person_id = ?", (person_id,)))

    def switch(self, person_id: int, *, is_on: bool, now: float) -> None:
        """Send it to a person from now on, or no longer."""
        if is_on:
            self._state.run("INSERT OR IGNORE INTO digests VALUES (?, ?)", (person_id, int(now)))
        else:
            self._state.run("DELETE FROM digests WHERE person_id = ?", (person_id,))

    def claim_due(self, now: float) -> dict[int, int]:
        """The people who are to be told now, and since when; whoever is returned is not returned again that day."""
        latest = latest_hour(now)
        due = dict(self._state.run("SELECT person_id, told_until FROM digests WHERE told_until < ?", (int(latest),)))
        for person_id in due:
            self._state.run("UPDATE digests SET told_until = ? WHERE person_id = ?", (int(now), person_id))
        return due


def latest_hour(now: float) -> float:
    """The last time before now at which digests were due, in seconds since 1970."""
    local = datetime.fromtimestamp(now).astimezone()
    due = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return (due if due <= local else due - timedelta(days=1)).timestamp()


def next_hour(now: float) -> float:
    """The next time at which digests are due, in seconds since 1970."""
    return latest_hour(now + timedelta(days=1).total_seconds())


def count_since(state: State, kept: Kept, since: float) -> Figures:
    """What was asked since then."""
    rows = dict(
        state.run(
            "SELECT json_extract(why, '$.status'), count(*) FROM answers WHERE answered_at >= ? GROUP BY 1",
            (int(since),),
        )
    )
    declined = rows.get("not_found", 0)
    asked = sum(rows.values())
    new = tuple(question.text for question in kept.open_questions(since))
    return Figures(asked=asked, answered=asked - declined, declined=declined, new=new)


def digest_text(figures: Figures, language: Language | None) -> str:
    """The digest as Telegram HTML."""
    languages = [language] if language else list(Language)
    return "\n\n".join("\n".join(_lines(figures, each)) for each in languages)


def _lines(figures: Figures, language: Language) -> Iterator[str]:
    yield chat_text("digest_title", language)
    counts = {"asked": figures.asked, "answered": figures.answered, "declined": figures.declined}
    yield chat_text("digest_counts", language, **counts)
    if figures.new:
        yield chat_text("digest_new", language, count=len(figures.new))
    yield from (f"• {leaf(short_title(text, _LONGEST))}" for text in figures.new[:_QUESTIONS])
