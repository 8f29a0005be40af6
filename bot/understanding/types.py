"""What a message was understood as. Frozen records, no behaviour."""

from dataclasses import dataclass, field
from enum import StrEnum

from index.types import Concept


class Language(StrEnum):
    """The language that the answer's frame is in."""

    CHINESE = "zh"
    ENGLISH = "en"


class Cue(StrEnum):
    """What a question asks for, as its words show; a question may have several."""

    OWNER = "owner"
    LEAD = "lead"
    SUPPORT = "support"
    FIGURE = "figure"
    TREND = "trend"
    WHEN = "when"
    DEADLINE = "deadline"
    LIST = "list"
    COUNT = "count"
    MOST = "most"
    SHARED = "shared"
    ONE_TASK = "one task"
    EACH = "each"
    DESCRIPTION = "description"
    MEASURES = "measures"
    WHERE = "where"
    MEANING = "meaning"
    WHICH_TASK = "which task"
    TASKS = "tasks"
    DEPARTMENTS = "departments"
    CHAPTERS = "chapters"
    SECTIONS = "sections"
    OVERVIEW = "overview"
    FOLLOW_UP = "follow-up"
    PRONOUN = "pronoun"
    OTHERS = "others"
    CORRECTION = "correction"
    GREETING = "greeting"
    THANKS = "thanks"
    PRIVATE = "private"
    COMMAND = "command"
    WHY = "why"
    YES_NO = "yes or no"


class Intent(StrEnum):
    """What kind of answer a question wants; `bot.understanding.intents` tells them apart."""

    NOTHING = "nothing"
    GREETING = "greeting"
    THANKS = "thanks"
    TOO_LONG = "too long"
    OFF_TOPIC = "off topic"
    PRIVATE = "private"
    METADATA = "metadata"
    TASKS_WITH_FIGURE = "tasks with figure"
    COUNT_TASKS = "count tasks"
    COUNT_DEPARTMENTS = "count departments"
    COUNT_SECTIONS = "count sections"
    BUSIEST_DEPARTMENT = "busiest department"
    SHARED_TASKS = "shared tasks"
    PREMISE = "premise"
    TASKS_OF_DEPARTMENT = "tasks of department"
    TASKS_OF_SECTION = "tasks of section"
    TASKS_ABOUT = "tasks about"
    SECTION_OF_TASK = "section of task"
    TASKS_BY_DEADLINE = "tasks by deadline"
    YEAR_OVERVIEW = "year overview"
    OWNER = "owner"
    TREND = "trend"
    FIGURE = "figure"
    WHEN = "when"
    MEASURES = "measures"
    DESCRIPTION = "description"
    WHERE = "where"
    NARRATIVE = "narrative"


#: intents that ask nothing of the plan: no task or year can be wrong in their answers, and a dialogue is not changed
ASIDE = frozenset({Intent.NOTHING, Intent.GREETING, Intent.THANKS, Intent.TOO_LONG, Intent.OFF_TOPIC, Intent.PRIVATE})


@dataclass(frozen=True, slots=True)
class YearSlot:
    """The years that a question names; `is_all` when it asks for every year of the plan."""

    years: tuple[int, ...] = ()
    is_all: bool = False


@dataclass(frozen=True, slots=True)
class DepartmentSlot:
    """A department that a question names.

    Attributes:
        surface: the words of the question.
        ids: the departments it may be, several when the short form fits several, none when the plan has no such body.
        later: the later name and its source when the question uses a name that came after the plan.
    """

    surface: str
    ids: tuple[int, ...]
    later: str = ""


@dataclass(frozen=True, slots=True)
class FigureSlot:
    """A figure that a question names: 30%, 600张."""

    raw: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A message, understood.

    Attributes:
        text: the message, folded.
        topic: what is left of the text without slots: the words to search for.
        concepts: what the topic speaks of.
        tasks: numbers of the tasks named.
        pick: 1-based place in the last answer's list that is meant ("the second one"), -1 for its last.
        unit: the unit that is asked for (多少张 → 张), "" when none is named.
        fact: kind of metadata that is asked for.
        inherited: what was taken over from the last question.
        respelled: words that were read as others: a slip of the keyboard or pinyin, and what it was read as.
    """

    text: str
    language: Language
    intent: Intent = Intent.NOTHING
    cues: frozenset[Cue] = frozenset()
    topic: str = ""
    concepts: tuple[Concept, ...] = ()
    tasks: tuple[int, ...] = ()
    years: YearSlot = YearSlot()
    departments: tuple[DepartmentSlot, ...] = ()
    sections: tuple[int, ...] = ()
    figures: tuple[FigureSlot, ...] = ()
    pick: int | None = None
    unit: str = ""
    fact: str = ""
    inherited: frozenset[str] = frozenset()
    respelled: tuple[tuple[str, str], ...] = ()
    document_id: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """What is remembered of a conversation between two messages: the last question and what was answered.

    Attributes:
        question: the last question, with what it inherited.
        task_ids: the tasks that the last answer listed or spoke of, in its order.
        choices: the questions behind the choices that were offered.
    """

    question: Question | None = None
    task_ids: tuple[int, ...] = ()
    choices: tuple[str, ...] = field(default=())
