"""Departments in a question: by any name the index knows, by characters in order, and in English.

Names are matched whole, the longest first. A short form that no table lists (绿容局) is read when its characters
stand in order in a name with the same first and last character; several such names are several readings, never a
guess. Bodies that the plan does not name are recognised too, so that the bot can say so.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.understanding.types import DepartmentSlot
from corpus.text import fold
from index.stem import stem
from index.store import Index

#: a place with its level, as it stands before a body: 静安区
_PLACE = re.compile("[\u4e00-\u9fff]{2,3}?[区市县]")
#: a place at the end of a text, from its beginning or from a word that stands before bodies: 静安区 in 请问静安区
_OTHER_PLACE = re.compile(
    "(?:^|[^\u4e00-\u9fff]|[由归是的和与在问给找跟比到及了])(?!(?:我们|咱们|你们|他们|全|本|各|哪个|这个|那个|新|老|整个|[列看查问说讲找]?一下|[列看查问说讲找]下)[区市县])"
    "(?P<place>[\u4e00-\u9fff]{2,3}[区市县])$"
)
#: last characters of a body's name, for names that no table knows
_ENDINGS = "局委办院署厅"
_TYPES = frozenset(
    stem(word)
    for word in [
        "bureau",
        "commission",
        "committee",
        "office",
        "department",
        "dept",
        "administration",
        "authority",
        "agency",
        "center",
        "centre",
        "federation",
        "ministry",
        "board",
        "unit",
        "council",
        "bureaux",
        "town",
        "township",
    ]
)
_SMALL = frozenset(("of", "the", "for", "and"))
#: what stands before a kind of body without naming one: "other departments"
_NO_CORES = frozenset(
    map(
        stem,
        (
            *("other", "all", "any", "which", "what", "each", "every", "no", "this", "that", "same", "different"),
            *("relevant", "responsible", "lead", "more", "two", "three"),
        ),
    )
)
#: words that share a stem with a kind of body
_NO_TYPES = frozenset(("officer", "officers", "official", "officials", "centered", "united"))
_LEVELS = frozenset(("district", "municip", "counti", "provinci", "putuo"))
#: words of a name that its core is without
_AROUND = _LEVELS | _TYPES | _SMALL
_UNNAMED = _LEVELS | _SMALL
#: words before which a body may stand without its kind: "what is market supervision responsible for"
_VERBS = frozenset(
    stem(word)
    for word in [
        "is",
        "are",
        "has",
        "have",
        "do",
        "does",
        "responsible",
        "own",
        "owns",
        "handle",
        "handles",
        "lead",
        "leads",
        "deliver",
        "in",
    ]
)
#: likeness (rapidfuzz ratio, 0-100) from which a misspelt English name is read as a known one
SPELLING_CUTOFF = 86
#: a shorter name is like too many others
_SHORTEST_MISSPELT = 5
#: kinds of body in one name: "Administrative Committee Office"
_MOST_TYPES = 2
#: a part of a name that fits more departments than this names none
_MOST_READINGS = 3


class Departments(NamedTuple):
    """The departments that were read, in the order of the text, and the text without them."""

    slots: tuple[DepartmentSlot, ...]
    rest: str


@dataclass(frozen=True, slots=True)
class DepartmentLexicon:
    """Names to look for.

    Attributes:
        chinese: folded name → ids of departments.
        whole: folded plan and full names of each department, for characters in order.
        english: stems of a name without its kind ("civil affair") → ids.
        later: folded later name → what to tell of it.
        others: folded names of bodies that no plan of the index names.
        later_english: stems of an English name that came later, as in `english` → ids, and what to tell of it.
        by_first: all folded Chinese names by their first character.
        abbreviations: stems of English names without a kind of body in them (DRC) → ids.
        places: the places whose bodies are meant, as the titles of the documents name them (普陀区).
        kinds: what kinds of body each department's English names say it is.
        other_english: the same as `english` for those bodies.
    """

    chinese: Mapping[str, frozenset[int]]
    whole: tuple[tuple[str, int], ...]
    english: Mapping[str, frozenset[int]]
    later: Mapping[str, str]
    others: frozenset[str]
    later_english: Mapping[str, tuple[frozenset[int], str]]
    by_first: Mapping[str, tuple[str, ...]]
    kinds: Mapping[int, frozenset[int]]
    abbreviations: Mapping[str, frozenset[int]]
    places: frozenset[str]
    other_english: frozenset[str]


def build_lexicon(index: Index) -> DepartmentLexicon:
    """The names of an index's departments."""
    chinese: dict[str, set[int]] = defaultdict(set)
    english: dict[str, set[int]] = defaultdict(set)
    later: dict[str, str] = {}
    kinds: dict[int, set[int]] = defaultdict(set)
    abbreviations: dict[str, set[int]] = defaultdict(set)
    later_english: dict[str, tuple[frozenset[int], str]] = {}
    whole: list[tuple[str, int]] = []
    for row in index.department_names:
        if row.kind == "later english":
            stems = _stems(row.name)
            ids, note = later_english.get(_core(stems), (frozenset(), row.note))
            later_english[_core(stems)] = (ids | {row.department_id}, note)
            kinds[row.department_id].add(_kind(stems))
            continue
        if row.kind == "english":
            stems = _stems(row.name)
            english[_core(stems)].add(row.department_id)
            if not _TYPES & set(stems) and row.name.split()[-1].isupper():
                abbreviations[" ".join(word for word in stems if word not in _LEVELS)].add(row.department_id)
            kinds[row.department_id].add(_kind(_stems(row.name)))
            continue
        name = fold(row.name)
        chinese[name].add(row.department_id)
        if row.kind == "later":
            later[name] = f"{row.name}|{row.note}"
        else:
            whole.append((name, row.department_id))
    others = {reading.key for reading in index.readings_of_source("body")}
    by_first: dict[str, list[str]] = defaultdict(list)
    for name in (*chinese, *(other for other in others if not other.isascii() and other not in chinese)):
        by_first[name[0]].append(name)
    return DepartmentLexicon(
        chinese={name: frozenset(ids) for name, ids in chinese.items()},
        whole=tuple(whole),
        later_english={core: later for core, later in later_english.items() if core not in english},
        by_first={first: tuple(names) for first, names in by_first.items()},
        kinds={id_: frozenset(of) for id_, of in kinds.items()},
        abbreviations={name: frozenset(ids) for name, ids in abbreviations.items()},
        places=frozenset(place for document in index.documents for place in _PLACE.findall(fold(document.title))),
        english={core: frozenset(ids) for core, ids in english.items() if core},
        later={name: note for name, note in later.items() if not _is_plan_name(name, index)},
        others=frozenset(name for name in others if not name.isascii()) - set(chinese),
        other_english=frozenset(_core(_stems(name)) for name in others if name.isascii()) - set(english) - {""},
    )


