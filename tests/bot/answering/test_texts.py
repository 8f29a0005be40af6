"""Answers out of the text: what the plan says of something, where it says it, and facts about the document."""

import pytest

from bot.answering.types import Status
from bot.service import Service
from bot.understanding.types import Intent
from tests.bot.answering.asking import ask, headline, shown, tasks_cited

# question → words that are shown, the line where they stand
SAYS: tuple[tuple[str, str, int], ...] = (
    ("首席质量官制度", "建立完善首席质量官制度", 102),
    ("到2020年总目标是把普陀建成什么", "主要目标", 40),
    ("What are the main goals to be reached by 2020 overall?", "主要目标", 40),
    ("种黄连木的特色道路是哪条", "创建武威东路(黄连木)等特色道路", 1199),
    ("质量保险怎么说", "加大产品质量保险推广力度", 110),
    ("What does the plan say about product quality insurance?", "加大产品质量保险推广力度", 110),
    ("苏河十八湾", "苏河十八湾", 44),
    ("双随机一公开", "积极运用“双随机、一公开”方式", 106),
    ("什么是三化一强", "三化一强", 681),
    ("金沙江路互联网影视产业集聚带", "金沙江路互联网影视产业集聚带", 305),
    ("指导思想", "以党的十九大精神为指导", 24),
    ("工作原则是什么", "以人为本、创新驱动、质量领先、夯实基础", 28),
    ("主要目标", "至2020年,全区供给质量显著改善", 40),
    ("第四章讲什么", "健全质量工作体制机制", 116),
)


@pytest.mark.parametrize(("question", "words", "line"), SAYS, ids=[row[0] for row in SAYS])
def test_what_the_plan_says(service: Service, question: str, words: str, line: int) -> None:
    answer = ask(service, question)
    assert answer.status is Status.ANSWERED
    assert words in shown(answer)
    assert any(citation.lines[0] <= line <= citation.lines[1] for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "words"),
    [("工作原则是什么", "以人为本、创新驱动、质量领先、夯实基础"), ("指导思想", "以党的十九大精神为指导")],
)
def test_the_first_line_of_a_section_is_what_it_says(service: Service, question: str, words: str) -> None:
    assert words in headline(ask(service, question))


# question → how often the plan has the words
WHERE: tuple[tuple[str, int], ...] = (
    ("“两代表一委员”出现在哪几处？", 2),
    ("“十三五”出现在哪几处", 5),
    ("Where is “1+10” mentioned?", 1),
)


@pytest.mark.parametrize(("question", "count"), WHERE, ids=[row[0] for row in WHERE])
def test_where_words_stand(service: Service, question: str, count: int) -> None:
    answer = ask(service, question)
    assert (answer.status, answer.question.intent) == (Status.ANSWERED, Intent.WHERE)
    assert answer.headline.values["count"] == count
    assert len(answer.citations) == count


# question → the first line, the line of the document
FACTS: tuple[tuple[str, str, int], ...] = (
    ("这份文件是谁印发的？", "中共上海市普陀区委员会、上海市普陀区人民政府联合印发", 8),
    ("Who issued it?", "Issued by 中共上海市普陀区委员会, 上海市普陀区人民政府", 8),
    ("什么时候印发的", "2018-06-21", 12),
    ("制定这个计划依据了哪几份文件", "依据3份文件", 18),
    ("通知抬头是发给谁的？法院检察院在里面吗", "主送", 3),
    ("What date does the circular bear?", "Dated 2018-06-21", 12),
    ("这文是几月份印发的", "2018-06-21", 12),
    ("文件 date 是哪天 signed?", "2018-06-21", 12),
    ("这份 action plan covers 哪几年", "2018-2020", 127),
    ("What is the date of issue?", "Dated 2018-06-21", 12),
    ("印了多少份", "共印165份", 1211),
    ("How many copies were printed?", "165 copies printed", 1211),
    ("计划期限", "2018-2020年", 127),
    ("文件全称", "普陀区质量提升行动计划", 15),
    ("主送单位", "主送：各部、委、办、局,法院、检察院,各街道、镇,各人民团体", 3),
    ("经谁同意", "《普陀区质量提升行动计划》已经区委、区人民政府领导同志同意", 5),
    ("附件是什么", "附件：普陀区质量提升行动计划(2018-2020年)任务分工表", 127),
    ("表头是什么", "表头：工作目标、序号、主要任务、工作具体举措、责任部门", 134),
)


@pytest.mark.parametrize(("question", "begins", "line"), FACTS, ids=[row[0] for row in FACTS])
def test_a_fact_about_the_document(service: Service, question: str, begins: str, line: int) -> None:
    answer = ask(service, question)
    assert (answer.status, answer.question.intent) == (Status.ANSWERED, Intent.METADATA)
    assert headline(answer).startswith(begins)
    assert {citation.field for citation in answer.citations} == {"metadata"}
    assert any(citation.lines[0] <= line <= citation.lines[1] for citation in answer.citations)


def test_the_superior_documents(service: Service) -> None:
    answer = ask(service, "根据哪些文件制定")
    assert headline(answer).startswith("依据3份文件：《中共中央、国务院关于开展质量提升行动的指导意见》")
    assert (18, 18) in {citation.lines for citation in answer.citations}


def test_a_date_is_shown_as_the_document_writes_it(service: Service) -> None:
    assert "2018年6月21日" in shown(ask(service, "什么时候印发的"))


def test_a_fact_that_the_document_has_not(service: Service) -> None:
    assert ask(service, "文号是多少").headline.key == "no_fact"


def test_metadata_is_not_asked_for_where_a_task_is_named(service: Service) -> None:
    answer = ask(service, "任务26的附件")
    assert answer.question.intent is not Intent.METADATA
    assert tasks_cited(answer) == {26}
