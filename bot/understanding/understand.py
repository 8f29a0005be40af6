"""From a message and what was said before to a question: slots, cues, topic, intent.

`understand` reads the exact things first, cuts them out, recognises what is asked by the cues, and what is left is
the topic to search for. A message that leaves out its subject takes it from the dialogue.
"""

import re
from dataclasses import dataclass, replace

from bot.understanding.cues import CUES, FACT_CUES
from bot.understanding.departments import DepartmentLexicon, Departments, build_lexicon, read_departments
from bot.understanding.intents import Feature, Slot, find_rule
from bot.understanding.number_words import digits_for_words
from bot.understanding.sections import THEME_CUTOFF, TITLE_CUTOFF, find_theme, read_numbers, read_titles
from bot.understanding.slots import read_figures, read_pick, read_relative_year, read_tasks, read_unit, read_years, without_unit
from bot.understanding.types import Cue, Dialogue, Intent, Language, Question, YearSlot
from corpus.text import fold, han_runs
from index.concepts import find_concepts
from index.store import Index
from index.types import Concept

#: a message longer than this (folded characters) is a pasted text, not a question
LONGEST_QUESTION = 400
#: cues that say what is asked; a message without any of them goes on with the last question
ASKING = frozenset(
    {Cue.OWNER, Cue.FIGURE, Cue.TREND, Cue.WHEN, Cue.COUNT, Cue.MOST, Cue.SHARED, Cue.DESCRIPTION, Cue.MEASURES}
    | {Cue.WHERE, Cue.MEANING, Cue.WHICH_TASK, Cue.OVERVIEW, Cue.LIST, Cue.WHY}
)
#: what counts the things asked for (哪四句, 哪2个, 那1块) and says nothing of them
_POINTED = re.compile(r"[哪那这](?:\d+|[两几一二三四五六七八九十])?(?:大)?(?:句|条|个|种|类|点|项|方面|家|块|处|样|套|件|张|所|名|位)(?:话)?")
#: cues with which a body outside the plan is what is asked about
_BODY_CUES = frozenset({Cue.OWNER, Cue.TASKS, Cue.WHY, Cue.YES_NO, Cue.PRIVATE})
#: signs of a code: 1+4, 3+5+x, “十三五”
_CODE = re.compile(r"\d+(?:\+[\dx]+)+")
_QUOTED = re.compile(r'"([^"]{2,20})"')
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a message may name: the index's names, prepared once."""

    index: Index
    departments: DepartmentLexicon
    document_id: int
    years: tuple[int, ...]
    titles: tuple[str, ...]

    @classmethod
    def of(cls, index: Index) -> "Lexicon":
        """The lexicon of an index; its first document is the one that is asked about."""
        document = index.documents[0]
        titles = {fold(document.title), fold(re.sub("[《》]", "", document.title))}
        return cls(index, build_lexicon(index), document.id, index.years(document.id), tuple(sorted(titles, key=len)))


def detect_language(text: str) -> Language:
    """The language of a message's frame: Chinese when Chinese characters outnumber Latin words.

    >>> detect_language("2018 健身步道 how many?").value, detect_language("民政局 has which tasks?").value
    ('zh', 'zh')
    >>> detect_language("How much green space (新建绿地) in 2018?").value
    'en'
    """
    words = len(_LATIN_WORD.findall(text))
    characters = sum(map(len, han_runs(text)))
    return Language.CHINESE if characters and characters >= words else Language.ENGLISH


def _close_up(text: str) -> str:
    """Text whose characters were typed with blanks between them (养 老 床 位 2 0 1 8 年), without the blanks."""
    pieces = text.split()
    is_spread = len(pieces) > 4 and sum(len(piece) == 1 for piece in pieces) > 0.8 * len(pieces)
    return "".join(pieces) if is_spread and any(han_runs(text)) else text


def understand(text: str, lexicon: Lexicon, dialogue: Dialogue) -> Question:
    """The question that a message asks, taken together with what was said before."""
    language = detect_language(text)
    folded = fold(_close_up(text))
    if len(folded) > LONGEST_QUESTION:
        return Question(text=folded[:LONGEST_QUESTION], language=language, intent=Intent.TOO_LONG)
    pick = read_pick(folded)
    is_list = max(len(dialogue.task_ids), len(dialogue.choices)) > 1
    if pick.place is not None and is_list:
        return _picked(pick.place, pick.rest, language, lexicon, dialogue)
    question = _settle_relative_year(_read(folded, language, lexicon), folded, lexicon, dialogue)
    question = _inherit(question, lexicon, dialogue)
    return _decide(question, lexicon)


