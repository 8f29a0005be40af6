"""Who is responsible, as a text says it: bodies with their duty (牵头, 配合), deadlines, in brackets or behind labels.

The genre has three ways: （责任单位：甲局、乙局） behind a paragraph, （甲局牵头，乙局配合） inside it, and
牵头单位：甲局 on a line of its own. `read_bodies` reads a list of bodies, `find_statements` the places of a paragraph
that hold one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.departments import BODY_LENGTH, begins_as_work, ends_as_body
from corpus.model import Duty, Responsible

#: words of a label or behind a name, by the duty that they give; extend here
_WORDS = {
    Duty.LEAD: "牵头 主办 主责 总牵头",
    Duty.SUPPORT: "配合 参与 参加 协办 协同 协助 支持",
    Duty.PLAIN: "责任 负责 落实 承办 实施 承担 主管 指导 执行 推进",
}
_DUTY_OF = {word: duty for duty, words in _WORDS.items() for word in words.split()}
_ANY_WORD = "|".join(sorted(_DUTY_OF, key=len, reverse=True))
_LABEL = re.compile(
    rf"""
    (?:主要|共同|具体)?(?:(?P<duty>{_ANY_WORD})(?:责任|负责|实施)?(?:单位|部门|主体|机构|地区|处室|科室)
    |(?P<deadline>(?:完成|办结|整改|实施|推进|工作|落实)?(?:时限|时间节点|时间|期限|进度|节点)(?:要求|安排)?)
    |(?P<person>(?:责任|牵头|分管|包联|联系|负责|主管|市级|县级|区级)+(?:领导|人)))
    \s*[】\]]?\s*[:：]\s*
    """,
    re.VERBOSE,
)
#: what stands behind names: 按职责分工负责, 牵头, 等部门配合
_HOW = r"(?:按照?(?:各自)?(?:职责|职能|分工)+|根据职责|依职责|分别|共同|联合|具体|分头|分工|协同(?=配合|推进))*"
_SUFFIX = re.compile(
    rf"(?:[(（](?P<bracket>{_ANY_WORD})(?:单位|部门)?[)）]"
    rf"|{_HOW}(?P<word>牵头|主办|主责|负责|配合|参与|参加|协助|协同|协办|落实|组织实施|承担|抓好落实|实施|推进)"
    r"(?:负责|落实|实施|推进|组织实施|配合)?)$"
)
_AND_OTHERS = re.compile(
    r"等(?:\d+个)?(?:省级|市级|区级|县级|省直|市直|中央)?(?:有关|相关|各)?(?:部门|单位|地区|机构|部门和单位)?$"
)
#: several levels of government that are one name: 各市、县、区政府, 各区、县（市）政府
_LEVEL = "(?:设区(?:的)?市|县级市|自治[区州县旗]|直辖市|街道|开发区|功能区|园区|乡镇|[省市县区镇乡旗州])"
_LEVELS = re.compile(
    rf"各{_LEVEL}(?:[(（][省市县区镇乡、]+[)）])?(?:[、,，]{_LEVEL}(?:[(（][省市县区镇乡、]+[)）])?(?![\u4e00-\u9fff]{{2,}}[局委办厅]))+"
    r"(?:人民)?(?:政府|管委会|办事处)?"
)
_INNER = re.compile(r"[(（][^()（）]*[)）]")
#: stands for a separator inside a name while a list is cut
_JOINT = "\x1f"
_BLANKS = re.compile(r"\s+")
#: names that are those of offices whatever stands around them
_OFFICE = re.compile("[\u4e00-\u9fff](?:[局委厅署]|办|政府|委员会|管委会|办公室|办公厅)$")
#: the first body of each list leads: 列第一位者为牵头单位，下同
FIRST_LEADS = re.compile(
    "(?:列|排|居|排名|排列)?(?:在)?(?:第一位?|首位?|最前)(?:位)?(?:的|者)?(?:单位|部门)?(?:者)?(?:为|是)牵头"
)
_OPEN, _CLOSE = "(（[［【〔﹝", ")）]］】〕﹞"
#: till when, without a label: 2021年6月底前完成, 持续推进
DEADLINE = re.compile(
    r"(?:\d{2,4}年|\d{1,2}月|年|[一二三四]季度|上半年|下半年)?.{0,12}"
    r"(?:底前|月底|年底|年末|年内|季度|月份?|上半年|下半年|年前|\d年|日前|以前|之前|前)(?:完成|取得.*|办结|启动.*|实现)?"
    r"|(?:长期|持续|常年|每年|全年|立即|即时|按时|适时|尽快|随时|按要求|按序时|分阶段|已完成).{0,16}"
)
_LONGEST_DEADLINE = 36
_BY = re.compile("^(?:以上)?(?:工作)?(?:均)?由")
_TOGETHER = re.compile("会同|会商|商(?=[省市县区][\u4e00-\u9fff])")
_ENDS = re.compile(r"[\s。；;，,.]*")
_SENTENCE_END = re.compile(r"[。！!；;][”’」』]?\s*$")


class Statement(NamedTuple):
    """A place of a text that says who is responsible, or till when; `start` and `end` are its offsets there."""

    start: int
    end: int
    bodies: tuple[Responsible, ...]
    deadline: str
    #: what it says beside names: 以下均需各区政府落实
    note: str


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A piece of a text behind a label; `kind` is a `Duty`, "deadline", "person", or None before the first label."""

    kind: Duty | str | None
    text: str


