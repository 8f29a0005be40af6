"""The task table (任务分工表) when it comes as text with one cell a line.

Such text is a table read cell by cell: header row, chapter, section, number, description, a year and its
measures by turns, and the departments somewhere among them. Where a page of the original ended, the header row,
the headings or a title come again in the middle of a task. `read_table` walks over the cells once, asks of each
what it is (`corpus.layout`) and where it belongs (`corpus.text_rules`).
"""

from collections.abc import Collection, Sequence

from corpus.cells import compact, find_header_rows
from corpus.departments import read_departments
from corpus.layout import PAGE_TOP, Kind, Token, read_layout, tokenize
from corpus.model import Role, Severity
from corpus.plain_table import is_plain, read_plain_table
from corpus.row_table import is_row_header, read_row_table
from corpus.table_draft import Table, TableDraft
from corpus.text_rules import TEXT_RULES


def find_table(lines: Sequence[str]) -> int | None:
    """Index of the table's first line: its header row, or its first cells where it has lost that."""
    filled = [(index, line) for index, line in enumerate(lines) if line.strip()]
    rows = find_header_rows([line for _, line in filled])
    headers = [filled[rows[0].start][0]] if rows else []
    headers += [index for index, line in filled if is_row_header(line)][:1]
    if headers:
        return min(headers)
    tokens = tokenize(list(enumerate(lines)))
    start = next((at for at in range(len(tokens)) if _looks_like_first_task(tokens, at)), None)
    while start and tokens[start - 1].kind is Kind.MARKED:
        start -= 1
    return None if start is None else tokens[start].line


def _looks_like_first_task(tokens: Sequence[Token], at: int) -> bool:
    """1, a text, perhaps a list of bodies, a year: a row of a table, even where nothing names its columns."""
    if tokens[at].number != 1 or at + 2 >= len(tokens) or tokens[at + 1].kind is not Kind.TEXT:
        return False
    year = at + 3 if read_departments(tokens[at + 2].text) else at + 2
    return year < len(tokens) and tokens[year].kind is Kind.YEAR


def read_table(lines: Sequence[tuple[int, str]], titles: Collection[str] = ()) -> Table:
    """The tasks of a table from its lines (line number, text), blank lines included.

    Args:
        titles: lines that stand above the table and may be repeated at the top of its pages.
    """
    first = next((line for line in lines if line[1].strip()), None)
    if first and is_row_header(first[1]):
        return read_row_table(lines)
    tokens = tokenize(lines, {compact(title) for title in titles})
    if is_plain(tokens):
        return read_plain_table(tokens)
    layout = read_layout(tokens)
    draft = TableDraft(tokens, layout)
    table = _walk(draft)
    if draft.slots and any(not task.departments for task in table.tasks):
        # names that no rule knows as bodies are believed where most tasks have theirs
        table = _walk(TableDraft(tokens, layout, draft.slots.most_common(1)[0][0]))
    return table


def _walk(draft: TableDraft) -> Table:
    for index, token in enumerate(draft.tokens):
        draft.at = index
        _take(draft, token)
    return draft.close()


def _take(draft: TableDraft, token: Token) -> None:
    """Put one cell where it belongs."""
    if draft.at in draft.layout.starts:
        _take_start(draft, token, draft.layout.starts[draft.at])
    elif draft.at in draft.layout.headings:
        draft.take_heading(token, draft.layout.headings[draft.at])
    elif token.kind in PAGE_TOP:
        draft.take_page_top(token, Role.TABLE_HEADER if token.kind is Kind.HEADER else Role.TABLE_TITLE)
    elif token.kind is Kind.ANNEX:
        draft.close_task()
        draft.set_role(token, Role.TABLE_TITLE)
    elif token.kind is Kind.NUMBER:
        draft.take_page_top(token, Role.RESIDUE)
        draft.find("page number", Severity.NOTE, token, token.text.strip())
    elif token.kind is Kind.YEAR:
        _take_year(draft, token)
    else:
        next(rule for rule in TEXT_RULES if rule(draft, token))


def _take_start(draft: TableDraft, token: Token, number: int) -> None:
    task = draft.open_task(token, number)
    if token.kind is Kind.NUMBER:
        draft.set_role(token, Role.TASK_NUMBER)
    else:  # the description itself is numbered
        draft.append(token, Role.DESCRIPTION, task.description)


def _take_year(draft: TableDraft, token: Token) -> None:
    task, year = draft.task, token.year
    if task is None or year is None:
        draft.set_role(token, Role.RESIDUE)
        draft.find("stray cell", Severity.ERROR, token, token.text.strip())
        return
    draft.set_role(token, Role.YEAR)
    last = task.measures[-1] if task.measures else None
    is_repeated = last is not None and last.lines and last.years == year.years and draft.page_end(token)
    draft.tell_page_end(token)
    if is_repeated:
        draft.find("year repeated", Severity.NOTE, token, token.text.strip(), year.years[0])
        draft.continued = last
    else:
        draft.open_measure(token, task)
