"""/document: which document the questions of a chat are about, where there are several."""

from telegram import Message, Update

from bot.addressing import is_private
from bot.callbacks import UseDocument
from bot.handlers.context import Context, admitted, frame_language, person_language, say
from bot.keyboards import keyboard
from bot.keys import Key, Rows, label_of
from bot.rendering.chat_texts import chat_text, chat_words
from bot.understanding.requests import document_key
from bot.understanding.types import Language
from index.types import DocumentRecord


async def document(update: Update, context: Context) -> None:
    """/document: what the questions here are about, and buttons to change that; in a group for administrators."""
    message = update.message
    if message is None or (speaker := await admitted(message, context)) is None:
        return
    if not may_choose(message, speaker.person_id, context):
        await say(message, chat_text("admins_only", person_language(message.from_user)))
        return
    language = frame_language(message.from_user)
    await say(message, standing(speaker.chat_id, context, language), keyboard(_rows(context, language)))


def may_choose(message: Message, person_id: int, context: Context) -> bool:
    """Whether somebody may choose the document of the chat that a message stands in."""
    return is_private(message) or context.desk.access.is_admin(person_id)


def choose(chat_id: int, key: str, context: Context) -> bool:
    """Make the document of this short name a chat's, "" for none; False when there is none of it any more."""
    named = _named(key, context)
    if key and named is None:
        return False
    context.desk.state.set_document(chat_id, named.name if named else "")
    return True


def standing(chat_id: int, context: Context, language: Language) -> str:
    """What the questions of a chat are about, as a message."""
    name = context.desk.state.document_of(chat_id)
    current = next((each for each in context.desk.service.index.documents if each.name == name), None)
    return chat_text("document_chosen" if current else "document_any", language, title=current.title if current else "")


def _named(key: str, context: Context) -> DocumentRecord | None:
    documents = context.desk.service.index.documents
    return next((each for each in documents if document_key(each.name) == key), None)


def _rows(context: Context, language: Language) -> Rows:
    documents = context.desk.service.index.documents
    if len(documents) == 1:
        return ()
    keys = [(Key(label_of(each.title), UseDocument(document_key(each.name))),) for each in documents]
    return (*keys, (Key(chat_words("key_any_document", language), UseDocument("")),))
