"""Which buttons an answer gets: a pure function from the answer to rows of keys. Knows nothing of Telegram's objects.

What a thumb may want next: the other years, who is responsible, the full text, the neighbouring tasks, the
department's other tasks; the choices; the tasks of a list and its other pages; to copy, to ask again with changes, to
say whether the answer helped. At most three rows of four below an answer, five numbers in a row below a list.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answering.types import Answer, Choice, Message, Status
from bot.callbacks import AskQuestion, Choose, Code, DrawCard, DrawChart, Rate, TurnPage, encode
from bot.rendering.chat_texts import chat_words
from bot.rendering.compose import write
from bot.rendering.html import plain, units
from bot.rendering.page import Page
from bot.understanding.requests import (
    Request,
    ShowDepartment,
    ShowLines,
    ShowMeasures,
    ShowOwner,
    ShowTask,
    ShowYearOf,
    department_key,
    in_own_document,
)
from bot.understanding.types import ASIDE, Intent
from index.store import Index
from index.types import TaskRecord

#: what is left of a longer label cannot be read on a phone anyway
MAX_LABEL = 60
#: Telegram's limit on a text to copy, in UTF-16 units
MAX_COPY = 256
#: Telegram's limit on an inline query
MAX_QUERY = 256

_IN_A_ROW = 4
_NUMBERS_IN_A_ROW = 5
#: so many choices get a row each, with their whole label; more of them are numbers in rows
_WIDE_CHOICES = 3

#: questions that can be asked for another year as they are
_OF_A_YEAR = frozenset({Intent.FIGURE, Intent.TREND, Intent.MEASURES})


@dataclass(frozen=True, slots=True)
class Key:
    """A button: what it says, and one of: what it does, the text that it copies, the query that it begins, its link."""

    label: str
    code: Code | None = None
    copy: str = ""
    query: str = ""
    url: str = ""


Rows = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is shown of an answer: one part of its page, which one of how many, and the question in a person's words."""

    page: Page
    number: int = 1
    total: int = 1
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What the bot can do beside answering: inline mode, as Telegram tells it, and pictures, if they are installed."""

    has_inline: bool = False
    has_pictures: bool = False


def keys_for(answer: Answer, shown: Shown, index: Index, offers: Offers) -> Rows:
    """The buttons below an answer."""
    if answer.question.intent in ASIDE:
        return ()
    rows: list[Sequence[Key]] = []
    if answer.status is Status.ANSWERED:
        rows += _rows_below_facts(answer, shown, index, offers)
    rows += _choices(answer)
    rows.append(turning(shown.number, shown.total))
    if answer.status is not Status.CHOOSE:
        rows.append([*_again(answer, shown, offers), *_rating()])
    return of_document(rows, index, answer.question.document_id)


def of_document(rows: Iterable[Sequence[Key]], index: Index, document_id: int) -> Rows:
    """The rows that hold anything; their requests are for this document where the index holds several."""
    return tuple(tuple(_of_document(key, index, document_id) for key in row) for row in rows if row)


def _of_document(key: Key, index: Index, document_id: int) -> Key:
    if not isinstance(key.code, Request):
        return key
    return replace(key, code=in_own_document(key.code, index, document_id))


def _rows_below_facts(answer: Answer, shown: Shown, index: Index, offers: Offers) -> list[Sequence[Key]]:
    if len(answer.task_ids) == 1:
        return _rows_of_task(answer, index, offers)
    listed = list(dict.fromkeys(line.about for line in shown.page.lines if isinstance(line.about, ShowTask)))
    rows: list[Sequence[Key]] = []
    if answer.question.intent is Intent.YEAR_OVERVIEW:
        rows.append(list(_other_years(answer, index, None))[:_IN_A_ROW])
    if len(answer.task_ids) > 1:
        return [*rows, *numbers(listed)]
    place = next((line.about for line in shown.page.lines if isinstance(line.about, ShowLines)), None)
    return [[Key(chat_words("key_context", answer.language), place)]] if place else rows


# one task


def _rows_of_task(answer: Answer, index: Index, offers: Offers) -> list[Sequence[Key]]:
    task = index.task(answer.task_ids[0])
    years = list(_other_years(answer, index, task))[: _IN_A_ROW - 1]
    first = [*years, *_owner_or_picture(answer, task, offers)]
    second = [*neighbours(index, task), *_department(answer, index, task)]
    if answer.question.intent is not Intent.DESCRIPTION:
        second.append(Key(chat_words("key_full", answer.language), ShowTask(task.number)))
    return [first, second]


def _other_years(answer: Answer, index: Index, task: TaskRecord | None) -> Iterator[Key]:
    """The years that are not shown: the same question for them, where it asked for something of a year."""
    years = [m.year for m in index.measures(task.id)] if task else index.years(answer.question.document_id)
    shown = _shown_years(answer)
    is_same = task is None or answer.question.intent in _OF_A_YEAR
    number = task.number if task else 0
    for year in dict.fromkeys(years):
        if year is not None and year not in shown:
            code = ShowYearOf(year, number) if is_same else ShowMeasures(number, year)
            yield Key(chat_words("key_year", answer.language, year=year), code)


def _shown_years(answer: Answer) -> set[int]:
    named = answer.headline.values.get("year")
    asked = answer.question.years
    if answer.question.intent is Intent.TREND or answer.headline.key == "trend":
        return set()
    return ({named} if isinstance(named, int) else set()) | (set() if asked.is_all else set(asked.years))


def _owner_or_picture(answer: Answer, task: TaskRecord, offers: Offers) -> Iterator[Key]:
    """Who is responsible; where the answer says it already, a picture."""
    if offers.has_pictures and answer.headline.key == "trend":
        yield Key(chat_words("key_chart", answer.language), DrawChart())
    elif offers.has_pictures and answer.question.intent is Intent.DESCRIPTION:
        yield Key(chat_words("key_card", answer.language), DrawCard(task.number))
    elif answer.question.intent not in (Intent.OWNER, Intent.PREMISE):
        yield Key(chat_words("key_owner", answer.language), ShowOwner(task.number))


def neighbours(index: Index, task: TaskRecord) -> list[Key]:
    """The tasks before and after one."""
    numbers = [each.number for each in index.tasks(task.document_id)]
    at = numbers.index(task.number)
    before = [Key(f"◀ {number}", ShowTask(number)) for number in numbers[:at][-1:]]
    return before + [Key(f"{number} ▶", ShowTask(number)) for number in numbers[at + 1 :][:1]]


def _department(answer: Answer, index: Index, task: TaskRecord) -> Iterator[Key]:
    """The other tasks of the first department, if it has any."""
    for department in index.departments_of_task(task.id)[:1]:
        if len(index.tasks_of_department(department.id)) > 1:
            yield Key(chat_words("key_department", answer.language), ShowDepartment(department_key(department)))


# lists and choices


def numbers(tasks: Sequence[ShowTask]) -> list[Sequence[Key]]:
    """Tasks as rows of numbers."""
    keys = [Key(str(task.number), task) for task in tasks]
    return [keys[at : at + _NUMBERS_IN_A_ROW] for at in range(0, len(keys), _NUMBERS_IN_A_ROW)]


def turning(number: int, total: int) -> list[Key]:
    """To the pages before and after this one."""
    before = [Key(f"◀ {number - 1}/{total}", TurnPage(number - 1))] if number > 1 else []
    return before + ([Key(f"{number + 1}/{total} ▶", TurnPage(number + 1))] if number < total else [])


def _choices(answer: Answer) -> list[Sequence[Key]]:
    if len(answer.choices) <= _WIDE_CHOICES or any("task" not in choice.label.values for choice in answer.choices):
        labels = [write(_short(choice.label), answer.language) for choice in answer.choices]
        return [
            [_choice(n, choice, label)] for n, (choice, label) in enumerate(zip(answer.choices, labels, strict=True), 1)
        ]
    keys = [
        _choice(number, choice, chat_words("key_task", answer.language, task=choice.label.values["task"]))
        for number, choice in enumerate(answer.choices, 1)
    ]
    return [keys[at : at + _IN_A_ROW] for at in range(0, len(keys), _IN_A_ROW)]


def _short(label: Message) -> Message:
    """The label of a choice without the departments, which stand in the text above the button."""
    return Message("choice_task", label.values) if label.key == "choice_task_of" else label


def _choice(number: int, choice: Choice, label: str) -> Key:
    # a question that is too long for a button is found again by its place in the list
    code: Code = AskQuestion(choice.question)
    return Key(label_of(label), code if encode(code) else Choose(number))


# every answer


def _again(answer: Answer, shown: Shown, offers: Offers) -> Iterator[Key]:
    if answer.status is Status.ANSWERED:
        yield Key(chat_words("key_copy", answer.language), copy=cut(shown.page.headline, MAX_COPY))
    if offers.has_inline and shown.words.strip():
        yield Key(chat_words("key_again", answer.language), query=cut(shown.words, MAX_QUERY))


def _rating() -> list[Key]:
    return [Key("👍", Rate(True)), Key("👎", Rate(False))]


def label_of(text: str, longest: int = MAX_LABEL) -> str:
    """A text as the label of a button: on one line, and not too long."""
    text = " ".join(plain(text).split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def cut(text: str, longest: int) -> str:
    """A text on one line, cut to this many UTF-16 units."""
    text = " ".join(plain(text).split())
    while units(text) > longest:
        text = text[: min(longest, len(text)) - 2].rstrip("…") + "…"
    return text
