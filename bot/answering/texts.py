"""Answers out of the text: what the plan says of something, where it says it, and facts about the document."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering import duties
from bot.answering.evidence import HEADLINE_LENGTH, cite_departments, cite_fact, cite_passage, cite_section, short_title
from bot.answering.finding import CUTOFFS, find_hits
from bot.answering.lists import answer_tasks_of_section
from bot.answering.refusals import not_in_plan, refuse
from bot.answering.tasks import choose_task
from bot.answering.types import Answer, Message, Part, Status
from bot.understanding.types import Question
from corpus.text import fold
from index.store import Index
from index.types import Hit, Passage, SectionRecord

#: a message of no more concepts than this, that asks nothing, is a bare word to look up
_BARE = 2
#: sentences shown in full; the others are folded away
_SHOWN = 3
_MOST = 8


def answer_narrative(question: Question, index: Index) -> Answer:
    """What the plan says of a topic: the sentence that fits best, and others that fit nearly as well."""
    if question.sections and not question.concepts:
        return _section_text(question, index)
    hits = _shortest_first(find_hits(question, index))
    if question.sections:
        hits = _within(hits, question, index)
    if question.sections and not hits:
        return _section_text(question, index)
    if not hits or hits[0].coverage < CUTOFFS.answer or _is_elsewhere(question, hits[0]):
        return not_in_plan(question, index, hits)
    heading = _heading_of(hits[0].passage, index)
    if heading is not None:
        return _section_text(replace(question, sections=(heading.id,)), index)
    further = _further(hits)
    tasks = tuple(dict.fromkeys(hit.passage.task_id for hit in further if hit.passage.task_id))
    if len(tasks) > 1 and not question.cues and len(question.concepts) <= _BARE:
        return choose_topic(question, index, tasks, further)
    return _quoted(question, index, further)


def _is_elsewhere(question: Question, hit: Hit) -> bool:
    """Whether a sentence has little of the topic itself where the plan lacks a word of it: 消费者投诉渠道."""
    if all(concept.is_known or concept.is_light for concept in question.concepts):
        return False
    own = sum(match.concept.weight * match.strength for match in hit.matches if match.place == "sentence")
    return own < CUTOFFS.own * sum(concept.weight for concept in question.concepts)


def choose_topic(question: Question, index: Index, task_ids: Sequence[int], hits: Sequence[Hit]) -> Answer:
    """A bare word (网格) is in several tasks: which of them is meant, and where else it stands."""
    records = sorted((index.task(task_id) for task_id in task_ids), key=lambda task: task.number)
    listed = choose_task(question, index, records)
    values = {"surface": question.topic, "tasks": tuple(record.number for record in records)}
    texts = [Part(citation=cite_passage(index, hit.passage), is_more=True) for hit in hits]
    return replace(listed, headline=Message("topic_in_tasks", values), parts=(*listed.parts, *texts))


def _heading_of(passage: Passage, index: Index) -> SectionRecord | None:
    """The section whose heading a passage is."""
    if passage.field != "narrative" or passage.section_id is None:
        return None
    section = index.section(passage.section_id)
    bare = passage.text.strip().removeprefix(section.marker).strip("。. ")
    return section if section.title == bare or section.text.strip() == passage.text.strip() else None


def _within(hits: Sequence[Hit], question: Question, index: Index) -> list[Hit]:
    wanted = set(question.sections)
    return [hit for hit in hits if wanted & {section.id for section in index.section_path(hit.passage.section_id)}]


def _shortest_first(hits: Sequence[Hit]) -> list[Hit]:
    """Of sentences that fit best and equally well, the one that says least of anything else comes first."""
    tied = [hit for hit in hits if hit.score == hits[0].score]
    return [*sorted(tied, key=lambda hit: len(hit.passage.folded)), *(hit for hit in hits if hit not in tied)]


def _further(hits: Sequence[Hit]) -> list[Hit]:
    """The best sentence and those that reach nearly its score, each text once."""
    good = [hit for hit in hits if hit.score >= CUTOFFS.further * hits[0].score]
    unique = {hit.passage.folded: hit for hit in reversed(good)}
    return [hit for hit in good if unique[hit.passage.folded] is hit][:_MOST]


def _quoted(question: Question, index: Index, hits: Sequence[Hit], key: str = "says") -> Answer:
    best = hits[0].passage
    parts = [Part(citation=cite_passage(index, hit.passage), is_more=at >= _SHOWN) for at, hit in enumerate(hits)]
    task_ids = tuple(dict.fromkeys(hit.passage.task_id for hit in hits if hit.passage.task_id))
    owners = []
    if best.task_id is not None:
        task = index.task(best.task_id)
        values = {"task": task.number, "departments": duties.owners(index, task)}
        owners.append(Part(message=Message("responsible_for", values)))
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=Message(key, {"text": short_title(best.text, HEADLINE_LENGTH)}),
        parts=(*parts[:1], *owners, *parts[1:]),
        extra_citations=tuple(c for task_id in task_ids[:1] if (c := cite_departments(index, index.task(task_id)))),
        task_ids=task_ids[:1] if best.task_id else (),
        why={"hits": hits[:5]},
    )


def _section_text(question: Question, index: Index) -> Answer:
    """What stands under a heading: the narrative's paragraphs, or the tasks of the table."""
    sections = [index.section(section_id) for section_id in question.sections]
    sections += [index.section(section.twin_id) for section in sections if section.twin_id]
    for section in sections:
        passages = _passages_below(index, section)
        if passages and (below := _sections_below(index, section)):
            return _section_holds(question, index, section, below)
        if passages:
            parts = [Part(citation=cite_section(index, section))]
            parts += [
                Part(citation=cite_passage(index, passage), is_more=at >= 6) for at, passage in enumerate(passages)
            ]
            values = {"section": section.title, "text": short_title(passages[0].text, HEADLINE_LENGTH)}
            return Answer(
                status=Status.ANSWERED, question=question, headline=Message("section_says", values), parts=tuple(parts)
            )
    return answer_tasks_of_section(question, index)


