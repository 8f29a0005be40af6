"""Where a document does not agree with itself: text against table, figure against figure, one body under two names.

All of it is for a person to judge: a doubt, never an error.
"""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Finding, Paragraph, Quantity, Section, Severity, Span, Task
from corpus.outline import walk
from corpus.quantities import UNITS
from corpus.text import fold

#: so much of a description's pairs of characters must stand in a paragraph that both are meant to say the same
_SHARED = 0.8
#: characters of a difference that are told
_SAMPLE = 24
#: characters before it that show where it is
_LEAD = 4
_SHORT_DESCRIPTION = 8
_SIGNS = re.compile(r"[\W_]+")
#: long and short forms of what a body's name ends in
_ENDINGS = (("管理局", "局"), ("委员会", "委"), ("办公室", "办"), ("监管", ""), ("监督", ""), ("管理", ""), ("和", ""))
#: a number with a word behind it that is no unit
_NUMBER = re.compile(
    r"(?<![A-Za-z\d.,+/&×第№〔\[“\"《\-—~～:：至])(?<![A-Za-z][ ])"
    r"(?!20\d\d)(?P<number>\d{1,4}(?:\.\d+)?)(?P<word>[\u4e00-\u9fff])(?![\d“])"
)
#: words behind a number that make it a date, a place in an order, or a name
_NO_UNITS = frozenset("年月日号条款章节项届期时分和与及或、的为是至到以在等强大级地路")
#: units of one character that are read
_UNITS = frozenset(word for word in UNITS.split() if len(word) == 1)


def check_agreement(
    sections: Sequence[Section], preamble: Sequence[Paragraph], tasks: Sequence[Task]
) -> Iterator[Finding]:
    """Everything in which text and table disagree, or a body seems to have two names, or a unit is not known."""
    paragraphs = [*preamble, *(paragraph for path in walk(sections) for paragraph in path[-1].paragraphs)]
    yield from check_descriptions(paragraphs, tasks)
    yield from check_figures(paragraphs, tasks)
    yield from check_names(tasks)
    yield from check_units(paragraphs, tasks)


def check_descriptions(paragraphs: Sequence[Paragraph], tasks: Sequence[Task]) -> Iterator[Finding]:
    """A description says what its paragraph of the text says."""
    texts = [(paragraph, _bare(paragraph.text)) for paragraph in paragraphs]
    pairs = [_pairs(text) for _, text in texts]
    for task in tasks:
        bare = _bare(task.description.text)
        own = _pairs(bare)
        if len(bare) < _SHORT_DESCRIPTION or any(bare in text for _, text in texts):
            continue
        shared = [len(own & other) / len(own) for other in pairs]
        best = max(range(len(texts)), key=lambda at: shared[at], default=None)
        if best is None or shared[best] < _SHARED:
            continue
        paragraph, text = texts[best]
        yield _doubt(
            "description differs", (paragraph.span, task.description.span), _difference(text, bare), task=task.number
        )


