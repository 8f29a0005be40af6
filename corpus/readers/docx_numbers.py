"""The numbers of automatic lists in a docx: they stand in no text, but follow from the lists' definitions.

The names of formats are those of ECMA-376, part 1, 17.18.59 (ST_NumberFormat).
"""

import re
from collections.abc import Callable
from typing import Any

_HAN_DIGITS = "〇一二三四五六七八九"
_FORMAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


def chinese_number(number: int) -> str:
    """1 to 999 as headings count: 十, 十二, 一百〇五.

    >>> [chinese_number(number) for number in (3, 10, 12, 20, 35, 105)]
    ['三', '十', '十二', '二十', '三十五', '一百〇五']
    """
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_HAN_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_HAN_DIGITS[tens]}十"
    elif hundreds and ones:
        text += "〇"
    return text + (_HAN_DIGITS[ones] if ones or not number else "")


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        text += sign * count
    return text


def _letters(number: int) -> str:
    """a to z, then aa, bb, …"""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _circled(number: int) -> str:
    return chr(0x245F + number) if 1 <= number <= 20 else str(number)


def _formal(number: int) -> str:
    return chinese_number(number).translate(str.maketrans(_HAN_DIGITS, _FORMAL_DIGITS))


def _by_digit(number: int) -> str:
    return "".join(_HAN_DIGITS[int(digit)] for digit in str(number))


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate({ord("0") + d: ord("０") + d for d in range(10)}),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "chineseCounting": chinese_number,
    "chineseCountingThousand": chinese_number,
    "taiwaneseCounting": chinese_number,
    "taiwaneseCountingThousand": chinese_number,
    "japaneseCounting": chinese_number,
    "ideographDigital": _by_digit,
    "taiwaneseDigital": _by_digit,
    "japaneseDigitalTenThousand": _by_digit,
    "chineseLegalSimplified": _formal,
    "ideographLegalTraditional": _formal,
    "ideographTraditional": lambda number: _STEMS[(number - 1) % 10],
    "ideographZodiac": lambda number: _BRANCHES[(number - 1) % 12],
    "ideographEnclosedCircle": lambda number: chr(0x327F + number) if 1 <= number <= 10 else str(number),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "none": lambda number: "",
}
#: a number that ends so stands directly before its text; others (第一章, 1.1) are parted from it by a blank
_CLOSED = re.compile(r"[.．、)）:：]$")
_LEVELS = 9
#: higher numbers are shown as digits, whatever the list says
_HIGHEST = 999


class Numbering:
    """The running numbers of a document's lists."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        """From the root elements of the parts for numbering and styles; None where there is none."""
        self._abstracts = _by_id(numbering, "w:abstractNum", "w:abstractNumId")
        self._lists = _by_id(numbering, "w:num", "w:numId")
        self._styles = _by_id(styles, "w:style", "w:styleId")
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def next_number(self, paragraph: Any) -> str:
        """The number that a paragraph shows, "" for a paragraph in no list; each call counts on."""
        num_id, level = self._list_of(paragraph)
        if num_id is None or num_id not in self._lists:
            return ""
        abstract_id, abstract = self._abstract_of(num_id)
        if abstract is None:
            return ""
        counts = self._count(num_id, abstract_id, abstract, level)
        template = _value(_level(abstract, level), "w:lvlText") or ""
        if _value(_level(abstract, level), "w:numFmt") == "bullet":
            return ""
        is_legal = _level(abstract, level).find(_qn("w:isLgl")) is not None
        shown = re.sub(
            r"%([1-9])",
            lambda match: self._shown(abstract, int(match[1]) - 1, counts, is_legal and int(match[1]) <= level),
            template,
        ).strip()
        return shown if not shown or _CLOSED.search(shown) else f"{shown} "

    def _shown(self, abstract: Any, level: int, counts: dict[int, int], is_legal: bool) -> str:
        number = counts.get(level, _start(abstract, level))
        form = _value(_level(abstract, level), "w:numFmt") or "decimal"
        is_plain = is_legal or not 0 < number <= _HIGHEST
        return str(number) if is_plain else FORMATS.get(form, str)(number)

    def _count(self, num_id: str, abstract_id: str, abstract: Any, level: int) -> dict[int, int]:
        counts = self._counts.setdefault(abstract_id, {})
        override = self._override(num_id, level)
        if override is not None and (num_id, level) not in self._begun:
            counts[level] = override
        else:
            counts[level] = counts[level] + 1 if level in counts else _start(abstract, level)
        self._begun.add((num_id, level))
        for deeper in range(level + 1, _LEVELS):
            counts.pop(deeper, None)
        return counts

    def _override(self, num_id: str, level: int) -> int | None:
        """Where this list begins to count anew, if it does."""
        for each in self._lists[num_id].findall(_qn("w:lvlOverride")):
            if each.get(_qn("w:ilvl")) == str(level):
                start = _value(each, "w:startOverride")
                return int(start) if start and start.isdecimal() else None
        return None

    def _abstract_of(self, num_id: str) -> tuple[str, Any]:
        abstract_id = _value(self._lists[num_id], "w:abstractNumId") or ""
        abstract = self._abstracts.get(abstract_id)
        link = _value(abstract, "w:numStyleLink")
        linked = self._styles.get(link) if link else None
        other = _value(linked.find(f".//{_qn('w:numPr')}"), "w:numId") if linked is not None else None
        if other in self._lists and other != num_id:
            abstract_id = _value(self._lists[other], "w:abstractNumId") or ""
            abstract = self._abstracts.get(abstract_id)
        return abstract_id, abstract

    def _list_of(self, paragraph: Any) -> tuple[str | None, int]:
        """The list and the level of a paragraph, by itself or by its style and those that this is based on."""
        properties = paragraph.find(_qn("w:pPr"))
        num_id, level = _number_properties(properties)
        style = self._styles.get(_value(properties, "w:pStyle") or "")
        for _ in range(_LEVELS):
            if style is None or (num_id is not None and level is not None):
                break
            style_id, style_level = _number_properties(style.find(_qn("w:pPr")))
            num_id = num_id or style_id
            level = style_level if level is None else level
            style = self._styles.get(_value(style, "w:basedOn") or "")
        return (None if num_id == "0" else num_id), min(level or 0, _LEVELS - 1)


def _number_properties(properties: Any) -> tuple[str | None, int | None]:
    numbers = properties.find(_qn("w:numPr")) if properties is not None else None
    level = _value(numbers, "w:ilvl")
    return _value(numbers, "w:numId"), int(level) if level and level.isdecimal() else None


def _by_id(root: Any, tag: str, key: str) -> dict[str, Any]:
    return {} if root is None else {each.get(_qn(key)): each for each in root.findall(_qn(tag))}


def _level(abstract: Any, level: int) -> Any:
    found = abstract.findall(_qn("w:lvl"))
    return next((each for each in found if each.get(_qn("w:ilvl")) == str(level)), abstract)


def _start(abstract: Any, level: int) -> int:
    start = _value(_level(abstract, level), "w:start")
    return int(start) if start and start.isdecimal() else 1


def _value(element: Any, tag: str) -> str | None:
    """The value of a child element: <w:tag w:val="…"/>."""
    child = element.find(_qn(tag)) if element is not None else None
    value = child.get(_qn("w:val")) if child is not None else None
    return str(value) if value is not None else None


def _qn(name: str) -> str:
    """w:val as XML names it in full."""
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name.removeprefix('w:')}"
