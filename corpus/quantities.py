"""Figures in a text: 75%, 2-3家, 60万平方米, 不超过3.5%, 三年累计5000万元, 百分之七十五.

`extract_quantities` finds them with raw text, value, unit, bound, scope and what they measure. Years, dates,
ordinals, codes (3+5+X, G1地块, 5A6A) and figures inside quoted names are no quantities, nor are ranks (全国50强).
"""

import functools
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter

from corpus.model import Bound, Quantity
from corpus.numerals import NUMERAL, parse_numeral
from corpus.text import PERCENT, read_percent, split_clauses

#: units of the genre; at one place the longest one wins. Extend here.
UNITS = (
    # shares
    "个百分点 % ‰ "
    # area, length, volume, weight, energy
    "平方公里 平方千米 平方米 平米 ㎡ 公顷 亩 立方米 公里 千米 米 km 吨标准煤 标准煤 吨 公斤 千克 毫克 微克 克 毫升 升 "
    "分贝 dB 千瓦时 兆瓦 千瓦 千伏 kWh kW MW Mbps Gbps 摄氏度 ℃ 度 "
    # money
    "元 美元 "
    # time: 年 and 日 only before 内 or 以上 and the like, for 2018年 and 21日 are dates
    "个工作日 工作日 个小时 小时 分钟 秒 个月 天 岁 周年 年(?=以上|以下|以内|之内|内|左右) 日(?=内|以内|之内) "
    # people and things
    "人次 人 名 位 户 家次 家 个 张 所 条 处 项 座 套 组 台 辆 架 艘次 艘 部 册 件 起 次 份 批次 批 片 块 间 栋 幢 "
    "株 棵 支 场 期 类 种 届 轮 只 倍 门 款 单 宗 例 盏 根 口 班次 车次 床 学时 课时 标箱"
)
#: words before a unit that scale the value; they belong to the unit as it is written (万平方米)
SCALES = {"万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3, "百": 100}
#: Chinese numerals count only before these: 两个, 十五分钟; 一批, 三类, 一次性 and the like stay words
NUMERAL_UNITS = (
    "个百分点 个工作日 个小时 个月 个 家 所 条 处 项 座 名 张 人次 人 场 户 平方公里 平方米 公里 公顷 亩 套 台 辆 倍 "
    "天 小时 分钟 年(?=以上|以下|以内|之内|内|左右)"
)
#: before other units 一 is a word (一人一档, 一项项), not a figure
_ONE_OF = {"个", "家", "所", "条", "处", "座", "名", "公里", "个月", "个小时", "个百分点", "年"}


def _any_of(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


_UNIT = rf"(?:{_any_of(UNITS)})(?:\s*/\s*[万千百]?(?:{_any_of(UNITS)}|年|月|日))?"
#: 1,200 and 1200; "10 00" is a number that was set with a blank, for none begins with 0
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:[ ]0\d*)*)(?:\.\d+)?"
_RANGE = r"\s*(?:[-—–~]{1,2}|至|到)\s*"
_QUANTITY = re.compile(
    rf"""
    (?:
        (?<![A-Za-z\d.+/&×第])           # G1, 5.2.1, 3+5, 7×24小时 and 第16条 are codes and ordinals
        (?P<low>{_DIGITS})(?:\s*(?:{_UNIT})?{_RANGE}(?P<high>{_DIGITS}))?
        \s*(?P<more>[余多])?\s*(?P<scale>{"|".join(SCALES)})?\s*(?P<more_again>[余多])?\s*(?P<unit>{_UNIT})
      | {PERCENT.pattern}
      | (?<![第每同这那某另各几{NUMERAL[1:-1]}])  # 每一个 and 第三家 count nothing
        (?P<low_numeral>{NUMERAL}++)(?:[至到](?P<high_numeral>{NUMERAL}++))?
        (?P<numeral_unit>{_any_of(NUMERAL_UNITS)})(?!一)  # 三个一工程
    )
    (?P<noun>(?<=个)(?:街道|街镇)(?![级办]))?
    (?P<after>及?以上|及?以下|及?以内|之内|左右|上下|(?<=[天日月年时钟])内)?
    """,
    re.VERBOSE,
)
#: figures inside quoted names are parts of the name: “文创50条”, 《2018-2020年实施方案》
_QUOTED = re.compile(r"《[^》]*》|“[^“”]*”|「[^」]*」")

