"""The notice around a plan (印发通知): title, issuers, date, addressees, period, copies, superior documents."""

import re
import unicodedata
from collections.abc import Sequence

from corpus.departments import read_departments
from corpus.model import Fact, Span
from corpus.numerals import NUMERAL, parse_numeral
from corpus.text import join_lines

Lines = Sequence[tuple[int, str]]

_DATE = re.compile(
    rf"(?P<year>\d{{4}}|[〇零一二三四五六七八九]{{4}})年(?P<month>\d\d?|{NUMERAL}+)月(?P<day>\d\d?|{NUMERAL}+)日"
)
_ADDRESSEES = re.compile(r".*(?:各|有关).*[:：]\s*")
_ADDRESSEES_LENGTH = 200
_COPIES = re.compile(r"[(（]?\s*(?:共\s*印|印数|印发份数)\s*[:：]?\s*(?P<copies>\d+)\s*份\s*[)）]?")
_PERIOD = re.compile(r"(?P<first>(?:19|20)\d\d)\s*年?\s*(?:[-—–~]{1,2}|至|到)\s*(?P<last>(?:19|20)\d\d)\s*年?")
_NAMED_DOCUMENT = re.compile(r"《(?:[^《》]|《[^《》]*》)+》")
#: words before a list of documents that a plan rests on
_BASIS = re.compile(r"(?:根据|按照|依据|依照|遵照|为.{0,12}贯彻落实|贯彻落实|贯彻|落实)(?=[^。]*《)[^。]*")
_NUMBER_OF_DOCUMENT = re.compile(r"[\u4e00-\u9fff]{2,12}[〔\[(（【]\d{4}[〕\])）】]\s*第?\s*\d+\s*号")
#: the name of a plan inside the title of a notice, with or without its years in brackets
_PLAN_NAME = re.compile(
    r"《(?P<name>[^《》]*(?:计划|方案|规划|意见|措施|要点|办法|纲要|清单)(?:[(（][^()（）《》]*[)）])?)》"
)
#: a notice's title ends so; it may run over several lines
_TITLE_ENDS = re.compile("(?:通知|通告|公告|意见|决定|函|批复|方案|计划)$")
_TITLE_LINES = 5
_TITLE_LENGTH = 80
#: several issuers may stand on one line
_ISSUER_LENGTH = 60
#: at most so many lines (the name of an annex) stand below a closing date
_BELOW_CLOSING = 4
#: lines near the signatures that are none
_NO_SIGNATURE = re.compile(r"(?:特此|附\s*件|联系|此件|[(（]).*")
#: what is printed below a document (版记): who gets copies, who printed it and when
IMPRINT = re.compile(
    r"抄\s*[送报][:：].*|主题词.*|[(（]?此件.{0,20}公开.{0,10}[)）]?|(?:信息)?公开(?:属性|方式).*"
    r"|.{2,40}\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*印发"
)


def read_notice(lines: Lines, closing: Lines = ()) -> tuple[Fact, ...]:
    """The facts of a notice from its non-blank lines (line number, text); what is not there is left out.

    Lines that say none of the things that are looked for are kept as facts too, of the kind "letter".

    Args:
        closing: issuers and date where they stand at the end of the document.
    """
    if not lines:
        return tuple(_read_signed(closing))
    facts = [_document_number(line) for line in lines if _NUMBER_OF_DOCUMENT.fullmatch(line[1].strip())]
    numbered = {fact.span.first for fact in facts}
    rest = [line for line in lines if line[0] not in numbered]
    title = _title_lines(rest)
    facts += [_make_fact("notice title", title, " ".join(_words(text) for _, text in title))] if title else []
    facts += _addressees(rest[len(title) :])
    facts += _read_signed(rest[len(title) :]) or _read_signed(closing) or _issuers_in_title(title)
    told = {number for fact in facts for number in range(fact.span.first, fact.span.last + 1)}
    facts += [make_fact("letter", line, line[1].strip()) for line in rest if line[0] not in told]
    return tuple(sorted(facts, key=lambda fact: fact.span))


def make_fact(kind: str, line: tuple[int, str], value: str) -> Fact:
    """A fact that stands on one line (line number, text)."""
    return _make_fact(kind, [line], value)


def _make_fact(kind: str, lines: Lines, value: str) -> Fact:
    return Fact(kind=kind, value=value, text=join_lines(lines), span=Span(lines[0][0], lines[-1][0]))


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", text.strip())


def _document_number(line: tuple[int, str]) -> Fact:
    return make_fact("document number", line, line[1].strip())


