"""What is said about questions that had to wait, and which ones are let go: late ones, many at once, an empty /ask.

Nothing here sends anything: an answer is one message, and a note is its last line.
"""

import datetime as dt
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from telegram import Message

from bot.addressing import is_private, speaker_of
from bot.config import Settings
from bot.conversations import Speaker
from bot.rendering.chat_texts import chat_words
from bot.setting_values import Staleness
from bot.understanding.types import Language

#: a person who has so many questions waiting is told so, at most once in so many seconds
BURST = 5
BURST_SECONDS = 60.0
#: how long the next message after an empty /ask is taken for the question
ASKED_BACK_SECONDS = 120.0
#: people that are remembered; the one who was quiet for longest is forgotten first
_CAPACITY = 1_000


class Queue(Protocol):
    """What is needed of `bot.lanes.Lanes`."""

    def waiting(self, chat_id: int, person_id: int) -> int:
        """How many messages of a person in a chat are still to be dealt with."""
        ...


class Politeness:
    """Notes about waiting. `now` is the clock, for tests."""

    def __init__(self, settings: Settings, now: Callable[[], float] = time.time) -> None:
        self._staleness = settings.stale
        self._stale_seconds = 60.0 * settings.stale_minutes
        self._now = now
        self._told: OrderedDict[Speaker, float] = OrderedDict()
        self._asked_back: OrderedDict[Speaker, float] = OrderedDict()
        self.queue: Queue | None = None

    # late questions

    def is_too_late(self, message: Message) -> bool:
        """Whether a question is too old to be answered, as the operator set it."""
        return self._staleness is Staleness.DROP and self._is_late(message)

    def is_late_edit(self, message: Message) -> bool:
        """Whether a message that was not answered was edited so late that nobody waits for an answer any more."""
        written, edited = message.date, message.edit_date or message.date
        return (edited - written).total_seconds() > max(self._stale_seconds, ASKED_BACK_SECONDS)

    def _is_late(self, message: Message) -> bool:
        return self._age(message) > self._stale_seconds > 0

    def _age(self, message: Message) -> float:
        asked = message.edit_date or message.date
        return self._now() - asked.replace(tzinfo=asked.tzinfo or dt.UTC).timestamp()

    # notes

    def note(self, message: Message, speaker: Speaker, language: Language) -> str:
        """What to add to an answer: that the question is old, or that more of the same person are waiting."""
        if self._staleness is Staleness.DATE and self._is_late(message):
            return chat_words("asked_ago", language, ago=duration(self._age(message), language))
        waiting = self.queue.waiting(speaker.chat_id, speaker.person_id) if self.queue else 0
        if waiting < BURST or self._now() - self._told.get(speaker, 0.0) < BURST_SECONDS:
            return ""
        _put(self._told, speaker, self._now())
        return chat_words("more_waiting", language, count=waiting)

    # an empty /ask

    def ask_back(self, message: Message) -> None:
        """Somebody was asked for their question."""
        if speaker := speaker_of(message):
            _put(self._asked_back, speaker, self._now())

    def was_asked_back(self, message: Message) -> bool:
        """Whether this is the first message of somebody in a group who was just asked for their question."""
        speaker = speaker_of(message)
        if speaker is None or is_private(message) or message.reply_to_message is not None:
            return False
        return self._now() - self._asked_back.pop(speaker, 0.0) < ASKED_BACK_SECONDS


def duration(seconds: float, language: Language) -> str:
    """A time in words, in its largest unit."""
    minutes = max(1, round(seconds / 60))
    for key, size in (("days", 24 * 60), ("hours", 60)):
        if minutes >= size:
            return chat_words(key, language, count=minutes // size)
    return chat_words("minutes", language, count=minutes)


def _put(known: "OrderedDict[Speaker, float]", speaker: Speaker, now: float) -> None:
    known[speaker] = now
    known.move_to_end(speaker)
    if len(known) > _CAPACITY:
        known.popitem(last=False)
