"""Documents and the index, for administrators in private: a document that is sent, /reindex, /diff and /rollback.

What takes long is done beside the handlers, so that nobody waits for it; a message shows how far it is.
"""

import asyncio
import contextlib
import logging
import secrets
import time
from pathlib import Path

from telegram import Document, Message, Update
from telegram.error import BadRequest, TelegramError

from bot.addressing import is_private, speaker_of
from bot.callbacks import Decide
from bot.drafts import Draft, safe_name
from bot.handlers import drafts as shown
from bot.handlers.admin import for_admin
from bot.handlers.context import Context, frame_language, say
from bot.handlers.messages import on_other
from bot.keyboards import keyboard
from bot.keys import Key
from bot.library import DraftGone, Library
from bot.rendering.chat_texts import chat_text, chat_words
from bot.setting_values import MOST_UPLOAD_MB
from bot.understanding.types import Language
from corpus.errors import PlanbotError
from corpus.readers import ENDINGS

logger = logging.getLogger(__name__)

_MEGABYTE = 1_000_000
#: a message that shows how far something is is changed no more often than that
_SECONDS_BETWEEN_EDITS = 3.0


async def on_document(update: Update, context: Context) -> None:
    """A document that an administrator sends in private is tried; all others are told that only text can be read."""
    message = update.message
    speaker = speaker_of(message) if message else None
    if message is None or message.document is None or speaker is None or not is_private(message):
        return
    if not context.desk.access.is_admin(speaker.person_id):
        await on_other(update, context)
        return
    language = frame_language(message.from_user)
    name = safe_name(message.document.file_name or "")
    if problem := _problem(message.document, name, context.library, language):
        await say(message, problem)
        return
    await _begin(message, context, name, message.document)


def _problem(document: Document, name: str, library: Library, language: Language) -> str:
    """Why a document is not even fetched; "" when it is."""
    limit = library.upload_mb
    if limit == 0:
        return chat_text("doc_off", language)
    if (document.file_size or 0) > limit * _MEGABYTE:
        return chat_text("doc_too_large", language, count=limit)
    if Path(name).suffix not in ENDINGS:
        return chat_text("doc_bad_name", language, values=" ".join(sorted(ENDINGS)))
    return ""


async def reindex(update: Update, context: Context) -> None:
    """/reindex: the corpus folder is indexed anew, and what that changes is shown before it takes effect."""
    if (found := await _in_private(update, context)) is None:
        return
    message, language = found
    if not await asyncio.to_thread(context.library.has_news):
        await say(message, chat_text("draft_nothing", language))
        return
    await _begin(message, context, "", None)


async def diff(update: Update, context: Context) -> None:
    """/diff: what the administrator's draft would change; without one what the last change was."""
    if (found := await _in_private(update, context)) is None:
        return
    message, language = found
    draft, view = context.library.drafts.of_person(message.chat.id), None
    if draft is not None and draft.is_ready:
        try:
            view = await shown.of_draft(context.library, draft, "w", 1, language)
        except DraftGone:
            context.library.drop(draft)
    view = view or await shown.of_last_change(context.library, 1, language)
    await say(message, view.text, keyboard(view.rows))


async def rollback(update: Update, context: Context) -> None:
    """/rollback: the earlier indexes, each with a button that puts it back."""
    if (found := await _in_private(update, context)) is None:
        return
    message, language = found
    view = await shown.of_previous(context.library, language)
    await say(message, view.text, keyboard(view.rows))


async def _in_private(update: Update, context: Context) -> tuple[Message, Language] | None:
    if (found := await for_admin(update, context)) is None:
        return None
    message, _ = found
    language = frame_language(message.from_user)
    if is_private(message):
        return message, language
    await say(message, chat_text("docs_private", language))
    return None


# trying


async def _begin(message: Message, context: Context, name: str, document: Document | None) -> None:
    library, language = context.library, frame_language(message.from_user)
    before = library.drafts.of_person(message.chat.id)
    is_busy = library.is_busy and before is None
    told = chat_text("draft_queued" if is_busy else "draft_reading", language, name=_title(name, language))
    sent = await say(message, told)
    try:
        draft = library.begin(message.chat.id, sent.message_id, name)
    except PlanbotError as error:
        await _edit(context, message.chat.id, sent.message_id, chat_text("draft_failed", language, error=error))
        return
    if before is not None:
        await _edit(context, before.person_id, before.message_id, chat_text("draft_replaced", language))
    library.start(draft, asyncio.create_task(_try(draft, context, language, document)))


def _title(name: str, language: Language) -> str:
    return name or chat_words("draft_folder", language)


async def _try(
    draft: Draft, context: Context, language: Language, document: Document | None, *, is_again: bool = False
) -> None:
    """Fetch the document, build its index, show what it brings; whatever goes wrong, the message says so."""
    library = context.library
    try:
        if document is not None:
            await _fetch(document, library, draft, language)
        bar = _Bar(draft, context, language)
        await library.build(draft, bar.report)
        await bar.close()
        note = chat_words("draft_stale", language) if is_again else ""
        view = await shown.of_draft(library, draft, "p", 1, language, note)
    except _Refused as refusal:
        library.drop(draft)
        await _edit(context, draft.person_id, draft.message_id, str(refusal))
    except PlanbotError as error:
        library.drop(draft)
        text = chat_text("draft_failed", language, error=str(error))
        await _edit(context, draft.person_id, draft.message_id, text)
    except Exception:
        error_id = secrets.token_hex(3)
        logger.exception("draft=%s error=%s", draft.token, error_id)
        library.drop(draft)
        await _edit(context, draft.person_id, draft.message_id, chat_text("error", language, id=error_id))
    else:
        await _show(context, draft, view)


