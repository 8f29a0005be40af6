"""Which kinds of figure a question asks for: shares, sums of money, areas; bounded ones, or limited to some years."""

import re
from dataclasses import replace

from bot.understanding.slots import same_unit
from bot.understanding.types import Question
from index.types import Concept, QuantityRecord

#: words that ask for a figure that is bounded, and how
_BOUNDS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile("|".join(patterns)), frozenset(bounds))
    for patterns, bounds in (
        (
            (
                "上限",
                "封顶",
                "不超过",
                "最高",
                "最多不",
                r"\bmax(?:imum)?\b",
                r"\bceiling\b",
                r"\bcap\b",
                r"\bno\s+more\s+than\b",
                r"\bat\s+(?:the\s+)?most\b",
                r"\b(?:upper|top)\s+limit\b",
                r"\bnot\s+exceed\b",
                r"\bup\s+to\s+(?:what|which|how\s+much)\b",
                "最大",
                "顶多",
                "不得超过",
            ),
            ("at most",),
        ),
        (("下限", "至少", "最低", "不低于", "不少于", r"\bmin(?:imum)?\b", r"\bat\s+least\b"), ("at least", "reach")),
    )
)
#: words that name what a figure measures: a sentence with the figure need not have them
_MEASURING = frozenset(
    (
        *(
            "比例",
            "占比",
            "比重",
            "比率",
            "份额",
            "数量",
            "目标",
            "指标",
            "个数",
            "面积",
            "长度",
            "金额",
            "人数",
            "总量",
        ),
        *(
            "家数",
            "总数",
            "规模",
            "达标",
            "定",
            "share",
            "proportion",
            "ratio",
            "rate",
            "percentage",
            "number",
            "amount",
        ),
        *("total", "target", "area", "length", "size", "volume", "value"),
    )
)
#: units of which one is never an answer to a question for another
_KINDS = {
    "%": "share",
    "元": "money",
    "平方米": "area",
    "公里": "length",
    "米": "length",
    "岁": "age",
    "年": "time",
    "分钟": "time",
    "天": "time",
    "小时": "time",
}
#: words that ask for a sum of money, whatever it is for; revenue may grow by so many per cent
_MONEY = re.compile(
    r"多少(?:个)?(?:钱|亿|元|万元)|赚|挣|预算|经费|造价|罚款|工资|薪水|租金"
    r"|\bhow\s+much\s+(?:money|rent|funding)\b|\b(?:yuan|rmb|budget|costs?|prices?|fees?|fines?(?!\s+(?:particl|dust|arts?|dining|matter))|salar(?:y|ies)|wages?|rents?|subsid(?:y|ies))\b"
)
#: figures that mostly belong to a name, and the words that ask for them all the same
_NAMED_KINDS = {
    "age": re.compile(r"岁|年龄|几大|\bages?\b|\bold\b|\byears\s+of\s+age"),
    "time": re.compile(
        r"多久|多长|几年|几天|分钟|小时|时间|期限|时限|天内|多少(?:年|天)|\b(?:long|minutes?|hours?|days?|years?|time|period|duration|quick|fast)\b"
    ),
}
_HOW_MANY = re.compile(
    r"\bhow\s+many\b(?!\s*(?:percent|per\s+cent|percentage|points|%|square|sqm|hectares?|yuan|rmb))(?!.*\bout\s+of\s+(?:a|one|every|each)\s+(?:hundred|100))"
)
#: English for what figures are limited to (三年累计, 十三五期间)
_SCOPES = (
    (re.compile(r"\b(?:five|5)[- ]year\b|\b13th\b|\bthirteenth\b"), "十三五 13五"),
    (re.compile(r"\bcumulative\w*|\baltogether\b|\bin\s+(?:all|total|sum)\b"), "累计 3年累计 总计"),
    (re.compile(r"3年.{0,3}(?:一共|总共|合计|统共|加起来|下来)|(?:一共|总共|合计).{0,2}3年"), "累计 3年累计 总计"),
)


def is_of_other_kind(quantity: QuantityRecord, question: Question) -> bool:
    """Whether a figure cannot be what is asked for: how many kindergartens is no share, a budget no number of beds."""
    kind = kind_of_unit(quantity.unit)
    if kind in _NAMED_KINDS and not _NAMED_KINDS[kind].search(question.text):
        return True  # people of 60 and over, a 15-minute circle: part of what is counted
    if _HOW_MANY.search(question.text):
        return kind in {"share", "money"}
    if not question.unit or question.unit == "%":
        return False
    if question.unit == "元":
        return kind != "money" and _MONEY.search(question.text) is not None
    return kind_of_unit(question.unit) != kind


def kind_of_unit(unit: str) -> str:
    """What is measured in a unit: share, money, area, length, age, time, or number for what is counted."""
    return _KINDS.get(same_unit(unit), "number")


def fit_of(quantity: QuantityRecord, question: Question, *, unit: float, scope: float) -> float:
    """What a figure's unit and bound (`unit`) and what it is limited to (`scope`) add to its score or take off."""
    fit = 0.0
    if question.unit and question.unit != "个":  # 个 is asked for anything
        is_same = same_unit(quantity.unit) == same_unit(question.unit)
        fit += unit if is_same else -unit
    for pattern, bounds in _BOUNDS:
        if pattern.search(question.text):
            fit += unit if quantity.bound in bounds else -unit
    if quantity.scope:
        scopes = {part[:length] for part in quantity.scope.split("、") for length in (3, len(part))}
        text = with_scopes(question.text)
        fit += unit if any(part in text for part in scopes) else -scope
    return fit


def with_scopes(text: str) -> str:
    """A question's text with what it says in English of scopes (cumulative, five-year plan) in the plan's words."""
    return text + "".join(names for pattern, names in _SCOPES if pattern.search(text))


def measuring_less(concept: Concept) -> Concept:
    """A word that only names what is measured counts a third of itself."""
    return replace(concept, weight=concept.weight / 3) if concept.surface in _MEASURING else concept
