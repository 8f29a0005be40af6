"""What the buttons of a review carry: a verb, the question or lesson that it is about, and a place in a list.

Act(Verb.WORD, 12, 3)  ⇄  "vw12-3"
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What a press does. `id` is a kept question's number, where nothing else is said."""

    SHOW = "s"
    #: offers words to teach; WORD takes one of them, WRITE asks for a message
    WORDS, WORD, WRITE = "o", "w", "r"
    #: offers places; LOOK asks for words to look for; SENTENCE and TASK take the passage, the task of id `number`
    PLACES, LOOK, SENTENCE, TASK = "p", "f", "n", "t"
    ABSENT = "a"
    DISMISS = "d"
    #: keeps the lesson `id`, which was proposed for question `number`
    KEEP = "k"
    #: undoes the lesson `id`
    UNDO = "u"
    #: page `number` of what was taught
    TAUGHT = "l"


@dataclass(frozen=True, slots=True)
class Act:
    """One press."""

    verb: Verb
    id: int = 0
    number: int = 0


#: what the data of these buttons looks like
PATTERN = r"v(?P<verb>[a-z])(?P<id>[0-9]{1,12})-(?P<number>[0-9]{1,12})"
_CODE = re.compile(PATTERN)


def encode_act(act: Act) -> str:
    """The data of a button."""
    return f"v{act.verb}{act.id}-{act.number}"


def decode_act(data: str) -> Act | None:
    """What a button says; None for data that no button of this version has."""
    match = _CODE.fullmatch(data)
    if match is None or match["verb"] not in set(Verb):
        return None
    return Act(Verb(match["verb"]), int(match["id"]), int(match["number"]))