def _title_lines(lines: Lines) -> Lines:
    """The first line, or the first few when only the last of them ends as a title does (…的通知)."""
    for count, (_, text) in enumerate(lines[:_TITLE_LINES], 1):
        if len(text.strip()) > _TITLE_LENGTH or re.search("[。:：]", text):
            break
        if _TITLE_ENDS.search(text.strip()):
            return lines[:count]
    return lines[:1]


def _addressees(lines: Lines) -> list[Fact]:
    found = (line for line in lines if is_addressees(line[1]))
    return [make_fact("addressees", line, line[1].strip().rstrip(":：")) for line in found][:1]


def is_addressees(text: str) -> bool:
    """Whether a line names those whom a notice is for: 各区、各部门:"""
    return len(text) < _ADDRESSEES_LENGTH and _ADDRESSEES.fullmatch(text) is not None


def _read_signed(lines: Lines) -> list[Fact]:
    """The first date among these lines and the issuers right above it."""
    at = next((at for at, (_, text) in enumerate(lines) if read_date(text)), None)
    if at is None:
        return []
    signatures = [fact for line in _signatures(lines[:at]) for fact in _issuers(line)]
    return [*signatures, make_fact("date", lines[at], read_date(lines[at][1]) or "")]


def closing_lines(lines: Lines) -> list[tuple[int, str]]:
    """The date that stands on the last line but a few, with the issuers above it; none where a text just ends."""
    near = max(len(lines) - _BELOW_CLOSING, 0)
    at = next((at for at in range(near, len(lines)) if read_date(lines[at][1])), None)
    return [] if at is None else [*_signatures(lines[:at]), lines[at]]


def read_date(text: str) -> str | None:
    """The date that a line consists of, as 2018-06-21; None for any other line.

    >>> [read_date(text) for text in ("2018年6月21日", "二○二一年三月十五日", "２０２１ 年 3 月 5 日", "6月21日")]
    ['2018-06-21', '2021-03-15', '2021-03-05', None]
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("○", "〇")
    match = _DATE.fullmatch(plain)
    parts = [int(part) if part.isdecimal() else parse_numeral(part) for part in match.groups()] if match else []
    if not match or None in parts:
        return None
    year, month, day = (part or 0 for part in parts)
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _signatures(lines: Lines) -> Lines:
    """The lines just above the date that are names of bodies: short, and no sentence."""
    signatures: list[tuple[int, str]] = []
    for line in reversed(lines):
        text = line[1].strip()
        is_sentence = len(text) > _ISSUER_LENGTH or re.search("[。:：,，]", text)
        if is_sentence or _NO_SIGNATURE.fullmatch(text) or read_date(text):
            break
        signatures.append(line)
    return signatures[::-1]


def _issuers(line: tuple[int, str]) -> list[Fact]:
    """One issuer, or several that stand on one line with blanks between them."""
    text = line[1].strip()
    names = read_departments(text) if re.search(r"\s", text) else None
    return [make_fact("issuer", line, name) for name in names or (_words(text),)]


def _issuers_in_title(title: Lines) -> list[Fact]:
    """The bodies that a title begins with, where nobody has signed: 临江区人民政府关于印发…"""
    for line in title:
        head = re.split("关于|印发|转发", line[1], maxsplit=1)[0].strip()
        if names := read_departments(head):
            return [make_fact("issuer", line, name) for name in names]
    return []


def read_superior_documents(lines: Lines) -> tuple[Fact, ...]:
    """The documents that a plan says it is made under (根据《…》), from its preamble."""
    names = {
        name: line for line in lines for basis in _BASIS.finditer(line[1]) for name in _NAMED_DOCUMENT.findall(basis[0])
    }
    return tuple(make_fact("superior document", line, name) for name, line in names.items())


def read_period(lines: Lines, *, skip_names: bool = False) -> Fact | None:
    """The years that a plan covers, from the first line that names them: "2018-2020".

    Args:
        skip_names: pass over the names of documents, which have years of their own.
    """
    for line in lines:
        text = _NAMED_DOCUMENT.sub("", line[1]) if skip_names else line[1]
        if match := _PERIOD.search(unicodedata.normalize("NFKC", text)):
            return make_fact("period", line, f"{match['first']}-{match['last']}")
    return None


def read_copies(line: tuple[int, str]) -> Fact | None:
    """How many copies were printed, when the line says so."""
    match = _COPIES.fullmatch(line[1].strip())
    return make_fact("copies", line, str(int(match["copies"]))) if match else None


def plan_name(title: str) -> str | None:
    """The plan that a notice's title passes on: 印发《普陀区质量提升行动计划》的通知 → 普陀区质量提升行动计划."""
    match = _PLAN_NAME.search(title)
    return match["name"] if match else None
