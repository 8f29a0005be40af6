"""Exact things in a question: task numbers, years, figures, picks. They are read by rule and cut out of the text.

Every reader takes folded text and returns what it found with the rest of the text; nothing here is matched by
likeness, because a near miss in a number is a wrong answer. Patterns run over text in which Chinese numerals are
digits already (第二十六项 → 第26项, 三年 → 3年, 头一年 → 头1年).
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bot.understanding.types import FigureSlot, YearSlot
from corpus.quantities import extract_quantities

# tasks

_MORE = r"(?P<more>(?:\s*(?:[、,/和与及跟]|and\b|&|or\b|以及)\s*(?:第|任务|task\s*|\#)?\d{1,3}(?!\d|%|\.\d|年|个|家)(?:项|条|号)?)*)"
#: 任务12-14, tasks 12 to 14
_TO = r"(?:\s*(?:-|~|至|到|to\b|through\b)\s*(?:第|任务)?(?P<last>\d{1,3})(?![\d%年]|\.\d)(?:项|条|号)?)?"
_LONGEST_RANGE = 20
_NUMERAL = "一二三四五六七八九十"
#: forms in which a task is numbered; the first that fits at a place wins, and each may go on: 任务26、27和30
_TASK_FORMS = tuple(
    re.compile(pattern + _TO + _MORE, re.VERBOSE)
    for pattern in (
        # 任务26, 任务第26项, 序号26, 任务no.26
        r"(?:任务|事项|项目|序号|编号)\s*(?:第|号|no\.?|\#|是|为|:)?\s*(?P<number>(?!(?:19|20)\d\d)\d{1,4})(?:号|项|条)?(?![\d%年个家次万亿平公张所条处名批期轮种类元]|\.\d|项任务)",
        # 第26项任务, 第26项, 第16项 task, 第26个任务
        r"第\s*(?P<number>\d{1,3})\s*(?:(?:项|条|号|个)\s*(?:主要|重点|工作)?(?:任务|工作|事项|tasks?|items?)|项|条|号|任务)",
        # 26号, 30号任务; not the day of a date, a building, a line
        r"(?<![\d.月])(?P<number>\d{1,3})号\s*(?:任务|项目|工作|事项|项|tasks?)?(?!楼|线|地块|文件?|码|院|馆|门)",
        # 26项谁负责; 26项任务 alone counts tasks
        r"(?<![\d第.])(?P<number>\d{1,3})(?:项|条)(?=谁|是谁|归|由|负责|讲|是什么|的?(?:责任|负责|部门|原文|原话|内容|描述|任务内容))",
        # task 26, item no. 26, tsk26, no. 26
        r"\b(?:tasks?|tsks?|taks|tsak|items?|itme|entry|entries|row|numbers?|nos?\.?|num)\s*(?:no\.?|number|num|nr\.?|\#|:)?\s*(?P<number>(?!(?:19|20)\d\d)\d{1,4})(?![\da-z%]|\.\d|\s*(?:percent|年))",
        r"\bt-?(?P<number>\d{1,3})\b",
        r"\#\s*(?P<number>\d{1,3})(?!\d)",
        r"(?<![\d.])(?P<number>\d{1,3})\s*\#",
        r"\b(?P<number>\d{1,3})(?:st|nd|rd|th)\s+(?:task|item|entry|row|point|one\s+(?:in|on|of)\s+the\s+(?:table|list|plan|annex))\b",
        # 那32呢, and 32?
        r"^\s*(?P<number>\d{1,3})\s*(?:号|项)?\s*呢\s*(?=[?.!,]|$)",
        r"\b(?:same|ditto)\b[^?]*?\b(?:for|about|with)\s+(?:no\.?\s*|number\s+|task\s+)?(?P<number>\d{1,3})\b",
        r"^\s*(?:换成|改成)\s*(?P<number>\d{1,3})\s*(?:号|项)?\s*(?:呢|吧)?\s*(?=[?.!,]|$)",
        r"^(?:那|那么|and|what\s+about|how\s+about)\s*(?P<number>\d{1,3})\s*(?:号|项)?\s*(?:呢|吧)?\s*(?=[?.!,]|$)",
        # a message that is a number and nothing else
        r"^\s*(?P<number>\d{1,3})\s*[?。.!]?\s*$",
    )
)
#: 任务五: a single numeral is digits only here
_TASK_NUMERAL = re.compile(rf"任务(?P<numeral>[{_NUMERAL}])(?![{_NUMERAL}个项条共起览样])")


#: a task by its neighbour: 任务12的下一项, what comes after task 12
_NEIGHBOUR = re.compile(
    r"(?:第(?P<ordinal>\d{1,3})项(?:任务)?|任务(?P<task>\d{1,3}))的?"
    r"(?:(?P<next>后面|之后|下)|(?:前面|之前|上))的?那?(?:1|一)?(?:项|个|条)(?:任务)?"
    r"|\b(?:what|which(?:\s+(?:task|one|item))?|the\s+(?:task|one|item))\s+(?:(?:comes?|is|stands)\s+)?(?:right\s+|just\s+)?"
    r"(?:(?P<after>after|follow(?:s|ing))|before|preced(?:es|ing))\s+task\s+(?:no\.?\s*)?(?P<english>\d{1,3})\b"
)


class Found(NamedTuple):
    """Numbers that were read, and the text without them."""

    numbers: tuple[int, ...]
    rest: str


def read_tasks(text: str) -> Found:
    """The task numbers that a text names.

    >>> read_tasks("任务26和27谁负责")
    Found(numbers=(26, 27), rest='  谁负责')
    >>> read_tasks("wich departmnt for tsk 26??").numbers, read_tasks("总共38项任务").numbers, read_tasks("2020年75%").numbers
    ((26,), (), ())
    """
    text = _NEIGHBOUR.sub(_neighbour, text)
    text = _TASK_NUMERAL.sub(lambda match: f"任务{_NUMERAL.index(match['numeral']) + 1}", text)
    numbers: list[int] = []
    for form in _TASK_FORMS:
        for match in form.finditer(text):
            numbers.extend(range(int(match["number"]), _last(match) + 1))
            numbers.extend(int(number) for number in re.findall(r"\d{1,3}", match["more"] or ""))
        text = form.sub("  ", text)
    return Found(tuple(dict.fromkeys(numbers)), text)


def _neighbour(match: re.Match[str]) -> str:
    number = int(match["ordinal"] or match["task"] or match["english"])
    return f"任务{number + (1 if match['next'] or match['after'] else -1)} "


def _last(match: re.Match[str]) -> int:
    """The end of a range of tasks (任务12-14), or the number itself."""
    first, last = int(match["number"]), int(match["last"] or 0)
    return last if first < last <= first + _LONGEST_RANGE else first


# picks from a list

_PICK_FORMS = (
    re.compile(r"^(?:那|那么|再|请)?(?:再)?(?:(?:讲|说|看|谈)(?:1|一)?(?:讲|说|看|谈|下)|展开(?:讲讲|说说|讲|说)|介绍(?:1下|一下|下)|详细(?:讲讲|说说|讲|说))?(?:1下|一下)?(?:前面|上面|刚才)?(?:的)?第(?P<number>\d{1,2})(?:个|条|项|位)?(?:呢|吧)?(?=$|[?。,!]|的|是|讲|谁|由|归|怎|具体|详细|展开|说|\s*(?:19|20)\d\d|1\d年|20年)"),
    re.compile(r"\b(?:the\s+)?(?P<word>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)\s+(?:one|of\s+(?:them|these|those))\b"),
    re.compile(r"^(?:and\s+)?the\s+(?P<word>first|second|third|fourth|fifth|last)(?:\s+please)?\s*[?.!]?$"),
    re.compile(r"^(?:option|choice|number|no\.?)\s*(?P<number>\d{1,2})\s*[.!?]?$"),
    re.compile(r"(?P<last>最后(?:1|一)?(?:个|条|项))(?!任务)"),
)  # fmt: skip
_PICK_WORDS = {
    word: at
    for at, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], 1
    )
}
#: digits of a bare number that may pick something; Python does not read numbers of thousands of digits
_LONGEST_PICK = 4


class Pick(NamedTuple):
    """Which item of the last list is meant: 1-based, -1 for the last one, None for none."""

    place: int | None
    rest: str


def read_pick(text: str, offered: int = 0) -> Pick:
    """The place in the last answer's list that a text points to.

    Args:
        offered: how many choices were just offered: a bare number up to it picks one of them.

    >>> read_pick("第2个是谁负责"), read_pick("tell me more about the second one.").place, read_pick("最后1项呢").place
    (Pick(place=2, rest=' 是谁负责'), 2, -1)
    """
    number = text.strip(" .。")
    if number.isdecimal() and len(number) <= _LONGEST_PICK and 0 < int(number) <= offered:
        return Pick(int(number), "")
    for form in _PICK_FORMS:
        if match := form.search(text):
            groups = match.groupdict()
            place = int(groups["number"]) if groups.get("number") else _PICK_WORDS.get(groups.get("word") or "", -1)
            return Pick(place, text[: match.start()] + " " + text[match.end() :])
    return Pick(None, text)


# years

#: a year that something is measured against: 较2015年, 跟15年比, compared with 2015
_COMPARED = re.compile(
    r"(?:跟|和|与|同)(?:20)?\d\d年(?:相比|相较|比)|(?:较|比|相比|对比)(?:20)?\d\d年(?:的?水平)?"
    r"|\b(?:compared\s+(?:with|to)|relative\s+to|versus|vs\.?|against|over|from|on|than(?:\s+in)?)\s+(?:20)\d\d(?:\s+levels?)?\b"
)
#: a day names the document or an event, no year of the plan; a month does (2019年6月底前)
_DATE = re.compile(r"(?P<year>(?:19|20)\d\d年)\d{1,2}月(?P<day>\d{1,2}[日号])?(?:底|末|初)?")
_RANGE = re.compile(
    r"(?<!\d)(?P<first>(?:19|20)\d\d)年?\s*(?:[-~至到]|to|through|until|and)\s*(?P<last>(?:19|20)\d\d)(?!\d)年?度?(?:间|期间)?"
)
#: 2018-20
_SHORT_RANGE = re.compile(r"(?<!\d)(?P<first>20\d\d)\s*(?:[-~/]|to|until)\s*(?P<last>[1-4]\d)(?![\d%.])(?!-)")
#: 18年到20年, 18-20年
_SHORT_YEARS = re.compile(r"(?<![\d.])(?P<first>1[1-9]|[2-4]\d)(?:年)?\s*(?:[-~至到])\s*(?P<last>1[1-9]|[2-4]\d)年")
_YEAR = re.compile(r"(?<![\d.])(?P<year>(?:19|20)\d\d)(?![\d.]\d|\d|%|[a-z])(?:年度?)?(?:的)?")
#: 18年, also in a row: 18、19、20年, 18/19/20; not 10年 and the like, which count
_SHORT_ROW = re.compile(
    r"(?<![\d.])(?P<row>1[1-9]|[2-4]\d)(?:年)?(?P<more>(?:\s*[、,/和跟与]\s*(?:1[1-9]|[2-4]\d)(?:年)?)+)(?=年|$|[^\d%.个家张])"
)
_SHORT = re.compile(r"(?<![\d.超过近约])(?P<year>1[1-9]|[2-4]\d)年(?:度)?(?!来|以上|以内|期)")
_APOSTROPHE = re.compile(r"(?<!\w)'(?P<year>[1-4]\d)\b")
_NUMERAL_DIGITS = {numeral: str(at) for at, numeral in enumerate("零一二三四五六七八九")} | {"〇": "0", "0": "0"}
#: 一八年, 一八、一九、二〇年: two numerals that make no number of their own
_NUMERAL_ROW = re.compile(
    r"(?<![零〇一二三四五六七八九十])(?P<row>[一二][零〇一二三四五六七八九](?:\s*[、,/和]\s*[一二][零〇一二三四五六七八九])*)年"
)
#: years by their place in the plan
_PLACES: tuple[tuple[re.Pattern[str], slice], ...] = tuple(
    (re.compile(pattern), places)
    for pattern, places in (
        (r"(?:最后|末尾|后)(?:的)?2(?:个)?年|今后2年|the\s+(?:last|final)\s+two\s+years", slice(-2, None)),
        (r"(?:头|前|开头|最初)(?:的)?2(?:个)?年|the\s+first\s+two\s+years", slice(0, 2)),
        (r"\bin\s+the\s+first\s+one\b|第1(?:个)?年(?:度)?|头1?年|首年|开局(?:之|那)?1?年|起步(?:之|那)?1?年|\b(?:the\s+)?(?:first|opening|initial)\s+year\b|\byear\s+1\b", slice(0, 1)),
        (r"\bin\s+the\s+second\s+one\b|第2(?:个)?年(?:度)?|中间(?:那|的)?1?年|次年|\b(?:the\s+)?(?:second|middle)\s+year\b|\byear\s+2\b", slice(1, 2)),
        (r"第3(?:个)?年(?:度)?|\b(?:the\s+)?third\s+year\b|\byear\s+3\b", slice(2, 3)),
        (r"第4(?:个)?年(?:度)?|\b(?:the\s+)?fourth\s+year\b", slice(3, 4)),
        (r"第5(?:个)?年(?:度)?|\b(?:the\s+)?fifth\s+year\b", slice(4, 5)),
        (r"\bin\s+the\s+(?:final|last)\s+one\b|最后(?:的|那)?1?年|末年|收官(?:之|那|的)?1?年?|收尾(?:之|那|的)?1?年|(?:到)?(?:最后|最终)(?=要|得|共|总共|一共|能|该|应)|到最后(?!1)|\b(?:the\s+)?(?:final|last|closing)\s+year\b|\bby\s+the\s+end\s+of\s+the\s+plan\b", slice(-1, None)),
    )
)  # fmt: skip


#: years counted from one that is named: 2018年的下一年, "the year before 2020"
_COUNTED = (
    (re.compile(r"(?P<zh>20\d\d)年?的?(?:下[1一]年|后[1一]年|次年|第[2二]年)(?!度)|\b(?:the\s+)?(?:next\s+|following\s+)?year\s+(?:after|following)\s+(?P<en>20\d\d)\b"), 1),
    (re.compile(r"(?P<zh>20\d\d)年?的?(?:上[1一]年|前[1一]年)(?!度)|\b(?:the\s+)?(?:previous\s+)?year\s+(?:before|preceding|prior\s+to)\s+(?P<en>20\d\d)\b"), -1),
)  # fmt: skip


#: years counted from the last one spoken of
_RELATIVE = (
    (re.compile(r"下1?一?年|后1?一?年(?!初)|再下1?一?年|\b(?:the\s+)?(?:year\s+after(?:\s+that)?|next\s+year|following\s+year|year\s+later)\b"), 1),
    (re.compile(r"上1?一?年|前1?一?年(?!初)|\b(?:the\s+)?(?:year\s+before(?:\s+that)?|previous\s+year|prior\s+year|year\s+earlier)\b"), -1),
)  # fmt: skip


def read_relative_year(text: str) -> tuple[int, str]:
    """How many years after the last one a text means (0: it does not say), and the text without it.

    >>> read_relative_year("and the year after?"), read_relative_year("上一年呢")
    ((1, 'and   ?'), (-1, '  呢'))
    """
    for pattern, offset in _RELATIVE:
        if pattern.search(text):
            return offset, pattern.sub("  ", text)
    return 0, text


class Years(NamedTuple):
    """The years that were read, and the text without them."""

    slot: YearSlot
    rest: str


def read_years(text: str, plan_years: Sequence[int]) -> Years:
    """The years that a text names, in any form; places (第二年, the final year) are counted in `plan_years`.

    >>> read_years("18年和二〇年", (2018, 2019, 2020)).slot.years, read_years("一八、一九、二〇年各多少", (2018,)).slot.years
    ((2018, 2020), (2018, 2019, 2020))
    >>> read_years("the year after 2018", ()).slot.years, read_years("2020年的上一年", ()).slot.years
    ((2019,), (2019,))
    >>> read_years("the final year", (2021, 2022, 2023)).slot.years, read_years("头1年", (2018, 2019)).slot.years
    ((2023,), (2018,))
    """
    years: list[int] = []
    is_range = False

    def take(pattern: re.Pattern[str], read: Callable[[re.Match[str]], list[int]]) -> None:
        nonlocal text
        for match in pattern.finditer(text):
            years.extend(read(match))
        text = pattern.sub("  ", text)

    for pattern, offset in _COUNTED:
        for named in pattern.finditer(text):
            years.append(int(named["zh"] or named["en"]) + offset)
        text = pattern.sub("  ", text)
    text = _DATE.sub(lambda match: "  " if match["day"] else match["year"], text)
    text = _COMPARED.sub(lambda match: match[0] if _is_covered(match[0], plan_years) else "  ", text)
    text = _SHORT_RANGE.sub(lambda match: f"{match['first']}-20{match['last']}", text)
    text = _SHORT_YEARS.sub(lambda match: f"20{match['first']}-20{match['last']}年", text)
    if match := _RANGE.search(text):
        first, last = int(match["first"]), int(match["last"])
        if 0 < last - first <= 10:
            is_range = True
            years.extend(range(first, last + 1))
            text = text[: match.start()] + "  " + text[match.end() :]
    take(_YEAR, lambda match: [int(match["year"])])
    take(
        _NUMERAL_ROW,
        lambda match: [
            2000 + _two_digits(pair) for pair in re.findall(r"[一二][零〇一二三四五六七八九]", match["row"])
        ],
    )
    take(_SHORT_ROW, lambda match: [2000 + int(number) for number in re.findall(r"\d\d", match[0])])
    take(_SHORT, lambda match: [2000 + int(match["year"])])
    take(_APOSTROPHE, lambda match: [2000 + int(match["year"])])
    for pattern, places in _PLACES:
        if pattern.search(text):
            years.extend(plan_years[places])
            text = pattern.sub("  ", text)
    found = tuple(sorted(dict.fromkeys(years)))
    is_all = len(plan_years) > 1 and set(found) >= set(plan_years)
    return Years(YearSlot(found, is_all or is_range), text)


def _is_covered(text: str, plan_years: Sequence[int]) -> bool:
    """Whether the year in a text is one of the plan's: then it is asked for, not compared with."""
    return any(str(year) in text or re.search(rf"(?<!\d){year % 100}年", text) for year in plan_years)