def read_bodies(text: str, duty: Duty = Duty.PLAIN) -> tuple[Responsible, ...] | None:
    """The bodies that a list names, with their duties, or None when it is no list of bodies.

    Args:
        duty: what those have that the text gives no duty.

    >>> [(body.name, body.duty.value) for body in read_bodies("省大数据局、省财政厅牵头，各市、县政府配合") or ()]
    [('省大数据局', 'lead'), ('省财政厅', 'lead'), ('各市、县政府', 'support')]
    >>> read_bodies("年底前完成建设")
    """
    statement = _read(text, duty)
    bodies = statement.bodies if statement else ()
    return bodies if bodies and all(ends_as_body(body.name) for body in bodies) else None


def find_statements(text: str) -> Iterator[Statement]:
    """The places of a paragraph that say who is responsible: brackets, and what follows a label at its end."""
    end = 0
    for start, stop in _brackets(text):
        is_last = _ENDS.fullmatch(text[stop:]) is not None and _SENTENCE_END.search(text[:start]) is not None
        statement = _read_bracket(text[start + 1 : stop - 1], is_last=is_last)
        if statement:
            yield statement._replace(start=start, end=stop)
            end = stop
    label = next((match for match in _LABEL.finditer(text, end) if _begins_statement(text, match.start())), None)
    statement = _read(text[label.start() :]) if label else None
    if label and statement and (statement.bodies or statement.deadline or label["person"]):
        yield statement._replace(start=label.start(), end=len(text))


def _begins_statement(text: str, at: int) -> bool:
    """Whether a label stands at the beginning of a text or behind a sentence, so that it is no part of one."""
    before = text[:at].rstrip("—- \u3000\t【[（(")
    return not before or _SENTENCE_END.search(before) is not None


def is_label(text: str) -> bool:
    """Whether a line is a label alone (责任单位：), so that the next one holds the names."""
    return _LABEL.fullmatch(text.strip()) is not None


def is_only_statements(text: str, statements: Sequence[Statement]) -> bool:
    """Whether a line says nothing beside who is responsible."""
    rest, last = "", 0
    for statement in statements:
        rest += text[last : statement.start]
        last = statement.end
    return bool(statements) and _ENDS.fullmatch(rest + text[last:]) is not None


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """The outermost brackets of a text."""
    depth, start = 0, 0
    for at, character in enumerate(text):
        if character in _OPEN:
            start = at if not depth else start
            depth += 1
        elif character in _CLOSE and depth:
            depth -= 1
            if not depth:
                yield start, at + 1


def _read_bracket(text: str, *, is_last: bool) -> Statement | None:
    """A bracket counts when a label opens it, or when it lists bodies and says what they do.

    Behind the last sentence of a paragraph, a list of what can only be offices says enough.
    """
    statement = _read(text)
    if statement is None or _LABEL.match(text.strip()):
        return statement if statement and (statement.bodies or statement.deadline) else None
    first = _split_note(text)[0]
    says_duty = any(_SUFFIX.search(_bare(name)) for name in _cut(first))
    are_bodies = statement.bodies and all(ends_as_body(body.name) for body in statement.bodies)
    are_offices = is_last and all(_OFFICE.search(body.name) for body in statement.bodies)
    return statement if are_bodies and (says_duty or are_offices) else None


def _split_note(text: str) -> tuple[str, str]:
    """The list itself, and what is said behind it: 甲局、乙局负责。列第一位者为牵头单位 is a list and a note."""
    if match := FIRST_LEADS.search(text):
        at = max(text.rfind(sign, 0, match.start()) for sign in "。，,；;")
        return text[: max(at, 0)], text[at + 1 :].strip("。 ")
    head, _, note = text.partition("。")
    return head, note.strip()


