"""Made-up plans of the genre, as many as wanted, with questions whose answers are known.

Each plan is a text as an office would publish it: a notice, a narrative, and a table of tasks with measures for three
years and departments; about a hundred sentences. The words are those of the genre's glossary, so that common words
stand in many plans as they do in real ones; each task has besides a name of its own that stands nowhere else.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.wordlists import read_wordlists

YEARS = (2021, 2022, 2023)
TASKS = 12
_PLACES = "青石云溪海林江河山湖松柏桃梅竹兰清明永安长宁和平东西南北金玉龙凤白黑红紫星月天华新光大中上下文武春秋"
_SUBJECTS = (
    "绿色发展",
    "质量提升",
    "数字城市",
    "商贸振兴",
    "健康服务",
    "教育优先",
    "文化繁荣",
    "交通畅通",
    "科技创新",
    "社区治理",
)
_DEPARTMENTS = (
    "区商务委", "区市场监管局", "区民政局", "区教育局", "区体育局", "区房管局", "区建管委", "区发改委", "区科委", "区文旅局",
    "区卫生健康委", "区人社局", "区生态环境局", "区绿化市容局", "区财政局", "区审计局", "区统计局", "区司法局", "区应急局", "区档案局",
)  # fmt: skip
#: what is counted: verb, thing, unit
_FIGURES = (
    ("新增", "养老床位", "张"), ("建设", "智能快件箱", "组"), ("改造", "老旧电梯", "台"), ("培育", "示范企业", "家"), ("开设", "社区食堂", "家"),
    ("新建", "充电桩", "个"), ("修缮", "老旧住房", "万平方米"), ("举办", "招聘会", "场"), ("培训", "护理员", "人"), ("建成", "口袋公园", "个"),
)  # fmt: skip
#: sentences around the figures; {} are terms of the genre
_SENTENCES = (
    "推进{0}与{1}融合发展，完善{2}工作机制。", "围绕{0}开展专项检查，健全{1}体系。", "深化{0}改革，加强{1}和{2}建设。", "开展{0}试点，总结推广{1}经验。",
    "建立{0}台账，定期通报{1}进展情况。", "加快{0}项目建设，提升{1}水平。", "组织{0}宣传活动，引导社会力量参与{1}。", "强化{0}管理，保障{1}有序推进。",
)  # fmt: skip
#: characters of the names that each task has of its own
_NAMES = "晨曦朝霞暮雨听风望岳问渠知秋归雁鸣鹤飞鸿卧虹浮槎照影流萤栖梧凝碧含章抱朴守拙怀瑾握瑜敏行慎独笃志弘毅致远澄怀观复枕石漱"  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A question with the words that must stand in the first line of its answer; `kind` tells how it asks."""

    kind: str
    question: str
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A made-up plan: its text, and questions about it."""

    name: str
    text: str
    questions: tuple[Known, ...]


def make_plans(count: int, seed: int = 1) -> Iterator[Plan]:
    """So many plans, one after the other; the same for the same seed, and the first ones the same for any count.

    Args:
        count: at most 20,000, for so many titles there are.
    """
    terms = sorted(term for term in read_wordlists().glossary if 3 <= len(term) <= 6)
    places = [a + b + "区" for a in _PLACES for b in _PLACES if a != b]
    random.Random(seed).shuffle(places)
    for number in range(count):
        place = places[number // len(_SUBJECTS)]
        yield _make_plan(number, place, _SUBJECTS[number % len(_SUBJECTS)], terms, random.Random(f"{seed}-{number}"))


def _make_plan(number: int, place: str, subject: str, terms: Sequence[str], dice: random.Random) -> Plan:
    title = f"{place}{subject}三年行动计划（{YEARS[0]}—{YEARS[-1]}年）"
    tasks = [_make_task(number, task, terms, dice) for task in range(1, TASKS + 1)]
    lines = [
        f"{place}人民政府办公室",
        f"关于印发《{title}》的通知",
        f"{place[:-1]}府办〔2021〕{number % 90 + 1}号",
        "各街道办事处，区政府各委、办、局：",
        f"　　现将《{title}》印发给你们，请认真贯彻执行。",
        f"　　　　　　　　　　{place}人民政府办公室",
        "　　　　　　　　　　2021年3月15日",
        "",
        title,
        "　　一、总体要求",
        *(f"　　{_sentence(terms, dice)}{_sentence(terms, dice)}" for _ in range(4)),
        "　　二、重点任务",
        *(f"　　（{mark}）{head}。{_sentence(terms, dice)}{_sentence(terms, dice)}" for mark, head in _HEADS),
        f"附件：{title}任务分工表",
        "附件",
        f"{title}任务分工表",
        "序号",
        "重点任务",
        "年度举措",
        "责任部门",
    ]  # fmt: skip
    for at, task in enumerate(tasks):
        if at % (TASKS // 2) == 0:
            lines.append(f"{'一二'[at // (TASKS // 2)]}、{('推动转型', '改善民生')[at // (TASKS // 2)]}")
        if at % (TASKS // len(_HEADS)) == 0:
            mark, head = _HEADS[at // (TASKS // len(_HEADS))]
            lines.append(f"（{mark}）{head}")
        lines += task.lines
    questions = tuple(known for task in tasks for known in task.ask(f"{place}{subject}"))
    return Plan(f"{number:05d}-{place}{subject}", "\n".join(lines) + "\n", questions)


_HEADS = (("一", "提升产业能级"), ("二", "优化城市环境"), ("三", "完善公共服务"), ("四", "夯实工作基础"))


@dataclass(frozen=True, slots=True)
class _Task:
    number: int
    name: str
    lines: tuple[str, ...]
    departments: tuple[str, ...]
    figures: tuple[str, ...]
    counted: str

    def ask(self, plan: str) -> Iterator[Known]:
        """Questions about this task."""
        yield Known("owner, plan and number", f"{plan}计划的任务{self.number}谁负责？", self.departments)
        year = YEARS[self.number % len(YEARS)]
        yield Known(
            "figure, plan and name",
            f"{plan}计划里{self.name}{year}年{self.counted}多少？",
            (self.figures[self.number % len(YEARS)],),
        )
        yield Known("owner, name alone", f"{self.name}由哪个部门负责？", self.departments)


def _make_task(plan: int, number: int, terms: Sequence[str], dice: random.Random) -> _Task:
    name = _own_name(plan * TASKS + number - 1) + "工程"
    departments = tuple(dice.sample(_DEPARTMENTS, dice.choice((1, 1, 2))))
    verb, counted, unit = _FIGURES[number % len(_FIGURES)]
    amounts = sorted(dice.sample(range(12, 990), len(YEARS)))
    figures = tuple(f"{amount}{unit}" for amount in amounts)
    lines = [str(number), f"实施“{name}”，{_sentence(terms, dice)}{_sentence(terms, dice)}"]
    for year, figure in zip(YEARS, figures, strict=True):
        lines += [f"{year}年", f"“{name}”{verb}{counted}{figure}。{_sentence(terms, dice)}"]
    return _Task(number, name, (*lines, "、".join(departments)), departments, figures, counted)


def _own_name(number: int) -> str:
    """A name of four characters that no other number has: numbers far apart for neighbours, written with characters."""
    base = len(_NAMES)
    number = (number * 7_919_201 + 1) % base**4  # the factor shares no divisor with the base: each name comes once
    return "".join(_NAMES[number // base**place % base] for place in range(4))


def _sentence(terms: Sequence[str], dice: random.Random) -> str:
    return dice.choice(_SENTENCES).format(*dice.sample(terms, 3))
