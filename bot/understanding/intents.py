"""The intents: what kinds of question there are, one row each. The first row that fits is taken.

A row fits when the question has every slot and cue of `needs`, at least one of `any_of` (where given), and none of
`without`. Slots are written as their names in capitals (TASK, YEAR, …), cues as themselves. The examples are the
documentation of the row, a test of it, and what /help shows.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from enum import StrEnum

from bot.understanding.types import Cue, Intent, Language


class Slot(StrEnum):
    """What a question may name."""

    TASK = "task"
    YEAR = "year"
    SEVERAL_YEARS = "several years"
    DEPARTMENT = "department"
    DEPARTMENTS = "several departments"
    SECTION = "section"
    FIGURE = "named figure"
    TOPIC = "topic"
    FACT = "fact"


Feature = Cue | Slot


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    intent: Intent
    needs: frozenset[Feature]
    any_of: frozenset[Feature]
    without: frozenset[Feature]
    chinese: str
    english: str


def _rule(
    intent: Intent,
    *needs: Feature,
    any_of: Set[Feature] = frozenset(),
    without: Set[Feature] = frozenset(),
    zh: str = "",
    en: str = "",
) -> Rule:
    return Rule(intent, frozenset(needs), frozenset(any_of), frozenset(without), zh, en)


TASK, YEAR, SEVERAL_YEARS, DEPARTMENT, DEPARTMENTS = (
    Slot.TASK,
    Slot.YEAR,
    Slot.SEVERAL_YEARS,
    Slot.DEPARTMENT,
    Slot.DEPARTMENTS,
)
SECTION, FIGURE, TOPIC, FACT = Slot.SECTION, Slot.FIGURE, Slot.TOPIC, Slot.FACT
_NAMED = {TASK, DEPARTMENT, SECTION, TOPIC}

RULES: tuple[Rule, ...] = (
    # not about the plan
    _rule(Intent.OFF_TOPIC, Cue.COMMAND),
    _rule(Intent.GREETING, Cue.GREETING, without={TASK, DEPARTMENT, TOPIC}),
    _rule(Intent.THANKS, Cue.THANKS, without={TASK, DEPARTMENT, TOPIC}),
    _rule(Intent.METADATA, FACT, without=_NAMED, zh="这份文件是谁印发的？", en="When was this plan issued?"),
    _rule(Intent.PRIVATE, Cue.PRIVATE),
    # over the whole table
    _rule(Intent.TASKS_WITH_FIGURE, FIGURE, any_of={Cue.WHICH_TASK, Cue.TASKS, Cue.LIST}, without={TASK, TOPIC, DEPARTMENT, Cue.COUNT, Cue.SHARED}, zh="2018年的30%是哪项任务？", en="Which task has the 75% target?"),
    _rule(Intent.BUSIEST_DEPARTMENT, Cue.MOST, any_of={Cue.DEPARTMENTS, Cue.OWNER}, without={TASK, TOPIC}, zh="哪个部门负责的任务最多？", en="Which department has the most tasks?"),
    _rule(Intent.COUNT_DEPARTMENTS, Cue.ONE_TASK, any_of={Cue.DEPARTMENTS, Cue.OWNER}, without={TASK, DEPARTMENT}, zh="只负责一项任务的部门有多少个？", en="How many departments have only one task?"),
    _rule(Intent.TASKS_OF_DEPARTMENT, DEPARTMENTS, Cue.EACH, without={TASK, TOPIC, Cue.SHARED}),
    _rule(Intent.SHARED_TASKS, DEPARTMENTS, any_of={Cue.SHARED, Cue.TASKS, Cue.LIST, Cue.COUNT, Cue.WHICH_TASK, Cue.OWNER}, without={TASK}, zh="区市场监管局和区审改办共同负责哪些任务？", en="Which tasks do the commerce commission and market supervision share?"),
    _rule(Intent.SHARED_TASKS, Cue.SHARED, any_of={Cue.TASKS, Cue.COUNT, Cue.LIST, Cue.DEPARTMENTS}, without={TASK, TOPIC}, zh="有几项任务由两个以上部门共同负责？", en="How many tasks have more than one department?"),
    _rule(Intent.COUNT_DEPARTMENTS, Cue.COUNT, Cue.DEPARTMENTS, without={TASK, TOPIC, DEPARTMENT, Cue.TASKS}, zh="一共涉及多少个责任部门？", en="How many departments are responsible?"),
    _rule(Intent.COUNT_SECTIONS, Cue.COUNT, any_of={Cue.CHAPTERS, Cue.SECTIONS}, without={TASK, TOPIC, DEPARTMENT, SECTION, Cue.TASKS}, zh="计划分几章？", en="How many chapters are there?"),
    _rule(Intent.COUNT_SECTIONS, Cue.CHAPTERS, Cue.LIST, without={TASK, TOPIC, DEPARTMENT, SECTION, Cue.TASKS}),
    _rule(Intent.TASKS_OF_SECTION, SECTION, Cue.COUNT, without={TASK, YEAR, TOPIC}),
    _rule(Intent.COUNT_TASKS, Cue.COUNT, Cue.TASKS, without={TASK, TOPIC, DEPARTMENT, SECTION}, zh="总共多少项任务？", en="How many tasks are there in all?"),
    _rule(Intent.TASKS_BY_DEADLINE, Cue.DEADLINE, Cue.TASKS, without={TASK, DEPARTMENT, SECTION, Cue.OWNER}),
    _rule(Intent.TASKS_BY_DEADLINE, Cue.DEADLINE, any_of={Cue.LIST, Cue.COUNT, Cue.WHICH_TASK, Cue.OVERVIEW}, without={TASK, DEPARTMENT, SECTION, Cue.FIGURE, Cue.OWNER}, zh="2020年底前要完成哪些任务？", en="Which tasks are due by the end of 2020?"),
    # departments
    _rule(Intent.PREMISE, DEPARTMENT, TOPIC, Cue.WHY, without={SECTION, Cue.FIGURE}),
    _rule(Intent.PREMISE, DEPARTMENT, TOPIC, any_of={Cue.WHY, Cue.YES_NO}, without={SECTION, Cue.TASKS, Cue.FIGURE}),
    _rule(Intent.PREMISE, DEPARTMENT, TASK, any_of={Cue.WHY, Cue.YES_NO}, zh="为什么任务26由区教育局负责？", en="Why does the education bureau own task 26?"),
    _rule(Intent.PREMISE, DEPARTMENT, TASK, any_of={Cue.WHY, Cue.YES_NO, Cue.OWNER}),
    _rule(Intent.YEAR_OVERVIEW, DEPARTMENT, YEAR, without={TASK, TOPIC, Cue.COUNT}, zh="区民政局2019年要做什么？", en="What does the civil affairs bureau do in 2019?"),
    _rule(Intent.TASKS_OF_DEPARTMENT, DEPARTMENT, Cue.TASKS, any_of={Cue.LEAD, Cue.SUPPORT}, without={TASK}),
    _rule(Intent.TASKS_OF_DEPARTMENT, DEPARTMENT, without={TASK, TOPIC}, zh="区教育局负责哪些任务？", en="List everything market supervision is responsible for."),
    # chapters and sections
    _rule(Intent.YEAR_OVERVIEW, SECTION, YEAR, without={TASK, Cue.FIGURE, Cue.TREND, Cue.OWNER}, zh="营造一流营商环境2019年有哪些举措？", en="What is planned for the ecology section in 2020?"),
    _rule(Intent.TASKS_OF_SECTION, SECTION, any_of={Cue.TASKS, Cue.LIST, Cue.COUNT, Cue.SECTIONS, Cue.CHAPTERS}, without={TASK}, zh="营造一流营商环境包括哪些任务？", en="Which tasks come under the business environment section?"),
    _rule(Intent.SECTION_OF_TASK, TASK, any_of={Cue.SECTIONS, Cue.CHAPTERS}, without={SECTION, DEPARTMENT, YEAR, Cue.OWNER}, zh="任务22属于哪一章？", en="Which section does task 22 belong to?"),
    # years
    _rule(Intent.FIGURE, YEAR, Cue.FIGURE, Cue.COUNT, without={TASK, TOPIC, SECTION, DEPARTMENT, Cue.LIST, Cue.OVERVIEW, Cue.MEASURES, Cue.TASKS}),
    _rule(Intent.YEAR_OVERVIEW, YEAR, without={TASK, TOPIC, SECTION}, zh="2019年有哪些安排？", en="Give me an overview of 2019."),
    # one task or topic
    _rule(Intent.OWNER, TASK, any_of={Cue.SHARED, Cue.DEPARTMENTS}, without={TOPIC, DEPARTMENT, YEAR, Cue.MOST}),
    _rule(Intent.TASKS_ABOUT, Cue.COUNT, Cue.TASKS, TOPIC, without={TASK, DEPARTMENT}, zh="跟养老有关的任务有几项？", en="How many tasks deal with elderly care?"),
    _rule(Intent.OWNER, Cue.OWNER, Cue.SUPPORT, any_of={TASK, TOPIC, SECTION}, without={Cue.TREND}, zh="任务26的配合单位是谁？", en="Who supports task 26?"),
    _rule(Intent.OWNER, Cue.OWNER, any_of={TASK, TOPIC, SECTION}, without={Cue.TREND}, zh="任务26谁负责？", en="Which department owns task 26?"),
    _rule(Intent.OWNER, Cue.OWNER, any_of={TASK, TOPIC, SECTION}, without={Cue.FIGURE}),
    _rule(Intent.OWNER, Cue.OTHERS, Cue.DEPARTMENTS, any_of={TASK, TOPIC}),
    _rule(Intent.TREND, Cue.FIGURE, any_of={SEVERAL_YEARS, Cue.TREND}, zh="放心餐厅的比例三年怎么变？", en="How many new kindergartens each year?"),
    _rule(Intent.TREND, Cue.TREND, any_of={TASK, TOPIC, SECTION}),
    _rule(Intent.WHERE, Cue.WHERE, TOPIC, zh="“两代表一委员”出现在哪几处？", en="Where is “1+10” mentioned?"),
    _rule(Intent.WHEN, Cue.WHEN, any_of={TASK, TOPIC}, without={YEAR}, zh="电竞馆什么时候完工？", en="When will the esports arena be finished?"),
    _rule(Intent.FIGURE, FIGURE, TOPIC, any_of={Cue.YES_NO, Cue.WHY}, zh="2020年HACCP是80%吗？", en="Is the 2020 HACCP target 80%?"),
    _rule(Intent.FIGURE, Cue.FIGURE, any_of={TASK, TOPIC}, zh="2020年HACCP的实施比例？", en="2020 HACCP target"),
    _rule(Intent.DESCRIPTION, TASK, Cue.DESCRIPTION, without={YEAR}, zh="任务38的主要任务是什么？", en="What is task 28 about?"),
    _rule(Intent.MEASURES, YEAR, any_of={TASK, TOPIC, SECTION}, zh="城市大脑2018年做什么？", en="What happens with the Taopu park in 2018?"),
    _rule(Intent.MEASURES, TASK, any_of={TOPIC, Cue.MEASURES}, without={Cue.DESCRIPTION}),
    _rule(Intent.DESCRIPTION, TASK),
    _rule(Intent.TASKS_ABOUT, Cue.TASKS, TOPIC, any_of={Cue.LIST, Cue.WHICH_TASK, Cue.COUNT}, zh="哪些任务提到品牌？", en="Which tasks mention brands?"),
    _rule(Intent.NARRATIVE, any_of={TOPIC, SECTION}, zh="工作原则是哪四句？", en="What does the plan say about product quality insurance?"),
)  # fmt: skip


def find_rule(features: Set[Feature]) -> Rule | None:
    """The first row that fits these slots and cues."""
    for rule in RULES:
        if rule.needs <= features and not rule.without & features and (not rule.any_of or rule.any_of & features):
            return rule
    return None


#: what is asked most: examples of these are shown first
_ASKED_MOST = (
    *(Intent.OWNER, Intent.FIGURE, Intent.TASKS_OF_DEPARTMENT, Intent.MEASURES),
    *(Intent.TREND, Intent.TASKS_ABOUT, Intent.NARRATIVE, Intent.YEAR_OVERVIEW),
)


def _most_asked_first(rules: Iterable[Rule]) -> list[Rule]:
    """One rule of each intent that is asked most, then all others in the order of the table."""
    shown = [rule for rule in rules if rule.chinese and rule.english]
    first = [next(rule for rule in reversed(shown) if rule.intent is intent) for intent in _ASKED_MOST]
    return [*first, *(rule for rule in shown if rule not in first)]


EXAMPLES: dict[Language, tuple[str, ...]] = {
    Language.CHINESE: tuple(rule.chinese for rule in _most_asked_first(RULES)),
    Language.ENGLISH: tuple(rule.english for rule in _most_asked_first(RULES)),
}
