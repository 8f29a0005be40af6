"""Numbers and dates of a spreadsheet as its cells show them: 0.75 as 75%, 43272 as 2018年6月21日.

What a number format may hold is told in ECMA-376, part 1, 18.8.31 (numFmts). Fractions, exponents and padding are
shown as plain numbers.
"""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

#: pieces that say nothing about the number: colours, conditions, languages, padding
_ASIDE = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_DIGITS = re.compile(r"[0#?][0#?,]*(?:\.[0#?]+)?,*")
_DATE_PIECE = re.compile(r"y+|m+|d+|h+|s+|a{3,4}|am/pm", re.IGNORECASE)
_WEEKDAYS = "一二三四五六日"
#: digits that a spreadsheet shows of a number without a format of its own
_GENERAL_DIGITS = 10
#: stands for a literal while the format around it is read
_MARK = "\x00"


def shown_value(value: object, number_format: str) -> str:
    """The text that a cell shows.

    >>> shown_value(0.755, "0.0%"), shown_value(1200, "#,##0"), shown_value(2018, '0"年"'), shown_value(3.0, "General")
    ('75.5%', '1,200', '2018年', '3')
    >>> shown_value(dt.datetime(2018, 6, 21), 'yyyy"年"m"月"d"日"'), shown_value(dt.datetime(2018, 6, 1), "yyyy-mm-dd")
    ('2018年6月21日', '2018-06-01')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return _shown_date(value, number_format)
    if isinstance(value, int | float | Decimal):
        return _shown_number(Decimal(str(value)), number_format)
    return str(value)


def _shown_number(number: Decimal, number_format: str) -> str:
    if not number.is_finite():
        return ""
    sections = _ASIDE.sub("", number_format).split(";")
    section = sections[1] if number < 0 and len(sections) > 1 else sections[0]
    section, literals = _cut_literals(section)
    number = abs(number) if number < 0 and len(sections) > 1 else number
    if "%" in section:
        number *= 100
    match = _DIGITS.search(section)
    if match is None:
        shown = section.replace("General", _general(number)) if "General" in section else _general(number) + section
        return _put_literals(shown.replace("@", ""), literals)
    return _put_literals(section[: match.start()] + _in_digits(number, match[0]) + section[match.end() :], literals)


def _general(number: Decimal) -> str:
    text = f"{number:.{_GENERAL_DIGITS}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _in_digits(number: Decimal, digits: str) -> str:
    while digits.endswith(","):  # each comma at the end stands for three digits that are not shown
        digits, number = digits[:-1], number / 1000
    whole, _, tenths = digits.partition(".")
    rounded = number.quantize(Decimal(1).scaleb(-len(tenths)), ROUND_HALF_UP)
    text = f"{rounded:{',' if ',' in whole else ''}f}"
    for sign in reversed(tenths):  # # shows a digit only where there is one
        if sign == "0" or not text.endswith("0"):
            break
        text = text[:-1]
    text = text.rstrip(".")
    return text.zfill(whole.count("0")) if "," not in whole else text


def _cut_literals(section: str) -> tuple[str, list[str]]:
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match[1] if match[1] is not None else match[2])
        return _MARK

    return _LITERAL.sub(keep, section), literals


def _put_literals(text: str, literals: list[str]) -> str:
    for literal in literals:
        text = text.replace(_MARK, literal, 1)
    return text.strip()


def _shown_date(value: dt.datetime | dt.date | dt.time, number_format: str) -> str:
    section, literals = _cut_literals(_ASIDE.sub("", number_format.split(";")[0]))
    if not _DATE_PIECE.search(section):
        return value.isoformat(" ") if isinstance(value, dt.datetime) else value.isoformat()
    is_after_hour = False
    parts: list[str] = []
    at = 0
    for match in _DATE_PIECE.finditer(section):
        parts += [section[at : match.start()], _date_piece(value, match[0].lower(), is_after_hour)]
        is_after_hour = match[0][0] in "hH" or (is_after_hour and match[0][0] in "mM")
        at = match.end()
    return _put_literals("".join([*parts, section[at:]]).replace("@", ""), literals)


def _date_piece(value: dt.datetime | dt.date | dt.time, piece: str, is_minute: bool) -> str:
    sign, width = piece[0], min(len(piece), 2)
    if piece == "am/pm":
        return ""
    if sign in "hs" or (sign == "m" and is_minute):
        name = {"h": "hour", "m": "minute", "s": "second"}[sign]
        return f"{getattr(value, name, 0):0{width}}"
    if isinstance(value, dt.time):
        return ""
    if sign == "a":
        return ("星期" if len(piece) > 3 else "") + _WEEKDAYS[value.weekday()]
    if sign == "y":
        return f"{value.year:04}" if len(piece) > 2 else f"{value.year % 100:02}"
    return f"{value.month if sign == 'm' else value.day:0{width}}"
