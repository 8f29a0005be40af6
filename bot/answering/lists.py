"""Answers that are lists or counts, computed from the whole table: tasks of a department, a section, a year."""

import re
from collections.abc import Iterable, Mapping, Sequence, Set

from bot.answering.deadlines import answer_named_year
from bot.answering.duties import LEAD, PLAIN, SUPPORT, asked_role, with_role
from bot.answering.evidence import (
    beginning,
    cite_departments,
    cite_description,
    cite_measure,
    cite_section,
)
from bot.answering.finding import CUTOFFS, find_tasks
from bot.answering.refusals import no_such_department, not_in_plan, refuse
from bot.answering.tasks import named_tasks, task_row, tasks_under
from bot.answering.types import Answer, Choice, Citation, Message, Part, Status
from bot.understanding.types import Cue, DepartmentSlot, Question
from index.store import Index
from index.types import DepartmentRecord, SectionRecord, TaskRecord

#: characters of a measure that an overview quotes of each task: as many as a message has room for
SNIPPET_LENGTH, LONGEST_SNIPPET, OVERVIEW_LENGTH = 40, 420, 3000


def _list(
    question: Question,
    headline: Message,
    parts: Sequence[Part],
    tasks: Sequence[TaskRecord],
    cited: Iterable[Citation | None],
) -> Answer:
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=headline,
        parts=tuple(parts),
        extra_citations=tuple(citation for citation in cited if citation is not None),
        task_ids=tuple(task.id for task in tasks),
    )


def _citations(index: Index, tasks: Sequence[TaskRecord]) -> list[Citation | None]:
    return [citation for task in tasks for citation in (*cite_description(index, task), cite_departments(index, task))]


def _numbers(tasks: Sequence[TaskRecord]) -> tuple[int, ...]:
    return tuple(task.number for task in tasks)


def _departments(index: Index, slot: DepartmentSlot) -> list[DepartmentRecord]:
    return [department for department in index.departments if department.id in slot.ids]


# departments


def answer_tasks_of_department(question: Question, index: Index) -> Answer:
    """The tasks that a department is responsible for; of several departments those of each."""
    if Cue.EACH in question.cues and len(question.departments) > 1:
        return _tasks_of_each(question, index)
    slot = question.departments[0]
    if not slot.ids:
        return no_such_department(question, slot.surface)
    departments = _departments(index, slot)
    if len(departments) > 1:
        return _choose_department(question, departments, slot)
    department = departments[0]
    tasks = index.tasks_of_department(department.id)
    by_role = _by_role(index, department, tasks)
    if set(by_role) - {PLAIN}:
        return _tasks_by_role(question, index, department, by_role)
    values = {"department": department, "count": len(tasks), "tasks": _numbers(tasks)}
    rows = [Part(message=task_row(index, task)) for task in tasks]
    return _list(question, Message("tasks_of_department", values), rows, tasks, _citations(index, tasks))


def _tasks_of_each(question: Question, index: Index) -> Answer:
    departments = [found for slot in question.departments for found in _departments(index, slot)[:1]]
    tasks = {department: index.tasks_of_department(department.id) for department in departments}
    heads = tuple(
        Message("tasks_of_department", {"department": d, "count": len(own), "tasks": _numbers(own)})
        for d, own in tasks.items()
    )
    listed = list(dict.fromkeys(task for own in tasks.values() for task in own))
    rows = [Part(message=task_row(index, task)) for task in listed]
    return _list(question, Message("tasks_of_each", {"rows": heads}), rows, listed, _citations(index, listed))


def _by_role(index: Index, department: DepartmentRecord, tasks: Sequence[TaskRecord]) -> dict[str, list[TaskRecord]]:
    """The tasks of a body by the role that it has in them, the leading role first."""
    roles: dict[str, list[TaskRecord]] = {}
    for role in (LEAD, PLAIN, SUPPORT):
        of_role = [task for task in tasks if department in with_role(index.responsible.duties(task.id), role)]
        if of_role:
            roles[role] = of_role
    return roles


