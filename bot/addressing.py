"""Which messages are meant for the bot, who speaks in them, and what they ask. Reads messages, sends nothing."""

import re

from telegram import MaybeInaccessibleMessage, Message, MessageEntity, User
from telegram.constants import ChatType

from bot.conversations import Speaker

#: Telegram sees no command where a Chinese question follows without a space; people write it all the same
_GLUED = re.compile(r"^/(?:ask|q)(?![A-Za-z0-9_@])\s*", re.IGNORECASE)


def speaker_of(message: Message) -> Speaker | None:
    """Whose conversation a message belongs to; None for messages that the bot never answers.

    These are: other bots, what was sent by way of a bot, channels (posts of their own, automatic forwards and people
    who speak as their channel). An administrator who speaks as the group is a speaker, under the group's id.
    """
    if message.via_bot is not None or message.is_automatic_forward or message.chat.type == ChatType.CHANNEL:
        return None
    topic_id = topic_of(message)
    if message.sender_chat is not None:
        if message.sender_chat.id != message.chat.id:
            return None
        return Speaker(message.sender_chat.id, message.chat.id, topic_id)
    if message.from_user is None or message.from_user.is_bot:
        return None
    return Speaker(message.from_user.id, message.chat.id, topic_id)


def topic_of(message: MaybeInaccessibleMessage) -> int:
    """The topic that a message stands in; 0 outside of topics, and for a message of which only the number is left."""
    if not isinstance(message, Message) or not message.is_topic_message:
        return 0
    return message.message_thread_id or 0


def is_private(message: Message) -> bool:
    """Whether a message stands in a person's private chat with the bot."""
    return message.chat.type == ChatType.PRIVATE


def addressed(message: Message, bot: User) -> str | None:
    """What a text message says to the bot, without its name ("" when somebody only called it); None when nothing.

    In private everything is said to the bot. In a group only what names it or replies to a message of it: there
    the bot may see everything, and is still silent.
    """
    mentions = [entity for entity in message.entities if _is_mention(message, entity, bot)]
    if not (is_private(message) or mentions or _is_reply_to(message, bot)):
        return None
    return _GLUED.sub("", _without(message.text or "", mentions))


def after_command(message: Message, bot: User) -> str:
    """What stands after the command that a message begins with, without the bot's own name."""
    mentions = [entity for entity in message.entities if _is_mention(message, entity, bot)]
    return _without(message.text or "", [message.entities[0], *mentions])


def without_name(message: Message, bot: User) -> str:
    """What a message says, without the bot's own name."""
    return _without(message.text or "", [entity for entity in message.entities if _is_mention(message, entity, bot)])


def quoted_text(message: Message, bot: User) -> str:
    """The text of the message that a message replies to, if a person wrote it: what an empty /ask asks; "" for none."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.from_user.id == bot.id or replied.from_user.is_bot:
        return ""
    return replied.text or ""


def _is_mention(message: Message, entity: MessageEntity, bot: User) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == bot.id
    words = _units(message.text or "")[2 * entity.offset : 2 * (entity.offset + entity.length)]
    return entity.type == MessageEntity.MENTION and _text(words).lower() == f"@{bot.username}".lower()


def _is_reply_to(message: Message, bot: User) -> bool:
    answered = message.reply_to_message
    # in a topic every message is a reply to the one that opened the topic, if to nothing else
    if answered is None or answered.forum_topic_created is not None:
        return False
    return answered.from_user is not None and answered.from_user.id == bot.id


def _without(text: str, entities: list[MessageEntity]) -> str:
    """A text without these parts of it. Telegram counts in UTF-16 units; half characters do no harm."""
    encoded = _units(text)
    for entity in sorted(entities, key=lambda entity: entity.offset, reverse=True):
        before, after = encoded[: 2 * entity.offset], encoded[2 * (entity.offset + entity.length) :]
        encoded = before + _units(" ") + after
    return _text(encoded).strip()


def _units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _text(units: bytes) -> str:
    return units.decode("utf-16-le", "surrogatepass")
