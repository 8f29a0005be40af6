"""Intents: the table of rules decides by slots and cues, the first row that fits; its examples are true."""

import pytest

from bot.answering.answer import ANSWERERS
from bot.answering.types import Status
from bot.service import Service
from bot.understanding.intents import EXAMPLES, RULES, Feature, Slot, find_rule
from bot.understanding.types import Cue, Dialogue, Intent, Language

EXAMPLE_ROWS = [(rule.intent, text) for rule in RULES for text in (rule.chinese, rule.english) if text]


@pytest.mark.parametrize(
    ("intent", "text"),
    EXAMPLE_ROWS,
    ids=[text for _, text in EXAMPLE_ROWS],
)
def test_an_example_gets_its_own_intent_and_an_answer(service: Service, intent: Intent, text: str) -> None:
    answer, _ = service.answer(text, Dialogue())
    assert answer.question.intent is intent
    assert answer.status is not Status.NOT_FOUND


#: intents that no row gives: they are decided before the table is looked at, or by no row
_WITHOUT_ROW = {Intent.NOTHING, Intent.TOO_LONG}


def test_every_intent_has_a_row_and_an_answerer() -> None:
    assert {rule.intent for rule in RULES} == set(Intent) - _WITHOUT_ROW
    assert set(ANSWERERS) == set(Intent)


#: intents that are no way to ask about the plan, so that nobody need be shown how
_ASIDE = {Intent.OFF_TOPIC, Intent.GREETING, Intent.THANKS, Intent.PRIVATE}


def test_every_intent_has_an_example_in_both_languages() -> None:
    for texts in ("chinese", "english"):
        assert {rule.intent for rule in RULES if getattr(rule, texts)} == set(Intent) - _WITHOUT_ROW - _ASIDE


def test_examples_are_in_the_language_that_they_are_shown_for() -> None:
    for language, texts in EXAMPLES.items():
        for text in texts:
            has_chinese = any("\u4e00" <= character <= "\u9fff" for character in text)
            assert has_chinese is (language is Language.CHINESE), text


def test_no_row_stands_behind_one_that_takes_all_of_it() -> None:
    for at, rule in enumerate(RULES):
        before = [
            earlier
            for earlier in RULES[:at]
            if earlier.needs <= rule.needs
            and earlier.without <= rule.without
            and (not earlier.any_of or earlier.any_of & rule.needs or (rule.any_of and rule.any_of <= earlier.any_of))
        ]
        assert not before, f"row {at} ({rule.intent}) is never reached"


# slots and cues → the intent
DECISIONS: tuple[tuple[set[Feature], Intent | None], ...] = (
    (set(), None),
    ({Slot.TASK}, Intent.DESCRIPTION),
    ({Slot.TASK, Cue.OWNER}, Intent.OWNER),
    ({Slot.TASK, Slot.YEAR}, Intent.MEASURES),
    ({Slot.TASK, Slot.YEAR, Cue.OWNER}, Intent.OWNER),
    ({Slot.TASK, Slot.YEAR, Cue.FIGURE}, Intent.FIGURE),
    ({Slot.TASK, Cue.DESCRIPTION}, Intent.DESCRIPTION),
    ({Slot.TASK, Slot.DEPARTMENT, Cue.OWNER}, Intent.PREMISE),
    ({Slot.TASK, Slot.DEPARTMENT, Cue.WHY}, Intent.PREMISE),
    ({Slot.DEPARTMENT}, Intent.TASKS_OF_DEPARTMENT),
    ({Slot.DEPARTMENT, Slot.YEAR}, Intent.YEAR_OVERVIEW),
    ({Slot.DEPARTMENT, Slot.DEPARTMENTS, Cue.TASKS}, Intent.SHARED_TASKS),
    ({Slot.SECTION}, Intent.NARRATIVE),
    ({Slot.SECTION, Cue.TASKS}, Intent.TASKS_OF_SECTION),
    ({Slot.SECTION, Slot.YEAR}, Intent.YEAR_OVERVIEW),
    ({Slot.YEAR}, Intent.YEAR_OVERVIEW),
    ({Slot.YEAR, Slot.TOPIC}, Intent.MEASURES),
    ({Slot.YEAR, Slot.TOPIC, Cue.FIGURE}, Intent.FIGURE),
    ({Slot.TASK, Cue.SECTIONS}, Intent.SECTION_OF_TASK),
    ({Slot.TASK, Cue.DEPARTMENTS, Cue.COUNT}, Intent.OWNER),
    ({Slot.TOPIC}, Intent.NARRATIVE),
    ({Slot.TOPIC, Cue.OWNER}, Intent.OWNER),
    ({Slot.TOPIC, Cue.FIGURE}, Intent.FIGURE),
    ({Slot.TOPIC, Cue.FIGURE, Cue.TREND}, Intent.TREND),
    ({Slot.TOPIC, Cue.WHEN}, Intent.WHEN),
    ({Slot.TOPIC, Cue.WHERE}, Intent.WHERE),
    ({Slot.TOPIC, Cue.TASKS, Cue.LIST}, Intent.TASKS_ABOUT),
    ({Slot.FIGURE, Cue.WHICH_TASK}, Intent.TASKS_WITH_FIGURE),
    ({Slot.FIGURE, Slot.TOPIC, Cue.YES_NO}, Intent.FIGURE),
    ({Cue.COUNT, Cue.TASKS}, Intent.COUNT_TASKS),
    ({Cue.COUNT, Cue.DEPARTMENTS}, Intent.COUNT_DEPARTMENTS),
    ({Cue.COUNT, Cue.CHAPTERS}, Intent.COUNT_SECTIONS),
    ({Cue.MOST, Cue.OWNER}, Intent.BUSIEST_DEPARTMENT),
    ({Cue.SHARED, Cue.TASKS}, Intent.SHARED_TASKS),
    ({Slot.FACT}, Intent.METADATA),
    ({Slot.FACT, Slot.TOPIC}, Intent.NARRATIVE),
    ({Cue.GREETING}, Intent.GREETING),
    ({Cue.GREETING, Slot.TOPIC}, Intent.NARRATIVE),
    ({Cue.THANKS}, Intent.THANKS),
    ({Cue.PRIVATE, Slot.DEPARTMENT}, Intent.PRIVATE),
    ({Cue.COMMAND, Slot.TASK, Cue.OWNER}, Intent.OFF_TOPIC),
    ({Cue.OWNER}, None),
    ({Cue.FOLLOW_UP}, None),
)


@pytest.mark.parametrize(
    ("features", "intent"),
    DECISIONS,
    ids=[" ".join(sorted(map(str, features))) or "nothing" for features, _ in DECISIONS],
)
def test_the_first_row_that_fits(features: set[Feature], intent: Intent | None) -> None:
    rule = find_rule(features)
    assert (rule.intent if rule else None) is intent


def test_every_feature_is_used_somewhere_in_the_table() -> None:
    used = set().union(*(rule.needs | rule.any_of | rule.without for rule in RULES))
    assert set(Slot) <= used
    assert set(Cue) - used <= {Cue.FOLLOW_UP, Cue.PRONOUN, Cue.OTHERS, Cue.CORRECTION, Cue.MEANING, Cue.OVERVIEW}