def _is_plan_name(name: str, index: Index) -> bool:
    return any(row.kind in {"plan", "short"} and fold(row.name) == name for row in index.department_names)


def _stems(text: str) -> list[str]:
    """The stems of English words; "administrative" is no "administration"."""
    return [_stem(word) for word in re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower()) if word not in _NO_TYPES]


def _stem(word: str) -> str:
    return word if word == "administrative" else stem(word)


def _core(stems: Sequence[str]) -> str:
    """A name's stems without level, kind and small words: "district commission of commerce" → "commerc"."""
    return " ".join(word for word in stems if word not in _AROUND)


def read_departments(text: str, lexicon: DepartmentLexicon) -> Departments:
    """The departments that a folded text names."""
    found: list[tuple[int, DepartmentSlot]] = []
    for start, end, slot in _spans(text, lexicon):
        if not text[start:end].strip():
            continue  # a longer name was cut out here
        found.append((start, slot))
        text = text[:start] + " " * (end - start) + text[end:]
    slots = {slot.ids or slot.surface: slot for _, slot in sorted(found, key=lambda pair: pair[0])}
    return Departments(tuple(slots.values()), re.sub(r"(?<=\s)(?:区|市|县)(?=\s)", " ", text))


def _spans(text: str, lexicon: DepartmentLexicon) -> Iterator[tuple[int, int, DepartmentSlot]]:
    """Spans of names, the longest first; the caller skips those that overlap an earlier one."""
    spans = [*_known_spans(text, lexicon), *_english_spans(text, lexicon), *_in_order_spans(text, lexicon)]
    chosen: list[tuple[int, int]] = []
    for start, end, slot in sorted(spans, key=lambda span: span[0] - span[1]):
        if not _overlaps((start, end), chosen):
            chosen.append((start, end))
            yield start, end, slot


