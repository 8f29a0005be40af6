"""What a message leaves out and the dialogue supplies: 那2019年呢, 谁负责, 第二个, "and task 13?".

Inherits what is missing and drops what is replaced. State comes in as one `Dialogue`; nothing is remembered here.
"""

import re
from dataclasses import replace

from bot.understanding.lexicon import Lexicon
from bot.understanding.reading import read_message
from bot.understanding.slots import read_relative_year
from bot.understanding.types import Cue, DepartmentSlot, Dialogue, Intent, Question, YearSlot
from index.types import Concept

#: cues that say what is asked; a message without any of them goes on with the last question
ASKING = frozenset(
    {Cue.OWNER, Cue.FIGURE, Cue.TREND, Cue.WHEN, Cue.COUNT, Cue.MOST, Cue.SHARED, Cue.DESCRIPTION, Cue.MEASURES}
    | {Cue.WHERE, Cue.MEANING, Cue.WHICH_TASK, Cue.OVERVIEW, Cue.LIST, Cue.WHY}
)
#: cues that point back to what was said before
_GOING_ON = frozenset({Cue.FOLLOW_UP, Cue.PRONOUN, Cue.OTHERS, Cue.CORRECTION})
#: messages that ask nothing of the plan
_ASIDE = frozenset({Cue.GREETING, Cue.THANKS, Cue.COMMAND, Cue.PRIVATE})
#: intents that need no subject: with them a message stands for itself
_WHOLE_PLAN = frozenset(
    {Intent.COUNT_TASKS, Intent.COUNT_DEPARTMENTS, Intent.COUNT_SECTIONS, Intent.BUSIEST_DEPARTMENT}
    | {Intent.SHARED_TASKS, Intent.METADATA, Intent.TASKS_WITH_FIGURE}
)


def content(question: Question) -> tuple[Concept, ...]:
    """Concepts that say something: known words, or unknown ones of more than one character."""
    return tuple(concept for concept in question.concepts if concept.is_known or len(concept.surface) > 1)


def inherit(question: Question, intent: Intent | None, lexicon: Lexicon, dialogue: Dialogue) -> Question:
    """The question with what it leaves out taken from the last one.

    Args:
        intent: what the message would ask if it stood alone.
    """
    last = dialogue.question
    if last is None or question.fact or question.cues & _ASIDE:
        return question
    question = _settle_relative_year(question, last, lexicon)
    question = _settle_neighbour(question, last, lexicon, dialogue)
    question = _settle_department(question, last, lexicon, dialogue)
    is_over_years = question.cues & _GOING_ON and _OVER_YEARS.search(question.text)
    if is_over_years or not _has_subject(question):
        return _without_subject(question, intent, last, lexicon, dialogue)
    asks, goes_on = question.cues & ASKING, question.cues & _GOING_ON
    if Cue.PRONOUN in question.cues and not question.tasks and not question.departments and len(dialogue.task_ids) == 1:
        return replace(question, tasks=_spoken_of(last, lexicon, dialogue), inherited=frozenset({"task"}))
    if goes_on and not asks:
        return _with_question(question, last)
    if goes_on and not question.years.years and Cue.OWNER not in asks:
        return replace(question, years=last.years, inherited=frozenset({"years"}))
    return question


def _has_subject(question: Question) -> bool:
    is_heavy = any(not concept.is_light for concept in content(question))
    return bool(question.tasks or question.sections or question.departments or is_heavy)


def _settle_relative_year(question: Question, last: Question, lexicon: Lexicon) -> Question:
    """The question with "the year after" read as the year after the last one."""
    offset, rest = read_relative_year(question.text)
    if not offset or len(last.years.years) != 1 or question.years.years:
        return question
    years = YearSlot((last.years.years[0] + offset,))
    return replace(read_message(rest, question.language, lexicon), years=years, inherited=frozenset({"years"}))


#: the body that was named last
_THEM = re.compile(
    r"他们|它们|(?:这|该|那)(?:个|家)?(?:部门|单位)|\b(?:they|them)\b"
    r"|\b(?:that|this|the\s+same)\s+(?:department|bureau|office|body|commission)\b"
)
#: the task after or before the one that was spoken of
_NEXT_TASK = re.compile(
    r"(?P<next>下1?一?(?:项|条)(?:任务)?|\b(?:the\s+)?next\s+(?:one|task|item)\b)"
    r"|(?:上|前)1?一?(?:项|条)(?:任务)?|\b(?:the\s+)?previous\s+(?:one|task|item)\b"
)