def _sections_below(index: Index, section: SectionRecord) -> list[SectionRecord]:
    """The sections of a chapter of the text."""
    return index.sections_below(section.id) if section.level == 1 else []


def _section_holds(question: Question, index: Index, section: SectionRecord, below: Sequence[SectionRecord]) -> Answer:
    """A chapter is told by its sections, each with how it begins."""
    parts = [Part(citation=cite_section(index, section))]
    for child in below:
        parts.append(Part(citation=cite_section(index, child)))
        parts += [Part(citation=cite_passage(index, each), is_more=True) for each in _passages_below(index, child)[:2]]
    values = {"section": section.title, "titles": tuple(child.marker + child.title for child in below)}
    return Answer(
        status=Status.ANSWERED, question=question, headline=Message("section_holds", values), parts=tuple(parts)
    )


def _passages_below(index: Index, section: SectionRecord) -> tuple[Passage, ...]:
    if section.part != "narrative":
        return ()
    own = [passage for passage in index.passages_of_section(section.id) if _heading_of(passage, index) is None]
    below = index.sections_below(section.id)
    return (*own, *(passage for child in below for passage in _passages_below(index, child)))


def answer_where(question: Question, index: Index) -> Answer:
    """Every place that holds the words asked for."""
    hits = find_hits(question, index)
    if not hits or hits[0].coverage < CUTOFFS.answer:
        return not_in_plan(question, index, hits)
    exact = [hit for hit in hits if all(_stands(hit, term) for term in _terms(hits[0]))]
    places = sorted(exact or hits[:1], key=lambda hit: hit.passage.id)
    values = {"count": len(places), "text": "、".join(match.concept.surface for match in hits[0].matches)}
    parts = [Part(citation=cite_passage(index, hit.passage), is_more=at >= 6) for at, hit in enumerate(places)]
    task_ids = tuple(dict.fromkeys(hit.passage.task_id for hit in places if hit.passage.task_id))
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=Message("where", values),
        parts=tuple(parts),
        task_ids=task_ids,
    )


def _terms(hit: Hit) -> tuple[str, ...]:
    return tuple(match.term for match in hit.matches if match.place == "sentence")


def _stands(hit: Hit, term: str) -> bool:
    return term in hit.passage.folded


def answer_metadata(question: Question, index: Index) -> Answer:
    """A fact about the document: title, issuers, date, addressees, period, copies, superior documents."""
    facts = index.facts(question.document_id, question.fact)
    if not facts:
        return refuse(question, "no_fact", kind=Message(f"fact_{question.fact.replace(' ', '_')}"))
    others = index.facts(question.document_id, "notice title") if question.fact in {"issuer", "title"} else ()
    values = {"values": tuple(fact.value for fact in facts), "count": len(facts)}
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=Message(f"metadata_{question.fact.replace(' ', '_')}", values),
        parts=tuple(Part(citation=cite_fact(index, fact)) for fact in _each_line_once(facts)),
        extra_citations=tuple(cite_fact(index, fact) for fact in others),
    )


def _each_line_once(facts: Sequence) -> list:  # type: ignore[type-arg]
    return list({(fact.first_line, fold(fact.text)): fact for fact in facts}.values())
