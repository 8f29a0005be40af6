"""The benchmark next to other search: its figures are right, and what it cannot read is told with the line.

Only planbot and SQLite are run here; the other engines are optional.
"""

import doctest
import json
from pathlib import Path

import pytest

from bot.evaluation import Asked, find_faults, lines_of
from bot.service import Service
from tests.peers import __main__ as peers
from tests.peers import measuring, own, table
from tests.peers.engines import BY_NAME, ENGINES, REFERENCE, Engine
from tests.peers.measuring import Question, Run, judge, run, run_apart
from tests.peers.reading import Passage, Unreadable, read_passages, read_questions

TEXTS = {
    "tea": "龙井茶产于杭州西湖一带。清明前采摘的叫明前茶。",
    "lake": "西湖在杭州城西。湖上有苏堤和白堤。",
    "bridge": "赵州桥由李春设计。桥建于隋代，全长六十四米。",
    "panda": "大熊猫以竹子为食。它生活在四川的山区。",
    "tower": "广州塔高六百米，二〇一〇年建成。",
    "opera": "昆曲起源于苏州昆山。牡丹亭是其名作。",
    "paper": "蔡伦改进了造纸术。他是东汉的宦官。",
    "canal": "大運河連接北京與杭州。它開鑿於春秋時期。",
    "rail": "京张铁路由詹天佑主持修建，一九〇九年通车。",
    "desert": "塔克拉玛干沙漠在新疆。它的名字意思是进得去出不来。",
    "wall": "长城西起嘉峪关。第一章说的是明代的城墙。",
    "code": "GB/T 22000是食品安全管理体系的标准。",
}
PASSAGES = [Passage(id_, text) for id_, text in TEXTS.items()]
#: what is asked, and the passage that must come first
ASKED = {
    "赵州桥是谁设计的？": "bridge",
    "大熊猫吃什么？竹子吗？": "panda",
    "谁改进了造纸术？": "paper",
    "大运河连接哪两座城市？": "canal",
    "詹天佑主持修建了哪条铁路？": "rail",
    "明代的城墙": "wall",
}
INSTALLED = ("planbot", "fts5-trigram", "fts5-words", "fts5-pairs", "fts5-both")


@pytest.fixture(scope="module", params=INSTALLED)
def done(request: pytest.FixtureRequest) -> tuple[str, Run]:
    """What an engine did with the questions."""
    asked = [Question(text, text) for text in (*ASKED, "")]
    return request.param, run(BY_NAME[request.param], PASSAGES, asked, repeats=2)


def test_an_engine_finds_the_passage(done: tuple[str, Run]) -> None:
    name, what = done
    # SQLite's own tokenizer and plain words know no Traditional characters
    wanted = {text: id_ for text, id_ in ASKED.items() if name == "planbot" or id_ != "canal"}
    assert {text: what.found[text][0] for text in wanted} == wanted
    assert all(set(ids) <= TEXTS.keys() and len(ids) == len(set(ids)) for ids in what.found.values())


def test_a_question_without_words_finds_nothing_and_breaks_nothing(done: tuple[str, Run]) -> None:
    assert done[1].found[""] == []


def test_an_engine_is_measured(done: tuple[str, Run]) -> None:
    _, what = done
    assert 0 < what.median_ms <= what.p99_ms
    assert what.build_s > 0
    assert what.index_mb > 0.001
    assert what.peak_mb > 5


def test_a_process_of_its_own_finds_the_same() -> None:
    questions = [Question(text, text) for text in ASKED]
    apart = run_apart(BY_NAME["fts5-pairs"], PASSAGES, questions, 1)
    assert apart.found == run(BY_NAME["fts5-pairs"], PASSAGES, questions, 1).found


def test_a_long_passage_is_found_by_its_end() -> None:
    long = Passage("long", "甲乙丙丁，" * 2000 + "最后说到蒲葵的气候。")
    found = run(BY_NAME["planbot"], [*PASSAGES, long], [Question("q", "蒲葵的气候")], 1).found
    assert found["q"][0] == "long"


def test_the_questions_of_an_engine_that_is_slow_are_drawn_always_alike() -> None:
    def build(passages: object, folder: Path) -> object:
        return lambda text: [text]

    few = Engine("few", "few", build, at_most=3)  # type: ignore[arg-type]
    questions = [Question(str(number), str(number)) for number in range(50)]
    first, second = (run(few, PASSAGES, questions, 1).found for _ in range(2))
    assert first == second
    assert len(first) == 3