def _overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _known_spans(text: str, lexicon: DepartmentLexicon) -> Iterator[tuple[int, int, DepartmentSlot]]:
    for at, first in enumerate(text):
        for name in lexicon.by_first.get(first, ()):
            if not text.startswith(name, at):
                continue
            start, end = at - 1 if at and text[at - 1] in "区市县省" else at, at + len(name)
            ids = tuple(sorted(lexicon.chinese.get(name, ()))) if _is_here(text, start, at, lexicon) else ()
            yield start, end, DepartmentSlot(text[start:end], ids, lexicon.later.get(name, ""))


def _is_here(text: str, start: int, at: int, lexicon: DepartmentLexicon) -> bool:
    """Whether a body is the plan's own: not 静安区教育局, nor the city's where the plan is a district's."""
    level = text[start:at] or (text[at] if text[at] in "区县" else "")
    place = _OTHER_PLACE.search(text[: start + 1]) if level else None
    if place is not None and not any(own in place["place"] for own in lexicon.places):
        return False
    return level not in {"市", "省"} or any(own.endswith(level) for own in lexicon.places)


def _in_order_spans(text: str, lexicon: DepartmentLexicon) -> Iterator[tuple[int, int, DepartmentSlot]]:
    """Short forms that no table lists: 绿容局 for 绿化市容局."""
    for run in re.finditer("[\u4e00-\u9fff]+", text):
        for end in range(run.start() + 2, run.end() + 1):
            if text[end - 1] not in _ENDINGS:
                continue
            for start in range(max(run.start(), end - 6), end - 1):
                form = text[start:end]
                ids = {id_ for name, id_ in lexicon.whole if _is_short_form(form, name)}
                if ids and len(form) > 2:
                    yield start, end, DepartmentSlot(form, tuple(sorted(ids)))
                    break


def _is_short_form(form: str, name: str) -> bool:
    """Whether a form's characters stand in order in a name, beginning and ending as it does."""
    core = name[1:] if name[0] in "区市县" and form[0] not in "区市县" else name
    if len(form) >= len(core) or form[0] != core[0] or form[-1] != core[-1]:
        return False
    rest = iter(core)
    return all(character in rest for character in form)


#: words beside which the bare name of a body ("civil affairs") means the body
_BARE_CONTEXT = re.compile(
    r"任务|负责|\b(?:tasks?|items?|(?<!whose\s)responsib\w+(?!\s+is\b)|shared|(?<!what\s)(?<!the\s)share(?!\s+of)|theirs?|duties|workload)\b"
)
#: words after which a bare name is the subject, not the body: "rules for grid management"
_BARE_AFTER = frozenset(["for", "of", "in", "on", "about", "with", "under", "through"])
#: kinds of body that are not mixed up: a health centre is no health commission
_KINDS = tuple(frozenset(map(stem, kinds.split())) for kinds in ("center centre", "town township", "federation"))


#: "commerce and sci-tech commissions": the kind of body belongs to both names
_SHARED_KIND = re.compile(
    r"\b(?P<first>[a-z-]+(?:\s+[a-z-]+){0,3})\s+and\s+(?P<second>(?:[a-z-]+\s+){1,4}?)"
    r"(?P<kind>commission|committee|bureau|office|department|administration)(?:s|x)\b"
)


def with_kinds(text: str, lexicon: DepartmentLexicon) -> str:
    """Text in which each of two bodies is named with its kind: "the commerce commission and sci-tech commission"."""

    def spread(match: re.Match[str]) -> str:
        words = match["first"].split()
        for size in range(len(words), 0, -1):
            if _core(_stems(" ".join(words[-size:]))) in lexicon.english:
                return f"{match['first']} {match['kind']} and {match['second']}{match['kind']}"
        return match[0]

    return _SHARED_KIND.sub(spread, text)


