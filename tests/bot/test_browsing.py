"""The plan to leaf through, and the commands for a task, a department, a year; told as chats."""

from pathlib import Path

import pytest

from bot.service import Service
from tests.bot.serving import ANNA, BORIS, OFFICE, serving
from tests.botapi import Person

pytestmark = pytest.mark.anyio

# who writes which command → the first line that comes back
COMMANDS: tuple[tuple[Person, str, str], ...] = (
    (ANNA, "/task 26", "任务26：加快提升标准化菜市场建设能级"),
    (ANNA, "/task 任务26", "任务26：加快提升标准化菜市场建设能级"),
    (BORIS, "/task #26", "Task 26: 加快提升标准化菜市场建设能级"),
    (BORIS, "/task 26 2020", "2020: 以商业楼宇、医院、学校"),
    (ANNA, "/task 26，2020年", "2020年：以商业楼宇、医院、学校"),
    (ANNA, "/task 39", "没有任务39，任务编号为1至38"),
    (ANNA, "/task 智慧微菜场", "相关任务1项：26"),
    (ANNA, "/task", "普陀区质量提升行动计划"),
    (ANNA, "/dept 区商务委", "区商务委负责8项任务"),
    (ANNA, "/dept 商务委", "区商务委负责8项任务"),
    (BORIS, "/dept civil affairs", "区民政局 (District Civil Affairs Bureau)"),
    (BORIS, "/department civil affairs", "区民政局 (District Civil Affairs Bureau)"),
    (ANNA, "/dept 区气象局", "计划没有提到责任部门“区气象局”"),
    (ANNA, "/dept", "26个责任部门"),
    (BORIS, "/dept", "26 responsible departments"),
    (ANNA, "/year 2020", "2020年，全部38项任务的举措"),
    (BORIS, "/year 2020", "2020: what all 38 tasks plan"),
    (ANNA, "/year 2021", "计划没有2021年的内容，只覆盖2018至2020年"),
    (ANNA, "/year", "普陀区质量提升行动计划"),
    (ANNA, "/plan", "普陀区质量提升行动计划"),
    (ANNA, "/plan 营造一流营商环境", "“5.营造一流营商环境”有4项任务"),
)


@pytest.mark.parametrize(("person", "text", "first_line"), COMMANDS, ids=[row[1] for row in COMMANDS])
async def test_a_command_shows(service: Service, tmp_path: Path, person: Person, text: str, first_line: str) -> None:
    async with serving(service, tmp_path) as server:
        question = server.say(person, OFFICE, text)
        (shown,) = await server.replies(1)
        assert shown.first_line.startswith(first_line)
        assert shown.reply_to == question.message_id


async def test_from_the_contents_to_a_task_and_back(service: Service, tmp_path: Path) -> None:
    way = (
        ("(二)质量驱动,促进社会转型", "(二)质量驱动,促进社会转型"),
        ("2、提高生活性服务供给水平", "2、提高生活性服务供给水平"),
        ("↑ 返回", "(二)质量驱动,促进社会转型"),
        ("↑ 返回", "普陀区质量提升行动计划"),
        ("各部门", "26个责任部门"),
        ("↑ 返回", "普陀区质量提升行动计划"),
        ("三、主要提升措施", "三、主要提升措施"),
        ("(六)健全质量人才教育培养体系", "(六)健全质量人才教育培养体系"),
        ("↑ 返回", "三、主要提升措施"),
    )
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "/plan")
        (shown,) = await server.replies(1)
        for label, first_line in way:
            server.press(ANNA, shown, label)
            (shown,) = await server.replies(1)
            assert (shown.is_edit, shown.first_line) == (True, first_line)


async def test_every_chapter_leads_to_all_tasks_and_text(service: Service, tmp_path: Path) -> None:
    tasks: set[str] = set()
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "/plan")
        (contents,) = await server.replies(1)
        waiting = [data for _, data in contents.buttons if data.startswith("b")]
        seen = set(waiting)
        while waiting:
            server.press(ANNA, contents, data=waiting.pop())
            (shown,) = await server.replies(1)
            assert shown.text.count("\n") >= 1, f"nothing below {shown.first_line}"
            tasks |= {label for label, data in shown.buttons if data == f"t{label}"}
            further = {data for _, data in shown.buttons if data.startswith("b")} - seen - {"b-1"}
            seen |= further
            waiting += sorted(further)
    assert tasks == {str(number) for number in range(1, 39)}


async def test_leafing_through_is_not_part_of_the_conversation(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "2020年HACCP的实施比例？")
        server.say(ANNA, ANNA.private, "/plan")
        server.say(ANNA, ANNA.private, "那2019年呢？")
        *_, answer = await server.replies(3)
        assert answer.first_line.startswith("70%")