# (found, relevant, recall@1, recall@10, MRR@10), worked out by hand
FIGURES = [
    ({"q": ["a", "b"]}, {"q": ["a"]}, 1, 1, 1),
    ({"q": ["b", "a"]}, {"q": ["a"]}, 0, 1, 1 / 2),
    ({"q": []}, {"q": ["a"]}, 0, 0, 0),
    ({"q": list("bcdefghijk"), "r": ["a"]}, {"q": ["a"], "r": ["a"]}, 1 / 2, 1 / 2, 1 / 2),
    ({"q": list("bcdefghija")}, {"q": ["a"]}, 0, 1, 1 / 10),
    ({"q": list("bcdefghijka")}, {"q": ["a"]}, 0, 0, 0),
    # two relevant passages: one place lets in one of them, ten let in both
    ({"q": ["a", "x", "b"]}, {"q": ["b", "a"]}, 1, 1, 1),
    ({"q": ["x", "b", "y"]}, {"q": ["b", "a"]}, 0, 1 / 2, 1 / 2),
    ({"q": ["a"], "r": ["x", "y", "b"], "s": ["x"]}, {"q": ["a"], "r": ["b"], "s": ["b"]}, 1 / 3, 2 / 3, 4 / 9),
]


@pytest.mark.parametrize(("found", "relevant", "first", "ten", "mrr"), FIGURES)
def test_figures(
    found: dict[str, list[str]], relevant: dict[str, list[str]], first: float, ten: float, mrr: float
) -> None:
    quality = judge(found, relevant)
    assert quality.questions == len(found)
    assert (quality.recall_1, quality.recall_10, quality.mrr_10) == pytest.approx((first, ten, mrr))


def test_the_examples_of_its_docstrings() -> None:
    results = doctest.testmod(measuring)
    assert (results.failed, results.attempted) == (0, 2)


# what cannot be read

GOOD = '{"id": "a", "text": "甲"}'
BAD_PASSAGES = [
    ("", "holds nothing"),
    ("\n \n", "holds nothing"),
    (f"{GOOD}\n\n{{", "line 3: is no JSON"),
    (f"{GOOD}\n[1]", "line 2: is no JSON object"),
    ('{"id": "a"}', 'line 1: the field "text" must be a text'),
    ('{"id": 7, "text": "甲"}', 'line 1: the field "id" must be a text'),
    ('{"id": "a", "text": " "}', 'line 1: the field "text" must be a text'),
    (f"{GOOD}\n{GOOD}", 'line 2: the id "a" stands on an earlier line too'),
]
BAD_QUESTIONS = [
    ("", "holds nothing"),
    ('{"id": "q", "text": "甲"}', 'line 1: the field "relevant" must be a list of ids of passages'),
    ('{"id": "q", "text": "甲", "relevant": []}', 'line 1: the field "relevant" must be a list of ids of passages'),
    ('{"id": "q", "text": "甲", "relevant": ["b"]}', 'line 1: no passage has the id "b"'),
    ('{"id": "q", "relevant": ["a"]}', 'line 1: the field "text" must be a text'),
]


@pytest.mark.parametrize(("content", "problem"), BAD_PASSAGES)
def test_passages_that_cannot_be_read(tmp_path: Path, content: str, problem: str) -> None:
    file = tmp_path / "passages.jsonl"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(Unreadable) as raised:
        read_passages(file)
    assert str(raised.value).startswith(str(file))
    assert str(raised.value).endswith(problem)


