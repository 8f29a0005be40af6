"""Chinese numerals as numbers."""

import pytest

from corpus.numerals import parse_numeral

DIGITS = "零一二三四五六七八九"


def write(number: int) -> str:
    """A number below 10,000 as it is written by the book."""
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
        gap = not digit
    return text or "零"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("零", 0),
        ("两", 2),
        ("十", 10),
        ("十五", 15),
        ("一十五", 15),
        ("二十六", 26),
        ("一百零五", 105),
        ("一百二", 120),
        ("三百六", 360),
        ("两千三", 2300),
        ("两千零三", 2003),
        ("一万零三百", 10300),
        ("三万五", 35000),
        ("三万五千", 35000),
        ("三万零五", 30005),
        ("三十八万", 380000),
        ("一亿零五百万", 105000000),
        ("二〇二〇", 2020),
        ("二零二一", 2021),
        ("壹佰贰拾", 120),
    ],
)
def test_numerals(text: str, number: int) -> None:
    assert parse_numeral(text) == number


@pytest.mark.parametrize(
    "text", ["", "十三五", "一二", "一八", "百", "万", "千百", "十十", "一二三四五", "abc", "12", "二 十"]
)
def test_no_numerals(text: str) -> None:
    assert parse_numeral(text) is None


def test_all_numbers_below_ten_thousand() -> None:
    assert all(parse_numeral(write(number)) == number for number in range(10000))
