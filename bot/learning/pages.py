"""What an administrator is shown of kept questions and of what was taught: pages and their buttons, as data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.answering.evidence import cite_passage, short_title
from bot.answering.taught import show_place
from bot.conversations import Answerer, words_of_turn
from bot.learning.codes import Act, Verb
from bot.learning.kept import KeptQuestion
from bot.learning.lessons import Lesson
from bot.learning.review import Group, find_places, nearest, propose_aliases
from bot.learning.trial import Effect, Outcome
from bot.rendering.chat_texts import chat_words
from bot.rendering.compose import compose, place
from bot.rendering.page import Line, Page
from bot.understanding.requests import ShowLines
from bot.understanding.types import Dialogue, Language
from index.aliases import with_aliases
from index.store import Index
from index.types import Passage

#: wordings, sentences and changes that one page shows
_WORDINGS, _SENTENCES, _CHANGES = 4, 3, 8
#: what was taught, on one page
_LESSONS = 8
_MARKS = {Effect.BETTER: "✓", Effect.WORSE: "✗", Effect.OTHER: "•"}
#: characters of a question, a headline or a sentence that are shown: all of a page has to fit one message
_LONGEST, _LONGEST_SENTENCE = 60, 150

Rows = tuple[tuple[tuple[str, Act], ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page and its buttons: labels with what they do."""

    page: Page
    rows: Rows = ()


def nothing_open(language: Language) -> Sheet:
    """There is nothing to teach."""
    return Sheet(Page(chat_words("review_none", language)))


def show_group(groups: Sequence[Group], at: int, service: Answerer, language: Language, now: float) -> Sheet:
    """One group of questions, what is nearest to it in the plan, and what can be done about it."""
    shown = groups[at]
    lead = shown.lead
    values = {"number": at + 1, "total": len(groups), "text": lead.text}
    lines = [*_history(shown, service.index, language, now), *_nearest_lines(lead, service, language)]
    teach = (
        (chat_words("key_words", language), Act(Verb.WORDS, lead.id)),
        *([(chat_words("key_place", language), Act(Verb.PLACES, lead.id))] if shown.wordings else []),
    )
    settle = (
        *([(chat_words("key_absent", language), Act(Verb.ABSENT, lead.id))] if shown.wordings else []),
        (chat_words("key_dismiss", language), Act(Verb.DISMISS, lead.id)),
    )
    turns = (*(_turn("◀", groups[at - 1 : at])), *(_turn("▶", groups[at + 1 : at + 2])))
    return Sheet(Page(chat_words("review_title", language, **values), tuple(lines)), _rows(teach, settle, turns))


def _rows(*rows: tuple[tuple[str, Act], ...]) -> Rows:
    return tuple(row for row in rows if row)


def _turn(sign: str, groups: Sequence[Group]) -> Iterator[tuple[str, Act]]:
    yield from ((sign, Act(Verb.SHOW, each.lead.id)) for each in groups[:1])


def _history(group: Group, index: Index, language: Language, now: float) -> Iterator[Line]:
    lead = group.lead
    key = "review_rated" if lead.is_rated else "review_unanswered"
    yield Line(
        chat_words(key, language, times=group.times, people=group.people, ago=_ago(now - group.last_at, language))
    )
    if lead.context:
        before = " → ".join(words_of_turn(turn, index) for turn in lead.context)
        yield Line(chat_words("review_context", language, text=before))
    others = [question.text for question in group.questions[1 : _WORDINGS + 1]]
    if others:
        yield Line(chat_words("review_also", language, text=" · ".join(short_title(text, _LONGEST) for text in others)))


