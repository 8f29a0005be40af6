"""What an index holds of documents that do not part their measures by years: columns, and years that they name."""

import re
from collections.abc import Sequence

from index.store import Index
from index.types import Passage

#: a period runs over no more years than this
_LONGEST_PERIOD = 15
_OF_DOCUMENT = "FROM measures m JOIN tasks t ON t.id = m.task_id WHERE t.document_id = ?"


def measure_labels(index: Index, document_id: int) -> tuple[str, ...]:
    """The names of the columns that hold measures and say more than 举措, such as 推广范围."""
    sql = f"SELECT DISTINCT m.label {_OF_DOCUMENT} AND m.label <> ''"
    return tuple(label for (label,) in index.rows(sql, (document_id,)))


def has_measures_without_years(index: Index, document_id: int) -> bool:
    """Whether a document gives measures that are for no year in particular."""
    sql = f"SELECT 1 {_OF_DOCUMENT} AND m.year IS NULL LIMIT 1"
    return bool(index.rows(sql, (document_id,)))


def years_named(index: Index, document_id: int) -> tuple[int, ...]:
    """The years that a document speaks of anywhere, and those inside a period which it names."""
    sql = "SELECT folded FROM passages WHERE id BETWEEN ? AND ? UNION ALL SELECT value FROM facts WHERE document_id = ?"
    text = "\n".join(row for (row,) in index.rows(sql, (*index.span_of(document_id), document_id)))
    years = {int(year) for year in re.findall(r"(?<!\d)(20\d\d)(?=年|[-~—])", text)}
    for first, last in re.findall(r"(?<!\d)(20\d\d)年?[-~—至到]+(20\d\d)(?!\d)", text):
        years.update(range(int(first), min(int(last), int(first) + _LONGEST_PERIOD) + 1))
    return tuple(sorted(years))


def passages_of_years(index: Index, document_id: int, years: Sequence[int]) -> tuple[Passage, ...]:
    """The sentences that are for these years and say so, in the order of the text."""
    marks = ",".join("?" * len(years))
    named = " OR ".join("instr(folded, ?)" for _ in years)
    sql = f"SELECT id FROM passages WHERE id BETWEEN ? AND ? AND year IN ({marks}) AND ({named})"  # noqa: S608 - marks
    ids = index.rows(sql, (*index.span_of(document_id), *years, *(f"{year}年" for year in years)))
    return index.passages([passage_id for (passage_id,) in ids])
