"""What is read back out of files that may have been damaged or written by hand: state, lessons, files of questions."""

import json
from random import Random
from typing import Any

from bot.conversations import Conversations, Speaker
from bot.evaluation import judge_one, lines_of, read_questions, tabulate
from bot.explaining import explain
from bot.learning.kept import Kept
from bot.learning.lessons import Kind, Lesson, Lessons, lessons_of_lines, lessons_to_lines, read_lessons, taught_of
from bot.state import State
from bot.understanding.types import Dialogue, Language
from corpus.errors import PlanbotError
from index.aliases import Alias
from tests.fuzz.asking import BROKEN, VALUES
from tests.fuzz.laws import hold_page
from tests.fuzz.place import Place
from tests.fuzz.texts import DATA, message, mutate

SPEAKER = Speaker(7, 7)
#: turns as they are kept: what was written, buttons, the document of a chat
TURNS = (
    *(
        "2020 HACCP target",
        "\x1fzh:t26",
        "\x1fen:w2019-3",
        "\x1fzh:y2020",
        "\x1ezzz",
        "\x1fxx:t1",
        "\x1f",
        "\x1fzh:t999",
    ),
    *("\x1eputuo-quality-plan-2018-2020", "\x1fzh:l1-9", "\ud800", ""),
)
WHY = {
    "intent": "figure",
    "language": "zh",
    "status": "answered",
    **{name: [] for name in ("tasks", "years", "departments", "sections", "figures", "concepts", "inherited", "found")},
}


def _damaged(value: Any, dice: Random) -> str:
    """JSON of a value, or of another one, or none."""
    text = json.dumps(value)
    how = dice.randrange(6)
    if how == 0:
        return mutate(text, dice)
    if how == 1:
        return json.dumps(dice.choice(VALUES))
    if how == 2:
        return dice.choice(BROKEN).decode("utf-8", "replace")
    if how == 3 and isinstance(value, dict):
        changed = dict(value)
        changed[dice.choice(list(changed))] = dice.choice(VALUES)
        return json.dumps(changed)
    if how == 4 and isinstance(value, dict):
        return json.dumps({name: each for name, each in value.items() if dice.random() < 0.7})
    return text


def _damaged_reasons(dice: Random) -> str:
    """Reasons that are whole, or none at all: what else an object holds, the program alone has written."""
    text = _damaged(WHY, dice)
    try:
        return text if not isinstance(json.loads(text), dict) else json.dumps(WHY)
    except (ValueError, RecursionError):
        return text


def state(dice: Random, place: Place) -> None:
    """Rows of the state file whose JSON is broken: told as a damaged file, or forgotten, and answered on."""
    path = place.folder / "broken-state.db"
    with State(path) as opened:
        turns = [dice.choice((message(dice), *TURNS)) for _ in range(dice.randint(0, 3))]
        for table in ("answers", "dialogues", "kept_questions", "askings", "lessons"):
            opened.run(f"DELETE FROM {table}")
        texts = [*(_damaged(turns, dice) for _ in range(4)), _damaged_reasons(dice)]
        origin, before, after, context, why = (each.encode("utf-8", "replace").decode() for each in texts)
        opened.run(
            "INSERT INTO answers VALUES (7, 1, 2, 7, 0, ?, ?, ?, ?, ?, 9)",
            (origin, before, dice.choice(TURNS).encode("utf-8", "replace").decode(), after, why),
        )
        opened.run("INSERT INTO dialogues VALUES (7, 7, 0, ?, 9)", (after,))
        opened.run("INSERT INTO kept_questions VALUES (1, 'k', ?, 't', 'zh', 'figure', 'open', NULL)", (context,))
        opened.run("INSERT INTO askings VALUES (1, 'p', 'unanswered', 9)")
        content = _damaged({"kind": "alias", "surface": "老公房", "target": "老旧住房"}, dice)
        opened.run(
            "INSERT INTO lessons VALUES (1, ?, ?, 1, 1, 'kept')",
            (dice.choice(("alias", "x")), content.encode("utf-8", "replace").decode()),
        )
        try:
            _read_back(opened, dice, place)
        except PlanbotError:
            return


def _read_back(opened: State, dice: Random, place: Place) -> None:
    conversations = Conversations(place.services[0])
    for turns in (opened.turns_of(SPEAKER, 0), ()):
        step = conversations.take(turns, message(dice))
        assert step is not None
        place.hold(0, step.answer)
    answered = opened.answer_in(7, 1) or opened.answer_to(7, 2) or opened.last_answer_for(SPEAKER)
    if answered is not None:
        conversations.take(answered.before, answered.turn)
        hold_page(explain(answered.why, dice.choice(tuple(Language))))
    Kept(opened).open_questions()
    taught_of(Lessons(opened).kept())
    taught_of(read_lessons(opened.path))


def lessons(dice: Random, place: Place) -> None:
    """A file of lessons: refused by its line, or read and written back the same; and answered with."""
    known = (
        Lesson(kind=Kind.ALIAS, alias=Alias("老公房", "老旧住房"), by=1, at=1_700_000_000),
        Lesson(kind=Kind.ABSENT, questions=(message(dice)[:50].strip() or "x",), by=1, at=1_700_000_000),
    )
    lines = lessons_to_lines([dice.choice(known) for _ in range(2)]).rstrip("\n").split("\n")
    text = "\n".join(_damaged(json.loads(line), dice) for line in lines)
    try:
        read = lessons_of_lines(text)
    except PlanbotError:
        return
    again = lessons_of_lines(lessons_to_lines(read))
    assert [(each.kind, each.alias, each.questions) for each in again] == [
        (each.kind, each.alias, each.questions) for each in read
    ]
    if dice.random() < 0.1:
        service = place.services[0].with_taught(taught_of(read))
        answer, _ = service.answer(message(dice), Dialogue())
        place.hold(0, answer)


def question_file(dice: Random, place: Place) -> None:
    """A file for `planbot eval`: refused by its line, or asked and judged."""
    lines = (DATA / "questions" / "dev.jsonl").read_text("utf-8").splitlines()
    rows = [_damaged(json.loads(dice.choice(lines)), dice) for _ in range(2)]
    path = place.folder / "questions.jsonl"
    path.write_bytes("\n".join(rows).encode("utf-8", "surrogatepass"))
    try:
        asked = read_questions(path)
    except PlanbotError:
        return
    lines_by_name = lines_of(place.services[0].index)
    tabulate([judge_one(place.services[0], each, lines_by_name) for each in asked])
