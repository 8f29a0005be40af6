"""A word that is taught acts as the same word in the word tables would, and is undone without a trace."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import index.build
from bot.answering.taught import Taught
from bot.answering.types import Answer
from bot.config import SHIPPED_CORPUS
from bot.evaluation import read_questions
from bot.rendering.compose import compose
from bot.service import Service
from bot.understanding.types import Dialogue
from index.aliases import Alias, AliasUnusable, check_alias, with_aliases
from index.build import build_index
from index.store import Index
from index.wordlists import Wordlists, read_wordlists

QUESTIONS = Path(__file__).parents[2] / "data" / "questions"

TAUGHT = (
    Alias("老公房", "老旧住房"),
    Alias("马路菜场", "标准化菜市场"),
    Alias("soko", "标准化菜市场"),
    Alias("质监局", "区市场监管局"),
    Alias("market watchdog", "区市场监管局"),
)

# question, what its headline has once the words are known
BETTER = (
    ("老公房改造谁负责？", "区房管局"),
    ("马路菜场是哪个部门负责", "区商务委"),
    ("who owns soko", "区商务委"),
    ("质监局负责哪些任务", "1、2、3、13"),
    ("which tasks does the market watchdog have", "1, 2, 3, 13"),
    ("market watchdgo tasks", "1, 2, 3, 13"),
)


def ask(service: Service, text: str) -> Answer:
    return service.answer(text, Dialogue())[0]


def shown(service: Service, text: str) -> tuple[Any, ...]:
    answer = ask(service, text)
    return compose(answer), answer.citations


@pytest.fixture(scope="module")
def taught(service: Service) -> Service:
    return service.with_taught(Taught(TAUGHT))


@pytest.mark.parametrize(("text", "fact"), BETTER, ids=[text for text, _ in BETTER])
def test_a_taught_word_is_understood(service: Service, taught: Service, text: str, fact: str) -> None:
    assert fact not in compose(ask(service, text)).headline
    assert fact in compose(ask(taught, text)).headline


def test_what_is_undone_is_gone(service: Service, taught: Service) -> None:
    again = taught.with_taught(Taught())
    for text, _ in BETTER:
        assert shown(again, text) == shown(service, text)


def with_rows(words: Wordlists) -> Wordlists:
    """The word tables with the same words as rows."""
    bodies = tuple(
        dataclasses.replace(body, short=(*body.short, "质监局"), english=(*body.english, "market watchdog"))
        if body.core == "市场监管局"
        else body
        for body in words.bodies
    )
    synonyms = words.synonyms | {"老公房": ("老旧住房",), "马路菜场": ("标准化菜市场",)}
    glossary = dict(words.glossary)
    glossary["标准化菜市场"] = (*glossary.get("标准化菜市场", ()), "soko")
    return dataclasses.replace(words, bodies=bodies, synonyms=synonyms, glossary=glossary, digest="with these rows")


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    path = tmp_path_factory.mktemp("rows") / "index.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index.build, "read_wordlists", lambda: with_rows(read_wordlists()))
        build_index([SHIPPED_CORPUS], path)
    opened = Index(path)
    yield Service.of(opened)
    opened.close()


@pytest.mark.parametrize("text", [text for text, _ in BETTER])
def test_it_acts_as_a_row_of_the_word_tables(taught: Service, rebuilt: Service, text: str) -> None:
    assert shown(taught, text) == shown(rebuilt, text)


def test_other_questions_are_answered_as_with_the_rows(taught: Service, rebuilt: Service) -> None:
    asked = [each.question for each in read_questions(QUESTIONS / "dev.jsonl")]
    assert [text for text in asked if shown(taught, text) != shown(rebuilt, text)] == []


UNUSABLE = (
    ("市监2局", "区市场监管局", "alias_has_figure"),
    ("30%", "75%", "alias_has_figure"),
    ("菜", "标准化菜市场", "alias_not_a_word"),
    ("5g网络", "标准化菜市场", "alias_has_figure"),
    ("wifi网络", "标准化菜市场", "alias_not_a_word"),
    ("菜" * 31, "标准化菜市场", "alias_not_a_word"),
    ("!?", "标准化菜市场", "alias_not_a_word"),
    ("", "标准化菜市场", "alias_not_a_word"),
    ("哪个", "标准化菜市场", "alias_asks"),
    ("which", "标准化菜市场", "alias_asks"),
    ("标准化菜市场", "标准化菜市场", "alias_same"),
    ("区教育局", "区市场监管局", "alias_is_department"),
    ("菜场", "火星基地", "alias_target_unknown"),
    ("菜场", "75%", "alias_target_unknown"),
    ("菜场", "", "alias_target_unknown"),
)


@pytest.mark.parametrize(("surface", "target", "reason"), UNUSABLE, ids=[f"{a} {b}" for a, b, _ in UNUSABLE])
def test_what_cannot_be_taught(service: Service, surface: str, target: str, reason: str) -> None:
    with pytest.raises(AliasUnusable) as caught:
        check_alias(service.index, surface, target)
    assert caught.value.reason == reason


def test_a_word_for_another_plan_changes_nothing(service: Service) -> None:
    assert with_aliases(service.index, [Alias("菜场", "火星基地")]) is service.index


def test_words_that_are_taught_again_replace_the_others(taught: Service) -> None:
    index = with_aliases(taught.index, [Alias("老公房", "老旧住房")])
    assert not any(name.name == "质监局" for name in index.department_names)
    assert index.readings(["老公房"])[-1].term == "老旧住房"
