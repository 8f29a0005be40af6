"""The names of departments: short forms, later names and English, from `index/words/bodies.tsv`.

A plan writes 区市场监管局; people write 市监局, 市场监督管理局, "market supervision". What is known of a kind of body
is joined here to the bodies that a corpus names; a body that no row knows gets an English name put together from
its parts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pypinyin

from corpus.text import fold
from index.wordlists import Body, Wordlists

#: level of government by the first character of a body's name
LEVELS = {"区": "District", "县": "County", "市": "Municipal", "省": "Provincial", "镇": "Town", "州": "Prefectural"}


@dataclass(frozen=True, slots=True)
class DepartmentName:
    """One name of a department; `note` tells since when and by which source, for a later name."""

    name: str
    kind: str
    note: str = ""


def split_level(name: str) -> tuple[str, str]:
    """Level or place before a body's core, and the core.

    >>> split_level("区商务委"), split_level("长征镇")
    (('区', '商务委'), ('', '长征镇'))
    """
    if name[:1] in LEVELS and len(name) > 2:
        return name[0], name[1:]
    return "", name


def find_body(name: str, words: Wordlists) -> tuple[str, Body] | None:
    """The kind of body that a name belongs to, with the level or place before it; None when no row knows it."""
    level, core = split_level(name)
    for place, form in (("", name), (level, core)):  # the whole name first: 市监局 begins with no level
        if body := next((body for body in words.bodies if form == body.core), None):
            return place, body
        if body := next((body for body in words.bodies if form in {*body.full, *body.short}), None):
            return place, body
    known = [body for body in words.bodies if any(name.endswith(form) for form in (body.core, *body.full))]
    if not known or level:
        return None
    best = max(known, key=lambda body: max(len(form) for form in (body.core, *body.full) if name.endswith(form)))
    form = max((form for form in (best.core, *best.full) if name.endswith(form)), key=len)
    return (name.removesuffix(form), best) if len(form) > 2 else None


def department_names(name: str, words: Wordlists, translate: Callable[[str], str]) -> Iterator[DepartmentName]:
    """Every name that a department of a plan goes by; its first English name is the one to show.

    Args:
        translate: English for a piece of a name, from the glossary or as pinyin.
    """
    yield DepartmentName(name, "plan")
    level, core = split_level(name)
    found = find_body(name, words)
    if level and (found is None or found[0] == level):  # the 市 of 市监局 is no level
        yield DepartmentName(core, "short")
    if found is None:
        yield from (DepartmentName(english, "english") for english in _compose(name, words, translate))
        return
    prefix, body = found
    for form in (body.core, *body.full, *body.short):
        if form != core:
            yield DepartmentName(form, "short")
    place = LEVELS.get(prefix) or (translate(prefix) if prefix else "")
    for english in body.english:
        yield DepartmentName(f"{place} {english}".strip(), "english")
    for successor in body.later:
        note = f"{successor.year} {successor.source}".strip()
        yield DepartmentName(successor.name, "later", note)
        for english in _english_of(successor.name, words):
            yield DepartmentName(f"{place} {english}".strip(), "later english", f"{successor.name}|{note}")


def _english_of(name: str, words: Wordlists) -> tuple[str, ...]:
    """What a kind of body is called in English."""
    found = (body.english for body in words.bodies if name == body.core or name in body.full)
    return next(found, ())


def _compose(name: str, words: Wordlists, translate: Callable[[str], str]) -> Iterator[str]:
    """An English name from the ending and the translated stem: 桃浦转型办 → Taopu Transformation Office."""
    level, core = split_level(name)
    place = LEVELS.get(level, "")
    for ending, english in words.body_endings:
        if core.endswith(ending):
            stem = core.removesuffix(ending)
            yield " ".join(
                part for part in (place, translate(stem) if stem else "", english.split(";")[0].strip()) if part
            )
            return
    yield f"{place} {translate(core)}".strip()


def make_translator(words: Wordlists, cut: Callable[[str], list[str]]) -> Callable[[str], str]:
    """A function that gives the English of a piece of a name: the glossary's first term, else pinyin."""

    def translate(text: str) -> str:
        if meanings := words.glossary.get(text):
            return _capitalise(meanings[0])
        parts = _join_unknown(cut(fold(text)), words)
        return " ".join(
            _capitalise(words.glossary[part][0]) if part in words.glossary else _pinyin(part) for part in parts
        )

    return translate


def _join_unknown(parts: list[str], words: Wordlists) -> list[str]:
    """Neighbouring characters that the glossary does not know form one name."""
    joined: list[str] = []
    for part in parts:
        if joined and part not in words.glossary and joined[-1] not in words.glossary:
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def _pinyin(text: str) -> str:
    return "".join(pypinyin.lazy_pinyin(text)).capitalize()


def _capitalise(text: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in text.split())
