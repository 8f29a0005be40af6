"""Figures in a text: 75%, 2-3家, 60万平方米, 不超过3.5%, 三年累计5000万元.

`extract_quantities` finds them with raw text, value, unit, bound and what they measure. Years, dates,
codes (“3+5+X”, G1地块, 5A6A) and figures inside quoted names are no quantities.
"""

import re
from decimal import Decimal

from corpus.model import Bound, Quantity
from corpus.numerals import NUMERAL, parse_numeral
from corpus.text import split_clauses

#: units of the genre; at one place the longest one wins. Extend here.
UNITS = (
    # shares
    *("个百分点", "%", "％", "‰"),
    # area, length, weight, energy
    *("平方公里", "平方米", "平方千米", "公顷", "亩", "平米", "立方米", "公里", "千米", "米", "吨标准煤", "吨", "公斤"),
    *("微克/立方米", "毫克/升", "分贝", "千瓦时", "兆瓦", "千瓦", "摄氏度", "度"),
    # money
    *("元/平方米", "亿元", "元", "美元"),
    # time (a year is one only with a counting word around it: 年 alone dates, it does not measure)
    *("个工作日", "工作日", "个小时", "小时", "分钟", "秒", "个月", "天", "日内", "岁", "周年"),
    # people and things
    *("批次/千人", "人次", "人/次", "人", "名", "位", "户", "家次", "家", "个/千人", "个", "张", "所", "条", "处", "项"),
    *("座", "套", "台", "辆", "架", "艘", "部", "册", "件", "起", "次", "份", "批次", "批", "片", "块", "间", "栋"),
    *("幢", "株", "棵", "支", "场", "期", "类", "种", "级", "届", "轮", "只", "倍", "强", "门", "款", "单", "宗"),
    *("例", "盏", "根", "口", "艘次", "班次", "车次", "路", "站", "床", "学时", "课时", "标箱", "版"),
)
#: words before a unit that scale the value; they belong to the unit as it is written (万平方米)
SCALES = {"万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3, "百": 100}

#: Chinese numerals count only before these: 两个, 十五个; 一批, 一项项 and the like stay words
_NUMERAL_UNITS = ("个街道", "个", "家", "所", "条", "处", "项", "座", "名", "张", "人", "场", "公里", "套")

_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_DIGITS = r"\d+(?:[,，]\d{3})*(?:\.\d+)?"
_RANGE = r"\s*[-—–~～至到]\s*"
_QUANTITY = re.compile(
    rf"""
    (?<![A-Za-z\d.+/&第])                # G1, 5.2.1, 3+5 and 第16条 are codes and ordinals
    (?:
        (?P<low>{_DIGITS})(?:(?:{_UNIT})?{_RANGE}(?P<high>{_DIGITS}))?
        \s*(?P<scale>{_SCALE})?\s*(?P<more>余|多)?(?P<unit>{_UNIT})
      | (?P<numeral>{NUMERAL}+)(?P<numeral_unit>{"|".join(_NUMERAL_UNITS)})
    )
    (?P<after>以上|及以上|以下|以内|之内|左右|上下)?
    """,
    re.VERBOSE,
)
#: figures inside quoted names are parts of the name: “文创50条”, 《2018-2020年实施方案》
_QUOTED = re.compile(r"《[^》]*》|“[^“”]*”|「[^」]*」")

#: bounds by the words beside a figure, first match wins
BOUNDS_BEFORE = (
    (Bound.AT_MOST, re.compile(r"(?:不超过|不高于|不多于|不大于|(?<!不)(?:低于|少于|小于)|控制在|≤|至多|压缩至|缩短至|最多)\s*$")),
    (Bound.AT_LEAST, re.compile(r"(?:不少于|不低于|不小于|至少|(?<!不)(?:超过|超|高于|大于|多于)|≥|突破|以上的|最少)\s*$")),
    (Bound.ABOUT, re.compile(r"(?:大约|约|近|总计)\s*$")),
    (Bound.REACH, re.compile(r"(?:达到|达|提高到|提升到|提升至|提高至|增加到|增至|降到|降至|下降到|实现|力争|完成)\s*$")),
)
BOUNDS_AFTER = {
    "以上": Bound.AT_LEAST,
    "及以上": Bound.AT_LEAST,
    "以下": Bound.AT_MOST,
    "以内": Bound.AT_MOST,
    "之内": Bound.AT_MOST,
    "左右": Bound.ABOUT,
    "上下": Bound.ABOUT,
}
#: words that change what a figure of the same sentence means; they belong to its headline
SCOPES = re.compile(
    r"[一二两三四五六\d]年累计|累计|年均|平均每年|人均|较\d{4}年|比\d{4}年|同比|[“\"]*十[一二三四五六]五[”\"]*(?:期间|末)"
    r"|规划期内|总计|共计|届时"
)
#: text around a figure that measures nothing
_TRIM = " ,，。;；:：、的为了和及并即至到达约近"


def extract_quantities(text: str) -> tuple[Quantity, ...]:
    """The figures of a text, in order.

    >>> [(q.raw, str(q.value), q.unit, q.bound.value) for q in extract_quantities("增幅不超过3.5%,争取2-3家企业")]
    [('不超过3.5%', '3.5', '%', 'at most'), ('2-3家', '2', '家', 'exact')]
    """
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    matches = [
        match
        for match in _QUANTITY.finditer(text)
        if _value(match) is not None and not any(a <= match.start() < b for a, b in quoted)
    ]
    spans = [match.span() for match in matches]
    return tuple(_quantity(text, match, spans) for match in matches)


def _number(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "").replace("，", ""))