class _Refused(Exception):
    """A document is not taken; the text says why, as Telegram HTML."""


async def _fetch(document: Document, library: Library, draft: Draft, language: Language) -> None:
    place = library.staged_document(draft)
    try:
        file = await document.get_file()
        await file.download_to_drive(place)
    except TelegramError as error:
        raise _Refused(chat_text("doc_not_fetched", language, error=error.message)) from error
    except OSError as error:
        raise _Refused(chat_text("draft_failed", language, error=library.unwritable(error))) from error
    if place.stat().st_size > min(library.upload_mb, MOST_UPLOAD_MB) * _MEGABYTE:  # the size that was told may be wrong
        raise _Refused(chat_text("doc_too_large", language, count=library.upload_mb))


class _Bar:
    """Shows in the draft's message how far its building is, with a button to give it up."""

    def __init__(self, draft: Draft, context: Context, language: Language) -> None:
        self._draft, self._context, self._language = draft, context, language
        self._last = 0.0
        self._edit: asyncio.Task[bool] | None = None

    def report(self, stage: str, done: int, total: int) -> None:
        """Note how far it is; shown from time to time."""
        now = time.monotonic()
        if now - self._last < _SECONDS_BETWEEN_EDITS or (self._edit and not self._edit.done()):
            return
        self._last = now
        words = chat_words(f"stage_{stage}", self._language)
        name, share = _title(self._draft.name, self._language), 100 * done // max(total, 1)
        text = chat_text("draft_progress", self._language, name=name, text=words, share=share)
        self._edit = asyncio.create_task(self._show(text))

    async def _show(self, text: str) -> bool:
        cancel = ((Key(chat_words("key_cancel", self._language), Decide("x", self._draft.token)),),)
        return await _edit(self._context, self._draft.person_id, self._draft.message_id, text, shown.View("", cancel))

    async def close(self) -> None:
        """Wait for the last edit, so that it does not come after what is shown next."""
        if self._edit is not None:
            with contextlib.suppress(TelegramError):
                await self._edit


# deciding


async def on_decision(update: Update, context: Context, code: Decide) -> str:
    """A pressed button below a draft; what the presser is told as an alert, "" for nothing."""
    query = update.callback_query
    if query is None or query.message is None:
        return ""
    language = frame_language(query.from_user)
    if not context.desk.access.is_admin(query.from_user.id) or query.message.chat.id != query.from_user.id:
        return chat_words("admins_only", language)
    if code.act == "r":
        return await _put_back(context, code, query.from_user.id, query.message.message_id, language)
    if code.token == shown.NO_DRAFT:
        view = await shown.of_last_change(context.library, code.page, language)
        await _edit(context, query.from_user.id, query.message.message_id, view.text, view)
        return ""
    draft = context.library.drafts.get(code.token)
    if draft is None or draft.person_id != query.from_user.id:
        return chat_words("draft_gone", language)
    return await _decide(context, draft, code, language)


async def _decide(context: Context, draft: Draft, code: Decide, language: Language) -> str:
    library = context.library
    try:
        if code.act == "x":
            text = "draft_cancelled" if library.drop(draft) else "draft_gone"
            await _edit(context, draft.person_id, draft.message_id, chat_text(text, language))
        elif not draft.is_ready:
            return chat_words("draft_reading", language, name=_title(draft.name, language))
        elif code.act == "c":
            await _confirm(context, draft, language)
        else:
            await _show(context, draft, await shown.of_draft(library, draft, code.act, code.page, language))
    except DraftGone as error:
        library.drop(draft)
        text = chat_text("draft_failed", language, error=str(error))
        await _edit(context, draft.person_id, draft.message_id, text)
    except PlanbotError as error:
        return chat_words("draft_failed", language, error=str(error))[:200]
    return ""


async def _confirm(context: Context, draft: Draft, language: Language) -> None:
    library = context.library
    if await asyncio.to_thread(library.is_stale, draft):
        library.start(draft, asyncio.create_task(_try(draft, context, language, None, is_again=True)))
        return
    await library.confirm(draft)
    await _edit(context, draft.person_id, draft.message_id, chat_text("draft_confirmed", language))


async def _put_back(context: Context, code: Decide, person_id: int, message_id: int, language: Language) -> str:
    chosen = next((each for each in context.library.previous() if shown.token_of(each) == code.token), None)
    if chosen is None:
        return chat_words("draft_gone", language)
    try:
        await context.library.roll_back(chosen.path)
    except PlanbotError as error:
        return chat_words("draft_failed", language, error=str(error))[:200]
    await _edit(context, person_id, message_id, chat_text("rollback_done", language))
    return ""


# after a start


async def tell_broken_off(context: Context) -> None:
    """After a start: tell whose document was being read when the program ended."""
    for draft in context.library.tidy():
        await _edit(context, draft.person_id, draft.message_id, chat_text("draft_broken_off", None))


# showing


async def _show(context: Context, draft: Draft, view: shown.View) -> None:
    await _edit(context, draft.person_id, draft.message_id, view.text, view)


async def _edit(context: Context, chat_id: int, message_id: int, text: str, view: "shown.View | None" = None) -> bool:
    rows = view.rows if view else ()
    try:
        await context.bot.edit_message_text(text, chat_id=chat_id, message_id=message_id, reply_markup=keyboard(rows))
    except BadRequest as error:
        logger.info("message not edited: %s", error.message)
        return False
    return True
