"""Keys as an inline keyboard below a message."""

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import encode
from bot.keys import Key, Rows

#: Telegram shows no more buttons than this below a message
MAX_BUTTONS = 100


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """The rows as Telegram takes them, without keys that no button can carry; None when none is left."""
    made = [[button for key in row if (button := _button(key)) is not None] for row in rows]
    made = [row for row in made if row]
    while sum(map(len, made)) > MAX_BUTTONS:
        made.pop()
    return InlineKeyboardMarkup(made) if made else None


def _button(key: Key) -> InlineKeyboardButton | None:
    if not key.label.strip():
        return None
    if key.copy:
        return InlineKeyboardButton(key.label, copy_text=CopyTextButton(key.copy))
    if key.query:
        return InlineKeyboardButton(key.label, switch_inline_query_current_chat=key.query)
    if key.url:
        return InlineKeyboardButton(key.label, url=key.url)
    data = encode(key.code) if key.code is not None else None
    return InlineKeyboardButton(key.label, callback_data=data) if data else None
