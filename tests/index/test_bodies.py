"""Names of departments: level, kind of body, short, full, later and English names."""

import re

import pytest

from corpus.text import fold
from index.bodies import DepartmentName, department_names, find_body, make_translator, split_level
from index.store import Index
from index.wordlists import Body, Successor, Wordlists


def body(core: str, full: str = "", short: str = "", later: tuple[Successor, ...] = (), english: str = "") -> Body:
    """A kind of body; names of one column are parted by blanks, English ones by semicolons."""
    return Body(core, tuple(full.split()), tuple(short.split()), later, tuple(filter(None, english.split("; "))))


WORDS = Wordlists(
    glossary={"转型": ("transformation", "transition"), "投资": ("investment",)},
    synonyms={},
    bodies=(
        body("市场监管局", "市场监督管理局", "市监局", english="Market Supervision Bureau; Market Regulator"),
        body("文化局", later=(Successor("文旅局", "2018", "机构改革方案"),), english="Culture Bureau"),
        body("市容局", short="城管局", english="City Appearance Bureau"),
        body("城管局", english="Urban Management Bureau"),
        body("组织部", "委组织部", english="Organization Department"),
        body("管委会", english="Administrative Committee"),
    ),
    body_endings=(("开发公司", "Development Company"), ("公司", "Company"), ("镇", "Town")),
    stopwords=frozenset(),
    light_words=frozenset(),
    digest="",
)

LEVELS = [
    ("区商务委", ("区", "商务委")),
    ("县教育局", ("县", "教育局")),
    ("长征镇", ("", "长征镇")),
    ("市委", ("", "市委")),
    ("", ("", "")),
]


@pytest.mark.parametrize(("name", "expected"), LEVELS, ids=[repr(name) for name, _ in LEVELS])
def test_the_level_stands_before_the_core(name: str, expected: tuple[str, str]) -> None:
    assert split_level(name) == expected


# (name, what stands before the core, core of the kind that it belongs to)
KINDS = [
    ("区市场监管局", "区", "市场监管局"),
    ("市场监督管理局", "", "市场监管局"),
    ("市监局", "", "市场监管局"),  # its 市 is no level
    ("区市监局", "区", "市场监管局"),
    ("市市场监管局", "市", "市场监管局"),
    ("市容局", "", "市容局"),
    ("城管局", "", "城管局"),  # a core wins over another row's short form
    ("静安区文化局", "静安区", "文化局"),
    ("桃浦管委会", "桃浦", "管委会"),
    ("区委组织部", "区", "组织部"),
]


@pytest.mark.parametrize(("name", "place", "core"), KINDS, ids=[name for name, *_ in KINDS])
def test_a_name_belongs_to_a_kind_of_body(name: str, place: str, core: str) -> None:
    found = find_body(name, WORDS)
    assert found is not None
    assert (found[0], found[1].core) == (place, core)


@pytest.mark.parametrize("name", ["长征镇", "区档案馆", "监局", "局", ""])
def test_a_name_that_no_row_knows(name: str) -> None:
    assert find_body(name, WORDS) is None


def names_of(name: str) -> list[tuple[str, str]]:
    """Every name of a department with its kind."""
    translate = make_translator(WORDS, lambda text: re.findall("转型|.", text))
    return [(found.name, found.kind) for found in department_names(name, WORDS, translate)]


NAMES = [
    (
        "区市场监管局",
        [
            ("区市场监管局", "plan"),
            ("市场监管局", "short"),
            ("市场监督管理局", "short"),
            ("市监局", "short"),
            ("District Market Supervision Bureau", "english"),
            ("District Market Regulator", "english"),
        ],
    ),
    (
        "市监局",
        [
            ("市监局", "plan"),
            ("市场监管局", "short"),
            ("市场监督管理局", "short"),
            ("市监局", "short"),
            ("Market Supervision Bureau", "english"),
            ("Market Regulator", "english"),
        ],
    ),
    (
        "区文化局",
        [
            ("区文化局", "plan"),
            ("文化局", "short"),
            ("District Culture Bureau", "english"),
            ("文旅局", "later"),
        ],
    ),
    ("长征镇", [("长征镇", "plan"), ("Changzheng Town", "english")]),
    (
        "区转型开发公司",
        [
            ("区转型开发公司", "plan"),
            ("转型开发公司", "short"),
            ("District Transformation Development Company", "english"),
        ],
    ),
    ("区档案馆", [("区档案馆", "plan"), ("档案馆", "short"), ("District Danganguan", "english")]),
]


@pytest.mark.parametrize(("name", "expected"), NAMES, ids=[name for name, _ in NAMES])
def test_every_name_of_a_department(name: str, expected: list[tuple[str, str]]) -> None:
    assert names_of(name) == expected


def test_a_later_name_tells_its_year_and_source() -> None:
    names = list(department_names("区文化局", WORDS, str))
    assert DepartmentName("文旅局", "later", "2018 机构改革方案") in names


TRANSLATIONS = [
    ("投资", "Investment"),
    ("转型", "Transformation"),
    ("桃浦", "Taopu"),
    ("转型桃浦", "Transformation Taopu"),
]


@pytest.mark.parametrize(("text", "expected"), TRANSLATIONS, ids=[text for text, _ in TRANSLATIONS])
def test_what_the_glossary_lacks_is_written_in_pinyin(text: str, expected: str) -> None:
    translate = make_translator(WORDS, lambda text: [text[:2], *text[2:]])
    assert translate(text) == expected


def test_every_department_of_the_plan_has_an_english_name_of_its_own(index: Index) -> None:
    english = [department.english for department in index.departments]
    assert all(name.isascii() and name for name in english)
    assert len(set(english)) == len(english)


def test_names_of_the_plan_are_kept_as_it_writes_them(index: Index) -> None:
    plan = {name.department_id: name.name for name in index.department_names if name.kind == "plan"}
    assert plan == {department.id: department.name for department in index.departments}
    assert all(fold(name) == name for name in plan.values())
