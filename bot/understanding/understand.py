"""From a message and what was said before to a question.

`understand` reads the message (`reading`), supplies what it leaves out (`dialogue`), settles what could be read in
two ways, and decides the intent by the first row of the table that fits (`intents`).
"""

import re
from dataclasses import replace

from bot.understanding.cues import FACT_CUES, HEADINGS
from bot.understanding.dialogue import ASKING, content, inherit
from bot.understanding.intents import Feature, Slot, find_rule
from bot.understanding.lexicon import Lexicon
from bot.understanding.reading import (
    close_up,
    concepts_beside,
    detect_language,
    read_message,
    space_out,
    without_courtesy,
)
from bot.understanding.sections import THEME_CUTOFF, TITLE_CUTOFF, find_theme
from bot.understanding.slots import read_pick, read_years
from bot.understanding.spelling import respell
from bot.understanding.types import Cue, Dialogue, Intent, Language, Question, YearSlot
from corpus.text import fold
from index.types import Concept

#: a message longer than this (folded characters) is a pasted text, not a question
LONGEST_QUESTION = 400
#: what is longer (characters, blanks as well) is no message of a chat, and not even looked through
LONGEST_MESSAGE = 4096
#: facts that one question names in a breath: 文件 date 是哪天 signed
_SIGNING = frozenset(("issuer", "date", "title"))
_SIGNS = re.compile(r"[、,，。:\s]")


def understand(text: str, lexicon: Lexicon, dialogue: Dialogue) -> Question:
    """The question that a message asks, taken together with what was said before."""
    language = detect_language(text, dialogue.question.language if dialogue.question else Language.CHINESE)
    folded = fold(close_up(text))
    if len(folded) <= 2 * LONGEST_QUESTION:  # of what is longer, the time to find courtesies grows with the square
        folded = space_out(without_courtesy(folded))
    if len(folded) > LONGEST_QUESTION or len(text) > LONGEST_MESSAGE:
        return Question(text=folded[:LONGEST_QUESTION], language=language, intent=Intent.TOO_LONG)
    respelled = respell(folded, lexicon.index)
    language = Language.CHINESE if respelled.is_pinyin else language
    pick = read_pick(respelled.text, offered=len(dialogue.choices))
    if pick.place is not None and max(len(dialogue.task_ids), len(dialogue.choices)) > 1:
        return _picked(pick.place, pick.rest, language, lexicon, dialogue)
    question = read_message(respelled.text, language, lexicon)
    question = inherit(question, _decide(question, lexicon).intent if dialogue.question else None, lexicon, dialogue)
    return replace(_decide(question, lexicon), respelled=respelled.changes)


def _picked(place: int, rest: str, language: Language, lexicon: Lexicon, dialogue: Dialogue) -> Question:
    """The question about one item of the last list: its own words, or what the choice stands for."""
    listed = dialogue.task_ids or dialogue.choices
    at = place - 1 if place > 0 else len(listed) - 1
    question = read_message(rest, language, lexicon)
    if at >= len(listed):
        return replace(question, intent=Intent.NOTHING, pick=place)
    if at < len(dialogue.choices) and not question.cues & ASKING:
        chosen = _decide(read_message(fold(dialogue.choices[at]), language, lexicon), lexicon)
        return replace(chosen, language=language, pick=place)
    if at >= len(dialogue.task_ids):
        return replace(question, intent=Intent.NOTHING, pick=place)
    number = lexicon.index.task(dialogue.task_ids[at]).number
    return _decide(replace(question, tasks=(number,), pick=place, inherited=frozenset({"task"})), lexicon)


def _decide(question: Question, lexicon: Lexicon) -> Question:
    """The question with its intent, by the first row of the table that fits."""
    question = _settle_section(_settle_fact(question, lexicon), lexicon)
    question = _settle_items(_settle_heading(question, lexicon), lexicon)
    rule = find_rule(_features(question, lexicon))
    return replace(question, intent=rule.intent if rule else Intent.NOTHING)


def _settle_fact(question: Question, lexicon: Lexicon) -> Question:
    """Metadata is asked for only where nothing is left beside the words that ask for it."""
    if not question.fact:
        return question
    if {Cue.COUNT, Cue.TASKS} <= question.cues:
        return replace(question, fact="")  # how many tasks the annex has
    patterns = [pattern for kind, pattern in FACT_CUES if kind == question.fact or kind in _SIGNING]
    beside = concepts_beside(question.text, patterns, lexicon)
    told = "".join(fold(fact.text) for fact in lexicon.index.facts(lexicon.document_id, question.fact))
    told += _SIGNS.sub("", told)
    beside = tuple(concept for concept in beside if concept.surface not in told)  # 法院在里面吗: it asks of the fact
    beside = tuple(concept for concept in beside if not concept.surface.isdecimal())  # a date that is taken for granted
    if question.fact == "title" and question.cues & {Cue.CHAPTERS, Cue.SECTIONS}:
        return replace(question, fact="")  # the titles of the chapters
    names_other = [
        concept for concept in beside if (concept.is_known and not concept.is_light) or len(concept.surface) > 2
    ]
    bodies = [slot for slot in question.departments if slot.surface not in told]
    if names_other or question.tasks or bodies or question.sections:
        return replace(question, fact="")
    return replace(question, concepts=(), departments=())