def _english_spans(text: str, lexicon: DepartmentLexicon) -> Iterator[tuple[int, int, DepartmentSlot]]:
    is_context = _BARE_CONTEXT.search(text) is not None
    words = [
        (m.start(), m.end(), _stem(m[0])) for m in re.finditer(r"[a-z]+(?:'[a-z]+)?", text) if m[0] not in _NO_TYPES
    ]
    for a in range(len(words)):
        for b in range(min(len(words), a + 9), a, -1):
            stems = [word for *_, word in words[a:b]]
            before = words[a - 1][2] if a else ""
            follows = (
                ""
                if (is_context or b == len(words)) and before not in _BARE_AFTER
                else words[b][2]
                if b < len(words)
                else "."
            )
            ids = _english_ids(stems, follows, lexicon)
            if ids is not None:
                start, end = words[a][0], words[b - 1][1]
                yield start, end, DepartmentSlot(text[start:end], tuple(sorted(ids)), _later(stems, lexicon))
                break


def _later(stems: Sequence[str], lexicon: DepartmentLexicon) -> str:
    return lexicon.later_english.get(_core(stems), (frozenset(), ""))[1]


def _english_ids(stems: Sequence[str], following: str, lexicon: DepartmentLexicon) -> frozenset[int] | None:
    """The departments that a run of English stems names; empty for a body outside the plan, None for no body."""
    if stems[0] in _SMALL or stems[-1] in _SMALL:
        return None
    if whole := lexicon.abbreviations.get(" ".join(stems)):
        return whole
    if any(word in _TYPES and following in {"and", "or"} for word, following in pairwise(stems)):
        return None  # the end of one name and the beginning of another
    core = _core(stems)
    named = [word for word in stems if word not in _UNNAMED]
    has_type = stems[-1] in _TYPES or (stems[0] in _TYPES and stems[1:2] in (["of"], ["for"]))
    is_name = core == " ".join(named) or (has_type and sum(word in _TYPES for word in named) <= _MOST_TYPES)
    if not core or core in _NO_CORES or not is_name:
        return None
    if has_type:
        return _typed_ids(core, stems, lexicon)
    is_body = " " in core and (not following or following in _VERBS)
    return lexicon.english.get(core) if is_body else None


def _typed_ids(core: str, stems: Sequence[str], lexicon: DepartmentLexicon) -> frozenset[int] | None:
    """The departments of a name that says what kind of body it is: as known, by a part of it, or misspelt."""
    if known := lexicon.english.get(core) or lexicon.later_english.get(core, (frozenset(),))[0]:
        return known if _same_kind(stems, known, lexicon) else None
    if core in lexicon.other_english:
        return frozenset()
    if wider := _wider(core, stems, lexicon):
        return wider
    same_length = [name for name in lexicon.english if name.count(" ") == core.count(" ")]
    best = process.extractOne(core, same_length, scorer=fuzz.ratio, score_cutoff=SPELLING_CUTOFF)
    return lexicon.english[best[0]] if best and len(core) > _SHORTEST_MISSPELT else None


def _kind(stems: Iterable[str]) -> int:
    words = set(stems)
    return next((at for at, kinds in enumerate(_KINDS) if kinds & words), -1)


def _same_kind(stems: Sequence[str], ids: Iterable[int], lexicon: DepartmentLexicon) -> bool:
    """Whether a name's kind (centre, town, or an office of any sort) is that of one of the departments."""
    return any(_kind(stems) in lexicon.kinds[id_] for id_ in ids)


def _wider(core: str, stems: Sequence[str], lexicon: DepartmentLexicon) -> frozenset[int]:
    """The departments whose name has these words among others: "science commission" for Science and Technology."""
    words = set(core.split())
    found = [ids for name, ids in lexicon.english.items() if words < set(name.split())]
    ids = frozenset(id_ for id_ in frozenset[int]().union(*found) if _same_kind(stems, [id_], lexicon))
    return ids if len(ids) <= _MOST_READINGS else frozenset()