def _value(match: re.Match[str]) -> Decimal | None:
    if match["numeral"]:
        number = parse_numeral(match["numeral"])
        return None if number is None else Decimal(number)
    return _number(match["low"])


def _quantity(text: str, match: re.Match[str], spans: list[tuple[int, int]]) -> Quantity:
    value = _value(match)
    assert value is not None  # filtered by the caller
    scale = SCALES.get(match["scale"] or "", 1)
    start, bound = _bound(text, match)
    clause_start, clause_end = _clause(text, match.span(), spans)
    return Quantity(
        raw=text[start : match.end()],
        start=start,
        end=match.end(),
        value=value * scale,
        high=_number(match["high"]) * scale if match["high"] else None,
        unit=match["unit"] or match["numeral_unit"],
        bound=bound,
        scope="、".join(dict.fromkeys(re.sub("[“”\"]", "", scope) for scope in SCOPES.findall(text[clause_start:clause_end]))),
        measures=(text[clause_start:start] + "…" + text[match.end() : clause_end]).strip(_TRIM),
    )


def _bound(text: str, match: re.Match[str]) -> tuple[int, Bound]:
    """Where the figure starts, its limiting words included, and the bound that they name."""
    before = text[: match.start()]
    found = next(((bound, hit) for bound, words in BOUNDS_BEFORE if (hit := words.search(before))), None)
    if match["after"]:
        return match.start(), BOUNDS_AFTER[match["after"]]
    if found is None:
        return match.start(), Bound.EXACT
    bound, hit = found
    return (match.start() if bound is Bound.REACH else hit.start()), bound


def _clause(text: str, span: tuple[int, int], spans: list[tuple[int, int]]) -> tuple[int, int]:
    """The clause around a figure; where it holds several figures in a list (1个甲、2个乙), its own part of it."""
    start, end = next((a, b) for a, b in split_clauses(text) if a <= span[0] < b)
    others = [other for other in spans if start <= other[0] < end and other != span]
    for other in others:
        if other[0] < span[0] and (cut := text.rfind("、", other[1], span[0])) >= 0:
            start = max(start, cut + 1)
        if other[0] > span[0] and (cut := text.find("、", span[1], other[0])) >= 0:
            end = min(end, cut)
    return start, end
