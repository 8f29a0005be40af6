"""Chapters and sections in a question: by their title, by number, or by what they are about."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.numerals import parse_numeral
from corpus.text import without_signs
from index.store import Index
from index.types import Concept, SectionRecord

#: a theme names a section when this share of its weight stands in the title or below it
THEME_CUTOFF = 0.4
#: the same where nobody speaks of sections: the words have to be the title's own
TITLE_CUTOFF = 0.9
#: titles shorter than this are too short to be found inside a longer text
_TITLE_LENGTH = 4
_PLACE_OF_PLAN = re.compile("^[\u4e00-\u9fff]{2,3}[省市区县](?=.*(?:方案|计划|规划|措施|办法)$)")
_NUMBERED = re.compile(
    r"第(?P<number>\d{1,2}|[一二三四五六七八九十])(?P<kind>章|大?部分|篇|大?块(?!地|钱)|板块|节)"
    r"|\b(?P<english>chapter|part|section)\s+(?P<digits>\d{1,2})\b|\b(?P<ordinal>\d{1,2})th\s+(?P<english2>chapter|part|section)\b"
)


class Sections(NamedTuple):
    """The headings that were read, and the text without them."""

    ids: tuple[int, ...]
    rest: str


def read_titles(text: str, index: Index) -> Sections:
    """The headings whose title stands in a folded text, the longest first; signs do not count."""
    bare, places = _bare(text)
    found: dict[str, list[int]] = {}
    for section_id, title in index.bare_titles.items():
        # a plan's title among others (某省某某行动方案) is known without its place too
        for form in (title, _PLACE_OF_PLAN.sub("", title)):
            if len(form) >= _TITLE_LENGTH and form in bare:
                found.setdefault(form, []).append(section_id)
                break
    if not found:
        return Sections((), text)
    title = max(found, key=len)
    at = bare.index(title)
    start, end = places[at], places[at + len(title) - 1] + 1
    rest = re.sub(r"[(（]\w[)）]\s*$", "", text[:start]) + "  " + text[end:]
    return Sections(tuple(found[title]), rest)


def _bare(text: str) -> tuple[str, list[int]]:
    places = [at for at, character in enumerate(text) if without_signs(character)]
    return "".join(text[at] for at in places), places


def read_numbers(text: str, index: Index, document_id: int) -> Sections:
    """The chapters that a text names by number, of narrative and table: 第三章, chapter 2."""
    match = _NUMBERED.search(text)
    if match is None:
        return Sections((), text)
    digits = match["number"] or match["digits"] or match["ordinal"]
    number = int(digits) if digits.isdigit() else parse_numeral(digits)
    found = tuple(
        section.id
        for section in index.sections
        if section.document_id == document_id and section.number == number and section.parent_id is None
    )
    return Sections(found, text[: match.start()] + "  " + text[match.end() :])


def find_theme(
    concepts: Sequence[Concept], index: Index, document_id: int, *, cutoff: float = THEME_CUTOFF
) -> tuple[int, ...]:
    """The headings of the table that concepts speak of best: by title and its twin's, then by what stands below."""
    total = sum(concept.weight for concept in concepts)
    scored: list[tuple[float, int, int]] = []
    for section in index.sections:
        if section.part != "table" or section.document_id != document_id or not total:
            continue
        score = sum(_strength(concept, _places(section, index)) * concept.weight for concept in concepts) / total
        scored.append((score, section.level, section.id))
    best = max(scored, default=(0.0, 0, 0), key=lambda row: (row[0], -row[1]))
    return (best[2],) if best[0] >= cutoff else ()


def _places(section: SectionRecord, index: Index) -> tuple[tuple[str, float], ...]:
    twin = index.folded_titles.get(section.twin_id or 0, "")
    tasks = index.folded_tasks_of(section.id)
    # a chapter's tasks speak of everything, so what stands below counts for sections more
    return ((index.folded_titles[section.id], 1.0), (twin, 1.0), (tasks, 0.3 if section.level == 1 else 0.6))


def _strength(concept: Concept, places: Sequence[tuple[str, float]]) -> float:
    return max(
        (each.weight * weight for each in concept.alternatives for text, weight in places if each.term in text),
        default=0.0,
    )