def _two_digits(pair: str) -> int:
    return int("".join(_NUMERAL_DIGITS[numeral] for numeral in pair))


# figures and units


#: what is quoted is a name: “三位一体” is no 3位
_QUOTED = re.compile(r'"[^"]*"')
#: 哪2家, 这1项, 那1块 point; they are no figures
_POINTERS = "哪那这每第几某"


def read_figures(text: str) -> tuple[FigureSlot, ...]:
    """The figures that a text names, as the plan's own figures are read.

    >>> read_figures("那个30%的target是哪项")
    (FigureSlot(raw='30%', value=30.0, unit='%'),)
    """
    return tuple(
        FigureSlot(q.raw, float(q.value), q.unit)
        for q in extract_quantities(_QUOTED.sub(lambda match: " " * len(match[0]), text))
        if text[q.start - 1 : q.start] not in {*_POINTERS} or not q.start
    )


#: units that a question asks for: what stands after 多少 or 几, or English words; the first row that fits is taken
_UNIT_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (unit, re.compile(pattern))
    for unit, pattern in (
        ("%", r"\bhow\s+much\s+of\b|\bout\s+of\s+(?:a|one|every|each)\s+(?:hundred|100)\b|几个(?:百分)?点|占(?!地)[^,，。]{0,20}(?:比|多少(?=[?？。呢]|$))|比例|占比|比重|百分比|百分之|百分点|覆盖率|(?<![频功效])率(?!先|领)|增幅|降幅|几成|\bpercent\w*|\bprecentage|\bshares?\b|\bproportion|\bratio\b|\brates?\b|%"),
        ("人", r"\bpopulation\b|人口(?:是|有|为|达)?(?:多少|几)|(?:多少|几)(?:万)?人口"),
        ("元", r"赚|挣|营收|预算|造价|罚款|工资|租金|\b(?:budget|costs?|fines?(?!\s+(?:particl|dust|arts?|dining|matter))|salar(?:y|ies)|wages?|rents?)\b|多少(?:个)?(?:钱|亿|元)|几(?:个)?亿|金额|收入|\bhow\s+much\s+(?:money|revenue|income)|\brevenue\b|\byuan\b|\brmb\b"),
        ("平方米", r"平方米|平米|面积|多大|公顷|\bsquare\s+(?:met|kilomet)|\bsq\.?\s*km\b|\bkm2\b|\bsqm\b|\bhectares?\b|\barea\s+of\b|\bhow\s+(?:big|large)\s+(?:an?|is\s+the)\s+(?:\w+\s+)?area|\barea\s+(?:does|do|will|should|must)\b|\bhow\s+(?:much|many)\s+(?:new\s+)?green"),
        ("公里", r"公里|多长|\bkilomet|\bkm\b|\bhow\s+long\b"),
        ("微克/立方米", r"微克|浓度|pm2\.5|\bconcentration\b"),
    )
)  # fmt: skip
_UNITS_ASKED = (
    "人次|平方米|平米|公顷|公里|张|家|所|条|处|项|座|名|人|个|套|台|件|份|场|次|亿元|万元|元|户|辆|吨|天|期|类|种|片"
)
#: "how many" counts, unless it counts hundredths
_HOW_MANY = re.compile(
    r"\bhow\s+many\b(?!\s*(?:percent|per\s+cent|percentage|points|%))(?!.*\bout\s+of\s+(?:a|one|every|each)\s+(?:hundred|100))"
)
#: 降几个点: per cent
_POINTS = re.compile(r"(?:几|多少)个(?:百分)?点")
_ASKED = re.compile(rf"(?:多少|几)(?:万|亿|千|百)?(?P<unit>{_UNITS_ASKED})")
#: the unit after a question word: it is asked for, and is no word of the topic
_ASKED_UNIT = re.compile(rf"(?<=多少)(?:万|亿|千|百)?(?:{_UNITS_ASKED})|(?<=多少)[万亿千百]")
_SAME_UNIT = {"平米": "平方米", "公顷": "平方米", "亿元": "元", "万元": "元", "亩": "平方米", "平方公里": "平方米"}


def read_unit(text: str) -> str:
    """The unit that a question asks for, "" when it names none: 多少张 → 张, "what share" → %.

    >>> read_unit("新增多少张"), read_unit("what share of tax"), read_unit("几家"), read_unit("目标是什么")
    ('张', '%', '家', '')
    """
    if _POINTS.search(text):
        return "%"
    if match := _ASKED.search(text):
        return _SAME_UNIT.get(match["unit"], match["unit"])
    is_number = _HOW_MANY.search(text) is not None  # how many companies hold shares: no share is asked for
    return next((u for u, pattern in _UNIT_FORMS if pattern.search(text) and not (is_number and u == "%")), "")


def without_unit(text: str) -> str:
    """The text without the unit that follows 多少: 超过多少平米 → 超过多少."""
    return _ASKED_UNIT.sub("  ", text)


def same_unit(unit: str) -> str:
    """Units that measure the same thing under one name: 公顷 and 平方米 are areas."""
    return _SAME_UNIT.get(unit, unit)