@pytest.mark.parametrize(("content", "problem"), BAD_QUESTIONS)
def test_questions_that_cannot_be_read(tmp_path: Path, content: str, problem: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(Unreadable) as raised:
        read_questions(file, {"a"})
    assert str(raised.value).endswith(problem)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xff"], ids=["no file", "no text"])
def test_a_file_that_is_none(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "passages.jsonl"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Unreadable, match="cannot be read as a UTF-8 text file"):
        read_passages(file)


def test_a_byte_order_mark_and_further_fields_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "passages.jsonl"
    file.write_text('\ufeff{"id": "a", "text": "甲\u2028乙", "title": "丙"}\n', encoding="utf-8")
    assert read_passages(file) == [Passage("a", "甲\u2028乙")]


# as a command


def test_the_command_prints_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "run_apart", run)
    passages, questions = tmp_path / "passages.jsonl", tmp_path / "questions.jsonl"
    passages.write_text("\n".join(json.dumps({"id": each.id, "text": each.text}) for each in PASSAGES), "utf-8")
    rows = ({"id": text, "text": text, "relevant": [id_]} for text, id_ in ASKED.items() if id_ != "canal")
    questions.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    order = ["--passages", str(passages), "--questions", str(questions), "--only", "fts5-pairs", "--repeats", "1"]
    assert peers.main(order) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("12 passages, 5 questions\n\n| | recall@1 |")
    assert "\n| SQLite FTS5, jieba words | 1.000 (1.00) | 1.000 (1.00) | 1.000 (1.00) |" in printed  # the reference
    assert "\n| SQLite FTS5, Han bigrams | 1.000 (1.00) |" in printed


def test_the_command_tells_what_it_cannot_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "none.jsonl"
    assert peers.main(["--passages", str(file), "--questions", str(file)]) == 2
    assert capsys.readouterr().err.endswith(f"{file}: cannot be read as a UTF-8 text file\n")


@pytest.mark.parametrize("order", [["--passages", "x"], ["--only", "nobody"], ["--repeats", "0"]])
def test_orders_that_make_no_sense(order: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        peers.main(order)


def test_an_engine_that_is_not_installed_is_told_and_skipped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lacking = Engine("lacking", "lacking", BY_NAME["planbot"].build, ("no-such-package",))
    monkeypatch.setattr(peers, "ENGINES", (*ENGINES, lacking))
    assert [engine.name for engine in peers.choose(["planbot", "lacking"])] == ["planbot", REFERENCE]
    assert "lacking is skipped: no-such-package is not installed" in capsys.readouterr().err


# the project's own questions


def test_a_sentence_is_shown_with_all_that_the_index_knows_of_it(service: Service) -> None:
    sentence = next(each for each in own.sentences(service.index).values() if "80%的中型以上" in each.text)
    reply = own.show(service.index, sentence)
    assert reply["text"].startswith("任务27 2020年 区市场监管局 (District Market")
    right = Asked("a", "", "zh", "2020年放心餐厅比例", (), {"tasks": [27], "years": [2020], "headline": ["80%"]})
    wrong = Asked("b", "", "zh", "2019年放心餐厅比例", (), {"tasks": [27], "years": [2019], "headline": ["75%"]})
    lines = lines_of(service.index)
    assert find_faults(right, reply, lines) == ()
    assert find_faults(wrong, reply, lines)


def test_answers_are_counted(service: Service) -> None:
    held = own.sentences(service.index)
    best = next(id_ for id_, each in held.items() if "80%的中型以上" in each.text)
    expect = {"tasks": [27], "headline": ["80%"]}
    asked = {
        name: Asked(name, "", "zh", "?", (), wanted)
        for name, wanted in (("right", expect), ("wrong", {"tasks": [1]}), ("declined", expect), ("none", _NONE))
    }
    found = {"right": [best], "wrong": [best], "declined": [], "none": []}
    counted = own.judge_search(service.index, asked, Run(found, 1.0, 2.0, 0, 0, 0))
    assert (counted.questions, counted.right, counted.wrong, counted.declined) == (4, 2, 1, 1)
    assert list(table.own_table({"x": counted}))[-1] == "| x | 50.0 % | 25.0 % | 25.0 % | 1.00 | 2.00 |"


_NONE = {"status": "not_found"}


def test_planbots_own_answers_are_counted(service: Service) -> None:
    asked = {
        "right": Asked("a", "", "zh", "任务26谁负责", (), {"tasks": [26], "headline": ["区商务委"]}),
        "wrong": Asked("b", "", "zh", "任务26谁负责", (), {"tasks": [26], "headline": ["区教育局"]}),
    }
    counted = own.judge_planbot(service, asked, 2)
    assert (counted.questions, counted.right, counted.wrong) == (2, 1, 1)
    assert 0 < counted.median_ms <= counted.p99_ms


def test_there_are_own_questions_of_every_file() -> None:
    files = {id_.split(":")[0] for id_ in own.own_questions()}
    assert files == {file.stem for file in own.FOLDER.glob("*.jsonl")}