def _tasks_by_role(
    question: Question, index: Index, department: DepartmentRecord, by_role: Mapping[str, Sequence[TaskRecord]]
) -> Answer:
    """The tasks that a body leads, supports or is responsible for; only those of the role that is asked for."""
    role = asked_role(question)
    if role and role not in by_role:
        return refuse(question, "no_tasks_of_role", department=department, role=Message(f"role_{role}"))
    shown = {role: by_role[role]} if role else by_role
    tasks = sorted((task for of_role in shown.values() for task in of_role), key=lambda task: task.number)
    parts = tuple(
        Message(f"duty_tasks_{each}", {"count": len(of_role), "tasks": _numbers(of_role)})
        for each, of_role in shown.items()
    )
    values = {"department": department, "count": len(tasks), "tasks": _numbers(tasks), "parts": parts}
    rows = [Part(message=task_row(index, task)) for task in tasks]
    key = "tasks_of_role" if role else "tasks_by_duty"
    return _list(question, Message(key, values), rows, tasks, _citations(index, tasks))


def _choose_department(question: Question, departments: Sequence[DepartmentRecord], slot: DepartmentSlot) -> Answer:
    choices = tuple(
        Choice(label=Message("choice_department", {"department": d}), question=_tasks_question(question, d))
        for d in departments
    )
    headline = Message("several_departments", {"name": slot.surface, "departments": tuple(departments)})
    return Answer(status=Status.CHOOSE, question=question, headline=headline, choices=choices)


def _tasks_question(question: Question, department: DepartmentRecord) -> str:
    return f"{department.name}负责哪些任务" if question.language.value == "zh" else f"tasks of {department.name}"


def answer_busiest_department(question: Question, index: Index) -> Answer:
    """The department with the most tasks."""
    if not (tasks_of := {d: _tasks_counted(question, index, d) for d in index.departments}):
        return refuse(question, "no_departments")
    counted = sorted(((len(tasks), department) for department, tasks in tasks_of.items()), key=lambda row: -row[0])
    most = counted[0][0]
    first = tuple(department for count, department in counted if count == most)
    tasks = tasks_of[first[0]]
    values = {"departments": first, "count": most, "tasks": _numbers(tasks)}
    rows = [
        Part(message=Message("row_department", {"department": department, "count": count}))
        for count, department in counted[:5]
    ]
    key = "busiest_lead" if asked_role(question) == LEAD and _has_roles(index, tasks) else "busiest_department"
    return _list(question, Message(key, values), rows, tasks, _citations(index, tasks))


def _tasks_counted(question: Question, index: Index, department: DepartmentRecord) -> Sequence[TaskRecord]:
    """The tasks of a body; only those that it leads where the question asks for these and the plan tells them apart."""
    tasks = index.tasks_of_department(department.id)
    by_role = _by_role(index, department, tasks)
    is_lead = asked_role(question) == LEAD and any(_has_roles(index, [task]) for task in tasks)
    return by_role.get(LEAD, []) if is_lead else tasks


def _has_roles(index: Index, tasks: Sequence[TaskRecord]) -> bool:
    return any(duty.role != PLAIN for task in tasks for duty in index.responsible.duties(task.id))


def answer_shared_tasks(question: Question, index: Index) -> Answer:
    """The tasks that several departments have together: those that are named, or any two and more."""
    unknown = next((slot for slot in question.departments if not slot.ids), None)
    if unknown is not None:
        return no_such_department(question, unknown.surface)
    wanted = [set(slot.ids) for slot in question.departments]
    least, is_exact = _least(question)
    shared = []
    for task in index.tasks(question.document_id):
        ids = {department.id for department in index.departments_of_task(task.id)}
        if _is_shared(ids, wanted, least, is_exact=is_exact):
            shared.append(task)
    names = tuple(department for slot in question.departments for department in _departments(index, slot)[:1])
    if not shared:
        return refuse(question, "no_shared_tasks", departments=names)
    if names:
        key = "alone" if is_exact and least == 1 else "shared_by"
    else:
        key = "shared_tasks_exactly" if is_exact else "shared_tasks"
    values = {"departments": names, "count": len(shared), "tasks": _numbers(shared), "least": least}
    rows = [Part(message=task_row(index, task)) for task in shared]
    return _list(question, Message(key, values), rows, shared, _citations(index, shared))


def _is_shared(ids: Set[int], wanted: Sequence[Set[int]], least: int, *, is_exact: bool) -> bool:
    """Whether these departments of a task are those asked for, or so many as were asked for."""
    if not wanted:
        return _fits(len(ids), least, is_exact=is_exact)
    is_alone = is_exact and least == 1
    return all(ids & each for each in wanted) and (not is_alone or len(ids) == len(wanted))


