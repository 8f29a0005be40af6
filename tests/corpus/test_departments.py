"""Names of bodies in a cell."""

import pytest

from corpus.departments import read_departments, split_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("区市场监管局", ["区市场监管局"]),
        ("区市场监管局、 区审改办", ["区市场监管局", "区审改办"]),
        ("长风管委办、长征镇", ["长风管委办", "长征镇"]),
        ("区水务局；区城管执法局", ["区水务局", "区城管执法局"]),
        ("区数据局,区大数据中心/区妇联", ["区数据局", "区大数据中心", "区妇联"]),
        ("区科委\n区教育局", ["区科委", "区教育局"]),
        ("区科委　区教育局", ["区科委", "区教育局"]),
        ("区 科 委", ["区科委"]),
        ("区科委、区科委", ["区科委"]),
        # unusual bodies
        ("临江新城管委会、区消防救援支队", ["临江新城管委会", "区消防救援支队"]),
        ("市生态环境局临江分局", ["市生态环境局临江分局"]),
        ("国网临江供电公司、农发行临江支行", ["国网临江供电公司", "农发行临江支行"]),
        ("各街道（镇）、各有关单位", ["各街道（镇）", "各有关单位"]),
        # roles beside the names
        ("牵头单位：区数据局；配合单位：区科委、各镇", ["区数据局", "区科委", "各镇"]),
        ("（责任单位：区科委、区教育局）", ["区科委", "区教育局"]),
        ("区科委（牵头）、区商务委", ["区科委", "区商务委"]),
        ("区科委牵头，区教育局、各街镇配合", ["区科委", "区教育局", "各街镇"]),
        ("区发改委等部门按职责分工负责。", ["区发改委"]),
        # 和 joins two bodies, or stands in the name of one
        ("区妇联和区残联", ["区妇联", "区残联"]),
        ("区卫生和计划生育委员会", ["区卫生和计划生育委员会"]),
        ("区人大办及区政协办", ["区人大办", "区政协办"]),
    ],
)
def test_bodies(text: str, names: list[str]) -> None:
    assert read_departments(text) == tuple(names)


@pytest.mark.parametrize(
    "text",
    [
        *("", "、", "开展培训。", "建设区数据中心", "推进10个社区", "完成验收", "《甲办法》", "加强社区"),
        *("区科委开展培训,区教育局配合。推进建设", "目标:甲局", "区" * 30 + "局"),
    ],
)
def test_no_bodies(text: str) -> None:
    assert read_departments(text) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("绿谷创新港", ("绿谷创新港",)),
        ("清水坊、碧波里", ("清水坊", "碧波里")),
        ("开展整治", None),
        ("整治完毕。验收", None),
    ],
)
def test_names_that_no_rule_knows(text: str, names: tuple[str, ...] | None) -> None:
    assert split_names(text) == names