def _ago(seconds: float, language: Language) -> str:
    for key, size in (("days", 86400), ("hours", 3600)):
        if seconds >= size:
            return chat_words(key, language, count=int(seconds // size))
    return chat_words("minutes", language, count=max(1, int(seconds // 60)))


def _nearest_lines(question: KeptQuestion, service: Answerer, language: Language) -> Iterator[Line]:
    found = nearest(question, service)[:_SENTENCES]
    if found:
        yield Line(chat_words("review_nearest", language))
    for passage in found:
        yield _quote(passage, service.index, language)


def _quote(passage: Passage, index: Index, language: Language, number: int = 0) -> Line:
    citation = cite_passage(index, passage)
    where = place(citation, language)
    text = short_title(citation.quote, _LONGEST_SENTENCE)
    return Line(text, f"{number}. {where}" if number else where, about=ShowLines(*citation.lines))


# offering


def offer_words(question: KeptQuestion, service: Answerer, language: Language) -> Sheet:
    """Words that may be taught, each with what it may stand for."""
    proposed = propose_aliases(question, service)
    rows = [
        ((f"{alias.surface} → {alias.target}"[:_LONGEST], Act(Verb.WORD, question.id, number)),)
        for number, alias in enumerate(proposed)
    ]
    last = (
        (chat_words("key_write", language), Act(Verb.WRITE, question.id)),
        (chat_words("key_up", language), Act(Verb.SHOW, question.id)),
    )
    page = Page(chat_words("words_title", language, text=question.text), (Line(chat_words("words_hint", language)),))
    return Sheet(page, (*rows, last))


def offer_places(question: KeptQuestion, words: str, service: Answerer, language: Language) -> Sheet:
    """Places of the plan that may answer a question: sentences, and the tasks that they belong to.

    Args:
        words: what to look for instead of the question; "" for none.
    """
    found = find_places(words, service) if words else nearest(question, service)
    index = service.index
    lines = [_quote(passage, index, language, number) for number, passage in enumerate(found, 1)]
    sentences = tuple(
        (str(number), Act(Verb.SENTENCE, question.id, passage.id)) for number, passage in enumerate(found, 1)
    )
    tasks = tuple(
        (chat_words("key_task", language, task=index.task(task_id).number), Act(Verb.TASK, question.id, task_id))
        for task_id in dict.fromkeys(passage.task_id for passage in found if passage.task_id is not None)
    )
    last = (
        (chat_words("key_look", language), Act(Verb.LOOK, question.id)),
        (chat_words("key_up", language), Act(Verb.SHOW, question.id)),
    )
    title = chat_words("places_title", language, text=question.text)
    hint = () if found else (Line(chat_words("places_none", language)),)
    return Sheet(Page(title, (*hint, *lines)), _rows(sentences, tasks, last))


# deciding


def ask_to_keep(lesson: Lesson, outcome: Outcome, question_id: int, language: Language) -> Sheet:
    """What a lesson would change, and whether to keep it."""
    shown = sorted(outcome.changes, key=lambda change: change.effect is not Effect.WORSE)[:_CHANGES]
    counts = {effect.value: count for effect, count in outcome.counts.items()}
    lines = [Line(chat_words("trial" if outcome.is_whole else "trial_cut", language, tried=outcome.tried, **counts))]
    for change in shown:
        question, before, after = (short_title(t, _LONGEST) for t in (change.question, change.before, change.after))
        words = chat_words("trial_change", language, question=question, before=before, after=after)
        lines.append(Line(f"{_MARKS[change.effect]} {words}"))
    if len(outcome.changes) > len(shown):
        lines.append(Line(chat_words("trial_more", language, count=len(outcome.changes) - len(shown))))
    keys = (
        (chat_words("key_keep", language), Act(Verb.KEEP, lesson.id, question_id)),
        (chat_words("key_drop", language), Act(Verb.SHOW, question_id)),
    )
    return Sheet(Page(chat_words("keep_title", language, text=words_of(lesson, language)), tuple(lines)), (keys,))


def kept_now(lesson: Lesson, question: str, service: Answerer, language: Language) -> Sheet:
    """A lesson was kept: how the question is answered now."""
    title = chat_words("kept_title", language, id=lesson.id, text=words_of(lesson, language))
    answer, _ = service.answer(question, Dialogue())
    lines = (Line(chat_words("kept_now", language, question=question, text=compose(answer).headline)),)
    keys = (
        (chat_words("key_undo", language, lesson=lesson.id), Act(Verb.UNDO, lesson.id)),
        (chat_words("key_next", language), Act(Verb.SHOW)),
    )
    return Sheet(Page(title, lines if question else ()), (keys,))


def undone(lesson: Lesson, language: Language) -> Sheet:
    """A lesson was undone."""
    title = chat_words("undone_title", language, id=lesson.id, text=words_of(lesson, language))
    return Sheet(Page(title), (((chat_words("key_taught", language), Act(Verb.TAUGHT)),),))


def words_of(lesson: Lesson, language: Language) -> str:
    """A lesson in a few words."""
    if lesson.alias is not None:
        return f"{lesson.alias.surface} → {lesson.alias.target}"
    questions = " / ".join(short_title(question, _LONGEST) for question in lesson.questions[:_WORDINGS])
    if lesson.place is None:
        return chat_words("lesson_absent", language, text=questions)
    shown = short_title(lesson.place.quote, _LONGEST)
    if lesson.place.task is not None:
        return chat_words("lesson_task", language, text=questions, task=lesson.place.task, title=shown)
    return chat_words("lesson_place", language, text=questions, line=lesson.place.line, title=shown)


def list_taught(lessons: Sequence[Lesson], number: int, service: Answerer, language: Language) -> Sheet:
    """What was taught, the latest first, with buttons to undo it; page `number` from 0."""
    if not lessons:
        return Sheet(Page(chat_words("taught_none", language)))
    last = (len(lessons) - 1) // _LESSONS
    number = min(number, last)
    shown = list(reversed(lessons))[number * _LESSONS : (number + 1) * _LESSONS]
    lines = [Line(line_of(lesson, service, language)) for lesson in shown]
    undo = [(chat_words("key_undo", language, lesson=lesson.id), Act(Verb.UNDO, lesson.id)) for lesson in shown]
    rows = [tuple(undo[at : at + 3]) for at in range(0, len(undo), 3)]
    turns = [("◀", Act(Verb.TAUGHT, 0, number - 1))] if number else []
    turns += [("▶", Act(Verb.TAUGHT, 0, number + 1))] if number < last else []
    return Sheet(
        Page(chat_words("taught_title", language, count=len(lessons)), tuple(lines)), _rows(*rows, tuple(turns))
    )


def line_of(lesson: Lesson, service: Answerer, language: Language) -> str:
    """A lesson as a line of a list: its number, what it says, who taught it when, and whether it still holds."""
    when = datetime.fromtimestamp(lesson.at, UTC).date().isoformat() if lesson.at else "-"
    line = f"#{lesson.id} {words_of(lesson, language)} · {when} · {lesson.by or '-'}"
    return line if holds(lesson, service) else f"{line} {chat_words('lesson_void', language)}"


def holds(lesson: Lesson, service: Answerer) -> bool:
    """Whether a lesson means anything in the plan that is asked about now."""
    index = service.index
    if lesson.alias is not None:
        return with_aliases(index, [lesson.alias]) is not with_aliases(index, [])
    if lesson.place is None:
        return True
    return show_place(lesson.place, service.answer(lesson.questions[0], Dialogue())[0].question, index) is not None
