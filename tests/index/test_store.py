"""An open index gives the records of its documents; a file that is none says what is wrong and what to do."""

import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.config import SHIPPED_CORPUS
from corpus import Document, parse_document
from index.errors import IndexDamaged, IndexingError, IndexMissing, IndexOutdated
from index.store import Index
from index.version import versions
from tests.index.harm import HARM, change_meta


@pytest.fixture(scope="module")
def document() -> Document:
    """The real plan's records, of which the index was built."""
    (path,) = SHIPPED_CORPUS.glob("*.txt")
    return parse_document(path)


@pytest.fixture
def copy(small: Index, tmp_path: Path) -> Path:
    """A copy of the small plan's index, to be harmed."""
    return Path(shutil.copy(small.path, tmp_path / "index.db"))


# what is stored is what was parsed


def test_a_document(index: Index, document: Document) -> None:
    (record,) = index.documents
    assert (record.name, record.title, record.line_count) == (document.name, document.title, len(document.lines))
    assert (record.first_year, record.last_year) == (document.years[0], document.years[-1])
    assert index.document(record.id) is record
    assert index.text(record.id, 1, record.line_count) == "\n".join(document.lines)
    assert index.years(record.id) == document.years


def test_tasks(index: Index, document: Document) -> None:
    stored = {task.number: task for task in index.tasks(1)}
    assert list(stored) == [task.number for task in document.tasks]
    for task in document.tasks:
        record = stored[task.number]
        assert record.description == task.description.text
        assert (record.first_line, record.last_line) == tuple(task.description.span)
        assert tuple(department.name for department in index.departments_of_task(record.id)) == task.departments
        measures = {
            measure.year: (measure.text, measure.first_line, measure.last_line) for measure in index.measures(record.id)
        }
        assert measures == {measure.year: (measure.text, *measure.span) for measure in task.measures}
        assert index.task(record.id) == index.task_by_number(1, task.number) == record
    assert index.task_by_number(1, 0) is None
    assert index.tasks() == index.tasks(1)


def test_tasks_by_department(index: Index, document: Document) -> None:
    assert tuple(department.name for department in index.departments) == document.departments
    for department in index.departments:
        numbers = [task.number for task in index.tasks_of_department(department.id)]
        assert numbers == [task.number for task in document.tasks if department.name in task.departments]


def test_sections_lead_to_their_tasks_and_their_twins(index: Index, document: Document) -> None:
    sections = [section for section in index.sections if section.part == "table"]
    for section in sections:
        numbers = [task.number for task in index.tasks_of_section(section.id)]
        expected = [
            task.number
            for task in document.tasks
            if section.title == (task.section if section.parent_id else task.chapter).title  # type: ignore[union-attr]
        ]
        assert numbers == expected
        path = index.section_path(section.id)
        assert path[-1] == index.section(section.id)
        assert [each.level for each in path] == sorted(each.level for each in path)
        assert section.twin_id is None or index.section(section.twin_id).part == "narrative"
    assert index.section_path(None) == ()


def test_every_passage_stands_on_its_line(index: Index) -> None:
    for (passage_id,) in index.rows("SELECT id FROM passages"):
        (passage,) = index.passages([passage_id])
        first = passage.text.strip("\n").split("\n")[0]
        assert first in index.text(passage.document_id, passage.line, passage.line), passage


def test_every_figure_stands_in_its_passage(index: Index, document: Document) -> None:
    raws = []
    for (passage_id,) in index.rows("SELECT id FROM passages"):
        (passage,) = index.passages([passage_id])
        for quantity in index.quantities_of_passage(passage_id):
            assert passage.text[quantity.start : quantity.end] == quantity.raw
            raws.append(quantity.raw)
    parsed = [figure.raw for task in document.tasks for each in task.measures for figure in each.quantities]
    assert not Counter(parsed) - Counter(raws)


def test_figures_by_task_and_value(index: Index) -> None:
    markets = index.task_by_number(1, 26)
    assert markets is not None
    figures = {(quantity.year, quantity.raw, quantity.value) for quantity in index.quantities_of_task(markets.id)}
    assert (2020, "15家", 15.0) in figures
    assert {quantity.raw for quantity in index.quantities_of_value(75, 1)} == {"75%"}
    assert index.quantities_of_value(75, 99) == ()


def test_passages_by_task_and_section(index: Index) -> None:
    for task in index.tasks():
        passages = index.passages_of_task(task.id)
        assert {passage.task_id for passage in passages} == {task.id}
        assert {passage.field for passage in passages} == {"description", "measures"}
    narrative = {
        passage.id
        for section in index.sections
        if section.part == "narrative"
        for passage in index.passages_of_section(section.id)
    }
    stored = index.rows("SELECT id FROM passages WHERE field = 'narrative' AND section_id IS NOT NULL")
    assert narrative == {passage_id for (passage_id,) in stored}