def _read(text: str, duty: Duty = Duty.PLAIN) -> Statement | None:
    """A statement without brackets; None where a name is a sentence."""
    first, note = _split_note(text.strip())
    bodies: list[Responsible] = []
    deadline = ""
    for labelled in _labelled(first):
        if labelled.kind == "deadline":
            deadline = labelled.text.strip(" \u3000;；,，、")
        elif labelled.kind != "person":
            pieces = _cut(labelled.text)
            times = [piece for piece in pieces if is_deadline(_bare(piece))]
            deadline = deadline or "、".join(map(_bare, times))
            names = [piece for piece in pieces if piece not in times]
            found = _read_list(names, labelled.kind if isinstance(labelled.kind, Duty) else duty)
            if found is None:
                return None
            bodies += found
    return Statement(0, len(text), tuple({body.name: body for body in reversed(bodies)}.values())[::-1], deadline, note)


def _labelled(text: str) -> Iterator[_Labelled]:
    kind: Duty | str | None = None
    last = 0
    for match in _LABEL.finditer(text):
        if text[last : match.start()].strip(" \u3000;；,，、"):
            yield _Labelled(kind, text[last : match.start()])
        kind = _DUTY_OF[match["duty"]] if match["duty"] else "deadline" if match["deadline"] else "person"
        last = match.end()
    yield _Labelled(kind, text[last:])


def is_deadline(text: str) -> bool:
    """Whether a cell or a piece of a list says till when something is to be done.

    >>> is_deadline("2021年6月底前完成"), is_deadline("持续推进"), is_deadline("市前进街道")
    (True, True, False)
    """
    return len(text) <= _LONGEST_DEADLINE and DEADLINE.fullmatch(text) is not None


def _read_list(pieces: Sequence[str], duty: Duty) -> list[Responsible] | None:
    """The bodies of one list; a duty behind a name holds for the names before it too: 甲局、乙局牵头."""
    found: list[Responsible] = []
    waiting: list[str] = []
    for whole in pieces:
        piece = whole
        together = _TOGETHER.search(piece)
        if together and together.start() > 1:  # 甲局会同乙局、丙局负责: the first leads
            found += [Responsible(_bare(piece[: together.start()]), Duty.LEAD)]
            duty, piece = Duty.SUPPORT, piece[together.end() :]
        suffix = _SUFFIX.search(_bare(piece))
        name = _AND_OTHERS.sub("", _bare(piece)[: suffix.start()] if suffix else _bare(piece))
        if name and not _is_name(name):
            return None
        waiting += [name] if name else []
        if suffix:
            word = suffix["bracket"] or suffix["word"]
            # 甲局(牵头)、乙局: the bracket is about its own name alone
            own = waiting[-1:] if suffix["bracket"] else waiting
            word = "配合" if duty is Duty.SUPPORT and found and _DUTY_OF.get(word) is Duty.PLAIN else word
            found += [Responsible(name=other, duty=duty) for other in waiting[: len(waiting) - len(own)]]
            found += [Responsible(name=other, duty=_DUTY_OF.get(word, Duty.PLAIN)) for other in own]
            waiting = []
    return found + [Responsible(name=name, duty=duty) for name in waiting]


def _cut(text: str) -> list[str]:
    """The names of a list with what stands behind them; separators inside a bracket or a name do not count."""
    text = _LEVELS.sub(lambda match: re.sub("[、,，]", _JOINT, match[0]), text)
    text = _INNER.sub(lambda match: re.sub("[、,，]", _JOINT, match[0]), text)
    pieces = (piece.strip() for piece in re.split(r"[、,，;；/／|｜\n]", text))
    return [piece for piece in pieces if piece.strip("。 ")]


def _bare(piece: str) -> str:
    return _BY.sub("", _BLANKS.sub("", piece.replace(_JOINT, "、")).strip("。"))


def _is_name(name: str) -> bool:
    return 2 <= len(name) <= BODY_LENGTH and not begins_as_work(name) and not re.search("[:：!！?？《》。]", name)


def first_leads(bodies: Sequence[Responsible]) -> tuple[Responsible, ...]:
    """The bodies of a list whose first one leads, unless the list gives duties itself."""
    if any(body.duty is not Duty.PLAIN for body in bodies):
        return tuple(bodies)
    duties = [Duty.LEAD, *[Duty.SUPPORT] * (len(bodies) - 1)]
    return tuple(Responsible(name=body.name, duty=duty) for body, duty in zip(bodies, duties, strict=True))
