"""Files: small good ones, broken at random in their bytes or, where they are archives, in their parts."""

import dataclasses
import functools
import io
import json
import tempfile
import zipfile
from pathlib import Path
from random import Random

from bot.drafts import safe_name
from bot.rendering.report import finding_texts, render_report
from bot.service import Service
from bot.understanding.types import Dialogue, Language
from corpus.errors import CorpusError
from corpus.model import Document
from corpus.model import Place as Original
from corpus.parse import parse_document, parse_lines
from corpus.readers import check_name, child, read_source
from corpus.readers.plain import read_plain
from corpus.readers.refusals import REASONS, Refused, to_error
from corpus.readers.sniff import check_kind
from corpus.readers.source import MAX_LINE_LENGTH, pack
from index.build import build_index
from index.rows import Rows, add_document
from index.store import Index
from tests.corpus import plans_as_files as make
from tests.fuzz.laws import Laws, demand
from tests.fuzz.place import Place
from tests.fuzz.texts import BAITS, CONTROLS, DATA, INVISIBLE, any_character, message, mutate

PLANS = tuple(sorted((DATA / "plans").glob("**/*.txt")))
#: numbers that a reader may not expect: of a row, a column, a width, an offset, a length
NUMBERS = (b"0", b"-1", b"1", b"65536", b"2147483648", b"4294967295", b"99999999999999999999", b"1e9", b"NaN", b"")
#: pieces of markup of all formats
PIECES = (
    *(
        b"<",
        b">",
        b"</w:tbl>",
        b"<w:tbl>",
        b"<w:tr>",
        b"<w:tc>",
        b"<w:vMerge/>",
        b'<w:gridSpan w:val="999"/>',
        b"<row>",
    ),
    *(
        b"<table>",
        b"</table>",
        b"<td colspan=65535 rowspan=65535>",
        b"<tr>",
        b"<!---->",
        b"<!--",
        b"<![CDATA[",
        b"&#0;",
    ),
    *(
        b"&#xd800;",
        b"<br>",
        b"<pre>",
        b"<style>",
        b"| a | b |\n|---|---|\n",
        b"\n> ",
        b"\n- ",
        b"\n    ",
        b"```",
        b"[^1]",
    ),
    *(
        b"obj",
        b"endobj",
        b"stream",
        b"<<",
        b">>",
        b"BT",
        b"ET",
        b"q ",
        b" cm",
        b" re",
        b"%%EOF",
        b"xref",
        b"\x00",
        b"\xff",
    ),
    *(
        b'<c r="XFD1048576"><v>1</v></c>',
        b'r="A0"',
        b't="s"',
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\r",
        b"\xc2\xa0",
        b"\x0c",
    ),
)


@functools.cache
def _small_plan() -> make.Plan:
    """The head of a plan with some of its tasks, so that a case takes little time."""
    path = DATA / "plans" / "linjiang-green-plan-2021-2023.txt"
    plan = make.Plan.of(parse_document(path))
    return dataclasses.replace(plan, before=plan.before[-12:], table=plan.table[:5], after=plan.after[:2])


@functools.cache
def good_file(kind: str) -> bytes:
    """A small good file of a format of `plans_as_files`."""
    name, write = make.FORMATS[kind]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(_small_plan(), path)
        return path.read_bytes()


# breaking


def _break(content: bytes, dice: Random) -> bytes:
    """Bytes with some changes."""
    for _ in range(dice.choice((1, 1, 2, 4, 12))):
        at = dice.randrange(len(content) + 1)
        end = min(len(content), at + dice.choice((0, 1, 1, 4, 40, 400)))
        new = dice.choice((b"", dice.randbytes(1), dice.choice(PIECES), dice.choice(NUMBERS), content[at:end] * 2))
        if dice.random() < 0.05:
            new = dice.choice(PIECES) * 200
            at, end = dice.choice(((at, end), (0, 0)))
        if dice.random() < 0.3:  # a number that stands there becomes another
            digits = [n for n in range(at, min(len(content), at + 300)) if content[n : n + 1].isdigit()]
            if digits:
                at, end, new = digits[0], digits[0] + 1, dice.choice(NUMBERS)
        content = content[:at] + new + content[end:]
    return content[: dice.randrange(len(content) + 1)] if dice.random() < 0.05 else content


def _break_archive(content: bytes, dice: Random) -> bytes:
    """An office file of which one or two parts are broken, or its bytes."""
    if dice.random() < 0.15:
        return _break(content, dice)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        main = [name for name in names if name.endswith(("document.xml", "sheet1.xml", "styles.xml", "Strings.xml"))]
        broken = {dice.choice(main * 5 + names) for _ in range(dice.choice((1, 1, 2)))}
        for name in names:
            part = old.read(name)
            new.writestr(name, _break(part, dice) if name in broken else part)
    return target.getvalue()


def _broken(kind: str, dice: Random) -> bytes:
    content = good_file(kind)
    return _break_archive(content, dice) if content.startswith(b"PK") else _break(content, dice)


