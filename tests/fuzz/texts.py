"""Texts that break readers: real questions changed at random, syntax of other languages, all of Unicode, long runs."""

import functools
import json
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from bot.config import SHIPPED_CORPUS
from tests.bot.answering.test_laws import PIECES

DATA = Path(__file__).parents[1] / "data"
#: the longest message that Telegram takes, in UTF-16 units
LONGEST = 4096

FTS = ('"', "*", "^", "(", ")", "AND", "OR", "NOT", "NEAR(", ",", ":", "-", "+", "{", "}", "text:", '"" ""', "NEAR/3")
SQL = ("'; DROP TABLE tasks; --", "1 OR 1=1", "' UNION SELECT * FROM facts --", "?", ":x", "@x", "%", "_", "\\", "''")
MARKUP = (
    *("<b>", "</b>", "<a href='tg://user?id=1'>", "<blockquote>", "</blockquote>", "&lt;", "&", "&#0;", "&#x110000;"),
    *("<!--", "]]>", "<script>alert(1)</script>", "**", "__", "`", "```", "[x](tg://x)", "![](", "|", "> ", "# ", "\\"),
    *("@everyone", "@PlanBot", "/ask", "/start t26-2020", "#tag", "{task}", "{0.__class__}", "{}", "%s", "%(a)s"),
)
#: marks that turn the direction of text, that have no width, that join or select, tags and half characters
INVISIBLE = (
    *("\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069", "\u2060", "\ufeff"),
    *("\u00ad", "\u034f", "\u061c", "\u180e", "\ufe0f", "\U000e0041", "\U000e007f", "\ufffe", "\uffff", "\U0010ffff"),
)
SURROGATES = ("\ud800", "\udbff", "\udc00", "\udfff", "\ud83d", "\ude00", "\ude00\ud83d")
EMOJI = (
    *("😀", "👨\u200d👩\u200d👧\u200d👦", "👍🏽", "❤️", "🏴\U000e0067\U000e0062\U000e007f", "1️⃣", "#️⃣", "©", "🈶", "㊙️"),
    *("🇨", "🇳", "🇨🇳", "🇪🇺", "\U0001f3fb"),
)
CONTROLS = tuple(map(chr, (*range(32), *range(127, 160), 0x2028, 0x2029, 0x85, 0xA0, 0x3000, 0x1680)))
NUMBERS = (
    *("0", "-1", "00026", "1e309", "1.7976931348623157e309", "NaN", "inf", "0x1A", "1_000", "1,000,000", "２６", "٢٦"),
    *("二十六", "二〇二〇", "廿六", "百万亿", "十十十", "①", "⑳", "½", "²", "Ⅳ", "𝟚𝟘", "9" * 19, "9" * 400, "1." * 9),
    *("2018年" * 9, "第" + "九" * 99 + "项", "99999999999999999999年", "-2019年", "2019.5年", "３０％", "1/0", "30%%"),
)
#: what a careless pattern goes through again and again: repeated, and then ended otherwise
BAITS = (
    *(
        "a",
        "9",
        " ",
        "年",
        "任务",
        "2019",
        "1,",
        "1.",
        "1-",
        "、",
        "第一",
        "第",
        "百",
        "((",
        "））",
        "a ",
        "任 务 ",
        "\n",
    ),
    *(
        "2018年至",
        "2018-",
        "和",
        "谁",
        "区",
        "区教育局",
        "30%",
        "task ",
        "the ",
        "of the ",
        "x1",
        "，",
        "。",
        "“",
        "《",
        "的",
    ),
    *(
        "请问",
        "谢谢",
        "hi ",
        "please ",
        "and ",
        "-",
        "_",
        "e\u0301",
        "\u0301",
        "\u200d",
        "ﷺ",
        "①",
        "哪",
        "几",
        "前三",
        "后",
    ),
    *(
        "什么",
        "多少",
        "1万",
        "千",
        "一二",
        "两",
        "零",
        "〇",
        "年底",
        "以上",
        "不超过",
        "：",
        "/",
        "PM2.5",
        "1+1",
        "A4",
        "ni ",
    ),
)