def _settle_heading(question: Question, lexicon: Lexicon) -> Question:
    """A heading of the genre under another name (总目标, "safeguards"), where the question speaks of nothing else."""
    slots = (question.sections, question.tasks, question.departments, question.figures, question.fact)
    if any(slots) or question.cues & {Cue.OWNER, Cue.COUNT, Cue.TASKS, Cue.GREETING}:
        return question
    if not set(question.years.years) <= {*lexicon.years[-1:]}:
        return question  # the goals are those of the last year
    for row in HEADINGS:
        if not row.pattern.search(question.text):
            continue
        found = [
            section for section in lexicon.index.sections if row.titles.search(lexicon.index.folded_titles[section.id])
        ]
        rest = read_years(row.pattern.sub("  ", question.text), lexicon.years).rest if found else ""
        beside = concepts_beside(rest, (), lexicon)
        if found and all(concept.is_light or _is_own_place(concept, lexicon) for concept in beside):
            highest = min(section.level for section in found)
            ids = tuple(section.id for section in found if section.level == highest)
            return replace(question, sections=ids, concepts=(), years=YearSlot(), cues=frozenset({Cue.DESCRIPTION}))
    return question


def _is_own_place(concept: Concept, lexicon: Lexicon) -> bool:
    """Whether a concept is the place that the document is of, which says nothing of a subject: 普陀, "the district"."""
    places = lexicon.departments.places
    names = {*places, *(place[:-1] for place in places)}
    is_level = concept.surface in {"district", "city", "county", "whole district"}
    return is_level or (concept.is_known and all(each.term in names for each in concept.alternatives))


def _settle_section(question: Question, lexicon: Lexicon) -> Question:
    """A theme names a section when the question speaks of sections, or when it is nothing but a title's words."""
    if question.sections or question.tasks or question.departments or not content(question):
        return question
    asks = question.cues & {Cue.SECTIONS, Cue.CHAPTERS}
    if not asks and not question.cues & {Cue.TASKS, Cue.OVERVIEW}:
        return question
    if all(concept.is_light for concept in content(question)):
        return question  # 正文分几部分: nothing that a section could be about
    cutoff = THEME_CUTOFF if asks else TITLE_CUTOFF
    theme = find_theme(question.concepts, lexicon.index, lexicon.document_id, cutoff=cutoff)
    return replace(question, sections=theme, concepts=()) if theme else question


def _settle_items(question: Question, lexicon: Lexicon) -> Question:
    """A heading that is a task itself, as items of a narrative are, names the task."""
    if question.tasks or not question.sections:
        return question
    tasks = [task for section in question.sections for task in lexicon.index.tasks_of_section(section)]
    titles = {lexicon.index.section(section).title for section in question.sections}
    numbers = tuple(dict.fromkeys(task.number for task in tasks))
    is_item = len(numbers) == 1 and tasks[0].title in titles
    return replace(question, tasks=numbers, sections=()) if is_item else question


def _features(question: Question, lexicon: Lexicon) -> set[Feature]:
    """The slots and cues that a question has, as the table of intents names them."""
    slots = {
        Slot.TASK: question.tasks,
        Slot.YEAR: question.years.years,
        Slot.SEVERAL_YEARS: len(question.years.years) > 1,
        Slot.DEPARTMENT: question.departments,
        Slot.DEPARTMENTS: len(question.departments) > 1,
        Slot.SECTION: question.sections,
        Slot.FIGURE: question.figures,
        Slot.TOPIC: _topic(question, lexicon),
        Slot.FACT: question.fact,
    }
    return {*(slot for slot, value in slots.items() if value), *question.cues}


def _topic(question: Question, lexicon: Lexicon) -> tuple[Concept, ...]:
    """What the question speaks of; words that say little (推进, "build") count only where nothing else is named."""
    found = content(question)
    if question.years.years:
        found = tuple(concept for concept in found if not _is_own_place(concept, lexicon))
    slots = (question.tasks, question.departments, question.sections, question.years.years)
    is_named = any(slots) or bool(question.cues & {Cue.SHARED, Cue.MOST, Cue.ONE_TASK})
    return tuple(concept for concept in found if not concept.is_light) if is_named else found
