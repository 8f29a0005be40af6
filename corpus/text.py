"""The one normaliser: the same folding acts on the documents when they are indexed and on what people ask.

`fold` evens out what carries no meaning (width, case, Traditional forms, blanks between Han characters,
how a number is written), so that both sides can be compared character by character.
"""

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence

import opencc

from corpus.numerals import DIGITS, NUMERAL, parse_numeral

#: raise it whenever `fold` gives another result than before: indexes record it and are rebuilt
FOLD_VERSION = 3

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇"

#: measure words after which a single Chinese numeral is a number: 两个街道 = 2个街道, but 一体化 stays
_COUNTERS = "个家张所条项处座名件次份人位辆台套批年天月周亩吨倍轮期户场类种级届只支部股片块间栋幢镇"
#: numerals that stand beside digits are left alone: 二十5 is neither 25 nor 205
_NUMBER = re.compile(f"(?<!\\d)(?<!{NUMERAL})第?(?P<run>{NUMERAL}++)(?!\\d)(?P<after>[{_COUNTERS}%]?)")
#: 百分之七十五 is how 75% is said
PERCENT = re.compile(
    f"百分之(?:(?P<digits>\\d+(?:\\.\\d+)?)|(?P<numeral>{NUMERAL}+)(?:点(?P<tenths>[零〇一二三四五六七八九]+))?)"
)
_BLANK_BETWEEN_HAN = re.compile(f"(?<=[{HAN}])\\s+(?=[{HAN}])|(?<=[{HAN}])\\s+(?=\\d)|(?<=\\d)\\s+(?=[{HAN}])")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff]")
_PUNCTUATION = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "「": '"', "」": '"', "『": '"', "』": '"', "＂": '"', "–": "-"}
    | {"—": "-", "―": "-", "−": "-", "～": "~", "•": "·", "﹒": ".", "〜": "~", "‑": "-", "‐": "-"}
    | {"薴": "苎"}  # OpenCC's 苧 for it would turn into 苎 the next time
)


@functools.cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def clean(text: str) -> str:
    """The text without characters that cannot be seen (zero-width, direction marks, lone surrogates)."""
    return _INVISIBLE.sub("", text)


def whole(text: str) -> str:
    """The text with a mark (U+FFFD) in place of each lone surrogate, half a character that no encoding can write.

    >>> whole("\\ud83d\\ude00 \\ud83d") == "😀 \ufffd"
    True
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


#: 廿二 is 二十二
_TENS = str.maketrans({"廿": "二十", "卅": "三十"})


@functools.lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The text as it is compared: NFKC, lower case, Simplified, plain punctuation, numbers as digits.

    >>> fold("「食品藥品」ＨＡＣＣＰ 二〇二〇年")
    '"食品药品"haccp 2020年'
    >>> fold("第二十六项 两个街道"), fold("十五分钟"), fold("“十三五”一体化")
    ('第26项2个街道', '15分钟', '"十三五"一体化')
    >>> fold("百分之七十五"), fold("百分之四点五"), fold("百分之百"), fold("百分之80")
    ('75%', '4.5%', '100%', '80%')
    """
    text = unicodedata.normalize("NFKC", clean(text)).translate(_PUNCTUATION).translate(_TENS)
    text = _converter().convert(text).lower()
    text = re.sub(r"\s+", " ", text).strip()
    text = _BLANK_BETWEEN_HAN.sub("", text)
    text = PERCENT.sub(_fold_percent, text)
    return _NUMBER.sub(_fold_number, text)


def read_percent(match: re.Match[str]) -> str | None:
    """The figure of a match of `PERCENT` as digits; None where it is no number."""
    if match["digits"]:
        return match["digits"]
    number = 100 if match["numeral"] == "百" else parse_numeral(match["numeral"])
    if number is None:
        return None
    tenths = "".join(str(DIGITS[digit]) for digit in match["tenths"] or "")
    return f"{number}.{tenths}" if tenths else str(number)


def _fold_percent(match: re.Match[str]) -> str:
    figure = read_percent(match)
    return match[0] if figure is None else f"{figure}%"


_SIGNS = re.compile(r"[^\w%+]+")


def without_signs(text: str) -> str:
    """Folded text without punctuation and blanks, as titles are compared.

    >>> without_signs("质量引领,推动经济转型"), without_signs("“3+5+x”")
    ('质量引领推动经济转型', '3+5+x')
    """
    return _SIGNS.sub("", text)


def _fold_number(match: re.Match[str]) -> str:
    run, after = match["run"], match["after"]
    is_ordinal = match[0].startswith("第")
    number = parse_numeral(run)
    plain = number is not None and (len(run) > 1 or bool(after) or is_ordinal) and not set(run) <= set("百千万亿")
    if not plain:
        return match[0]
    return ("第" if is_ordinal else "") + str(number) + after


def join_lines(lines: Sequence[tuple[int, str]]) -> str:
    """Lines (line number, text) as one text, with a line break for every line that lies between them.

    So a place in the text tells its line even where the lines do not follow each other:

    >>> join_lines([(3, "完成新建"), (6, "绿地2公顷。")])
    '完成新建\\n\\n\\n绿地2公顷。'
    """
    parts = [lines[0][1]]
    for (previous, _), (number, text) in itertools.pairwise(lines):
        parts += ["\n" * (number - previous), text]
    return "".join(parts)


def is_han(character: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf" or character == "〇"


def han_runs(text: str) -> Iterator[str]:
    """The runs of Chinese characters in a text."""
    return (match[0] for match in re.finditer(f"[{HAN}]+", text))


#: where other lines lie between (see `join_lines`) a sentence ends too, so that each part stands on lines of its own
_SENTENCE_END = re.compile(r"[。;；!！?？]+[”’」』》)）]*[,，]?|\n{2,}")
_CLAUSE_END = re.compile(r"[,，。;；:：!！?？]+")


def _split(text: str, ends: re.Pattern[str]) -> list[tuple[int, int]]:
    """Start and end of the parts of a text, each with its closing punctuation; line breaks around them are left out."""
    cuts = [0, *(match.end() for match in ends.finditer(text) if not _is_inside_number(text, match)), len(text)]
    parts = [_without_line_breaks(text, start, end) for start, end in itertools.pairwise(cuts)]
    return [(start, end) for start, end in parts if text[start:end].strip()]


def _without_line_breaks(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip("\n")), end - len(part) + len(part.rstrip("\n"))


def _is_inside_number(text: str, match: re.Match[str]) -> bool:
    """A comma between digits belongs to a number: 1,200张."""
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    return match[0] in {",", ":", "，"} and before.isdigit() and after.isdigit()


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences of a paragraph or cell, closing marks included.

    >>> [("甲。乙;丙")[a:b] for a, b in split_sentences("甲。乙;丙")]
    ['甲。', '乙;', '丙']
    >>> [("甲\\n\\n乙")[a:b] for a, b in split_sentences("甲\\n\\n乙")]
    ['甲', '乙']
    """
    return _split(text, _SENTENCE_END)


def split_clauses(text: str) -> list[tuple[int, int]]:
    """Offsets of the clauses of a sentence (parts between commas and the like), closing marks included."""
    return _split(text, _CLAUSE_END)
