"""In how many passages something stands: counted by reading them, and in a large index by the full-text table."""

import contextlib
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import build, occurrences, scope, search
from index.build import build_index
from index.concepts import find_concepts
from index.occurrences import Occurrences, Span
from index.ranking import Weights
from index.scope import of_document
from index.search import match_expression
from index.store import Index
from tests.index.plans import PLAN, write_plan

PLANS = 5


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Five plans; the last one alone speaks of 智能快件箱 and of 量子."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(PLANS):
        text = PLAN.replace("青湖", f"青{'甲乙丙丁戊'[number]}湖")
        if number == PLANS - 1:
            text = text.replace("社区食堂", "智能快件箱").replace("快检室", "量子,子实验室")
        write_plan(folder / "corpus", f"plan-{number}.txt", text)
    build_index([folder / "corpus"], folder / "index.db")
    opened = Index(folder / "index.db")
    yield opened
    opened.close()


def test_a_document_is_a_span_of_passages(many: Index) -> None:
    spans = [many.span_of(document.id) for document in many.documents]
    assert [spans[0].first, spans[-1].last] == [many.span.first, many.span.last]
    assert all(before.last + 1 == after.first for before, after in itertools.pairwise(spans))
    assert sum(span.size for span in spans) == many.span.size == many.counts()["passages"]
    assert many.span_of(99).size == 0


TEXTS = ("养老床位", "社区食堂", "智能快件箱", "量子", "haccp", "pm2.5", "50%的大型餐饮企业", "第3章", "3+5+x", "没有")


@pytest.mark.parametrize("text", TEXTS)
def test_a_large_index_counts_the_same(many: Index, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spans = [many.span, *(many.span_of(document.id) for document in many.documents)]
    read = [Occurrences(many.rows, span).count_text(text) for span in spans]
    assert read[0] == sum(read[1:])
    monkeypatch.setattr(occurrences, "_MOST_READ", 0)
    assert [Occurrences(many.rows, span).count_text(text) for span in spans] == read


def test_a_large_index_takes_pairs_in_a_row_for_the_text(many: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it says: 量子,子实 holds the pairs of 量子实 one after the other."""
    assert Occurrences(many.rows, many.span).count_text("量子实") == 0
    monkeypatch.setattr(occurrences, "_MOST_READ", 0)
    assert Occurrences(many.rows, many.span).count_text("量子实") > 0
    assert Occurrences(many.rows, many.span).count_text(",") == 0


@pytest.mark.parametrize("word", ["养老", "床位", "haccp", "智能", "没有"])
def test_words_of_all_documents_and_of_one(many: Index, word: str) -> None:
    own = [of_document(many, document.id).passage_counts([word]).get(word, 0) for document in many.documents]
    assert sum(own) == many.passage_counts([word]).get(word, 0)


def test_the_common_words_of_a_question_are_left_out_of_a_large_index(many: Index) -> None:
    concepts = find_concepts(many, "智能快件箱养老床位")
    everywhere, rarest = (match_expression(concepts, many, Weights(matched=most)) for most in (5000, 1))
    assert "养老" in everywhere
    assert "快件" in everywhere
    assert "快件" in rarest
    assert "养老" not in rarest


def test_no_more_documents_are_kept_at_hand_than_may_be(many: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scope, "_MOST_KEPT", 2)
    many.scopes.clear()
    kept = [of_document(many, document.id) for document in many.documents]
    assert list(many.scopes) == [many.documents[-2].id, many.documents[-1].id]
    assert of_document(many, many.documents[-2].id) is kept[-2]
    assert list(many.scopes) == [many.documents[-1].id, many.documents[-2].id]
    assert of_document(many, many.documents[0].id) is not kept[0]


def test_an_empty_span() -> None:
    assert Span(1, 0).size == 0


def test_order_by_fts_matters_only_where_too_many_match(many: Index) -> None:
    concepts = find_concepts(many, "养老床位")
    few = search.search(many, concepts, weights=Weights(candidates=3))
    assert len(few) == 3
    assert few[0].passage.id in {hit.passage.id for hit in search.search(many, concepts)}


def test_many_quoted_names_have_a_table_instead_of_a_place_in_the_dictionary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are found as a whole all the same; what is no name is not."""
    monkeypatch.setattr(build, "_MOST_QUOTED", 1)
    text = PLAN.replace("建设快检室", "实施“晨曦工程”和“朝霞晨曦工程”")
    build_index([write_plan(tmp_path / "corpus", text=text)], tmp_path / "index.db")
    with contextlib.closing(Index(tmp_path / "index.db")) as index:
        assert "晨曦工程" not in index.dictionary
        assert index.occurrences.names_in("朝霞晨曦工程由谁负责") == ["朝霞晨曦工程", "晨曦工程"]
        assert index.occurrences.names_in("谁") == []
        concepts = [concept.surface for concept in find_concepts(index, "朝霞晨曦工程的养老床位")]
        assert concepts == ["朝霞晨曦工程", "养老床位"]