#: bounds by the words beside a figure, first match wins
BOUNDS_BEFORE = (
    (Bound.AT_MOST, re.compile(r"(?:不超过|不高于|不多于|不大于|(?<!不)(?:低于|少于|小于)|控制在|≤|至多|最多)\s*$")),
    (Bound.AT_LEAST, re.compile(r"(?:不少于|不低于|不小于|至少|(?<!不)(?:超过|超|高于|大于|多于)|≥|突破|最少)\s*$")),
    (Bound.ABOUT, re.compile(r"(?:大约|约|近)\s*$")),
    # 达到4%, 降到37微克, and 占比达到总税收的30%
    (Bound.REACH, re.compile(r"(?:(?<!发)达到?|(?:提高|提升|增加|扩大|增长|上升|下降|压缩|缩短|[增升降])[到至])\s*$")),
    (Bound.REACH, re.compile(r"(?:达到?|[升高降增加][到至])[^,，。;；]+的\s*$")),
)
#: words that name a bound stand no farther before the figure than so many characters
_BOUND_LENGTH = 100
BOUNDS_AFTER = {
    "以上": Bound.AT_LEAST,
    "以下": Bound.AT_MOST,
    "以内": Bound.AT_MOST,
    "之内": Bound.AT_MOST,
    "内": Bound.AT_MOST,
    "左右": Bound.ABOUT,
    "上下": Bound.ABOUT,
}
_FIVE_YEARS = '[“"]*十[一二三四五六]五[”"]*'
#: a time that holds for all figures after it in the sentence: 到2023年, “十三五”期间
TIME_SCOPE = re.compile(
    rf"(?:到|至|截至)\d{{4}}年(?:底|末)?前?|\d{{4}}年(?:底|末)?前|{_FIVE_YEARS}(?:规划)?(?:期间|时期|期末|末)|规划期内"
)
#: what a figure is compared with or counted over; holds for the figures of its clause
CLAUSE_SCOPE = re.compile(
    rf"[一二两三四五六\d]年累计|累计|年均|平均每年|每年|每季度|每月|同比|届时|(?:较|比)(?:\d{{4}}年|上年|去年|上一年|{_FIVE_YEARS}(?:期?末)?)"
)
#: holds for the next figure alone
FIGURE_SCOPE = re.compile(r"总计|共计|合计|(?<!公)共(?=建成|新建|新增|完成|有|$)|其中|人均|户均")
#: signs and words at the ends of a clause that measure nothing
_EDGE = " \u3000\n\t,，。;；:：、"
_LEADING = re.compile(rf"^(?:[{_EDGE}]|的|和|及|并|即)+")
_OPEN_BRACKET = re.compile(r"[(（](?P<inside>[^()（）]*)$")
_CLOSED_BRACKET = re.compile(r"^(?P<inside>[^()（）]*)[)）]")


#: full-width signs as ASCII ones
_ASCII = {0x3000: " "} | {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True, slots=True)
class _Figure:
    """A match that is a quantity, with its number."""

    match: re.Match[str]
    value: Decimal
    high: Decimal | None
    unit: str


def extract_quantities(text: str) -> tuple[Quantity, ...]:
    """The figures of a text, in order.

    >>> [(q.raw, str(q.value), q.unit, q.bound.value) for q in extract_quantities("增幅不超过3.5%,争取2-3家企业")]
    [('不超过3.5%', '3.5', '%', 'at most'), ('2-3家', '2', '家', 'exact')]
    """
    plain = _plain(text)
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    figures = [
        figure
        for match in _QUANTITY.finditer(plain)
        if not any(start <= match.start() < end for start, end in quoted) and (figure := _read_figure(match))
    ]
    return tuple(_quantity(text, plain, figure, figures) for figure in figures)


def _plain(text: str) -> str:
    """The text with full-width signs as ASCII ones, at the same offsets."""
    return text.translate(_ASCII)


def _read_figure(match: re.Match[str]) -> _Figure | None:
    if match["digits"] or match["numeral"]:
        percent = read_percent(match)
        return None if percent is None else _Figure(match, Decimal(percent), None, "%")
    if match["low_numeral"]:
        return _read_numeral(match)
    scale = SCALES.get(match["scale"] or "", 1)
    unit = re.sub(r"\s", "", match["unit"])
    if (unit == "日" and match.string[: match.start()].endswith("月")) or (unit == "年" and len(match["low"]) == 4):
        return None
    high = _number(match["high"]) * scale if match["high"] else None
    return _Figure(match, _number(match["low"]) * scale, high, unit)


def _read_numeral(match: re.Match[str]) -> _Figure | None:
    low, unit = parse_numeral(match["low_numeral"]), match["numeral_unit"]
    high = parse_numeral(match["high_numeral"]) if match["high_numeral"] else None
    if low is None or (match["high_numeral"] and high is None) or (low == 1 and high is None and unit not in _ONE_OF):
        return None
    return _Figure(match, Decimal(low), None if high is None else Decimal(high), unit)


def _number(digits: str) -> Decimal:
    return Decimal(re.sub("[ ,]", "", digits))


def _quantity(text: str, plain: str, figure: _Figure, figures: list[_Figure]) -> Quantity:
    start, bound = _bound(plain, figure.match)
    end = figure.match.end()
    return Quantity(
        raw=text[start:end],
        start=start,
        end=end,
        value=figure.value,
        high=figure.high,
        unit=figure.unit,
        bound=bound,
        scope=_scope(text, start, figures),
        measures=_measured(text, (start, figure.match.start("noun") if figure.match["noun"] else end), figures),
    )


