"""/digest: whether an administrator is told of each day."""

from telegram import Update

from bot.addressing import after_command
from bot.handlers.admin import for_admin
from bot.handlers.context import Context, person_language, say
from bot.learning.digest import Digests
from bot.rendering.chat_texts import chat_text


async def digest(update: Update, context: Context) -> None:
    """/digest on, /digest off: the daily digest in private; without a word, whether it is on."""
    if (found := await for_admin(update, context)) is None:
        return
    message, speaker = found
    digests = Digests(context.desk.state)
    wish = after_command(message, context.bot.bot).strip().lower()
    if wish in ("on", "off"):
        digests.switch(speaker.person_id, is_on=wish == "on", now=context.desk.now())
        key = f"digest_{wish}"
    else:
        key = "digest_is_on" if digests.is_wanted(speaker.person_id) else "digest_is_off"
    await say(message, chat_text(key, person_language(message.from_user)))
