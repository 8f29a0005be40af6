"""Chinese numerals and back: 二十六 ⇄ 26, 二〇二〇 → 2020, 两 → 2.

Whole numbers below 10**12 in the everyday forms; formal 壹贰叁 too. Nothing here guesses: a run of
numerals that is no number (十三五, 一二) gives None.
"""

import re

DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    "两": 2,
}
SMALL_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE_UNITS = {"万": 10**4, "亿": 10**8}

#: every character that can stand in a Chinese numeral
NUMERAL_CHARACTERS = "".join(DIGITS) + "".join(SMALL_UNITS) + "".join(LARGE_UNITS)
NUMERAL = f"[{NUMERAL_CHARACTERS}]"


def parse_numeral(text: str) -> int | None:
    """The number that a Chinese numeral names, or None.

    >>> parse_numeral("二十六"), parse_numeral("十五"), parse_numeral("一百二十"), parse_numeral("两千零八")
    (26, 15, 120, 2008)
    >>> parse_numeral("二〇二〇"), parse_numeral("三十八万"), parse_numeral("十三五"), parse_numeral("一八")
    (2020, 380000, None, None)
    """
    if len(text) == 4 and all(character in DIGITS for character in text):
        return int("".join(str(DIGITS[character]) for character in text))
    total = 0
    for part, unit in _split_large_units(text):
        value = _parse_below_ten_thousand(part)
        if value is None:
            return None
        total += value * unit
    return total


def _split_large_units(text: str) -> list[tuple[str, int]]:
    parts: list[tuple[str, int]] = []
    rest = text
    for character, unit in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = rest.partition(character)
        if found:
            parts.append((head, unit))
            rest = tail
    if rest or not parts:
        parts.append((rest, 1))
    return parts


_BELOW_TEN_THOUSAND = re.compile(
    """
    (?:(?P<thousands>[一二三四五六七八九两壹贰叁肆伍陆柒捌玖])[千仟])?
    零?
    (?:(?P<hundreds>[一二三四五六七八九两壹贰叁肆伍陆柒捌玖])[百佰])?
    零?
    (?:(?P<tens>[一二三四五六七八九壹贰叁肆伍陆柒捌玖])?(?P<ten>[十拾]))?
    (?P<ones>[零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖])?
    """,
    re.VERBOSE,
)


def _parse_below_ten_thousand(text: str) -> int | None:
    match = _BELOW_TEN_THOUSAND.fullmatch(text)
    if not text or match is None:
        return None
    digit = {name: DIGITS[value] for name, value in match.groupdict().items() if value and name != "ten"}
    tens = digit.get("tens", 1) if match["ten"] else 0
    return digit.get("thousands", 0) * 1000 + digit.get("hundreds", 0) * 100 + tens * 10 + digit.get("ones", 0)


def write_numeral(number: int) -> str:
    """The Chinese numeral of a whole number from 0 to 99, as chapter numbers are written.

    >>> write_numeral(4), write_numeral(10), write_numeral(26)
    ('四', '十', '二十六')
    """
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not tens:
        return digits[ones]
    head = "十" if tens == 1 else digits[tens] + "十"
    return head + (digits[ones] if ones else "")
