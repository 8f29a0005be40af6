"""Where each conversation stands: one `Dialogue` for every person in every chat and topic, in memory."""

from collections import OrderedDict
from dataclasses import dataclass

from bot.understanding.types import Dialogue

#: conversations kept; the one that was quiet for longest is dropped first
CAPACITY = 10_000


@dataclass(frozen=True, slots=True)
class Speaker:
    """One person in one chat and topic: whom a conversation belongs to."""

    person_id: int
    chat_id: int
    topic_id: int = 0


class Dialogues:
    """The conversations that are going on."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._dialogues: OrderedDict[Speaker, Dialogue] = OrderedDict()

    def get(self, speaker: Speaker) -> Dialogue:
        """Where the conversation stands; at its beginning for somebody new."""
        return self._dialogues.get(speaker, Dialogue())

    def put(self, speaker: Speaker, dialogue: Dialogue) -> None:
        """Remember where it stands now."""
        self._dialogues[speaker] = dialogue
        self._dialogues.move_to_end(speaker)
        if len(self._dialogues) > self._capacity:
            self._dialogues.popitem(last=False)