@functools.cache
def questions() -> tuple[str, ...]:
    """Every question and earlier message of the files of questions."""
    found: dict[str, None] = {}
    for file in sorted(DATA.glob("questions/**/*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            found |= dict.fromkeys([*(row.get("turns") or ()), row["question"]])
    return tuple(found)


@functools.cache
def plan_lines() -> tuple[str, ...]:
    """The lines of the plan that say something."""
    text = (SHIPPED_CORPUS / "putuo-quality-plan-2018-2020.txt").read_text("utf-8")
    return tuple(line for line in text.split("\n") if line.strip())


def any_character(dice: Random) -> str:
    """Any code point at all, the lower ones more often; half characters too."""
    limit = dice.choice((0x7F, 0x7FF, 0xFFFF, 0x10FFFF))
    return chr(dice.randint(0, limit))


def _random(dice: Random) -> str:
    return "".join(any_character(dice) for _ in range(dice.choice((1, 3, 9, 30, 90))))


def _of(pieces: Sequence[str]) -> Callable[[Random], str]:
    """A text of these pieces among words of questions."""

    def make(dice: Random) -> str:
        both = [dice.choice(pieces) if dice.random() < 0.6 else dice.choice(PIECES) for _ in range(dice.randint(1, 9))]
        return dice.choice(("", " ")).join(both)

    return make


def _bait(dice: Random) -> str:
    units = [dice.choice(BAITS) for _ in range(dice.choice((1, 1, 2, 3)))]
    times = dice.choice((10, 60, 130, 199, 400, 1500, LONGEST)) // len("".join(units))
    head, tail = (dice.choice(("", "", "!", "任务26谁负责", "\x00", "x", "年", "？")) for _ in range(2))
    return (head + "".join(units) * (times + 1) + tail)[:LONGEST]


def _longest(dice: Random) -> str:
    """A message as long as Telegram lets it be, to the unit."""
    unit = dice.choice((*BAITS, *EMOJI, *INVISIBLE, dice.choice(questions()), dice.choice(plan_lines())))
    return cut(unit * LONGEST, LONGEST)


def _pasted(dice: Random) -> str:
    at = dice.randrange(len(plan_lines()))
    return dice.choice(("\n", " ", "")).join(plan_lines()[at : at + dice.choice((1, 1, 2, 9))])


def _real(dice: Random) -> str:
    return dice.choice(questions())


def _mutated(dice: Random) -> str:
    return mutate(_real(dice), dice)


#: ways to make a text, the frequent ones several times
MAKERS: tuple[Callable[[Random], str], ...] = (
    *(_mutated,) * 8,
    *(_real,) * 3,
    *(_of(PIECES),) * 3,
    _random,
    _of(FTS),
    _of(SQL),
    _of(MARKUP),
    _of(INVISIBLE),
    _of(SURROGATES),
    _of(EMOJI),
    _of(CONTROLS),
    _of(NUMBERS),
    _of(("",)),
    _bait,
    _bait,
    _longest,
    _pasted,
    lambda dice: mutate(_pasted(dice), dice),
)


def message(dice: Random) -> str:
    """A text of any sort, no longer than a message may be."""
    return cut(dice.choice(MAKERS)(dice), LONGEST)


def cut(text: str, longest: int) -> str:
    """A text cut to this many UTF-16 units; a character of two units is left out rather than parted."""
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * longest]
    whole = units.decode("utf-16-le", "surrogatepass")
    return whole[:-1] if whole and whole[-1] != text[len(whole) - 1 : len(whole)] else whole


# changing a text


def _drop(text: str, dice: Random) -> str:
    start, end = _span(text, dice)
    return text[:start] + text[end:]


def _double(text: str, dice: Random) -> str:
    start, end = _span(text, dice)
    return text[:end] + text[start:end] * dice.choice((1, 2, 30)) + text[end:]


def _swap(text: str, dice: Random) -> str:
    at = dice.randrange(max(1, len(text) - 1))
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def _put_in(text: str, dice: Random) -> str:
    at = dice.randrange(len(text) + 1)
    new = dice.choice((*PIECES, *FTS, *INVISIBLE, *SURROGATES, *EMOJI, *CONTROLS, *NUMBERS, any_character(dice)))
    return text[:at] + new + text[at:]


def _put_between(text: str, dice: Random) -> str:
    return dice.choice((*INVISIBLE, " ", "\n", "\x00", "\u0301", ".", "-")).join(text[:300])


def _replace(text: str, dice: Random) -> str:
    at = dice.randrange(max(1, len(text)))
    return text[:at] + any_character(dice) + text[at + 1 :]


def _splice(text: str, dice: Random) -> str:
    other = dice.choice(questions())
    return text[: dice.randrange(len(text) + 1)] + other[dice.randrange(len(other) + 1) :]


def _join(text: str, dice: Random) -> str:
    return text + dice.choice(("", "？", "\n", " and ", "和", "，", ";")) + dice.choice(questions())


def _other_digits(text: str, dice: Random) -> str:
    return "".join(str(dice.randrange(10)) if each.isdecimal() else each for each in text)


def _other_form(text: str, dice: Random) -> str:
    forms: tuple[Callable[[str], str], ...] = (
        *(str.upper, str.swapcase, str.title, lambda each: each[::-1]),
        lambda each: unicodedata.normalize("NFD", each),
        lambda each: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in each),
        lambda each: "".join(each.split()),
    )
    return dice.choice(forms)(text)


CHANGES: tuple[Callable[[str, Random], str], ...] = (
    *(_drop, _double, _swap, _put_in, _put_in, _put_between, _replace, _splice, _join, _other_digits, _other_form),
)


def _span(text: str, dice: Random) -> tuple[int, int]:
    start = dice.randrange(len(text) + 1)
    return start, min(len(text), start + dice.choice((1, 1, 2, 4, 12)))


def mutate(text: str, dice: Random) -> str:
    """A text with some changes; cut, so that many changes do not make it grow without end."""
    for _ in range(dice.choice((1, 1, 2, 3, 6))):
        text = dice.choice(CHANGES)(text, dice)[:LONGEST]
    return text