def _bound(plain: str, match: re.Match[str]) -> tuple[int, Bound]:
    """Where the figure starts, its limiting words included, and the bound that they name."""
    if match["after"]:
        return match.start(), BOUNDS_AFTER[match["after"].removeprefix("及")]
    first = max(0, match.start() - _BOUND_LENGTH)  # the patterns look for an end, and would begin at every character
    before = plain[first : match.start()]
    found = next(((bound, hit) for bound, words in BOUNDS_BEFORE if (hit := words.search(before))), None)
    if found is None:
        return match.start(), Bound.AT_LEAST if match["more"] or match["more_again"] else Bound.EXACT
    bound, hit = found
    return (match.start() if bound is Bound.REACH else first + hit.start()), bound


@functools.lru_cache(maxsize=4)
def _clauses(text: str) -> list[tuple[int, int]]:
    """The clauses of a text that has many figures: cut once for all of them."""
    return split_clauses(text)


def _scope(text: str, at: int, figures: list[_Figure]) -> str:
    """The words before a figure that change what it means, in the order in which they stand."""
    clauses = _clauses(text)
    clause, _ = _clause_at(clauses, at)
    lead = _clause_before(text, clauses, clause)
    # a semicolon does not end a time that was named, a full stop does
    sentence = max(text.rfind(stop, 0, at) for stop in "。!！?？") + 1
    before = bisect_right(figures, at, key=_end_of)
    last_figure = _end_of(figures[before - 1]) if before else 0
    found = [
        *TIME_SCOPE.findall(text, sentence, at)[-1:],
        *([lead] if CLAUSE_SCOPE.fullmatch(lead) else []),
        *CLAUSE_SCOPE.findall(text, clause, at),
        *FIGURE_SCOPE.findall(text, max(clause, last_figure), at),
    ]
    return "、".join(dict.fromkeys(re.sub('[“”"]', "", word) for word in found))


def _clause_at(clauses: list[tuple[int, int]], at: int) -> tuple[int, int]:
    return clauses[bisect_right(clauses, at, key=itemgetter(0)) - 1]


def _clause_before(text: str, clauses: list[tuple[int, int]], at: int) -> str:
    number = bisect_right(clauses, at, key=itemgetter(1))
    return text[slice(*clauses[number - 1])].strip(_EDGE) if number else ""


def _measured(text: str, span: tuple[int, int], figures: list[_Figure]) -> str:
    """The clause around a figure, with … in its place; where the figure fills it, with the clause before."""
    clauses = _clauses(text)
    clause = _clause_at(clauses, span[0])
    start, end = _own_part(text, clause, span, figures)
    before, after = _without_bracket(text[start : span[0]], text[span[1] : end])
    if not after.strip(_EDGE) and _says_nothing(before):
        before, after = _around_list(text, clause, (before, after), figures)
    if not after.strip(_EDGE) and _says_nothing(before):
        before = _clause_before(text, clauses, clause[0]) + before
    measured = re.sub(r"\s*\n\s*", "", _LEADING.sub("", before) + "…" + after.rstrip(_EDGE))
    return "" if measured == "…" else measured


def _around_list(
    text: str, clause: tuple[int, int], around: tuple[str, str], figures: list[_Figure]
) -> tuple[str, str]:
    """What stands before and after a list of bare figures in one clause: 突破10亿元、5亿元的企业."""
    spans = [figure.match.span() for figure in figures if clause[0] <= figure.match.start() < clause[1]]
    return (text[clause[0] : spans[0][0]], text[spans[-1][1] : clause[1]]) if len(spans) > 1 else around


def _says_nothing(before: str) -> bool:
    """Whether the words before a figure only limit it: 达到40%."""
    bare = _LEADING.sub("", before)
    return not bare or any((hit := words.search(bare)) and hit.start() == 0 for _, words in BOUNDS_BEFORE)


def _own_part(text: str, clause: tuple[int, int], span: tuple[int, int], figures: list[_Figure]) -> tuple[int, int]:
    """The clause of a figure; where it holds several figures in a list (1个甲、2个乙), its own part of it."""
    start, end = clause
    inside = figures[bisect_left(figures, start, key=_start_of) : bisect_left(figures, end, key=_start_of)]
    if inside and _start_of(inside[0]) < span[0] and (cut := text.rfind("、", _end_of(inside[0]), span[0])) >= 0:
        start = cut + 1
    if inside and _start_of(inside[-1]) >= span[1] and (cut := text.find("、", span[1], _start_of(inside[-1]))) >= 0:
        end = cut
    return start, end


def _start_of(figure: _Figure) -> int:
    return figure.match.start()


def _end_of(figure: _Figure) -> int:
    return figure.match.end()


def _without_bracket(before: str, after: str) -> tuple[str, str]:
    """The text around a figure that stands alone in brackets, (共计25个), without the brackets."""
    opened, closed = _OPEN_BRACKET.search(before), _CLOSED_BRACKET.search(after)
    if opened and closed and not FIGURE_SCOPE.sub("", opened["inside"] + closed["inside"]).strip(_EDGE):
        return before[: opened.start()], after[closed.end() :]
    return before, after
