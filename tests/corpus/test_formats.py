"""The same plan in every format: the records come out as from txt, and each cites the lines that it stands on."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus import Document, parse_document
from corpus.model import Place, Quantity, Role, Span
from corpus.outline import walk
from tests.corpus.plans_as_files import FORMATS, Plan, as_pdf

NAMES = ("putuo", "linjiang")


@pytest.fixture(scope="module")
def as_text(putuo: Document, linjiang: Document) -> dict[str, Document]:
    """The plans as they come from txt."""
    return {"putuo": putuo, "linjiang": linjiang}


@pytest.fixture(scope="module")
def read(
    as_text: dict[str, Document], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, str], tuple[Document, Path]]:
    """A plan made into a file of a format, and what its reader makes of that; each once."""
    made: dict[tuple[str, str], tuple[Document, Path]] = {}

    def make(name: str, form: str) -> tuple[Document, Path]:
        if (name, form) not in made:
            file, write = FORMATS[form]
            path = tmp_path_factory.mktemp("plan") / file
            write(Plan.of(as_text[name]), path)
            made[name, form] = parse_document(path), path
        return made[name, form]

    return make


def bare(text: str) -> str:
    """A text without white space: where lines are broken is no matter of the records."""
    return re.sub(r"\s", "", text)


def figures(quantities: tuple[Quantity, ...]) -> list[Any]:
    return [(q.raw, q.value, q.high, q.unit, q.bound, q.scope, bare(q.measures)) for q in quantities]


def tasks(document: Document) -> Iterator[Any]:
    for task in document.tasks:
        yield {
            "number": task.number,
            "chapter": task.chapter and (task.chapter.marker, task.chapter.title),
            "section": task.section and (task.section.marker, task.section.title),
            "description": bare(task.description.text),
            "figures": figures(task.description.quantities),
            "departments": task.departments,
            "departments cell": task.departments_cell and bare(task.departments_cell.text),
            "measures": [(each.year, bare(each.text), figures(each.quantities)) for each in task.measures],
        }


def sections(document: Document) -> Iterator[Any]:
    yield "preamble", [(bare(each.text), figures(each.quantities)) for each in document.preamble]
    for path in walk(document.sections):
        section = path[-1]
        below = [(bare(each.text), figures(each.quantities)) for each in section.paragraphs]
        yield [each.title for each in path], section.level, section.marker, bare(section.text), below


def facts(document: Document) -> list[Any]:
    return [(fact.kind, bare(fact.value), bare(fact.text)) for fact in document.facts]


def rest(document: Document) -> Any:
    return document.title, document.departments, document.years


@pytest.mark.parametrize("kind", [tasks, sections, facts, rest], ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_records_are_those_of_the_text(
    as_text: dict[str, Document],
    read: Callable[[str, str], tuple[Document, Path]],
    name: str,
    form: str,
    kind: Callable[[Document], Any],
) -> None:
    document, _ = read(name, form)
    found, expected = kind(document), kind(as_text[name])
    if kind is not rest:
        found, expected = list(found), list(expected)
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            assert one == other
    assert found == expected


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("name", NAMES)
def test_encodings_make_no_difference(as_text: dict[str, Document], tmp_path: Path, name: str, encoding: str) -> None:
    path = tmp_path / f"{as_text[name].name}.txt"
    path.write_bytes("\r\n".join(as_text[name].lines).encode(encoding))
    assert parse_document(path) == as_text[name]


@pytest.mark.parametrize("count", [1, 11, 25])
@pytest.mark.parametrize("name", NAMES)
def test_it_does_not_matter_where_pages_end(
    as_text: dict[str, Document], tmp_path: Path, name: str, count: int
) -> None:
    plan = Plan.of(as_text[name])
    as_pdf(
        replace(plan, before=(*plan.before[:-2], *["补充说明一句话。"] * count, *plan.before[-2:])),
        tmp_path / "plan.pdf",
    )
    assert list(tasks(parse_document(tmp_path / "plan.pdf"))) == list(tasks(as_text[name]))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_records_cite_the_lines_that_they_stand_on(
    read: Callable[[str, str], tuple[Document, Path]],
    cited_texts: Callable[[Document], list[tuple[str, str, Span, set[Role]]]],
    text_of_lines: Callable[[Document, Span, set[Role]], str],
    name: str,
    form: str,
) -> None:
    document, _ = read(name, form)
    for _, text, span, roles in cited_texts(document):
        assert text_of_lines(document, span, roles) == text


@pytest.mark.parametrize("form", [form for form, (file, _) in FORMATS.items() if not file.endswith((".docx", ".xlsx"))])
def test_the_text_formats_have_no_places(read: Callable[[str, str], tuple[Document, Path]], form: str) -> None:
    document, path = read("putuo", form)
    assert bool(document.places) == (path.suffix == ".pdf")


@pytest.mark.parametrize("name", NAMES)
def test_places_in_docx_lead_to_the_text(read: Callable[[str, str], tuple[Document, Path]], name: str) -> None:
    import docx

    document, path = read(name, "docx")
    original = docx.Document(str(path))
    assert len(document.places) == len(document.lines)
    for text, place in zip(document.lines, document.places, strict=True):
        assert place is not None
        if place.table is not None:
            assert place.row is not None
            cells = original.tables[place.table - 1].rows[place.row - 1].cells
            assert any(bare(cell.text) == bare(text) for cell in cells)
        else:
            assert place.paragraph is not None
            assert original.paragraphs[place.paragraph - 1].text.strip() == text


@pytest.mark.parametrize("name", NAMES)
def test_places_in_xlsx_lead_to_the_text(read: Callable[[str, str], tuple[Document, Path]], name: str) -> None:
    import openpyxl

    document, path = read(name, "xlsx")
    original = openpyxl.load_workbook(path)
    for text, place in zip(document.lines, document.places, strict=True):
        assert place is not None
        value = original[place.sheet][place.cell].value
        assert bare(str(value)) == bare(text).removesuffix("年" if isinstance(value, int) else "-")


@pytest.mark.parametrize("form", ["pdf", "pdf with cut cells left open"])
@pytest.mark.parametrize("name", NAMES)
def test_places_in_pdf_lead_to_the_text(
    read: Callable[[str, str], tuple[Document, Path]], name: str, form: str
) -> None:
    import pdfplumber

    document, path = read(name, form)
    with pdfplumber.open(path) as pdf:
        pages = [bare("".join(character["text"] for character in page.chars)) for page in pdf.pages]
    for text, place in zip(document.lines, document.places, strict=True):
        assert place is not None
        assert place.page is not None
        first, last = pages[place.page - 1], pages[(place.last_page or place.page) - 1]
        cuts = range(1, len(bare(text))) if place.last_page else [len(bare(text))]
        assert any(bare(text)[:at] in first and bare(text)[at:] in last for at in cuts)
    assert any(place and place.last_page for place in document.places)


def test_a_place_tells_only_what_applies() -> None:
    assert Place(table=1, row=27).to_json() == {"table": 1, "row": 27}
    assert Place(sheet="任务分工表", cell="C12").to_json() == {"sheet": "任务分工表", "cell": "C12"}
