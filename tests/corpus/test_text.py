"""The normaliser and the cutting of texts into sentences and clauses."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text import fold, han_runs, is_han, join_lines, split_clauses, split_sentences

#: characters that the normaliser has rules for, and plain ones between them
TOUCHY = "零〇一二三十百千万亿两第个%年街道分之点5.3 a“”‘’「」—–-～·１２Ａ％，　\t\u200b\ufeff項條藥裏後乾著薴Ⅲ①㎡½İß"
TEXTS = st.text(alphabet=st.sampled_from(TOUCHY), max_size=12) | st.text(max_size=30)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        # width, case, script, blanks
        ("ＨＡＣＣＰ", "haccp"),
        ("７５％", "75%"),
        ("區市場監管局", "区市场监管局"),
        ("区 市场 监管局", "区市场监管局"),
        ("  HACCP\u3000target \n", "haccp target"),
        ("2020 年", "2020年"),
        ("零\u200b售\ufeff", "零售"),
        # punctuation
        ("「四大品牌」", '"四大品牌"'),
        ("““十三五””", '""十三五""'),
        ("2018—2020", "2018-2020"),
        # numbers
        ("二〇二〇年", "2020年"),
        ("第二十六项", "第26项"),
        ("两个街道", "2个街道"),
        ("十五分钟", "15分钟"),
        ("百分之七十五", "75%"),
        ("百分之四点五", "4.5%"),
        # words that only look like numbers
        ("十三五", "十三五"),
        ("一体化", "一体化"),
        ("千万", "千万"),
        ("二十5", "二十5"),
        ("第二十5", "第二十5"),
        ("百分之几", "百分之几"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@settings(max_examples=500, deadline=None)
@given(text=TEXTS)
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_fold_is_idempotent_on_every_chinese_character() -> None:
    characters = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00))]
    assert [character for character in characters if fold(fold(character)) != fold(character)] == []


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet=st.characters(), max_size=40))
def test_fold_takes_any_text(text: str) -> None:
    folded = fold(text)
    assert folded == folded.strip()
    folded.encode()  # no lone surrogates


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("甲。乙;丙", ["甲。", "乙;", "丙"]),
        ("“甲。”乙", ["“甲。”", "乙"]),
        ("达到4%。,吸引4家", ["达到4%。,", "吸引4家"]),
        ("建设;,打造", ["建设;,", "打造"]),
        ("。", ["。"]),
        # lines that follow each other are read on, lines with others between them are not
        ("甲\n乙。\n丙", ["甲\n乙。", "丙"]),
        ("完成新建\n\n\n绿地。", ["完成新建", "绿地。"]),
        ("", []),
        ("  ", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("甲,乙。丙", ["甲,", "乙。", "丙"]),
        ("新增1,200张,达到2,000张", ["新增1,200张,", "达到2,000张"]),
        ("目标:甲", ["目标:", "甲"]),
        ("甲、乙", ["甲、乙"]),
    ],
)
def test_clauses(text: str, clauses: list[str]) -> None:
    assert [text[start:end] for start, end in split_clauses(text)] == clauses


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet=st.sampled_from("甲乙1。,;：！ \n”"), max_size=20))
@pytest.mark.parametrize("split", [split_sentences, split_clauses])
def test_parts_cover_the_text(split: Callable[[str], list[tuple[int, int]]], text: str) -> None:
    """Parts follow each other and leave out nothing but blanks."""
    parts = split(text)
    assert all(text[start:end].strip() for start, end in parts)
    ends = [0, *(end for _, end in parts)]
    starts = [*(start for start, _ in parts), len(text)]
    assert all(not text[end:start].strip() for end, start in zip(ends, starts, strict=True))


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([(3, "甲")], "甲"),
        ([(3, "甲"), (4, "乙")], "甲\n乙"),
        ([(3, "甲"), (6, "乙"), (7, "丙")], "甲\n\n\n乙\n丙"),
    ],
)
def test_joined_lines_keep_their_distance(lines: list[tuple[int, str]], text: str) -> None:
    assert join_lines(lines) == text
    for number, line in lines:
        assert text.split("\n")[number - lines[0][0]] == line


@pytest.mark.parametrize(
    ("text", "runs"), [("区2020年HACCP体系", ["区", "年", "体系"]), ("二〇", ["二〇"]), ("abc", [])]
)
def test_han_runs(text: str, runs: list[str]) -> None:
    assert list(han_runs(text)) == runs
    assert all(is_han(character) for run in runs for character in run)
