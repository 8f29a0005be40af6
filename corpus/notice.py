"""The notice around a plan (印发通知): title, issuers, date, addressees, period, copies, superior documents."""

import re
from collections.abc import Iterable, Sequence

from corpus.model import Fact, Span

_DATE = re.compile(r"\s*(?P<year>\d{4})年\s*(?P<month>\d{1,2})月\s*(?P<day>\d{1,2})日\s*")
_ADDRESSEES = re.compile(r".*(?:各|有关).*[:：]\s*")
_COPIES = re.compile(r"[(（]?\s*共印\s*(?P<copies>\d+)\s*份\s*[)）]?")
_PERIOD = re.compile(r"(?P<first>(?:19|20)\d\d)\s*年?\s*[-—–~～至到]\s*(?P<last>(?:19|20)\d\d)\s*年?")
_NAMED_DOCUMENT = re.compile(r"《(?:[^《》]|《[^《》]*》)+》")
#: words before a list of documents that a plan rests on
_BASIS = re.compile(r"(?:根据|按照|依据|为.{0,12}贯彻落实|贯彻落实|落实)(?=[^。]*《)[^。]*")
_NUMBER_OF_DOCUMENT = re.compile(r"[\u4e00-\u9fff]{2,10}[〔\[(（]\d{4}[〕\])）]\s*\d+\s*号")
_PLAN_NAME = re.compile(r"《(?P<name>[^《》]*(?:计划|方案|规划|意见|措施|要点|办法))》")
_ISSUER_LENGTH = 30


def read_notice(lines: Sequence[tuple[int, str]]) -> tuple[Fact, ...]:
    """The facts of a notice from its non-blank lines (line number, text); what is not there is left out."""
    facts: list[Fact] = []
    if not lines:
        return ()
    facts.append(make_fact("notice title", lines[0], re.sub(r"\s+", " ", lines[0][1].strip())))
    for at, (number, text) in enumerate(lines):
        if _ADDRESSEES.fullmatch(text) and len(text) < 200 and not _kinds(facts) & {"addressees"}:
            facts.append(make_fact("addressees", (number, text), text.strip().rstrip(":：")))
        if match := _NUMBER_OF_DOCUMENT.fullmatch(text.strip()):
            facts.append(make_fact("document number", (number, text), match[0]))
        if match := _DATE.fullmatch(text):
            date = f"{int(match['year'])}-{int(match['month']):02}-{int(match['day']):02}"
            facts.extend(make_fact("issuer", line, line[1].strip()) for line in _signatures(lines[:at]))
            facts.append(make_fact("date", (number, text), date))
            break
    return tuple(facts)


def is_date(text: str) -> bool:
    """Whether a line is a date and nothing else."""
    return _DATE.fullmatch(text) is not None


def _kinds(facts: Iterable[Fact]) -> set[str]:
    return {fact.kind for fact in facts}


def make_fact(kind: str, line: tuple[int, str], value: str) -> Fact:
    """A fact that stands on one line (line number, text)."""
    number, text = line
    return Fact(kind=kind, value=value, text=text, span=Span(number, number))


def _signatures(lines: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The lines just above the date that are names of bodies: short and without a full stop."""
    signatures: list[tuple[int, str]] = []
    for line in reversed(lines[1:]):
        if len(line[1].strip()) > _ISSUER_LENGTH or re.search("[。:：,，]", line[1]):
            break
        signatures.append(line)
    return signatures[::-1]


def read_superior_documents(lines: Sequence[tuple[int, str]]) -> tuple[Fact, ...]:
    """The documents that a plan says it is made under (根据《…》), from its preamble."""
    return tuple(
        make_fact("superior document", line, name)
        for line in lines
        for basis in _BASIS.finditer(line[1])
        for name in _NAMED_DOCUMENT.findall(basis[0])
    )


def read_period(lines: Sequence[tuple[int, str]]) -> Fact | None:
    """The years that a plan covers, from the first title that names them: "2018-2020"."""
    for line in lines:
        if match := _PERIOD.search(line[1]):
            return make_fact("period", line, f"{match['first']}-{match['last']}")
    return None


def read_copies(line: tuple[int, str]) -> Fact | None:
    """How many copies were printed, when the line says so."""
    match = _COPIES.fullmatch(line[1].strip())
    return make_fact("copies", line, match["copies"]) if match else None


def plan_name(title: str) -> str | None:
    """The plan that a notice's title passes on: 印发《普陀区质量提升行动计划》的通知 → 普陀区质量提升行动计划."""
    match = _PLAN_NAME.search(title)
    return match["name"] if match else None