def _settle_neighbour(question: Question, last: Question, lexicon: Lexicon, dialogue: Dialogue) -> Question:
    """The question with 下一项 read as the task after the last one."""
    match, spoken = _NEXT_TASK.search(question.text), _spoken_of(last, lexicon, dialogue)
    if match is None or len(spoken) != 1 or question.tasks:
        return question
    rest = question.text[: match.start()] + " " + question.text[match.end() :]
    number = spoken[0] + (1 if match["next"] else -1)
    read = replace(read_message(rest, question.language, lexicon), tasks=(number,), inherited=frozenset({"task"}))
    return read if read.cues & ASKING else _with_question(read, last)


def _settle_department(question: Question, last: Question, lexicon: Lexicon, dialogue: Dialogue) -> Question:
    """The question with 他们 read as the body that is responsible for the task that was spoken of."""
    if question.tasks or question.departments or Cue.TASKS not in question.cues or not _THEM.search(question.text):
        return question
    bodies = {
        body.id: body
        for number in _spoken_of(last, lexicon, dialogue)
        if (task := lexicon.index.task_by_number(lexicon.document_id, number))
        for body in lexicon.index.departments_of_task(task.id)
    }
    if len(bodies) != 1:
        return question
    ((id_, body),) = bodies.items()
    return replace(question, departments=(DepartmentSlot(body.name, (id_,)),), inherited=frozenset({"department"}))


def _without_subject(
    question: Question, intent: Intent | None, last: Question, lexicon: Lexicon, dialogue: Dialogue
) -> Question:
    """A message that names nothing: it goes on with the last subject, unless it asks about the plan as a whole."""
    goes_on = question.cues & _GOING_ON
    is_whole = intent in _WHOLE_PLAN or (intent is Intent.YEAR_OVERVIEW and Cue.OVERVIEW in question.cues)
    says_nothing = not (question.cues & ASKING or goes_on or question.years.years)
    if says_nothing or (is_whole and not goes_on):
        return question
    tasks = _spoken_of(last, lexicon, dialogue)
    is_plain = tasks and question.cues & {Cue.OWNER, Cue.DESCRIPTION}
    question = replace(
        question,
        tasks=tasks,
        topic=last.topic,
        concepts=() if is_plain else (*last.concepts, *question.concepts),
        sections=() if tasks else last.sections,
        departments=() if tasks else last.departments,
        figures=question.figures or last.figures,
        inherited=frozenset({"topic"}),
    )
    return _with_question(question, last)


def _spoken_of(last: Question, lexicon: Lexicon, dialogue: Dialogue) -> tuple[int, ...]:
    """The task that the last answer settled on, else those that the last question named."""
    if len(dialogue.task_ids) == 1:
        return (lexicon.index.task(dialogue.task_ids[0]).number,)
    return last.tasks


#: more than the one year that was spoken of
_OVER_YEARS = re.compile(
    r"十三五|13五|3年(?:累计|一共|总共|合计|下来)|累计|\bcumulative|\b(?:five|5)[- ]year\b"
    r"|\bover\s+(?:all|the)\s+(?:three|3|whole|entire)\b"
)


def _with_question(question: Question, last: Question) -> Question:
    """What is asked, and for when, taken over as far as the message leaves it open."""
    asks = question.cues & ASKING
    has_year = bool(question.years.years)
    has_topic = "topic" not in question.inherited and bool(content(question))
    cues, unit = question.cues, question.unit
    if not asks:
        # a year of its own asks for that year alone, no longer for how a figure changes; and as nobody is responsible
        # for one year only, what is done in it is meant
        is_single = has_year and not question.years.is_all
        cues |= last.cues - _GOING_ON - ({Cue.TREND, Cue.OWNER} if is_single else set())
        unit = unit or ("" if has_topic else last.unit)
    is_of_own_years = has_year or asks & {Cue.OWNER, Cue.DESCRIPTION} or _OVER_YEARS.search(question.text)
    years = question.years if is_of_own_years else last.years
    return replace(question, cues=cues, unit=unit, years=years, inherited=frozenset({"subject"}))