def _bare(text: str) -> str:
    return _SIGNS.sub("", fold(text))


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _difference(text: str, description: str) -> str:
    """The first piece that the description lacks, has more, or has otherwise."""
    blocks = difflib.SequenceMatcher(None, text, description, autojunk=False).get_matching_blocks()
    found = [block for block in blocks if block.size > 1]
    if not found:
        return ""
    first, *rest = found
    if first.b:
        return f"— / {description[: first.b][:_SAMPLE]}"
    for block, following in zip([first, *rest], rest, strict=False):
        before, after = text[block.a + block.size : following.a], description[block.b + block.size : following.b]
        if before != after and (before or after):
            lead = description[: block.b + block.size][-_LEAD:]
            return f"{lead}{before[:_SAMPLE]} / {lead}{after[:_SAMPLE]}"
    last = (rest or [first])[-1]
    return f"— / {description[last.b + last.size :][:_SAMPLE]}"


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure where it stands; `year` is the one that it is for."""

    quantity: Quantity
    span: Span
    year: int
    task: int | None


def check_figures(paragraphs: Iterable[Paragraph], tasks: Iterable[Task]) -> Iterator[Finding]:
    """What is given twice for the same year has the same value both times."""
    told: dict[tuple[str, str, str, int], list[_Told]] = defaultdict(list)
    for each in (*_in_text(paragraphs), *_in_table(tasks)):
        quantity = each.quantity
        about = _bare(quantity.measures)
        if len(about) >= _SHORT_DESCRIPTION // 2:
            told[about, quantity.unit, quantity.scope, each.year].append(each)
    for (_, _, _, year), figures in told.items():
        first = figures[0]
        for other in figures[1:]:
            if (other.quantity.value, other.quantity.high) == (first.quantity.value, first.quantity.high):
                continue
            if other.span == first.span:  # in one cell the second is rarely meant for the same thing
                continue
            detail = f"{first.quantity.raw} / {other.quantity.raw} ({other.quantity.measures[:_SAMPLE]})"
            yield _doubt("figure differs", (first.span, other.span), detail, task=other.task, year=year)


def _in_text(paragraphs: Iterable[Paragraph]) -> Iterator[_Told]:
    """The figures of the text that are for a year: 到2020年, …"""
    for paragraph in paragraphs:
        for quantity in paragraph.quantities:
            years = re.findall(r"(20\d\d)年", paragraph.text[: quantity.start])
            if years:
                yield _Told(quantity, paragraph.span, int(years[-1]), None)


def _in_table(tasks: Iterable[Task]) -> Iterator[_Told]:
    for task in tasks:
        for measure in task.measures:
            for quantity in measure.quantities if measure.year else ():
                yield _Told(quantity, measure.span, measure.year or 0, task.number)


def check_names(tasks: Iterable[Task]) -> Iterator[Finding]:
    """No body is named in two ways: 区市场监管局 and 市场监督管理局."""
    first: dict[str, Task] = {}
    for task in tasks:
        for name in task.departments:
            first.setdefault(name, task)
    for at, (name, task) in enumerate(first.items()):
        other = next((each for each in list(first)[:at] if _is_one_body(each, name)), None)
        if other is not None:
            spans = [each.departments_cell.span for each in (first[other], task) if each.departments_cell]
            detail = f"{other} / {name}"
            yield _doubt("body named twice", spans or (task.number_span,), detail, task=task.number)


def _is_one_body(one: str, other: str) -> bool:
    return any(
        core == other_core and (level == other_level or not (level and other_level))
        for level, core in _forms(one)
        for other_level, other_core in _forms(other)
    )


def _forms(name: str) -> set[tuple[str, str]]:
    """What a name may be: a level and a body of it, or, as with 市场监管局, a body alone."""
    name = re.sub(r"[(（][^()（）]*[)）]$", "", fold(name))
    return {("", _short(name)), (name[0], _short(name[1:])) if name[:1] in set("区县市省") else ("", _short(name))}


def _short(name: str) -> str:
    for long, short in _ENDINGS:
        name = name.replace(long, short)
    return name


def check_units(paragraphs: Iterable[Paragraph], tasks: Iterable[Task]) -> Iterator[Finding]:
    """Every number of the table's measures and of the text is read as a figure, or is no figure."""
    cells = [(paragraph.text, paragraph.span, paragraph.quantities, None, None) for paragraph in paragraphs]
    more = [(m.text, m.span, m.quantities, task.number, m.year) for task in tasks for m in task.measures]
    for text, span, quantities, number, year in (*cells, *more):
        read = [range(quantity.start, quantity.end) for quantity in quantities]
        for match in _NUMBER.finditer(text):
            is_unit = match["word"] in _NO_UNITS or match["word"] in _UNITS  # a unit that is known stands in a formula
            if not is_unit and not any(match.start() in each for each in read):
                yield _doubt("unknown unit", (span,), text[match.start() : match.end() + 3], task=number, year=year)


def _doubt(
    kind: str, spans: Iterable[Span], detail: str, *, task: int | None = None, year: int | None = None
) -> Finding:
    lines = tuple(dict.fromkeys(span.first for span in spans))
    return Finding(kind=kind, severity=Severity.DOUBT, lines=lines, detail=detail, task=task, year=year)  # type: ignore[arg-type]
