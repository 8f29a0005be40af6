"""Choices as buttons below a message."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import AskQuestion, encode
from bot.rendering.page import Button, Page

#: Telegram shows no more buttons than this below a message
MAX_BUTTONS = 100

#: what is left of a longer label cannot be read on a phone anyway
MAX_LABEL = 60


def keyboard(page: Page) -> InlineKeyboardMarkup | None:
    """One row for each choice that a button can carry; None when there is none."""
    buttons = [button for choice in page.buttons if (button := _button(choice)) is not None]
    return InlineKeyboardMarkup.from_column(buttons[:MAX_BUTTONS]) if buttons else None


def _button(choice: Button) -> InlineKeyboardButton | None:
    data = encode(AskQuestion(choice.question))
    label = " ".join(choice.label.encode("utf-8", "ignore").decode("utf-8").split())
    if data is None or not label:
        return None
    return InlineKeyboardButton(label if len(label) <= MAX_LABEL else f"{label[: MAX_LABEL - 1]}…", callback_data=data)