def _least(question: Question) -> tuple[int, bool]:
    """How many departments the question speaks of (two, unless it names a number), and whether just so many."""
    if re.search(
        r"[只仅就](?:有|由)?1(?:个|家)|单独|独立|独自|\b(?:only|just|exactly)\s+(?:one|1)\b|\bsingle\b", question.text
    ):
        return 1, True
    match = re.search(r"(?P<digit>[2-9])(?:个|家)?|\b(?P<word>two|three|four)\b", question.text)
    if match is None:
        return 2, False
    least = int(match["digit"]) if match["digit"] else {"two": 2, "three": 3, "four": 4}[match["word"]]
    is_open = re.search(
        r"以上|不止|至少|含|及|或更多|\bor\s+more\b|\bat\s+least\b|\bmore\s+than\b|一起|共同|联合|\bshare",
        question.text,
    )
    return least, is_open is None


def _fits(count: int, least: int, *, is_exact: bool) -> bool:
    return count == least if is_exact else count >= least


# sections


def answer_tasks_of_section(question: Question, index: Index) -> Answer:
    """The tasks under a chapter or section of the table; its sections where these are asked for."""
    speaks_of_tasks = Cue.TASKS in question.cues or question.unit in {"项", "条"}  # 这一块一共几项
    asks_sections = question.cues & {Cue.SECTIONS, Cue.CHAPTERS} and not speaks_of_tasks
    if asks_sections and (chapter := _chapter_with_sections(question, index)):
        return _sections_of(question, index, *chapter)
    for section_id in question.sections:
        tasks = tasks_under(index, section_id)
        if tasks:
            section = index.section(section_id)
            title = section.marker + section.title
            values = {"section": title, "count": len(tasks), "tasks": _numbers(tasks)}
            rows = [Part(message=task_row(index, task)) for task in tasks]
            cited = [cite_section(index, section), *_citations(index, tasks)]
            return _list(question, Message("tasks_of_section", values), rows, tasks, cited)
    if chapter := _chapter_with_sections(question, index):
        return _sections_of(question, index, *chapter)
    section = index.section(question.sections[0])
    return refuse(question, "no_tasks_in_section", Part(citation=cite_section(index, section)), section=section.title)


def _chapter_with_sections(question: Question, index: Index) -> tuple[SectionRecord, Sequence[SectionRecord]] | None:
    """The first of the headings asked for, those of the text before those of the table, that has some below it."""
    asked = sorted(map(index.section, question.sections), key=lambda section: section.part != "narrative")
    for section in asked:
        if below := index.sections_below(section.id):
            return section, below
    return None


def _sections_of(question: Question, index: Index, section: SectionRecord, below: Sequence[SectionRecord]) -> Answer:
    titles = tuple(child.title for child in below)
    values = {"section": section.title, "count": len(below), "titles": titles}
    rows = [Part(message=Message("row_title", {"section": child.marker + child.title})) for child in below]
    cited = [cite_section(index, child) for child in (section, *below)]
    return _list(question, Message("sections_of_section", values), rows, (), cited)


def answer_section_of_task(question: Question, index: Index) -> Answer:
    """The headings that a task stands under, from the chapter down."""
    tasks = named_tasks(question, index)
    if isinstance(tasks, Answer):
        return tasks
    paths = [(task, index.section_path(task.section_id or task.chapter_id)) for task in tasks]
    first, path = paths[0]
    if not path:
        return refuse(question, "no_section_of_task", task=first.number)
    rows = [Message("task_in", {"task": task.number, "sections": _titles(path)}) for task, path in paths]
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=rows[0] if len(rows) == 1 else Message("tasks_in", {"rows": tuple(rows)}),
        parts=tuple(Part(message=task_row(index, task)) for task in tasks),
        extra_citations=tuple(dict.fromkeys(cite_section(index, section) for _, path in paths for section in path)),
        task_ids=tuple(task.id for task in tasks),
    )


def _titles(path: Sequence[SectionRecord]) -> tuple[str, ...]:
    return tuple(section.marker + section.title for section in path)


def answer_tasks_about(question: Question, index: Index) -> Answer:
    """The tasks that speak of a topic."""
    found = find_tasks(question, index)
    if not found or found[0].coverage < CUTOFFS.answer:
        return not_in_plan(question, index)
    good = [task for task in found if task.score >= CUTOFFS.further * found[0].score]
    tasks = sorted((index.task(task.task_id) for task in good), key=lambda task: task.number)
    values = {"count": len(tasks), "tasks": _numbers(tasks)}
    rows = [Part(message=task_row(index, task)) for task in tasks]
    return _list(question, Message("tasks_about", values), rows, tasks, _citations(index, tasks))


# counts


