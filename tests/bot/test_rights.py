"""`bot/RIGHTS.md` is true: each of its cells is tried, and everything that the code knows stands in it.

The document is the table of the test; there is nothing to generate. A new command or button without a row fails.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.rendering.chat_texts import chat_text
from bot.service import Service
from bot.understanding.types import Language
from tests.bot.rights import (
    ADMIN,
    ALLOWED,
    CHANNEL,
    FAILED,
    LET_IN,
    OFFICE,
    QUESTION,
    TAUGHT,
    WAITING,
    WHAT,
    WHO,
    Outcome,
    is_possible,
)
from tests.bot.rights_stage import Theatre
from tests.bot.serving import serving
from tests.botapi import BotApiServer
from tests.botapi.markup import read_html
from tests.botapi.people import Json

DOCUMENT = (Path(__file__).parents[2] / "bot" / "RIGHTS.md").read_text("utf-8")

#: what a cell may say
DONE, REFUSED, TOLD_ID, SILENCE, IMPOSSIBLE = "✓", "✗", "id", "–", ""

# the table


def table() -> Iterator[tuple[str, str, str]]:
    """Each cell: what, who, and what comes of it."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in DOCUMENT.splitlines() if line[:1] == "|"]
    heads = next(row for row in rows if row[0] == "what")
    for row in (row for row in rows[rows.index(heads) + 2 :] if len(row) == len(heads)):
        for what in re.findall(r"`([^`]+)`", row[1]):
            for who, cell in zip(heads[2:], row[2:], strict=True):
                yield what, who, cell


CELLS = {(what, who): cell for what, who, cell in table()}


def test_everything_that_can_be_done_has_a_row_and_everybody_a_column() -> None:
    assert {what for what, _ in CELLS} == WHAT
    assert {who for _, who in CELLS} == set(WHO)
    assert len(CELLS) == len(WHAT) * len(WHO) == len(list(table()))  # no row twice


def test_only_what_telegram_does_not_let_people_do_is_left_open() -> None:
    assert {cell for cell, says in CELLS.items() if says == IMPOSSIBLE} == {
        (what, who) for what, who in CELLS if not is_possible(who, what)
    }


# what came of it


def _plain(text: str) -> str:
    return read_html(text)[0]


ZH = Language.CHINESE
#: all that is said to who may not do something; in both languages to who shows none
NO = {
    _plain(chat_text(key, language))
    for key in ("admins_only", "docs_private", "review_private", "forwarded", "only_text", "button_outdated")
    for language in (ZH, None)
}


def ids_told(who: str) -> set[str]:
    """All that is said to who may not ask."""
    id_ = WHO[who].person.id
    told = {_plain(chat_text(key, ZH, id=id_)) for key in ("not_allowed", "not_allowed_button")}
    standing = chat_text("standing_not_allowed", ZH)
    return told | {_plain(chat_text("whoami_private", ZH, id=id_) + "\n" + standing)}


def verdict(outcome: Outcome, who: str) -> str:
    """What the cell of this outcome has to say."""
    if not outcome.texts:
        return SILENCE
    if len(outcome.texts) > 1:
        return DONE
    (text,) = outcome.texts
    is_sent_away = re.fullmatch(_plain(chat_text("group_not_allowed", ZH, id="{id}")).format(id=r"-\d+"), text)
    if text in ids_told(who) or is_sent_away:
        return TOLD_ID
    return REFUSED if text in NO else DONE


