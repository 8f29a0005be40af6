"""What changed from one index to another: documents, tasks, owners, figures, descriptions and sentences, as data.

Documents are the same when they have the same name, tasks when they have the same number in it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from corpus.text import fold
from index.store import Index
from index.types import DocumentRecord, QuantityRecord, TaskRecord

Subject = Literal["document", "task", "description", "owner", "figure", "measures", "text"]
Verb = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference; `before` and `after` are words of the documents, "" where there are none.

    Attributes:
        document: the name of the document.
        task, year: where it stands; None where that does not apply.
        about: what a figure measures; for a document that came or went how many tasks it has.
        line: its line in the new document, in the old one where it was removed.
    """

    subject: Subject
    verb: Verb
    document: str
    task: int | None = None
    year: int | None = None
    about: str = ""
    before: str = ""
    after: str = ""
    line: int = 0


def compare(old: Index, new: Index) -> tuple[Change, ...]:
    """What is different in the new index, document by document, in the order of the text."""
    before = {document.name: document for document in old.documents}
    after = {document.name: document for document in new.documents}
    changes: list[Change] = []
    for name in [*after, *(name for name in before if name not in after)]:
        if name not in before:
            changes.append(_whole(new, after[name], "added"))
        elif name not in after:
            changes.append(_whole(old, before[name], "removed"))
        else:
            changes += _in_document(old, before[name], new, after[name])
    return tuple(changes)


def _whole(index: Index, document: DocumentRecord, verb: Verb) -> Change:
    count = str(len(index.tasks(document.id)))
    texts = {"after" if verb == "added" else "before": document.title}
    return Change(subject="document", verb=verb, document=document.name, about=count, **texts)  # type: ignore[arg-type]


def _in_document(old: Index, before: DocumentRecord, new: Index, after: DocumentRecord) -> Iterator[Change]:
    if before.title != after.title:
        yield Change(
            subject="document", verb="changed", document=after.name, before=before.title, after=after.title, line=1
        )
    old_tasks, new_tasks = _tasks(old, before), _tasks(new, after)
    for number in sorted({*old_tasks, *new_tasks}):
        one, other = old_tasks.get(number), new_tasks.get(number)
        if one is None and other is not None:
            yield _of_task(after, other, "task", "added", after=other.description)
        elif other is None and one is not None:
            yield _of_task(before, one, "task", "removed", before=one.description)
        elif one is not None and other is not None:
            yield from _in_task(old, one, new, other, after)
    yield from _narrative(old, before, new, after)


def _tasks(index: Index, document: DocumentRecord) -> Mapping[int, TaskRecord]:
    return {task.number: task for task in reversed(index.tasks(document.id))}


def _of_task(
    document: DocumentRecord, task: TaskRecord, subject: Subject, verb: Verb, *, before: str = "", after: str = ""
) -> Change:
    return Change(
        subject=subject,
        verb=verb,
        document=document.name,
        task=task.number,
        before=before,
        after=after,
        line=task.first_line if subject != "owner" else task.departments_line or task.first_line,
    )


def _in_task(old: Index, one: TaskRecord, new: Index, other: TaskRecord, document: DocumentRecord) -> Iterator[Change]:
    if _same(one.description, other.description) is False:
        yield _of_task(document, other, "description", "changed", before=one.description, after=other.description)
    owners_before = [department.name for department in old.departments_of_task(one.id)]
    owners_after = [department.name for department in new.departments_of_task(other.id)]
    for name in owners_before:
        if name not in owners_after:
            yield _of_task(document, other, "owner", "removed", before=name)
    for name in owners_after:
        if name not in owners_before:
            yield _of_task(document, other, "owner", "added", after=name)
    yield from _measures(old, one, new, other, document)


def _same(before: str, after: str) -> bool:
    return fold(before) == fold(after)


def _measures(old: Index, one: TaskRecord, new: Index, other: TaskRecord, document: DocumentRecord) -> Iterator[Change]:
    texts = [
        {measure.year: measure for measure in index.measures(id_)} for index, id_ in ((old, one.id), (new, other.id))
    ]
    for year in sorted({*texts[0], *texts[1]}, key=lambda year: year or 0):
        before, after = (held.get(year) for held in texts)
        if before and after and _same(before.text, after.text):
            continue
        verb: Verb = "changed" if before and after else "added" if after else "removed"
        held = after or before
        yield Change(
            subject="measures",
            verb=verb,
            document=document.name,
            task=other.number,
            year=year,
            before=before.text if before else "",
            after=after.text if after else "",
            line=held.first_line if held else 0,
        )
    yield from _figures(old.quantities_of_task(one.id), new.quantities_of_task(other.id), document, other)


def _figures(
    before: Iterable[QuantityRecord], after: Iterable[QuantityRecord], document: DocumentRecord, task: TaskRecord
) -> Iterator[Change]:
    """The figures of a task that are others: paired where they measure the same in the same year."""
    counts = Counter(map(_key, before))
    gone: list[QuantityRecord] = []
    come = [figure for figure in after if not _taken(counts, _key(figure))]
    for figure in before:
        if _taken(counts, _key(figure)):
            gone.append(figure)
    for figure in come:
        twin = next((each for each in gone if _place(each) == _place(figure)), None)
        if twin is not None:
            gone.remove(twin)
        yield _figure(document, task, twin, figure)
    for figure in gone:
        yield _figure(document, task, figure, None)


def _key(figure: QuantityRecord) -> tuple[object, ...]:
    return (*_place(figure), figure.value, figure.high, figure.bound)


def _place(figure: QuantityRecord) -> tuple[object, ...]:
    return figure.year, fold(figure.measures), figure.unit, figure.scope


def _taken(counts: Counter[tuple[object, ...]], key: tuple[object, ...]) -> bool:
    if counts[key] <= 0:
        return False
    counts[key] -= 1
    return True


def _figure(
    document: DocumentRecord, task: TaskRecord, before: QuantityRecord | None, after: QuantityRecord | None
) -> Change:
    held = after or before
    return Change(
        subject="figure",
        verb="changed" if before and after else "added" if after else "removed",
        document=document.name,
        task=task.number,
        year=held.year if held else None,
        about=held.measures if held else "",
        before=before.raw if before else "",
        after=after.raw if after else "",
    )


def _narrative(old: Index, before: DocumentRecord, new: Index, after: DocumentRecord) -> Iterator[Change]:
    """The sentences of the narrative that came or went."""
    sql = "SELECT folded, text, line FROM passages WHERE id BETWEEN ? AND ? AND field = 'narrative' ORDER BY id"
    texts = [
        {row[0]: row for row in index.rows(sql, index.span_of(id_))}
        for index, id_ in ((old, before.id), (new, after.id))
    ]
    for folded, text, line in texts[0].values():
        if folded not in texts[1]:
            yield Change(subject="text", verb="removed", document=after.name, before=text, line=line)
    for folded, text, line in texts[1].values():
        if folded not in texts[0]:
            yield Change(subject="text", verb="added", document=after.name, after=text, line=line)