def answer_count_tasks(question: Question, index: Index) -> Answer:
    """How many tasks there are, by chapter."""
    tasks = index.tasks(question.document_id)
    chapters = dict.fromkeys(task.chapter_id for task in tasks)
    rows = [
        Part(
            message=Message(
                "row_section", {"section": index.section(chapter).title, "count": len(under), "tasks": _numbers(under)}
            )
        )
        for chapter in chapters
        if chapter is not None and (under := [task for task in tasks if task.chapter_id == chapter])
    ]
    cited = [citation for task in (tasks[:1] + tasks[-1:]) for citation in cite_description(index, task)]
    values = {"count": len(tasks), "first": tasks[0].number, "last": tasks[-1].number} if tasks else {"count": 0}
    return _list(question, Message("count_tasks", values), rows, (), cited)


def answer_count_departments(question: Question, index: Index) -> Answer:
    """How many bodies are responsible for anything, or for one task only, and which."""
    is_single = Cue.ONE_TASK in question.cues
    counted = [(department, index.tasks_of_department(department.id)) for department in index.departments]
    shown = [(department, tasks) for department, tasks in counted if not is_single or len(tasks) == 1]
    rows = [
        Part(message=Message("row_department", {"department": department, "count": len(tasks)}), is_more=True)
        for department, tasks in shown
    ]
    cited = [cite_departments(index, task) for _, tasks in shown for task in tasks]
    key = "count_departments_of_one" if is_single else "count_departments"
    return _list(question, Message(key, {"count": len(shown)}), rows, (), cited)


def answer_count_sections(question: Question, index: Index) -> Answer:
    """How many chapters or sections narrative and table have."""
    level = 1 if Cue.CHAPTERS in question.cues or Cue.SECTIONS not in question.cues else 2
    own = [s for s in index.sections if s.document_id == question.document_id]
    narrative = [s for s in own if s.part == "narrative" and s.level == level]
    table = [s for s in own if s.part == "table" and s.level == level]
    values = {"narrative": len(narrative), "table": len(table), "level": level}
    rows = [
        Part(message=Message("row_title", {"section": s.marker + s.title}), is_more=s.part == "table")
        for s in (*narrative, *table)
    ]
    if table:
        key = "count_chapters" if level == 1 else "count_sections"
    else:
        key = "count_chapters_of_text" if level == 1 else "count_sections_of_text"
    return _list(question, Message(key, values), rows, (), [cite_section(index, s) for s in (*narrative, *table)])


# years


def answer_year_overview(question: Question, index: Index) -> Answer:
    """What all tasks, or those of a section or department, are to do in a year; by chapter."""
    years = question.years.years
    if not index.years(question.document_id):
        return answer_named_year(question, index)
    tasks = _tasks_of_overview(question, index)
    if isinstance(tasks, Answer):
        return tasks
    parts: list[Part] = []
    cited: list[Citation | None] = []
    chapter = None
    room = OVERVIEW_LENGTH // max(len(tasks) * len(years), 1)
    length = max(SNIPPET_LENGTH, min(room, LONGEST_SNIPPET))
    for task in tasks:
        if task.chapter_id != chapter and task.chapter_id is not None:
            chapter = task.chapter_id
            title = index.section(chapter)
            parts.append(Part(message=Message("row_title", {"section": title.marker + title.title})))
        for measure in index.measures(task.id):
            if measure.year in years:
                key = "row_measure" if len(years) == 1 else "row_measure_of_year"
                values = {"task": task.number, "year": measure.year, "text": beginning(measure.text, length)}
                parts.append(Part(message=Message(key, values)))
                cited += cite_measure(index, measure)
    values = {"years": years, "count": len(tasks), "tasks": _numbers(tasks), "name": _name_of_overview(question, index)}
    key = "overview_of" if values["name"] else "overview"
    return _list(question, Message(key, values), parts, tasks, cited)


def _tasks_of_overview(question: Question, index: Index) -> tuple[TaskRecord, ...] | Answer:
    if question.departments:
        slot = question.departments[0]
        if not slot.ids:
            return no_such_department(question, slot.surface)
        departments = _departments(index, slot)
        return (
            index.tasks_of_department(departments[0].id)
            if len(departments) == 1
            else _choose_department(question, departments, slot)
        )
    if question.sections:
        under = (tasks_under(index, section_id) for section_id in question.sections)
        return next((tasks for tasks in under if tasks), ())
    return index.tasks(question.document_id)


def _name_of_overview(question: Question, index: Index) -> DepartmentRecord | str:
    if question.departments:
        return _departments(index, question.departments[0])[0]
    if question.sections:
        return index.section(question.sections[0]).title
    return ""