#: what nobody may see who may not do something: words of the plan and of the administration
SECRETS = ("养老", "区民政局", "区市场监管局", "快检", "NGB", "质量行动", FAILED, TAUGHT, "敬老", WAITING)
#: … and ids, but for their own
IDS = frozenset({ADMIN.id, ALLOWED.id, LET_IN})
#: what belongs to all, or to the administrators: changed by nobody else, and by these only where it is asked for
GUARDED = frozenset(
    {"allowed_chats", "chat_documents", "lessons", "drafts", "digests", "remarks", "kept_questions", "index", "corpus"}
)
MAY_CHANGE = {
    "/allow": {"allowed_chats"},
    "/deny": {"allowed_chats"},
    "bring": {"allowed_chats"},
    "/digest": {"digests"},
    "document": {"drafts"},
    "UseDocument": {"chat_documents"},
    "Rate": {"kept_questions"},
    "Decide c": {"drafts", "index", "corpus"},
    "Decide x": {"drafts"},
    "Decide r": {"index"},
    "told": {"lessons"},
    "Verb WORD": {"lessons"},
    "Verb SENTENCE": {"lessons"},
    "Verb TASK": {"lessons"},
    "Verb ABSENT": {"lessons"},
    "Verb DISMISS": {"kept_questions"},
    "Verb KEEP": {"lessons", "kept_questions", "remarks"},
    "Verb UNDO": {"lessons", "remarks"},
}
#: what is shown to who may do it
_ANSWER, _TASK, _REVIEW = "区民政局、区商务委负责任务2", "任务2：新增养老床位", FAILED
SHOWN = {
    "/start": "您好！",
    "/help": "怎么问",
    "unknown": "怎么问",
    "/ask": _ANSWER,
    "/q": _ANSWER,
    "text": _ANSWER,
    "mention": _ANSWER,
    "reply": _ANSWER,
    "inline": _ANSWER,
    "guest": _ANSWER,
    "AskQuestion": _ANSWER,
    "ShowOwner": _ANSWER,
    "/task": _TASK,
    "link": _TASK,
    "ShowTask": _TASK,
    "/dept": "区民政局负责1项任务",
    "/department": "区民政局负责1项任务",
    "ShowDepartment": "区民政局负责1项任务",
    "/year": "2022年，全部3项任务",
    "ShowYear": "2022年，全部3项任务",
    "ShowYearOf": "700张（2023年",
    "ShowMeasures": "2022年：新增养老床位600张",
    "ShowSection": "有3项任务",
    "ShowLines": "推进NGB-W",
    "/plan": "任务分工表，共3项任务",
    "Browse": "任务分工表，共3项任务",
    "BrowseDepartments": "4个责任部门",
    "/chart": "600张 → 2023年 700张",
    "DrawChart": "600张 → 2023年 700张",
    "TurnPage": "600张 → 2023年 700张",
    "DrawCard": "picture",
    "Choose": "负责任务1",
    "Rate": "已记下",
    "/why": "我是这样理解的|请用 /why 回复",
    "/whoami": "您的编号",
    "/document": "这里没有指定文件",
    "UseDocument": "这里的问题先查",
    "/status": "自检",
    "/allow": "现在可以提问了",
    "/deny": "不能再提问了",
    "bring": "大家好",
    "/digest": "每天早上发一次",
    "/review": _REVIEW,
    "/taught": TAUGHT,
    "/reindex": "没有变化",
    "/diff": "没有以前的索引可以比较",
    "/rollback": "以前的索引",
    "document": "新索引已准备好",
    "Decide a": "600张",
    "Decide c": "已生效",
    "Decide f": "发现的问题",
    "Decide p": "新索引已准备好",
    "Decide r": "已恢复",
    "Decide w": "600张",
    "Decide x": "已取消",
    "told": "记住吗？敬老 → 养老",
    "Verb SHOW": _REVIEW,
    "Verb WORDS": "教一个词",
    "Verb WORD": "记住吗？敬老 → 养老",
    "Verb WRITE": "请回复这条消息",
    "Verb PLACES": "哪一处回答了",
    "Verb LOOK": "请回复这条消息",
    "Verb SENTENCE": "记住吗？",
    "Verb TASK": "记住吗？",
    "Verb ABSENT": "计划里没有",
    "Verb DISMISS": "没有待教的问题",
    "Verb KEEP": "已记住",
    "Verb UNDO": "已撤销",
    "Verb TAUGHT": TAUGHT,
}


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Theatre:
    """Where everybody tries everything, each once."""
    folder = tmp_path_factory.mktemp("rights")
    (folder / "corpus").mkdir()
    return Theatre(folder)


