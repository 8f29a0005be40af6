"""A question's words into concepts: what the corpus may call the thing that the question speaks of.

Each stretch of the question becomes one concept with alternatives, weighed by where they come from: the word
itself, synonyms, the glossary and CC-CEDICT for English. Pinyin, homophones and slips of the keyboard give
guesses: alternatives that an answer has to name ("read as …").
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from corpus.text import han_runs, is_han
from index.abbreviations import written_out
from index.han_words import SHORTEST_COMPOUND, cut_compound, homophones, sounding_alike, words_of
from index.stem import stem
from index.store import Index
from index.types import Alternative, Concept
from index.wording import LITTLE, MARK, wordings

#: sources of alternatives that are guesses and have to be named in the answer
GUESSES = frozenset({"pinyin", "homophone", "spelling", "abbreviation"})

#: where a phrase begins and how many words it has → the keys that it is looked up by
Phrases = Mapping[tuple[int, int], tuple[str, ...]]
#: key → what it may mean
Meanings = Mapping[str, Sequence[Alternative]]


@dataclass(frozen=True, slots=True)
class ConceptWeights:
    """Knobs of how words become concepts."""

    #: likeness (rapidfuzz ratio, 0-100) from which an unknown English word is read as a known one
    spelling_cutoff: int = 80
    #: what a guess by spelling or homophone counts beside the word itself
    guess: float = 0.7
    #: weight of one Han character that is no word, beside a word's
    lone_character: float = 0.25
    #: what an English word counts that the corpus has nothing for: it may be a turn of phrase
    foreign: float = 0.6
    #: what an English word counts whose Chinese is known, but does not occur
    absent: float = 1.3
    #: an unknown word weighs as much as a word in this share of passages
    unknown_share: float = 0.004
    #: what a compound counts whose parts stand apart: 养老床位 found as 养老 and 床位
    parts: float = 0.85
    #: what a word counts that says little, such as 推进 or "build"
    light: float = 0.35
    #: longest English phrase that is looked up, in words
    phrase_words: int = 6


DEFAULT_WEIGHTS = ConceptWeights()
_QUOTED = re.compile(r'"([^"]{2,20})"')
_NUMBERED = re.compile("(?<![a-z0-9.])(?:(?:\\d[\u4e00-\u9fff]{1,2}){2,}|\\d+[\u4e00-\u9fff]{2,4})")
_ORDINAL = re.compile(r"第\d{1,3}(?:轮|届|期|批|代|阶段)")
#: the same in English: 7th, and what may be counted so
_ENGLISH_ORDINAL = re.compile(r"(?P<number>\d{1,2})(?:st|nd|rd|th)")
_COUNTED = ("第{}轮", "第{}届", "第{}期", "第{}批", "第{}代", "第{}次", "{}大")
#: up to here an ordinal may be a turn of phrase: 2nd, 3rd party
_LAST_PHRASE = 3
#: digits of a number that can be a name (603地块)
_SHORTEST_NAME = 3
_LONGEST_ACRONYM = 4
#: before these stands the name of a place: that of another place is not what the plan is about
_LEVELS = frozenset(("district", "city", "county", "province"))
#: after these stands a thing
_DETERMINERS = frozenset(("the", "new", "more", "these", "those", "any", "some", "additional", "extra", "public"))
_LATIN = re.compile(r"[a-z0-9][a-z0-9.%+/&'-]*")


def find_concepts(index: Index, text: str, weights: ConceptWeights = DEFAULT_WEIGHTS) -> tuple[Concept, ...]:
    """The concepts of a folded text, in its order; stop words are left out."""
    concepts: list[Concept] = []
    for name in _names(index, text):
        concepts.append(_weigh(index, name, (Alternative(name, 1.0, "word"),), weights))
        text = text.replace(name, " ")
    for part in re.findall(r"[^\x00-\x7f]+|[\x00-\x7f]+", text):
        if any(map(is_han, part)):
            concepts.extend(_han_concepts(index, part, weights))
        else:
            concepts.extend(_latin_concepts(index, part, weights))
    return tuple(_merge([*_ordinals(index, text), *concepts]))


def _names(index: Index, text: str) -> list[str]:
    """Names that stand in the corpus as they are: quoted ones, and those with a number in them (3位一体, 1+10)."""
    names = [*filter(index.contains, _QUOTED.findall(text)), *index.occurrences.names_in(text)]
    # "3个1批"改革 may be asked for as 3个1批改革
    for name in _NUMBERED.findall(text):
        forms = (name, name[:-1]) if len(name) > SHORTEST_COMPOUND else (name,)
        names += [form for form in forms if index.contains(form)][:1]
    return [name for at, name in enumerate(names) if not any(name in longer for longer in names[:at])]


def _ordinals(index: Index, text: str) -> list[Concept]:
    """Numbered things (第8轮, 第3届): exact, or the question is about something else."""
    found = dict.fromkeys(_ORDINAL.findall(text))
    weight = math.log(1 / DEFAULT_WEIGHTS.unknown_share)
    alternatives = {surface: (Alternative(surface, 1.0, "word"),) for surface in found}
    return [
        Concept(surface, alternatives[surface], weight, index.contains(surface), is_required=True) for surface in found
    ]


def _merge(concepts: Iterable[Concept]) -> list[Concept]:
    """Each surface once."""
    return list({concept.surface: concept for concept in concepts}.values())


# Chinese


def _han_concepts(index: Index, text: str, weights: ConceptWeights) -> list[Concept]:
    words = [word for run in han_runs(text) for word in words_of(index, run)]
    meanings = _synonyms(index, [word for word, _ in words])
    unknown = [word for word, _ in words if word not in meanings and not _passage_count(index, word)]
    cuts = {word: parts for word in unknown if index.light_words & {*(parts := cut_compound(index, word))}}
    if cuts:  # 老旧小区改造 is a word of the tables; the corpus may have 老旧小区 under another name
        words = [(part, is_word) for word, is_word in words for part in cuts.get(word, (word,))]
        meanings = _synonyms(index, [word for word, _ in words])
    concepts = []
    for word, is_word in words:
        alternatives = (Alternative(word, 1.0, "word"), *meanings.get(word, ()))
        if not is_word and len(word) > 1 and len(alternatives) == 1:
            if any(each.term in index.stopwords for each in sounding_alike(index, word)):
                continue  # 付责 or 腹泽 for 负责: it asks
            alike = [Alternative(term, weights.guess, "homophone") for term in homophones(index, word)]
            alternatives = (*alternatives, *(alike or written_out(index, word, weights.guess)))
        alternatives = (*alternatives, *_in_parts(index, alternatives, weights))
        is_light = word in index.light_words
        factor = weights.lone_character if len(word) == 1 else weights.light if is_light else 1.0
        concept = _weigh(index, word, alternatives, weights, factor)
        concepts.append(replace(concept, is_light=is_light or len(word) == 1))
    return concepts


def _synonyms(index: Index, words: Sequence[str]) -> dict[str, list[Alternative]]:
    found: dict[str, list[Alternative]] = {}
    for reading in index.readings(words) if words else ():
        if reading.term and reading.source == "synonym":
            found.setdefault(reading.key, []).append(Alternative(reading.term, reading.weight, reading.source))
    return found


def _in_parts(index: Index, alternatives: Sequence[Alternative], weights: ConceptWeights) -> list[Alternative]:
    """Compounds as words that may stand apart: 养老床位 → 养老 … 床位."""
    found = []
    for each in alternatives:
        parts = cut_compound(index, each.term) if all(map(is_han, each.term)) else ()
        if len(parts) > 1:
            found.append(Alternative(each.term, each.weight * weights.parts, "parts", parts))
    return found


# English, pinyin, codes


def _latin_concepts(index: Index, text: str, weights: ConceptWeights) -> list[Concept]:
    words = [word.strip("'.-/&+").removesuffix("'s") for word in _LATIN.findall(text)]
    words = [part for word in words for part in _split_hyphens(index, word) if part]
    stems = [stem(word) for word in words]
    phrases = _phrases(stems, weights)
    known: dict[str, list[Alternative]] = {}
    for reading in index.readings(sorted({*words, *(key for keys in phrases.values() for key in keys)})):
        known.setdefault(reading.key, []).append(Alternative(reading.term, reading.weight, reading.source))
    concepts: list[Concept] = []
    at = 0
    while at < len(stems):
        size = _phrase_size(index, known, phrases, at, words)
        surface = " ".join(words[at : at + size])
        if size > 1 or not _is_stopword(index, words[at]):
            key = _known_key(known, phrases[at, size])
            if size == 1 and not _occurs(index, known.get(key, ())):
                key = next((alike for alike in phrases[at, 1][1:] if _occurs(index, known.get(alike, ()))), key)
            alternatives = [each for each in known.get(key, ()) if each.term]
            if size == 1 and _is_thing(words, at):
                alternatives = _as_thing(index, alternatives)
            is_english = bool(key) or surface in known
            if concept := _latin_concept(index, surface, alternatives, is_english, weights):
                is_place = words[at + size : at + size + 1] and words[at + size] in _LEVELS
                is_other = bool(is_place) and not concept.is_known and not alternatives
                concepts.append(replace(concept, is_required=concept.is_required or is_other))
        at += size
    return concepts


def _is_thing(words: Sequence[str], at: int) -> bool:
    """Whether a word is a noun by its form and what stands before: "the lifts", not "lifts the level"."""
    return at > 0 and words[at].endswith("s") and words[at - 1] in _DETERMINERS


def _as_thing(index: Index, alternatives: list[Alternative]) -> list[Alternative]:
    """What a noun means: where the plan has none of what the glossary calls lifts (电梯), they are not 提升 either."""
    named = [each for each in alternatives if each.source == "glossary"]
    return named if named and not _occurs(index, named) else alternatives


def _phrases(stems: Sequence[str], weights: ConceptWeights) -> Phrases:
    """For each phrase the keys that it is looked up by, the surest first: as it stands, then by its wordings."""
    found = {}
    for at in range(len(stems)):
        for size in range(1, min(weights.phrase_words, len(stems) - at) + 1):
            phrase = stems[at : at + size]
            is_whole = not LITTLE & {phrase[0], phrase[-1]}
            found[at, size] = (" ".join(phrase), *(wordings(phrase) if is_whole else ()))
    return found


def _is_stopword(index: Index, word: str) -> bool:
    return word in index.stopwords or stem(word) in index.stopword_stems


def _split_hyphens(index: Index, word: str) -> Sequence[str]:
    """Parts of an English word with hyphens or slashes, unless the corpus has it as one token (ngb-w)."""
    return [word] if not set("-/") & set(word) or index.passage_count(word) else re.split("[-/]", word)


def _phrase_size(index: Index, known: Meanings, phrases: Phrases, at: int, words: Sequence[str]) -> int:
    """How many words from `at` on form the longest phrase with a known meaning."""
    sizes = sorted((size for start, size in phrases if start == at and size > 1), reverse=True)
    for size in sizes:
        key = _known_key(known, phrases[at, size])
        has_content = not all(_is_stopword(index, word) for word in words[at : at + size])
        if has_content and _is_term(known, key) and (key[0] != MARK or _is_apart(index, known, phrases, at, size, key)):
            return size
    return 1


def _known_key(known: Meanings, keys: Sequence[str]) -> str:
    """The surest of these keys that has a meaning, "" if none has."""
    return next((key for key in keys if key in known), "")


def _is_term(known: Meanings, key: str) -> bool:
    return any(each.term and each.source == "glossary" for each in known.get(key, ()))


def _is_apart(index: Index, known: Meanings, phrases: Phrases, at: int, size: int, key: str) -> bool:
    """Whether a phrase may be read by its wording: the corpus has it, and no phrase as it stands begins inside it."""
    beyond = (phrases[start, long][0] for start, long in phrases if at < start < at + size < start + long)
    return _occurs(index, known[key]) and not any(_is_term(known, phrase) for phrase in beyond)


def _latin_concept(
    index: Index, surface: str, alternatives: Sequence[Alternative], is_english: bool, weights: ConceptWeights
) -> Concept | None:
    if surface.replace(".", "").isdigit() and len(surface) < _SHORTEST_NAME:
        return None  # bare numbers are slots: they are matched exactly or not at all
    if match := _ENGLISH_ORDINAL.fullmatch(surface):
        return _english_ordinal(index, surface, int(match["number"]))
    own = [Alternative(surface, 1.0, "word")] if index.passage_count(surface) else []
    found = [*own, *alternatives]
    if not found and surface[0].isdigit():
        return None
    if not _occurs(index, found) and len(surface) >= 4:
        found += _guess(index, surface, is_english, weights)
    found += _in_parts(index, found, weights)
    is_light = stem(surface) in index.light_words
    concept = _weigh(index, surface, tuple(found), weights, weights.light if is_light else 1.0)
    if concept.is_known:  # a word that is only part of a dictionary's definition tells less than a term of the genre
        concept = replace(concept, weight=concept.weight * max(each.weight for each in concept.alternatives))
    elif any(map(str.isdigit, surface)):  # pm10 is not pm2.5: a code is exact, or it is something else
        concept = replace(concept, is_required=True)
    elif alternatives:  # the glossary knows what it is, and the corpus has none of it
        concept = replace(concept, weight=concept.weight * weights.absent)
    elif is_english:
        concept = replace(concept, weight=concept.weight * weights.foreign)
    elif len(surface) <= _LONGEST_ACRONYM:  # gdp: a name that stands for itself
        concept = replace(concept, weight=concept.weight * weights.absent)
    return replace(concept, is_light=is_light)


def _english_ordinal(index: Index, surface: str, number: int) -> Concept | None:
    """The 7th of something: exact, or the question is about something else."""
    if number <= _LAST_PHRASE:
        return None
    terms = [form.format(number) for form in _COUNTED]
    found = tuple(Alternative(term, 1.0, "word") for term in terms if index.contains(term))
    weight = math.log(1 / DEFAULT_WEIGHTS.unknown_share)
    return Concept(surface, found, weight, bool(found), is_required=True)


def _occurs(index: Index, alternatives: Sequence[Alternative]) -> bool:
    return any(_passage_count(index, each.term) for each in alternatives)


def _guess(index: Index, surface: str, is_english: bool, weights: ConceptWeights) -> list[Alternative]:
    """What an unknown Latin word may be: a term in pinyin, or a known word with a slip of the keyboard."""
    by_pinyin = [Alternative(r.term, weights.guess, "pinyin") for r in index.readings([surface], pinyin=True)]
    if by_pinyin or is_english:
        return by_pinyin
    vocabulary = index.latin_vocabulary
    best = process.extractOne(surface, vocabulary, scorer=fuzz.ratio, score_cutoff=weights.spelling_cutoff)
    best = best or process.extractOne(
        stem(surface), vocabulary, scorer=fuzz.ratio, score_cutoff=weights.spelling_cutoff
    )
    if best is None:
        return []
    readings = [r for r in index.readings([best[0]]) if r.term]
    return [
        *(Alternative(r.term, r.weight * weights.guess, "spelling") for r in readings),
        *([Alternative(best[0], weights.guess, "spelling")] if index.passage_count(best[0]) else []),
    ]


# weights


def _passage_count(index: Index, term: str) -> int:
    """In how many passages a term stands: its own count, or for a term of several words that of its rarest."""
    if count := index.passage_count(term):
        return count
    # a long term may stand there though the corpus was cut into other words
    is_compound = len(term) >= SHORTEST_COMPOUND or len(index.analyzer.words(term)) > 1
    return index.occurrences.count_text(term) if is_compound else 0


def _parts_count(index: Index, alternative: Alternative) -> int:
    return min((_passage_count(index, part) for part in alternative.parts), default=0)


def _weigh(
    index: Index, surface: str, alternatives: tuple[Alternative, ...], weights: ConceptWeights, factor: float = 1.0
) -> Concept:
    total = max(index.span.size, 1)
    counts = [(each, _passage_count(index, each.term) or _parts_count(index, each)) for each in alternatives]
    present = tuple(sorted((each for each, count in counts if count), key=lambda each: -each.weight))
    if not present:
        return Concept(surface, alternatives, factor * math.log(1 / weights.unknown_share), is_known=False)
    count = max(count for each, count in counts if count and each.weight >= max(a.weight for a in present) - 0.2)
    return Concept(surface, present, factor * math.log(1 + total / count), is_known=True)
