"""The bodies that a cell of the table names (责任部门), as the plan writes them, without 牵头单位: and the like."""

import re
from collections.abc import Iterator

#: how the name of a government body or its like ends. Extend here; a name that is not known still counts
#: where the table's other tasks have their departments (see `corpus.table`).
BODY_ENDINGS = (
    "委 办 局 厅 部 府 院 所 处 署 站 馆 校 会 队 社 台 行 联 协 团 司 室 组 企 区 县 市 镇 乡 村 "
    "街道 镇街 中心 集团 海关 部门 单位 企业 机构 基地 公司 学院 大学 管委"
)
_ENDS_AS_BODY = re.compile(rf"(?:{'|'.join(BODY_ENDINGS.split())})(?:[(（][^()（）]*[)）])?$")
#: a name of a body is no longer than this, and a cell of them neither
BODY_LENGTH = 24
CELL_LENGTH = 120
#: what begins with these tells what to do, not who does it: 建设区数据中心
_BEGINS_AS_WORK = re.compile(
    "建[设成立]|推[进动]|加[强快大]|完[善成]|开展|实施|提[升高]|打造|落实|组织|优化|深化|引[进导]|启动|制定|举办|成立|新建"
    "|形成|支持|鼓励|编制|探索|培育|强化|健全|发挥|构建|持续|继续|全面|进一步|依托|选取|基本|争取|指导|协调|配合(?!单位|部门)"
)
#: 牵头单位: 责任部门: 配合: before names
_ROLE_BEFORE = re.compile(
    r"[(（【\[]?(?:(?:主要)?(?:牵头|责任|配合|主责|主办|协办|承办|负责|参与|参加|协同|协助|落实)"
    r"(?:责任)?(?:单位|部门|主体|领导)?)[】\])）]?\s*[:：]"
)
#: 区科委(牵头), 区科委牵头, 区科委等部门按职责分工负责 after names
_ROLE = "牵头|配合|主办|协办|负责|主责|参与|协助|落实"
_ROLE_AFTER = re.compile(
    rf"\s*(?:[(（](?:{_ROLE})(?:单位|部门)?[)）]|等(?:有关|相关)?(?:部门|单位)?)?"
    r"(?:(?:按照?职责)?(?:分工)?(?:牵头|负责|配合|参与|协助))?$"
)
_IN_BRACKETS = re.compile(r"^[(（]([^()（）]*)[)）]$")
_SEPARATORS = re.compile(r"[、,，;；/／|｜\n]")
_BLANKS = re.compile(r"\s+")
_AND = re.compile("和|及|以及|与")


def ends_as_body(name: str) -> bool:
    """Whether a name ends as those of bodies do."""
    return _ENDS_AS_BODY.search(name) is not None


def begins_as_work(text: str) -> bool:
    """Whether a text begins with what is to be done: 建设区数据中心 is no body."""
    return _BEGINS_AS_WORK.match(text) is not None


def read_departments(text: str) -> tuple[str, ...] | None:
    """The bodies that a cell names, or None when the cell is no list of bodies.

    >>> read_departments("区市场监管局、 区审改办"), read_departments("开展培训。")
    (('区市场监管局', '区审改办'), None)
    >>> read_departments("牵头单位：区数据局；配合单位：区科委、各街道（镇）")
    ('区数据局', '区科委', '各街道（镇）')
    """
    names = split_names(text)
    return names if names and all(_ENDS_AS_BODY.search(name) for name in names) else None


def split_names(text: str) -> tuple[str, ...] | None:
    """The names that a cell lists, whether they look like bodies or not; None for a sentence."""
    text = _IN_BRACKETS.sub(r"\1", text.strip().removesuffix("。"))
    if len(text) > CELL_LENGTH or "。" in text:
        return None
    names = tuple(dict.fromkeys(_names(_ROLE_BEFORE.sub("、", text))))
    are_names = all(2 <= len(name) <= BODY_LENGTH and not _BEGINS_AS_WORK.match(name) for name in names)
    return names if names and are_names and not re.search("[:：!！?？《》]", "".join(names)) else None


def _names(text: str) -> Iterator[str]:
    for part in _SEPARATORS.split(text):
        blank_parts = _BLANKS.split(part.strip())
        is_spaced = len(blank_parts) > 1 and all(_ENDS_AS_BODY.search(word) and len(word) > 1 for word in blank_parts)
        for name in blank_parts if is_spaced else ["".join(blank_parts)]:
            yield from (bare for word in _split_and(name) if (bare := _ROLE_AFTER.sub("", word, count=1)))


def _split_and(name: str) -> list[str]:
    """区妇联和区残联 are two bodies, 区卫生和计划生育委员会 is one: both halves must end as a body does."""
    for match in _AND.finditer(name):
        halves = name[: match.start()], name[match.end() :]
        if all(_ENDS_AS_BODY.search(half) and len(half) > 1 for half in halves):
            return [halves[0], *_split_and(halves[1])]
    return [name]
