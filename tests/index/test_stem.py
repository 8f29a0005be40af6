"""English words as they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.stem import english_words, stem, stem_phrase

# words that must be one, whoever writes them
SAME = [
    ("market", "markets"),
    ("market", "market's"),
    ("policy", "policies"),
    ("center", "centres"),
    ("theater", "theatres"),
    ("organize", "organised"),
    ("organization", "organisations"),
    ("modernize", "modernising"),
    ("color", "colours"),
    ("labor", "labour"),
    ("license", "licences"),
    ("program", "programmes"),
    ("aging", "ageing"),
    ("gray", "grey"),
    ("raise", "raising"),
    ("rise", "rises"),
]
DIFFERENT = [
    ("our", "or"),
    ("four", "for"),
    ("hour", "hor"),
    ("rise", "raise"),
    ("tree", "ter"),
    ("university", "universal"),
    ("policy", "police"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_forms_and_spellings_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_words_keep_another_stem(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz'", min_size=1))
def test_any_word_has_a_stem_without_apostrophes(word: str) -> None:
    assert "'" not in stem(word)


WORDS = [
    ("Wet Markets", ["wet", "markets"]),
    ("Don’t STOP", ["don't", "stop"]),
    ("75% by 2020.", ["75%", "by", "2020"]),
    ("1,200 beds, 2.5 each,", ["1,200", "beds", "2.5", "each"]),
    ("快检 lab", ["lab"]),
    ("—", []),
]


@pytest.mark.parametrize(("text", "expected"), WORDS, ids=[text for text, _ in WORDS])
def test_english_words(text: str, expected: list[str]) -> None:
    assert english_words(text) == expected


PHRASES = [
    ("Wet Markets", "wet market"),
    ("end-of-life care", "end of life care"),
    ("small and medium-sized enterprises", "small and medium size enterpr"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), PHRASES, ids=[repr(text) for text, _ in PHRASES])
def test_a_phrase_is_looked_up_by_its_stems(text: str, expected: str) -> None:
    assert stem_phrase(text) == expected
