"""What a button carries: a small typed code of at most 64 bytes. Two pure functions; garbage decodes to None.

AskQuestion("任务3由谁负责")  ⇄  "q:任务3由谁负责"
"""

from dataclasses import dataclass

#: Telegram's limit on the data of a button, in bytes of UTF-8
MAX_BYTES = 64

_ASK = "q:"


@dataclass(frozen=True, slots=True)
class AskQuestion:
    """Pressing the button asks this question."""

    question: str


def encode(code: AskQuestion) -> str | None:
    """The data of a button, or None when it does not fit into one."""
    data = f"{_ASK}{code.question}"
    # lone surrogates are no text: "ignore" makes them vanish, and the comparison fail
    is_text = data.encode("utf-8", "ignore").decode("utf-8") == data
    return data if is_text and code.question.strip() and len(data.encode()) <= MAX_BYTES else None


def decode(data: str | None) -> AskQuestion | None:
    """What a button says, or None for data that no button of this version has."""
    if data is None or not data.startswith(_ASK):
        return None
    code = AskQuestion(data.removeprefix(_ASK))
    return code if encode(code) == data else None
