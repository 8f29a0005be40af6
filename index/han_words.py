"""Chinese runs of a question as words: what the corpus knows, and what may be meant by characters that it does not."""

from index.store import Index
from index.types import Reading

#: longest word that is guessed by its sound, and the longest unknown run that is one word
_LONGEST_HOMOPHONE = 4
_SHORTEST_RUN = 2
#: characters of a compound that may be found in parts
SHORTEST_COMPOUND = 4
#: characters that make another thing of the word before them
_SUFFIXES = frozenset("商员费税票价款")


def words_of(index: Index, run: str) -> list[tuple[str, bool]]:
    """The words of a run without stop words, each with whether it is a word: unknown characters are joined."""
    return _with_suffixes(index, _mark_unknown(index, run), run)


def _mark_unknown(index: Index, run: str) -> list[tuple[str, bool]]:
    """The words of a run without stop words; neighbouring single characters are joined to one unknown word."""
    marked: list[tuple[str, bool]] = []
    lone = ""
    for word in [*index.analyzer.words(run), ""]:
        is_lone = len(word) == 1 and word not in index.stopwords
        if is_lone:
            lone += word
            continue
        if lone:
            marked.extend((part, False) for part in _split_unknown(index, lone))
            lone = ""
        if word and word not in index.stopwords:
            marked.append((word, True))
    return marked


def _with_suffixes(index: Index, words: list[tuple[str, bool]], run: str) -> list[tuple[str, bool]]:
    """A word and a character that makes another thing of it are one word: a 开发商 is no 开发."""
    joined: list[tuple[str, bool]] = []
    for word, is_word in words:
        before = joined[-1][0] if joined else ""
        whole = before + word
        if word in _SUFFIXES and len(before) > 1 and whole in run and not index.contains(whole):
            joined[-1] = (whole, True)
        else:
            joined.append((word, is_word))
    return joined


def cut_compound(index: Index, term: str) -> tuple[str, ...]:
    """The words of a compound, as few as possible; none when it is not made of words of two characters and more."""
    words = index.analyzer.dictionary.keys()
    cuts = [at for at in range(2, len(term) - 1) if term[:at] in words] if len(term) >= SHORTEST_COMPOUND else []
    for at in cuts:
        if term[at:] in words:
            return (term[:at], term[at:])
    for at in reversed(cuts):
        if rest := cut_compound(index, term[at:].removeprefix("的")):
            return (term[:at], *rest)
    return ()


def _split_unknown(index: Index, run: str) -> list[str]:
    """An unknown run cut where parts of it sound like words of the corpus: 主房休缮 → 主房, 休缮 (住房, 修缮)."""
    parts, rest, at = [], "", 0
    while at < len(run):
        sizes = range(min(_LONGEST_HOMOPHONE, len(run) - at), 1, -1) if len(run) > _SHORTEST_RUN else ()
        size = next((size for size in sizes if homophones(index, run[at : at + size])), 0)
        if not size:
            rest, at = rest + run[at], at + 1
            continue
        parts += [rest, run[at : at + size]]
        rest, at = "", at + size
    return [part for part in (*parts, rest) if part]


def sounding_alike(index: Index, word: str) -> tuple[Reading, ...]:
    """What sounds as a word does, in the corpus and in the tables."""
    from index.readings import pinyin_key  # pypinyin takes 0.1 s to load; few questions need it

    return index.readings([pinyin_key(word)], pinyin=True)


def homophones(index: Index, word: str) -> list[str]:
    """Words of the corpus that sound the same and share a character: 桃蒲 → 桃浦."""
    return [reading.term for reading in sounding_alike(index, word) if set(reading.term) & set(word)]
