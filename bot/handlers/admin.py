"""Who may ask, and whether all is well: /whoami for everybody, /allow, /deny and /status for administrators."""

import re

from telegram import Message, Update

from bot.addressing import after_command, is_private, speaker_of
from bot.conversations import Speaker
from bot.handlers.context import Context, admitted, frame_language, person_language, say
from bot.rendering.chat_texts import chat_text, chat_words
from bot.selfcheck import look_around, report
from bot.understanding.types import Language

_ID = re.compile(r"-?[1-9][0-9]{0,18}")


async def whoami(update: Update, context: Context) -> None:
    """/whoami: a person's own id, the group's, and whether they may ask here."""
    message = update.message
    if message is None or message.from_user is None or (speaker := speaker_of(message)) is None:
        return
    access = context.desk.access
    # in a group that may not ask the bot speaks as seldom as to any question there
    if not is_private(message) and await admitted(message, context) is None:
        return
    language = person_language(message.from_user)
    key = "whoami_private" if is_private(message) else "whoami_group"
    standing = "standing_allowed" if access.may_ask(speaker.person_id, speaker.chat_id) else "standing_not_allowed"
    standing = "standing_admin" if access.is_admin(speaker.person_id) else standing
    lines = (chat_text(key, language, id=speaker.person_id, chat=speaker.chat_id), chat_text(standing, language))
    await say(message, "\n".join(lines))


async def allow(update: Update, context: Context) -> None:
    """/allow: everybody in this group may ask; /allow ID: this person or group may; in reply to somebody: they may."""
    if (found := await for_admin(update, context)) is None:
        return
    message, speaker = found
    chat_id = _meant(message, context)
    if chat_id is None:
        await _usage(message, context)
        return
    is_new = context.desk.access.allow(chat_id, speaker.person_id)
    await say(message, chat_text("allow_done" if is_new else "allow_known", _language(message), id=chat_id))


async def deny(update: Update, context: Context) -> None:
    """/deny: takes back what /allow did."""
    if (found := await for_admin(update, context)) is None:
        return
    message, _ = found
    chat_id = _meant(message, context)
    if chat_id is None:
        await _usage(message, context)
        return
    access = context.desk.access
    was_open = access.deny(chat_id)
    key = "deny_fixed" if access.is_fixed(chat_id) else "deny_done" if was_open else "deny_unknown"
    await say(message, chat_text(key, _language(message), id=chat_id))


async def status(update: Update, context: Context) -> None:
    """/status: the self-check, in private: a group need not know where updates come in."""
    if (found := await for_admin(update, context)) is None:
        return
    message, _ = found
    if not is_private(message):
        await say(message, chat_text("docs_private", _language(message)))
        return
    facts = await look_around(context.bot, context.desk)
    await say(message, report(facts, frame_language(message.from_user)))


async def for_admin(update: Update, context: Context) -> tuple[Message, Speaker] | None:
    """The message and who wrote it, if that is an administrator; others are told in private, and silently passed over
    in groups. What an administrator forwards somebody else may have written: it is no order."""
    message = update.message
    if message is None or (speaker := speaker_of(message)) is None:
        return None
    if context.desk.access.is_admin(speaker.person_id):
        if message.forward_origin is None:
            return message, speaker
        await say(message, chat_text("forwarded", person_language(message.from_user)))
        return None
    if is_private(message) and await admitted(message, context):
        await say(message, chat_text("admins_only", person_language(message.from_user)))
    return None


def _meant(message: Message, context: Context) -> int | None:
    """The chat that a command is about: the id behind it, the person replied to, or the group it was written in."""
    argument = after_command(message, context.bot.bot)
    if argument:
        return int(argument) if _ID.fullmatch(argument) else None
    replied = message.reply_to_message
    if replied and not replied.forum_topic_created:
        # who replies to a bot, a channel or the like means nobody, and surely not the whole group
        is_person = replied.from_user and not replied.from_user.is_bot and replied.sender_chat is None
        return replied.from_user.id if replied.from_user and is_person else None
    return None if is_private(message) else message.chat.id


async def _usage(message: Message, context: Context) -> None:
    language = frame_language(message.from_user)
    if not is_private(message):  # a group need not know who else may ask
        await say(message, chat_text("docs_private", language))
        return
    chats = context.desk.access.open_chats() or (chat_words("nobody", language),)
    await say(message, chat_text("usage_allow", language, chats=chats))


def _language(message: Message) -> Language | None:
    return person_language(message.from_user)