@pytest.mark.parametrize("who", WHO)
def test_each_cell_is_true(theatre: Theatre, who: str, subtests: pytest.Subtests) -> None:
    for what, outcome in theatre.played(who).items():
        with subtests.test(what):
            check(who, what, outcome)


def check(who: str, what: str, outcome: Outcome) -> None:
    """One cell."""
    assert (verdict(outcome, who), outcome.texts) == (CELLS[what, who], outcome.texts)
    if CELLS[what, who] == DONE:
        assert re.search(SHOWN[what], "\n".join(outcome.texts))
        assert outcome.changed & GUARDED == MAY_CHANGE.get(what, set())
    else:
        others = map(str, IDS - {WHO[who].person.id})
        assert [secret for secret in (*SECRETS, *others) if secret in outcome.sent] == []
        assert not outcome.changed


# kinds of updates that nobody asked for


@pytest.mark.anyio
async def test_no_other_kind_of_update_is_asked_for(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path, guests=True) as server:
        (first,) = await server.called("getUpdates")
        assert set(json.loads(first.parameters["allowed_updates"])) == {
            *("message", "edited_message", "callback_query", "inline_query", "my_chat_member", "guest_message")
        }


_CHANNEL = {"message_id": 5, "date": 1, "chat": CHANNEL.as_json(), "sender_chat": CHANNEL.as_json(), "text": "/help"}
_BUSINESS = {"message_id": 5, "date": 1, "chat": ADMIN.private.as_json(), "from": ADMIN.as_json(), "text": "/help"}
_BUSINESS |= {"business_connection_id": "b"}
_MEMBER = {"status": "member", "user": ADMIN.as_json()}
_LEFT = {"status": "left", "user": ADMIN.as_json()}
_REACTION = {"chat": ADMIN.private.as_json(), "message_id": 1, "date": 1, "user": ADMIN.as_json()}
OTHERS: dict[str, Json] = {
    "channel_post": _CHANNEL,
    "edited_channel_post": _CHANNEL | {"edit_date": 2},
    "business_message": _BUSINESS,
    "edited_business_message": _BUSINESS | {"edit_date": 2},
    "business_connection": {
        "id": "b",
        "user": ADMIN.as_json(),
        "user_chat_id": ADMIN.id,
        "date": 1,
        "is_enabled": True,
    },
    "deleted_business_messages": {"business_connection_id": "b", "chat": ADMIN.private.as_json(), "message_ids": [1]},
    "chosen_inline_result": {"result_id": "1", "from": ADMIN.as_json(), "query": QUESTION},
    "chat_member": {
        "chat": OFFICE.as_json(),
        "from": ADMIN.as_json(),
        "date": 1,
        "old_chat_member": _LEFT,
        "new_chat_member": _MEMBER,
    },
    "chat_join_request": {"chat": OFFICE.as_json(), "from": ADMIN.as_json(), "user_chat_id": ADMIN.id, "date": 1},
    "message_reaction": _REACTION | {"old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": "👍"}]},
    "poll_answer": {"poll_id": "1", "user": ADMIN.as_json(), "option_ids": [0], "option_persistent_ids": ["0"]},
    "pre_checkout_query": {
        "id": "1",
        "from": ADMIN.as_json(),
        "currency": "XTR",
        "total_amount": 1,
        "invoice_payload": "/help",
    },
}


@pytest.mark.anyio
@pytest.mark.parametrize("kind", OTHERS)
async def test_another_kind_of_update_is_passed_over(service: Service, tmp_path: Path, kind: str) -> None:
    async with BotApiServer() as server:
        server.update(kind, OTHERS[kind])  # before the bot says what it wants: it waits there
        async with serving(service, tmp_path, server=server, guests=True, admin_ids=frozenset({ADMIN.id})):
            server.say(ADMIN, ADMIN.private, "/whoami")
            (said,) = await server.replies(1)
            await server.settled()
            assert str(ADMIN.id) in said.text
            assert server.unread == ()
            assert {call.method for call in server.calls} & {"sendMessage", "leaveChat", "approveChatJoinRequest"} == {
                "sendMessage"
            }
