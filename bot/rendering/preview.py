"""What a new index would bring, for the administrator who is to confirm it: found, doubtful, changed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.rendering.changes import change_lines, count_changes
from bot.rendering.chat_texts import chat_words
from bot.rendering.page import Line, Page
from bot.rendering.report import document_lines
from bot.understanding.types import Language
from index.diff import Change, compare
from index.store import Index
from index.types import DocumentRecord

#: findings that stand in the preview itself
_FIRST = 5
#: documents that are told one by one
_DOCUMENTS = 3
#: lines of a document before its findings: title, counts, how many findings
_HEAD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The preview as a page, and the two lists behind it."""

    page: Page
    findings: Page
    changes: Page


def preview(coming: Index, running: Index | None, language: Language, note: str = "") -> Preview:
    """What a new index would bring, next to the running one.

    Args:
        note: stands first, where there is something to say before.
    """
    documents = new_documents(coming, running)
    told = [list(document_lines(coming, document, language)) for document in documents]
    findings = [line.strip() for lines in told for line in lines[_HEAD:]]
    changes = compare(running, coming) if running is not None else ()
    head = [Line(note)] if note else []
    for document, lines in list(zip(documents, told, strict=True))[:_DOCUMENTS]:
        head += [Line(lines[0]), Line(_years(coming, document, language)), *(Line(text.strip()) for text in lines[1:3])]
    if len(documents) > _DOCUMENTS:
        head.append(Line(chat_words("draft_more", language, count=len(documents) - _DOCUMENTS)))
    head += [Line(text) for text in findings[:_FIRST]]
    if len(findings) > _FIRST:
        head.append(Line(chat_words("draft_more", language, count=len(findings) - _FIRST)))
    head.append(Line(chat_words("draft_changes", language, text=count_changes(changes, language))))
    head.append(Line(chat_words("draft_waits", language)))
    return Preview(
        page=Page(chat_words("draft_ready", language), tuple(head)),
        findings=_listed("draft_findings", findings, language),
        changes=changes_page(changes, language),
    )


def changes_page(changes: Sequence[Change], language: Language, when: str = "") -> Page:
    """The differences as a page.

    Args:
        when: they came about then; "" while they are still to come.
    """
    key = "draft_changed" if when else "draft_will_change"
    lines = [count_changes(changes, language), *change_lines(changes, language)]
    return Page(chat_words(key, language, ago=when), tuple(map(Line, lines)))


def _listed(key: str, lines: Sequence[str], language: Language) -> Page:
    return Page(chat_words(key, language, count=len(lines)), tuple(map(Line, lines)))


def _years(index: Index, document: DocumentRecord, language: Language) -> str:
    years = index.years(document.id)
    span = "—" if not years else str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    return chat_words("draft_years", language, values=span)


def new_documents(coming: Index, running: Index | None) -> list[DocumentRecord]:
    """The documents that the running index does not hold as they are."""
    known = set() if running is None else {row["sha256"] for row in json.loads(running.meta["documents"])}
    hashes = [row["sha256"] for row in json.loads(coming.meta["documents"])]
    return [document for document, sha256 in zip(coming.documents, hashes, strict=True) if sha256 not in known]
