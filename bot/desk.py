"""Where the chat and the answers meet: everything that a handler may use, and the one place that waits for an answer.

Knows nothing of Telegram's objects; handlers turn updates into calls of the desk and what it returns into messages.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.access import Access
from bot.answering.types import Answer
from bot.dialogues import Dialogues, Speaker
from bot.rendering.page import Page
from bot.understanding.types import Dialogue, Language

logger = logging.getLogger(__name__)


class Answerer(Protocol):
    """What the desk needs of `bot.service.Service`."""

    def answer(self, text: str, dialogue: Dialogue) -> tuple[Answer, Dialogue]:
        """The answer to a message, and where the conversation stands after it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What handlers work with.

    Attributes:
        compose: puts an answer into words.
        examples: questions to show in /start and /help.
    """

    service: Answerer
    compose: Callable[[Answer], Page]
    access: Access
    examples: Mapping[Language, tuple[str, ...]]
    dialogues: Dialogues = field(default_factory=Dialogues)
    # the index has one connection, which one thread at a time may use
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, text: str, speaker: Speaker, update_id: int, *, is_new: bool = False) -> Page:
        """The answer to somebody's question, taking up their conversation unless `is_new`; logs one line."""
        started = time.perf_counter()
        dialogue = Dialogue() if is_new else self.dialogues.get(speaker)
        async with self._lock:
            answer, dialogue = await asyncio.to_thread(self.service.answer, text, dialogue)
        self.dialogues.put(speaker, dialogue)
        page = self.compose(answer)
        logger.info(
            "question update=%d intent=%s status=%s ms=%.1f",
            update_id,
            answer.question.intent.value.replace(" ", "_"),
            answer.status.value,
            (time.perf_counter() - started) * 1000,
        )
        return page
