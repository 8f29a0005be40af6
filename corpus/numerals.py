"""Chinese numerals as numbers: 二十六 → 26, 二〇二〇 → 2020, 两 → 2.

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
LARGE_UNITS = (("亿", 10**8), ("万", 10**4))

#: every character that can stand in a Chinese numeral
NUMERAL_CHARACTERS = "".join(DIGITS) + "".join(SMALL_UNITS) + "".join(unit for unit, _ in LARGE_UNITS)
NUMERAL = f"[{NUMERAL_CHARACTERS}]"


def parse_numeral(text: str) -> int | None:
    """The number that a Chinese numeral names, or None.

    >>> parse_numeral("二十六"), parse_numeral("十五"), parse_numeral("一百二十"), parse_numeral("两千零八")
    (26, 15, 120, 2008)
    >>> parse_numeral("二〇二〇"), parse_numeral("三十八万"), parse_numeral("十三五"), parse_numeral("一八")
    (2020, 380000, None, None)

    A last digit without a unit of its own counts in the next lower unit, as people say it:

    >>> parse_numeral("一百二"), parse_numeral("三万五"), parse_numeral("一百零二"), parse_numeral("三万零五")
    (120, 35000, 102, 30005)
    """
    if re.fullmatch("[零〇一二三四五六七八九]{4}", text):
        return int("".join(str(DIGITS[character]) for character in text))
    total, last_unit = 0, 1
    for part, unit in _split_large_units(text):
        if unit == 1 and last_unit > 1 and re.fullmatch("[一二三四五六七八九]", part):
            return total + DIGITS[part] * last_unit // 10
        value = _parse_below_ten_thousand(part)
        if value is None:
            return None
        total += value * unit
        last_unit = unit
    return total


def _split_large_units(text: str) -> list[tuple[str, int]]:
    parts: list[tuple[str, int]] = []
    rest = text
    for character, unit in LARGE_UNITS:
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
    (?P<zero>[零〇])?
    (?:(?P<hundreds>[一二三四五六七八九两壹贰叁肆伍陆柒捌玖])[百佰])?
    (?P<zero_again>[零〇])?
    (?:(?P<tens>[一二三四五六七八九壹贰叁肆伍陆柒捌玖])?(?P<ten>[十拾]))?
    (?P<ones>[零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖])?
    """,
    re.VERBOSE,
)


def _parse_below_ten_thousand(text: str) -> int | None:
    match = _BELOW_TEN_THOUSAND.fullmatch(text)
    if not text or match is None:
        return None
    digits = {name: DIGITS[match[name] or "零"] for name in ("thousands", "hundreds", "tens", "ones")}
    tens = digits["tens"] or (1 if match["ten"] else 0)
    ones = digits["ones"] * _unit_of_last_digit(match)
    return digits["thousands"] * 1000 + digits["hundreds"] * 100 + tens * 10 + ones


def _unit_of_last_digit(match: re.Match[str]) -> int:
    """100 in 两千三, 10 in 一百二, else 1."""
    if match["ten"] or match["zero_again"] or (match["zero"] and not match["hundreds"]):
        return 1
    if match["hundreds"]:
        return 10
    return 100 if match["thousands"] else 1
