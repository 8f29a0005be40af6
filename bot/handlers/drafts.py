"""What an administrator is shown of a draft, the last change, and the earlier indexes: texts with their buttons."""

import asyncio
import contextlib
import hashlib
import time
from dataclasses import dataclass

from bot.callbacks import Decide
from bot.drafts import Draft
from bot.keys import Key, Rows
from bot.library import DraftGone, Library
from bot.politeness import duration
from bot.rendering.chat_texts import chat_text, chat_words
from bot.rendering.html import paginate, render
from bot.rendering.page import Page
from bot.rendering.preview import Preview, changes_page, preview
from bot.understanding.types import Language
from index.diff import compare
from index.errors import IndexingError
from index.previous import Previous
from index.store import Index

#: stands for the last change, where a button needs a draft
NO_DRAFT = "0" * 8


@dataclass(frozen=True, slots=True)
class View:
    """A text as Telegram HTML, and the buttons below it."""

    text: str
    rows: Rows = ()


async def of_draft(library: Library, draft: Draft, act: str, page: int, language: Language, note: str = "") -> View:
    """A draft's preview (p), its findings (f) or what it would change (w).

    Raises:
        DraftGone: its index is not there any more.
    """
    made = await asyncio.to_thread(_preview, library, draft, language, note)
    if act == "p":
        return View(render(paginate(made.page)[0]), _keys(draft, language))
    back = Key(chat_words("key_back", language), Decide("p", draft.token))
    return _paged(made.findings if act == "f" else made.changes, act, draft.token, page, back)


def _preview(library: Library, draft: Draft, language: Language, note: str) -> Preview:
    try:
        with contextlib.closing(Index(library.staged_index(draft))) as coming:
            try:
                running = Index(library.index)
            except IndexingError:
                return preview(coming, None, language, note)
            with contextlib.closing(running):
                return preview(coming, running, language, note)
    except IndexingError as error:
        raise DraftGone("新索引已不在，请重新发送 / the new index is gone: please send it again") from error


def _keys(draft: Draft, language: Language) -> Rows:
    look, decide = (("findings", "f"), ("changes", "w")), (("confirm", "c"), ("cancel", "x"))
    return tuple(
        tuple(Key(chat_words(f"key_{name}", language), Decide(act, draft.token)) for name, act in row)
        for row in (look, decide)
    )


def _paged(page: Page, act: str, token: str, number: int, *keys: Key) -> View:
    parts = paginate(page)
    number = min(number, len(parts))
    turning = [Key(f"◀ {number - 1}/{len(parts)}", Decide(act, token, number - 1))] if number > 1 else []
    if number < len(parts):
        turning.append(Key(f"{number + 1}/{len(parts)} ▶", Decide(act, token, number + 1)))
    return View(render(parts[number - 1]), (tuple(turning), keys))


async def of_last_change(library: Library, page: int, language: Language) -> View:
    """What the running index changed in the one before."""

    def look() -> View:
        held = library.previous()
        if not held:
            return View(chat_text("no_change_known", language))
        try:
            with (
                contextlib.closing(Index(held[0].path)) as before,
                contextlib.closing(Index(library.index)) as running,
            ):
                changes = compare(before, running)
        except IndexingError as error:
            return View(chat_text("draft_failed", language, error=str(error)))
        when = duration(time.time() - held[0].replaced_at.timestamp(), language)
        return _paged(changes_page(changes, language, when), "w", NO_DRAFT, page)

    return await asyncio.to_thread(look)


async def of_previous(library: Library, language: Language) -> View:
    """The earlier indexes, each with a button."""
    held = await asyncio.to_thread(library.previous)
    if not held:
        return View(chat_text("rollback_none", language))
    rows = [
        chat_text(
            "rollback_row",
            language,
            line=number,
            ago=duration(time.time() - each.built_at.timestamp(), language),
            tasks=each.tasks,
            values=", ".join(each.documents),
        )
        for number, each in enumerate(held, 1)
    ]
    keys = tuple(Key(str(number), Decide("r", token_of(each))) for number, each in enumerate(held, 1))
    return View("\n".join((chat_text("rollback_title", language), *rows)), (keys,))


def token_of(previous: Previous) -> str:
    """Eight hexadecimal digits for an earlier index."""
    return hashlib.sha256(previous.path.name.encode()).hexdigest()[:8]