def _picked(place: int, rest: str, language: Language, lexicon: Lexicon, dialogue: Dialogue) -> Question:
    """The question about one item of the last list: its own words, or what the choice stands for."""
    listed = dialogue.task_ids or dialogue.choices
    at = place - 1 if place > 0 else len(listed) - 1
    if at >= len(listed):
        return Question(text=rest, language=language, intent=Intent.NOTHING, pick=place)
    question = _read(rest, language, lexicon)
    if dialogue.choices and at < len(dialogue.choices) and not question.cues & ASKING:
        chosen = _decide(_read(fold(dialogue.choices[at]), language, lexicon), lexicon)
        return replace(chosen, language=language, pick=place)
    if not dialogue.task_ids or at >= len(dialogue.task_ids):
        return Question(text=rest, language=language, intent=Intent.NOTHING, pick=place)
    number = lexicon.index.task(dialogue.task_ids[at]).number
    return _decide(replace(question, tasks=(number,), pick=place, inherited=frozenset({"task"})), lexicon)


# reading


def _read(folded: str, language: Language, lexicon: Lexicon) -> Question:
    """The slots, cues and topic of folded text, without regard to the dialogue."""
    rest = digits_for_words(folded)
    for title in lexicon.titles:
        rest = rest.replace(title, "  ")
    sections = read_titles(rest, lexicon.index)
    numbered = read_numbers(sections.rest, lexicon.index, lexicon.document_id)
    tasks = read_tasks(numbered.rest)
    masked = _mask_names(tasks.rest, lexicon)
    years = read_years(masked, lexicon.years)
    # a year in a name or a comparison that the plan itself writes (较2015年) is a word, not the year asked for
    rest = years.rest if years.rest != masked else tasks.rest
    departments = read_departments(rest.replace("\0", ""), lexicon.departments)
    figures = read_figures(departments.rest)
    rest = without_unit(departments.rest)
    cues, topic = _read_cues(rest)
    if not cues & _BODY_CUES and any(not slot.ids for slot in departments.slots):
        rest = without_unit(years.rest.replace("\0", ""))
        departments = Departments((), rest)  # "party committee" is a subject where nobody asks what a body does
        cues, topic = _read_cues(rest)
    for figure in figures:
        topic = topic.replace(figure.raw, "  ")
    fact = next((kind for kind, pattern in FACT_CUES if pattern.search(departments.rest)), "")
    slot = years.slot
    if Cue.TREND in cues and not slot.years:
        slot = YearSlot(lexicon.years, is_all=True)
    return Question(
        text=folded,
        language=language,
        cues=cues,
        topic=" ".join(topic.split()),
        concepts=find_concepts(lexicon.index, topic, lexicon.index.stopwords),
        tasks=tasks.numbers,
        years=slot,
        departments=departments.slots,
        sections=tuple(dict.fromkeys((*sections.ids, *numbered.ids))),
        figures=figures,
        unit=read_unit(folded),
        fact=fact,
        document_id=lexicon.document_id,
    )


def _mask_names(text: str, lexicon: Lexicon) -> str:
    """Text in which years that belong to a name of the plan (健康普陀2020) cannot be read as years."""

    def mask(match: re.Match[str]) -> str:
        name = match["before"] + match["year"]
        is_name = lexicon.index.contains(name) and not lexicon.index.contains(match["before"] + match["year"] + "年")
        is_reference = int(match["year"]) not in lexicon.years and lexicon.index.contains(match["before"][-1:] + match["year"] + "年")
        return match["before"] + ("\0".join(match["year"]) if is_name or is_reference else match["year"])

    return re.sub(r"(?P<before>[\u4e00-\u9fff]{2})(?P<year>(?:19|20)\d\d)", mask, text)


def _read_cues(text: str) -> tuple[frozenset[Cue], str]:
    """What the text asks for, and the text without the words that ask."""
    cues: set[Cue] = set()
    topic = _POINTED.sub("  ", text)
    for row in CUES:
        if row.pattern.search(text):
            cues.add(row.cue)
            if row.is_consumed:
                topic = row.pattern.sub(lambda match: "  " if match[0] else "", topic)
    return frozenset(cues), topic


# dialogue


def _has_subject(question: Question) -> bool:
    return bool(question.tasks or question.sections or question.departments or _content(question))


def _content(question: Question) -> tuple[Concept, ...]:
    """Concepts that say something: known words, or unknown ones of more than one character."""
    return tuple(concept for concept in question.concepts if concept.is_known or len(concept.surface) > 1)


def _topic(question: Question) -> tuple[Concept, ...]:
    """What the question speaks of; words that say little (推进, "build") count only where nothing else is named."""
    content = _content(question)
    is_named = question.tasks or question.departments or question.sections or question.years.years
    return tuple(concept for concept in content if not concept.is_light) if is_named else content