def _broken_text(dice: Random) -> bytes:
    """A real plan as text with lines changed, lost, doubled, put elsewhere, or made to be hard to read."""
    lines = dice.choice(PLANS).read_text("utf-8").split("\n")
    if dice.random() < 0.5:
        start = dice.randrange(len(lines))
        lines = lines[start : start + dice.choice((1, 5, 20, 80))]
    for _ in range(dice.choice((1, 2, 4, 10, 40))):
        at = dice.randrange(len(lines)) if lines else 0
        change = dice.randrange(7)
        if change == 0 and lines:
            lines[at] = mutate(lines[at], dice)
        elif change == 1:
            del lines[at : at + dice.choice((1, 1, 3))]
        elif change == 2:
            lines[at:at] = [dice.choice((message(dice), *lines[at : at + 1]))] * dice.choice((1, 1, 2, 50))
        elif change == 3:
            other = dice.randrange(len(lines) + 1)
            lines[at : at + 1], lines[other : other + 1] = lines[other : other + 1], lines[at : at + 1]
        elif change == 4:
            unit = dice.choice(
                (*BAITS, *INVISIBLE, "①", "（一）", "一、", "1.", "1、", "牵头", "责任单位：", "（", "、")
            )
            lines.insert(at, (unit * MAX_LINE_LENGTH)[: dice.choice((20, 200, 1000, MAX_LINE_LENGTH))])
        elif change == 5 and lines:
            where = dice.randrange(len(lines[at]) + 1)
            new = dice.choice(
                (*CONTROLS[9:14], *INVISIBLE, any_character(dice), "\t", "。", "年", "一、", "（", "）", "\r")
            )
            lines[at] = lines[at][:where] + new + lines[at][where:]
        elif lines:
            lines[at : at + 2] = ["".join(lines[at : at + 2])]
    text = dice.choice(("\n", "\n", "\r\n", "\r")).join(lines)
    encoding = dice.choice(("utf-8",) * 4 + ("utf-8-sig", "gb18030", "utf-16"))
    content = text.encode("utf-8", "surrogatepass") if encoding == "utf-8" else text.encode(encoding, "replace")
    return _break(content, dice) if dice.random() < 0.1 else content


# reading


def _hold_document(document: Document) -> None:
    """What holds for a document: roles for all lines, spans inside it, findings with words, rows for the index."""
    count = len(document.lines)
    demand(len(document.roles) == count, "lines without a role")
    demand(len(document.places) in (0, count), "places of other lines")
    for task in document.tasks:
        demand(1 <= task.number_span.first <= task.number_span.last <= count, "task outside of the document")
    rows = Rows()
    add_document(rows, document, "", {})
    for table in rows.tables.values():
        for row in table:
            json.dumps(row)
    for finding in document.findings:
        demand(finding.kind in finding_texts(), f"finding {finding.kind!r} without words")
        demand(all(1 <= line <= count for line in finding.lines), "a finding outside of the document")


def _refused(refusal: Refused) -> None:
    """A refusal has words."""
    demand(bool(str(to_error(refusal.reason, refusal.values, Path("plan.txt")))), "a refusal without words")


def text_file(dice: Random, place: Place) -> None:
    """A text file, read and parsed in this process, as the program does it."""
    file = io.BytesIO(_broken_text(dice))
    try:
        check_kind("txt", file)
        lines = read_plain(file.read()).lines
    except Refused as refusal:
        _refused(refusal)
        return
    _hold_document(parse_lines("plan", lines))


def other_file(dice: Random, place: Place) -> None:
    """A docx, xlsx, html or md, read as the child process does, but in this one, and parsed."""
    _read_here(dice.choice([name for name in make.FORMATS if not name.startswith("pdf")]), dice)


def pdf_file(dice: Random, place: Place) -> None:
    """The same with a pdf, which takes longer."""
    _read_here("pdf", dice)


def _read_here(kind: str, dice: Random) -> None:
    ending = {"htm": "html"}.get(suffix := make.FORMATS[kind][0].rpartition(".")[2], suffix)
    result = json.loads(json.dumps(child.read(ending, io.BytesIO(_broken(kind, dice)))))
    if reason := result.get("refused"):
        demand(reason in REASONS, f"unknown reason {reason!r}")
        _refused(Refused(reason, **result["values"]))
        return
    places = tuple(Original(**place) if place else None for _, place in result["lines"])
    _hold_document(parse_lines("plan", tuple(text for text, _ in result["lines"]), places))


def isolated_file(dice: Random, place: Place) -> None:
    """Any file by its path, through the process of its own."""
    kind = dice.choice(("txt", *make.FORMATS))
    name = "plan.txt" if kind == "txt" else make.FORMATS[kind][0]
    path = place.folder / name
    path.write_bytes(_broken_text(dice) if kind == "txt" else _broken(kind, dice))
    try:
        source = read_source(path)
    except CorpusError as error:
        demand(bool(str(error)), "a refusal without words")
        return
    demand(bool(list(pack(source))), "nothing read")
    _hold_document(parse_lines("plan", source.lines, source.places))


def indexed_file(dice: Random, place: Place) -> None:
    """A broken plan as the only document of an index, asked some questions."""
    path, index_path = place.folder / "plan.txt", place.folder / "fuzzed.db"
    path.write_bytes(_broken_text(dice))
    index_path.unlink(missing_ok=True)
    try:
        build_index([path], index_path, keep=0)
    except CorpusError:
        return
    index = Index(index_path)
    try:
        render_report(index, dice.choice(tuple(Language)))
        service, laws, dialogue = Service.of(index), Laws(index), Dialogue()
        for text in (
            "任务1谁负责",
            "2022年做什么",
            message(dice),
            "哪个部门负责的任务最多",
            message(dice),
            "计划分几章？",
        ):
            answer, dialogue = service.answer(text, dialogue)
            laws.hold(answer)
    finally:
        index.close()


def file_name(dice: Random, place: Place) -> None:
    """The name of a file, as a stranger gives it: made safe, a name that the readers take and that stays as it is."""
    name = dice.choice((message(dice), mutate("../计划（2021-2023）.docx", dice), mutate("C:\\plan?.TXT", dice)))
    safe = safe_name(name)
    if safe:
        check_name(safe)
        demand(safe_name(safe) == safe, f"{safe!r} becomes {safe_name(safe)!r}")
        safe.encode("utf-8")
