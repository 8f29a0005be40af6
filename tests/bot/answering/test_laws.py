"""What holds for any message at all, after any others: an answer of the right size, true citations, no exception."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.answering.types import Answer, Status
from bot.rendering.compose import compose
from bot.rendering.html import render
from bot.rendering.jsonl import answer_to_json
from bot.rendering.text import LIMIT, render_text, utf16_length
from bot.service import Service
from bot.understanding.types import Dialogue
from tests.bot.answering.asking import is_verbatim

#: pieces of real questions, and of what breaks parsers, SQL, FTS5 and markup
PIECES = (
    *("任务", "第", "项", "26", "39", "1000", "2018", "2019年", "2021", "三年", "一八、一九、二〇年", "多少"),
    *("谁负责", "哪个部门", "那", "呢", "它", "第二个", "不是，", "为什么", "吗", "有哪些任务", "最多", "共同"),
    *("区教育局", "管委办", "公安局", "科委", "HACCP", "养老床位", "PM2.5", "“1+10”", "出现在哪几处"),
    *("30%", "600张", "60万平方米", "质量引领,推动经济转型", "第三章"),
    *("task ", "who ", "owns ", "how many ", "in ", "the second one", "and ", "thanks", "twenty-six "),
    *("education bureau ", '"', "'", "`", "*", "(", ")", "AND", "OR", "NOT", "NEAR(", "^", ":", "-", "+"),
    *("\\", "%", "_", ";--", "drop table tasks", "<b>", "&amp;", "<script>", "@someone", "{task}", "{0}", "%s"),
    *("\x00", "\u202e", "\ufeff", "\u3000", "\n", "\t", "\ud800", "😀", "①", "٢٦", "½", "²", "ſ", "İ", "ﬀ"),
    *("e\u0301", "é", "한국어", "日本語", "𠮷", "9" * 40, "1e309", "-1", "0"),
)

any_character = st.characters()  # unlike st.text()'s own alphabet this has half characters (surrogates) in it
messages = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(any_character, max_size=6)), max_size=8).map(" ".join),
    st.text(any_character, max_size=60),
    st.builds(lambda piece, times: piece * times, st.sampled_from(PIECES), st.integers(1, 3000)),
)


def hold(answer: Answer) -> None:
    """The laws of every answer."""
    text = render_text(compose(answer))
    assert 1 <= utf16_length(text) <= LIMIT
    assert text.split("\n")[0].strip()
    for citation in answer.citations:
        assert is_verbatim(citation), citation
    assert (answer.status is not Status.CHOOSE) or len(answer.choices) > 1
    assert answer_to_json(answer, elapsed_ms=0)["text"] == text
    assert render(compose(answer))


@settings(max_examples=500)
@given(text=messages)
@example(text="")
@example(text="\ud800")
@example(text="任务" * 5000)
@example(text="2019" * 100)
@example(text="建设-示范 NEAR( \"'")
def test_any_message_gets_an_answer(service: Service, text: str) -> None:
    answer, _ = service.answer(text, Dialogue())
    hold(answer)


@settings(max_examples=300)
@given(turns=st.lists(messages, min_size=2, max_size=4))
@example(turns=["区民政局负责哪些任务", "第999999个"])
@example(turns=["任务26和27谁负责", "第二个", "那2019年呢", "它"])
@example(turns=["网格", "第二个", "第二个", "the last one"])
def test_any_conversation_gets_answers(service: Service, turns: list[str]) -> None:
    dialogue = Dialogue()
    for text in turns:
        answer, dialogue = service.answer(text, dialogue)
        hold(answer)


@settings(max_examples=60)
@given(text=messages)
def test_the_same_message_gets_the_same_answer(service: Service, text: str) -> None:
    first, after_first = service.answer(text, Dialogue())
    second, after_second = service.answer(text, Dialogue())
    assert render_text(compose(first)) == render_text(compose(second))
    assert after_first == after_second


@settings(max_examples=60)
@given(
    number=st.integers(0, 999),
    form=st.sampled_from(["任务{}谁负责", "第{}项", "{}号任务做什么", "who owns task {}", "#{}"]),
)
def test_a_task_number_is_answered_with_that_task_or_not_at_all(service: Service, number: int, form: str) -> None:
    answer, _ = service.answer(form.format(number), Dialogue())
    if 1 <= number <= 38:
        assert answer.status is Status.ANSWERED
        assert {citation.task for citation in answer.citations} == {number}
    else:
        assert (answer.status, answer.headline.key) == (Status.NOT_FOUND, "no_such_task")
        assert answer.citations == ()


@settings(max_examples=60)
@given(
    year=st.integers(1990, 2049),
    form=st.sampled_from(["{}年HACCP目标", "{}年做什么", "{} HACCP target", "任务26 {}年", "区教育局{}年做什么"]),
)
def test_a_year_is_answered_with_that_year_or_not_at_all(service: Service, year: int, form: str) -> None:
    answer, _ = service.answer(form.format(year), Dialogue())
    cited = {citation.year for citation in answer.citations if citation.year is not None}
    if 2018 <= year <= 2020:
        assert cited == {year}
    else:
        assert answer.status is Status.NOT_FOUND
        assert cited == set()