def test_facts_and_findings(index: Index, document: Document) -> None:
    for fact in document.facts:
        stored = {(record.value, record.first_line) for record in index.facts(1, fact.kind)}
        assert (fact.value, fact.span.first) in stored
    assert index.facts(1, "no such kind") == ()
    stored_findings = [(finding.kind, finding.lines) for finding in index.findings(1)]
    assert stored_findings == [(finding.kind, ",".join(map(str, finding.lines))) for finding in document.findings]


def test_counts(index: Index, document: Document) -> None:
    counts = index.counts()
    assert counts["documents"] == 1
    assert counts["tasks"] == len(document.tasks)
    assert counts["measures"] == sum(len(task.measures) for task in document.tasks)
    assert counts["departments"] == len(document.departments)
    assert index.counts(1) == {table: count for table, count in counts.items() if table not in {"documents", "terms"}}
    assert set(index.counts(99).values()) == {0}


def test_words_are_looked_up(small: Index) -> None:
    assert small.passage_counts(["haccp", "ngb-w", "量子"]) == {"haccp": 4, "ngb-w": 3}
    assert small.passage_counts([]) == {}
    assert {reading.term for reading in small.readings(["yanglao"], pinyin=True)} == {"养老"}
    assert small.readings(["yanglao"]) == ()
    assert small.readings_of_source("body")
    assert small.contains("社区食堂")
    assert not small.contains("量子")
    assert small.span.size == small.counts()["passages"]


# what an index records of itself


def test_versions_and_hashes_are_recorded(small: Index) -> None:
    expected = versions(small.meta["words_hash"])
    assert {key: small.meta[key] for key in expected} == expected
    assert len(small.meta["words_hash"]) == len(small.meta["dictionary_hash"]) == 64
    assert small.meta["built_at"].endswith("+00:00")
    assert [len(sha256) for (sha256,) in small.rows("SELECT sha256 FROM documents")] == [64]


def test_an_index_cannot_be_written_to(small: Index) -> None:
    with pytest.raises(IndexingError):
        small.rows("DELETE FROM tasks")
    assert small.counts()["tasks"] == 3


# files that cannot be used


@pytest.mark.parametrize("value", ["0", "999", None], ids=["older", "newer", "none"])
@pytest.mark.parametrize("key", ["tokenizer_version", "fold_version"])
def test_an_index_of_another_version_is_outdated(copy: Path, key: str, value: str | None) -> None:
    change_meta(copy, key, value)
    with pytest.raises(IndexOutdated, match="planbot index"):
        Index(copy)


@pytest.mark.parametrize("value", ["1", "999"])
def test_an_index_with_other_tables_is_outdated(copy: Path, value: str) -> None:
    change_meta(copy, "schema_version", value)
    with pytest.raises(IndexOutdated, match="planbot index"):
        Index(copy)


def test_another_release_of_the_program_may_use_it(copy: Path) -> None:
    change_meta(copy, "program_version", "0.0.1")
    Index(copy).close()


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_a_file_that_is_no_index_is_damaged(copy: Path, harm: Callable[[Path], object]) -> None:
    harm(copy)
    with pytest.raises(IndexDamaged, match="planbot index") as caught:
        Index(copy)
    assert caught.value.path == copy


def test_damage_that_is_met_late_is_told_as_well(copy: Path) -> None:
    content = copy.read_bytes()
    copy.write_bytes(content[: 4096 * 4] + bytes(len(content) - 4096 * 4))
    with pytest.raises(IndexDamaged):
        Index(copy).counts()


def test_a_dictionary_that_is_not_the_one_it_was_cut_with_is_not_used(copy: Path) -> None:
    change_meta(copy, "dictionary", '{"食堂": 1}')
    with closing(Index(copy)) as opened, pytest.raises(IndexDamaged):
        _ = opened.analyzer


@pytest.mark.parametrize("name", ["none.db", "no/such/folder/index.db"])
def test_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(IndexMissing, match="planbot index"):
        Index(tmp_path / name)


def test_a_path_that_no_system_takes(tmp_path: Path) -> None:
    with pytest.raises(IndexingError, match="PLANBOT_INDEX"):
        Index(tmp_path / ("x" * 5000))


def test_a_link_to_an_index_is_followed(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(copy)
    with closing(Index(tmp_path / "link.db")) as opened:
        assert opened.counts()["tasks"] == 3


@pytest.mark.parametrize("name", ["a b?c#d%20.db", "索引 表.db"])
def test_any_name_of_a_file_will_do(copy: Path, tmp_path: Path, name: str) -> None:
    with closing(Index(copy.rename(tmp_path / name))) as opened:
        assert opened.counts()["tasks"] == 3
