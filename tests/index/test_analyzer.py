"""Text into tokens: numbers, percentages and codes stay whole, Chinese is cut by the corpus's own dictionary."""

import itertools
import marshal
import tempfile
from pathlib import Path

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import fold, han_runs
from index.analyzer import Analyzer, bigrams, build_dictionary, read_full_dictionary, tokens
from index.store import Index

# (text, its tokens once it is folded)
WHOLE = [
    ("完成75%的HACCP体系", ["完成", "75%", "的", "haccp", "体系"]),
    ("７５％", ["75%"]),
    ("≥98%", ["98%"]),
    ("PM2.5浓度", ["pm2.5", "浓度"]),
    ("PM2.5.", ["pm2.5"]),
    ("NGB-W和IoT专网", ["ngb-w", "和", "iot", "专网"]),
    ("ＮＧＢ－Ｗ", ["ngb-w"]),
    ("“3+5+X”产业", ["3+5+x", "产业"]),
    ("“1+4”重点地区", ["1+4", "重点地区"]),
    ("GB/T22000", ["gb/t22000"]),
    ("GB/T 22000", ["gb/t", "22000"]),
    ("ISO22000,HACCP", ["iso22000", "haccp"]),
    ("4.5批次/千人", ["4.5", "批次", "千人"]),
    ("2018-2020年", ["2018-2020", "年"]),
    ("R&D", ["r&d"]),
    ("(2-3家)", ["2-3", "家"]),
    ("二〇二〇年", ["2020", "年"]),
    ("——。……", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), WHOLE, ids=[repr(text) for text, _ in WHOLE])
def test_a_run_of_letters_and_digits_is_one_token(text: str, expected: list[str]) -> None:
    assert tokens(fold(text)) == expected


@given(st.text())
def test_tokens_stand_in_the_text_in_order_and_hold_no_syntax(text: str) -> None:
    folded = fold(text)
    at = 0
    for token in tokens(folded):
        at = folded.index(token, at) + len(token)
        assert not set(token) & set(" \"'()*:^")


@given(st.text())
def test_every_pair_of_neighbouring_characters_is_a_bigram(text: str) -> None:
    folded = fold(text)
    assert bigrams(folded) == [a + b for run in han_runs(folded) for a, b in itertools.pairwise(run)]


# with this dictionary: what is in it is kept whole, what is not comes character by character
DICTIONARY = {"食品": 30, "安全": 30, "食品安全": 60, "区": 5, "市场": 20, "监管": 20, "市场监管局": 3000}

CUT = [
    ("食品安全", ["食品安全"], ["食品安全", "食品", "安全"]),
    ("区市场监管局", ["区", "市场监管局"], ["区", "市场监管局", "市场", "监管"]),
    ("食品快检室", ["食品", "快", "检", "室"], ["食品", "快", "检", "室"]),
    ("食品75%安全", ["食品", "75%", "安全"], ["食品", "75%", "安全"]),
]


@pytest.mark.parametrize(("text", "words", "search_words"), CUT, ids=[text for text, *_ in CUT])
def test_words_are_cut_by_the_dictionary_alone(text: str, words: list[str], search_words: list[str]) -> None:
    analyzer = Analyzer(DICTIONARY)
    assert analyzer.words(text) == words
    assert analyzer.search_words(text) == search_words


@given(st.text(alphabet=st.sampled_from("食品安全区市场监管局快检75%a- ")))
def test_cutting_loses_no_character(text: str) -> None:
    analyzer = Analyzer(DICTIONARY)
    assert "".join(analyzer.words(text)) == "".join(tokens(text))
    assert set(analyzer.words(text)) <= set(analyzer.search_words(text))


def test_analyzers_share_nothing() -> None:
    first, second = Analyzer({"快检室": 10}), Analyzer({"快检": 10})
    assert first.words("快检室") == ["快检室"]
    assert second.words("快检室") == ["快检", "室"]
    assert not jieba.dt.initialized, "the dictionary that all users of jieba share is left alone"


def test_a_dictionary_holds_what_its_texts_can_use() -> None:
    dictionary = build_dictionary(["推进餐饮企业建设"], ["桃浦智创城", "x"])
    assert {"推进", "餐饮", "企业", "餐饮企业"} & dictionary.keys() >= {"推进", "餐饮", "企业"}
    assert "北京" not in dictionary
    assert "x" not in dictionary
    assert Analyzer(dictionary).words("推进桃浦智创城建设") == ["推进", "桃浦智创城", "建设"]


def test_no_file_of_the_shared_temporary_folder_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    cache = tmp_path / "jieba.cache"
    cache.write_bytes(marshal.dumps(({"餐饮企": 10**9, "餐饮": 0}, 10**9)))
    dictionary = read_full_dictionary()
    assert "餐饮企" not in dictionary
    assert dictionary["餐饮"] > 0
    assert list(tmp_path.iterdir()) == [cache]


def test_names_of_departments_and_quoted_names_stay_whole(index: Index) -> None:
    words = index.analyzer.words(fold("区市场监管局和区商务委推进“智联普陀”"))
    assert words == ["区市场监管局", "和", "区商务委", "推进", "智联普陀"]
