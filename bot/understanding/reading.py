"""Reads one message by itself: slots cut out first, then the cues, and what is left is the topic."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.understanding.cues import CUES, FACT_CUES
from bot.understanding.departments import Departments, read_departments, with_kinds
from bot.understanding.lexicon import Lexicon
from bot.understanding.number_words import digits_for_words
from bot.understanding.sections import read_numbers, read_titles
from bot.understanding.slots import read_figures, read_tasks, read_unit, read_years, without_unit
from bot.understanding.types import Cue, DepartmentSlot, FigureSlot, Language, Question, YearSlot
from corpus.text import fold, han_runs
from index.concepts import find_concepts
from index.stem import stem_phrase
from index.types import Concept

#: what counts the things asked for (哪四句, 哪2个, 那1块) and says nothing of them
_POINTED = re.compile(
    r"[哪那这](?:\d+|[两几一二三四五六七八九十])?(?:大)?"
    r"(?:句|条|个|种|类|点|项|方面|家|方|块|处|样|套|件|张|所|名|位)(?:话)?(?!办公室|机构|处室|委办)"
    r"|(?:哪些|哪|什么|啥)(?:地方|场所|东西|内容|方面|程度|样子|地步)"
)
#: what the document itself is called
_DOCUMENT = re.compile(
    r"\b(?:(?:the|this|that)\s+)?(?:action\s+plan|circular|notice|document|paper|file)\b|[这该本]?(?:份|个)?(?:行动计划|文件|通知|计划|文)"
)
#: what leads up to a verb and says nothing of it: "the bid to become", "efforts to build"
_LEADING_UP = re.compile(
    r"\b(?:the\s+)?(?:bid|drive|push|efforts?|attempts?|quest|move|moves|work)\s+to\s+(?=[a-z]{3})"
)
#: cues with which a body outside the plan is what is asked about
_BODY_CUES = frozenset({Cue.OWNER, Cue.TASKS, Cue.WHY, Cue.YES_NO, Cue.PRIVATE})
#: what a verb counts that only tells who does something
_DOING_KNOWN, _DOING_UNKNOWN = 0.6, 0.35
#: a shorter name of a body is no subject
_SHORTEST_SUBJECT = 3
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
#: a Latin word next to a Chinese character
_SEAM = re.compile("(?<=[\u4e00-\u9fff])(?=[a-z]{2})|(?<=[a-z]{2})(?=[\u4e00-\u9fff])")
#: what people write before and after a question out of courtesy
_COURTESY_BEFORE = re.compile(
    r"^(?:(?:换个(?:问题|话题)|另一?个问题|再问(?:一)?个|顺便问|(?:a\s+)?different\s+(?:thing|question)|(?:an)?other\s+(?:thing|question)|(?:new|next)\s+(?:question|topic)|one\s+more\s+(?:thing|question)|by\s+the\s+way"
    r"|(?:各位)?老师(?:们)?(?:您好|你好|好)?(?=[,，、:：!！\s~])|您好|你好|大家好|哈喽|请问(?:一下|下)?|请教(?:一下|下)?|麻烦(?:您|你)?(?:问|查)?(?:一下|下)?|不好意思|打扰(?:了|一下|啦)?|劳驾"
    r"|hi|hello|hey|excuse\s+me|sorry(?:\s+to\s+bother\s+(?:you|u)(?:\s+again)?)?|please"
    r"|(?:could|can|would|cud|cld)\s+(?:you|u)\s+(?:(?:please|pls|plz)\s+)?tell\s+me|do\s+you\s+know)"
    r"(?:\s+(?:there|all|bot))?[\s,，、:：!！~。.]*)+(?=.)"
)
_COURTESY_AFTER = re.compile(
    r"(?<=.)[\s,，、。.!！~?]*(?:非常感谢|十分感谢|感谢|多谢|谢谢(?:您|你|啦|了|大家)?|辛苦(?:了|啦)|many\s+thanks|thanks(?:\s+a\s+lot)?|thank\s+you"
    r"|thx(?:\s+(?:so|very)\s+much)?|cheers|[,， ]老师)(?:[\s,，。.!！~🙏]|谢谢)*$"
)
#: a message is typed with blanks between its characters when this share of its pieces is one character
_SPREAD_SHARE = 0.8


def detect_language(text: str, before: Language = Language.CHINESE) -> Language:
    """The language of a message's frame: Chinese when Chinese characters outnumber Latin words.

    A message without words (26, 2019?) goes on in the language spoken before.

    >>> detect_language("2018 健身步道 how many?").value, detect_language("民政局 has which tasks?").value
    ('zh', 'zh')
    >>> detect_language("How much green space (新建绿地) in 2018?").value
    'en'
    """
    words = len(_LATIN_WORD.findall(text))
    characters = sum(map(len, han_runs(text)))
    if not words and not characters:
        return before
    return Language.CHINESE if characters and characters >= words else Language.ENGLISH


def close_up(text: str) -> str:
    """Text whose characters were typed with blanks between them (养 老 床 位 2 0 1 8 年), without the blanks."""
    pieces = text.split()
    is_spread = len(pieces) > 2 and sum(len(piece) == 1 for piece in pieces) > _SPREAD_SHARE * len(pieces)
    return "".join(pieces) if is_spread and any(han_runs(text)) else text


def space_out(text: str) -> str:
    """Text with a blank between Chinese characters and Latin words, so that each is read as a word of its own.

    >>> space_out("请问task 33讲的是什么"), space_out("2020年haccp目标")
    ('请问 task 33讲的是什么', '2020年 haccp 目标')
    """
    return _SEAM.sub(" ", text)


def without_courtesy(text: str) -> str:
    """Text without the greeting and thanks around a question; a message of nothing else stays as it is.

    >>> without_courtesy("请问任务26谁负责谢谢!"), without_courtesy("谢谢")
    ('任务26谁负责', '谢谢')
    """
    return _COURTESY_AFTER.sub("", _COURTESY_BEFORE.sub("", text)) or text


def read_message(folded: str, language: Language, lexicon: Lexicon) -> Question:
    """The slots, cues and topic of folded text, without regard to the dialogue; the intent is left open."""
    text = _without(digits_for_words(folded), lexicon.titles)
    titles = read_titles(text, lexicon.index)
    chapters = read_numbers(titles.rest, lexicon.index, lexicon.document_id)
    tasks = read_tasks(chapters.rest)
    years = read_years(_mask_names(tasks.rest, lexicon), lexicon.years)
    rest = years.rest.replace(_MASK, "")
    departments, cues, topic = _read_departments_and_cues(rest, folded, lexicon)
    figures = tuple(f for f in read_figures(departments.rest) if not _is_in_name(f, departments.rest, lexicon))
    topic = _without(topic, (figure.raw for figure in figures))
    slot = years.slot
    if Cue.TREND in cues and not slot.years:
        slot = YearSlot(lexicon.years, is_all=True)
    return Question(
        text=folded,
        language=language,
        cues=cues,
        topic=topic,
        concepts=_weaken_doing(find_concepts(lexicon.index, topic), rest),
        tasks=tasks.numbers,
        years=slot,
        departments=departments.slots,
        sections=tuple(dict.fromkeys((*titles.ids, *chapters.ids))),
        figures=figures,
        unit=read_unit(folded),
        fact=next((kind for kind, pattern in FACT_CUES if pattern.search(departments.rest)), ""),
        document_id=lexicon.document_id,
    )


#: "who cleans the rivers", "which bureau plants the trees": what somebody does, before what is spoken of
_DOING = re.compile(
    r"\b(?:who|(?:which|what)\s+(?:\w+\s+)?(?:department|bureau|body|office|agency|unit|commission|committee))"
    r"(?:\s+(?:will|should|must|(?:is|has|needs)\s+to|is\s+(?:going|meant|supposed)\s+to))?\s+(?P<verb>[a-z]{3,})\s+[a-z]"
)


def _weaken_doing(concepts: tuple[Concept, ...], text: str) -> tuple[Concept, ...]:
    """The concepts, of which the verb counts less, above all one that the plan does not have: it says it otherwise."""
    match = _DOING.search(text)
    if match is None:
        return concepts
    return tuple(
        replace(concept, weight=concept.weight * (_DOING_KNOWN if concept.is_known else _DOING_UNKNOWN))
        if concept.surface == match["verb"]
        else concept
        for concept in concepts
    )


def concepts_beside(text: str, patterns: Iterable[re.Pattern[str]], lexicon: Lexicon) -> tuple[Concept, ...]:
    """What a folded text speaks of beside the words that patterns find in it, and those for the document itself."""
    rest = _without(text, lexicon.titles)
    for pattern in (*patterns, _DOCUMENT):
        rest = pattern.sub("  ", rest)
    return find_concepts(lexicon.index, _read_cues(rest)[1])


def _read_departments_and_cues(text: str, folded: str, lexicon: Lexicon) -> tuple[Departments, frozenset[Cue], str]:
    text = with_kinds(text, lexicon.departments)
    departments = read_departments(text, lexicon.departments)
    cues, topic = _read_cues(departments.rest)
    is_alone = not departments.rest.strip(" ?？。,.!")
    is_doubtful = any(_is_doubtful(slot, lexicon) for slot in departments.slots)
    if not is_alone and not cues & _BODY_CUES and is_doubtful:
        # "party committee" is a subject where nobody asks what a body does
        departments = Departments((), text)
        cues, topic = _read_cues(text)
    # 那32呢 was cut out with the number, 2020年6月底前 with the year
    cues |= {row.cue for row in CUES if row.cue in _WITH_NUMBERS and row.pattern.search(folded)}
    return departments, cues, topic


def _is_doubtful(slot: DepartmentSlot, lexicon: Lexicon) -> bool:
    """Whether a name may as well be a subject: a body outside the plan, a later name in English, words of measures."""
    is_subject = not slot.surface.isascii() and _is_measured(slot.surface, lexicon)
    return not slot.ids or (bool(slot.later) and slot.surface.isascii()) or is_subject


def _is_measured(surface: str, lexicon: Lexicon) -> bool:
    """Whether the plan's own text writes a body so, which its departments' names do not: 区政务大厅."""
    if len(surface) <= _SHORTEST_SUBJECT or not lexicon.index.contains(surface):
        return False
    return surface not in {fold(department.name) for department in lexicon.index.departments}


#: cues that may be cut out with a number or year
_WITH_NUMBERS = (Cue.FOLLOW_UP, Cue.DEADLINE)


def _is_in_name(figure: FigureSlot, text: str, lexicon: Lexicon) -> bool:
    """Whether a figure is part of a name that the plan writes: 3位 in 3位一体."""
    start = text.find(figure.raw)
    if start < 0:
        return False  # written with blanks inside
    before = text[max(start - 2, 0) : start]
    if before[:1].isdigit() and lexicon.index.contains(before + figure.raw):
        return True  # 1批 in 3个1批
    end = start + len(figure.raw)
    following = text[end : end + 2]
    return len(following) == 2 and all(han_runs(following)) and lexicon.index.contains(figure.raw + following)


def _without(text: str, parts: Iterable[str]) -> str:
    for part in parts:
        text = text.replace(part, "  ")
    return " ".join(text.split())


#: stands between the digits of a year that is not to be read as one
_MASK = "\0"


def _mask_names(text: str, lexicon: Lexicon) -> str:
    """Text in which years that belong to a name of the plan (健康普陀2020) cannot be read as years."""

    places = {place[:-1] for place in lexicon.departments.places} | lexicon.departments.places

    def mask(match: re.Match[str]) -> str:
        name = match["before"] + match["year"]
        if match["before"] in places:  # 普陀2020 is the place and a year, 健康普陀2020 a name
            name = text[max(match.start() - 2, 0) : match.start()] + name
        is_name = (
            name[:-4] not in places
            and lexicon.index.contains(name)
            and not lexicon.index.contains(match["before"] + match["year"] + "年")
        )
        is_reference = int(match["year"]) not in lexicon.years and lexicon.index.contains(
            match["before"][-1:] + match["year"] + "年"
        )
        return match["before"] + (_MASK.join(match["year"]) if is_name or is_reference else match["year"])

    text = re.sub(r"(?P<before>[\u4e00-\u9fff]{2})(?P<year>(?:19|20)\d\d)", mask, text)
    return _ENGLISH_NAME.sub(lambda match: _mask_english(match, lexicon), text)


#: what may be the name of a programme with its year: "Healthy Putuo 2020"
_ENGLISH_NAME = re.compile(r"(?P<before>[a-z]+ [a-z]+) (?P<year>20\d\d)\b(?!\s*(?:target|goal|figure|share))")


def _mask_english(match: re.Match[str], lexicon: Lexicon) -> str:
    terms = (reading.term for reading in lexicon.index.readings([stem_phrase(match["before"])]) if reading.term)
    is_name = any(
        lexicon.index.contains(term + match["year"]) and not lexicon.index.contains(f"{term}{match['year']}年")
        for term in terms
    )
    return match[0].replace(match["year"], _MASK.join(match["year"])) if is_name else match[0]


def _read_cues(text: str) -> tuple[frozenset[Cue], str]:
    """What the text asks for, and the text without the words that ask."""
    cues: set[Cue] = set()
    topic = without_unit(_LEADING_UP.sub("  ", _POINTED.sub("  ", text)))
    for row in CUES:
        if row.pattern.search(text):
            cues.add(row.cue)
            if row.is_consumed:
                topic = row.pattern.sub(lambda match: "  " if match[0] else "", topic)
    return frozenset(cues), topic
