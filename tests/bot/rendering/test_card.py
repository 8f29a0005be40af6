"""A task as a card: everything that the plan says of it, word for word."""

from pathlib import Path

import pytest

from bot.config import SHIPPED_CORPUS
from bot.pictures import card_of
from bot.service import Service
from bot.understanding.types import Language
from index.build import build_index
from index.store import Index
from tests.bot.answering.asking import PLAN, squeeze


def test_a_card_holds_the_whole_task(service: Service) -> None:
    card = card_of(26, service.index, Language.CHINESE)
    assert card is not None
    assert card.headings == ("(二)质量驱动,促进社会转型", "2、提高生活性服务供给水平")
    assert card.description.startswith("加快提升标准化菜市场建设能级")
    assert [year for year, _ in card.measures] == [2018, 2019, 2020]
    assert card.departments == ("区商务委",)
    assert (card.document, card.lines) == ("普陀区质量提升行动计划", (905, 921))


@pytest.mark.parametrize("number", range(1, 39))
def test_all_words_of_a_card_stand_in_its_lines(service: Service, number: int) -> None:
    card = card_of(number, service.index, Language.CHINESE)
    assert card is not None
    first, last = card.lines
    lines = squeeze("".join(PLAN[first - 1 : last]))
    for text in (card.description, *(text for _, text in card.measures)):
        assert all(squeeze(part) in lines for part in text.split("\n"))
    assert card.departments


def test_departments_have_their_english_name_for_english_readers(service: Service) -> None:
    card = card_of(3, service.index, Language.ENGLISH)
    assert card is not None
    assert card.departments == ("区市场监管局 (District Market Supervision Administration)",)


@pytest.mark.parametrize("number", [0, 39, 999])
def test_a_task_that_the_plan_does_not_have_has_no_card(service: Service, number: int) -> None:
    assert card_of(number, service.index, Language.CHINESE) is None


def test_of_several_documents_the_card_is_of_the_one_that_is_meant(tmp_path: Path) -> None:
    other = Path(__file__).parents[2] / "data" / "plans" / "linjiang-green-plan-2021-2023.txt"
    build_index([SHIPPED_CORPUS / "putuo-quality-plan-2018-2020.txt", other], tmp_path / "index.db")
    index = Index(tmp_path / "index.db")
    cards = [card_of(3, index, Language.CHINESE, document.id) for document in index.documents]
    assert [card.document for card in cards if card] == [document.title for document in index.documents]
    assert len({card.description for card in cards if card}) == 2
    assert card_of(3, index, Language.CHINESE) is None
    index.close()