def _inherit(question: Question, lexicon: Lexicon, dialogue: Dialogue) -> Question:
    """The question with what it leaves out taken from the last one."""
    last = dialogue.question
    if last is None or question.fact or question.cues & {Cue.GREETING, Cue.THANKS, Cue.COMMAND, Cue.PRIVATE}:
        return question
    asks = question.cues & ASKING
    goes_on = bool(question.cues & {Cue.FOLLOW_UP, Cue.PRONOUN, Cue.OTHERS, Cue.CORRECTION})
    years = question.years if question.years.years else last.years
    if not _has_subject(question):
        if not (asks or goes_on or question.years.years):
            return question
        return replace(_with_subject(question, last, lexicon, dialogue), **_kept(question, last, asks, years))
    if question.cues & {Cue.PRONOUN} and not question.tasks and not question.departments and len(dialogue.task_ids) == 1:
        number = lexicon.index.task(dialogue.task_ids[0]).number
        return replace(question, tasks=(number,), inherited=frozenset({"task"}))
    if goes_on and not asks:
        return replace(question, **_kept(question, last, asks, years))
    if goes_on and not question.years.years and not asks & {Cue.OWNER}:
        return replace(question, years=years, inherited=frozenset({"years"}))
    return question


def _settle_relative_year(question: Question, rest: str, lexicon: Lexicon, dialogue: Dialogue) -> Question:
    """The question with "the year after" read as the year after the last one."""
    offset, without = read_relative_year(rest)
    last = dialogue.question
    if not offset or last is None or len(last.years.years) != 1 or question.years.years:
        return question
    return replace(_read(without, question.language, lexicon), years=YearSlot((last.years.years[0] + offset,)))


def _with_subject(question: Question, last: Question, lexicon: Lexicon, dialogue: Dialogue) -> Question:
    tasks = last.tasks
    if len(dialogue.task_ids) == 1:
        tasks = (lexicon.index.task(dialogue.task_ids[0]).number,)
    concepts = () if question.cues & {Cue.OWNER, Cue.DESCRIPTION} and tasks else last.concepts
    return replace(
        question,
        tasks=tasks,
        topic=last.topic,
        concepts=concepts,
        sections=() if tasks else last.sections,
        departments=() if tasks else last.departments,
        figures=question.figures or last.figures,
    )


def _kept(question: Question, last: Question, asks: frozenset[Cue], years: YearSlot) -> dict[str, object]:
    """What is asked, and for when, as far as the message leaves it open."""
    kept: dict[str, object] = {"inherited": frozenset({"subject"})}
    if not asks:
        # a year of its own asks for that year alone, no longer for how it changes
        dropped = {Cue.TREND} if question.years.years and not question.years.is_all else set()
        kept["cues"] = question.cues | (last.cues - {Cue.FOLLOW_UP, Cue.PRONOUN, Cue.CORRECTION, *dropped})
        kept["unit"] = question.unit or last.unit
    if not asks & {Cue.OWNER, Cue.DESCRIPTION}:
        kept["years"] = years
    return kept


# deciding


def _decide(question: Question, lexicon: Lexicon) -> Question:
    """The question with its intent, by the first row of the table that fits."""
    question = _settle_fact(question, lexicon)
    question = _settle_section(question, lexicon)
    rule = find_rule(_features(question))
    return replace(question, intent=rule.intent if rule else Intent.NOTHING)


def _settle_fact(question: Question, lexicon: Lexicon) -> Question:
    """Metadata is asked for only where nothing is left beside the words that ask for it."""
    if not question.fact:
        return question
    pattern = next(pattern for kind, pattern in FACT_CUES if kind == question.fact)
    rest = find_concepts(lexicon.index, pattern.sub("  ", question.topic), lexicon.index.stopwords)
    names_other = [concept for concept in rest if concept.is_known or len(concept.surface) > 2]
    if names_other or question.tasks or question.departments or question.sections:
        return replace(question, fact="")
    return replace(question, concepts=())


def _settle_section(question: Question, lexicon: Lexicon) -> Question:
    """A theme names a section when the question speaks of sections, or when it is nothing but a title's words."""
    if question.sections or question.tasks or question.departments or not _content(question):
        return question
    asks = question.cues & {Cue.SECTIONS, Cue.CHAPTERS}
    cutoff = THEME_CUTOFF if asks else TITLE_CUTOFF
    if not asks and not question.cues & {Cue.TASKS, Cue.OVERVIEW}:
        return question
    theme = find_theme(question.concepts, lexicon.index, lexicon.document_id, cutoff=cutoff)
    return replace(question, sections=theme, concepts=()) if theme else question


def _features(question: Question) -> set[Feature]:
    """The slots and cues that a question has, as the table of intents names them."""
    slots = {
        Slot.TASK: question.tasks,
        Slot.YEAR: question.years.years,
        Slot.SEVERAL_YEARS: len(question.years.years) > 1,
        Slot.DEPARTMENT: question.departments,
        Slot.DEPARTMENTS: len(question.departments) > 1,
        Slot.SECTION: question.sections,
        Slot.FIGURE: question.figures,
        Slot.TOPIC: _topic(question),
        Slot.FACT: question.fact,
        Slot.CODE: _CODE.search(question.text) or _QUOTED.search(question.text),
    }
    return {*(slot for slot, value in slots.items() if value), *question.cues}

