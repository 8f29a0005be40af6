"""Who tries what with the bot: the columns and rows of `bot/RIGHTS.md`, by the names that they have there."""

from dataclasses import dataclass, field
from typing import get_args

from bot.app import COMMANDS, QUESTIONS
from bot.callbacks import ACTS, Action, Decide
from bot.learning.codes import Verb
from bot.understanding.requests import Request, document_key
from tests.botapi import Chat, Person
from tests.botapi.people import Json

# people and chats, with ids that are found again wherever they are told

ADMIN = Person(7_000_001, "Ada", "zh-hans")
ALLOWED = Person(7_000_011, "Anna", "zh-hans")
MEMBER = Person(7_000_012, "Mina", "zh-hans")
FORMER = Person(7_000_013, "Fred", "zh-hans")
DISMISSED = Person(7_000_014, "Dora", "zh-hans")
STRANGER = Person(7_000_099, "Stan", "zh-hans")
LET_IN = 7_000_088
OFFICE = Chat(-1_008_000_001, "supergroup", "Office")
ELSEWHERE = Chat(-1_008_000_099, "supergroup", "Elsewhere")
CHANNEL = Chat(-1_008_000_003, "channel", "News")
#: as Telegram fills in who wrote, where no person is shown
GROUP_ANONYMOUS_BOT = Person(1_087_968_824, "Group", username="GroupAnonymousBot", is_bot=True)
CHANNEL_BOT = Person(136_817_688, "Channel", username="Channel_Bot", is_bot=True)
OTHER_BOT = Person(7_000_500, "Robot", "zh-hans", "other_bot", is_bot=True)


@dataclass(frozen=True)
class Who:
    """Somebody who tries everything.

    Attributes:
        fields: what their messages have beside the text.
        pressing: the chat whose buttons they press; None for who cannot press any.
        calls: whether they can type inline queries, call as a guest and bring the bot into groups.
        edits: whether they edit a message instead of writing one.
    """

    person: Person
    chat: Chat
    fields: Json = field(default_factory=dict)
    pressing: Chat | None = None
    calls: bool = False
    edits: bool = False


def _forwarded(by: Person) -> Json:
    return {"forward_origin": {"type": "user", "date": 1_700_000_000, "sender_user": by.as_json()}}


WHO = {
    "stranger": Who(STRANGER, STRANGER.private, pressing=STRANGER.private, calls=True),
    "elsewhere": Who(STRANGER, ELSEWHERE, pressing=ELSEWHERE),
    "member": Who(MEMBER, OFFICE, pressing=OFFICE, calls=True),
    "former member": Who(FORMER, FORMER.private, pressing=OFFICE, calls=True),
    "former admin": Who(DISMISSED, DISMISSED.private, pressing=DISMISSED.private, calls=True),
    "allowed": Who(ALLOWED, ALLOWED.private, pressing=ALLOWED.private, calls=True),
    "admin": Who(ADMIN, ADMIN.private, pressing=ADMIN.private, calls=True),
    "admin in group": Who(ADMIN, OFFICE, pressing=OFFICE),
    "admin forwarded": Who(STRANGER, STRANGER.private, _forwarded(ADMIN)),
    "admin forwards": Who(ADMIN, ADMIN.private, _forwarded(STRANGER)),
    "admin edits": Who(ADMIN, ADMIN.private, edits=True),
    "anonymous": Who(GROUP_ANONYMOUS_BOT, OFFICE, {"sender_chat": OFFICE.as_json()}),
    "channel": Who(CHANNEL_BOT, OFFICE, {"sender_chat": CHANNEL.as_json(), "is_automatic_forward": True}),
    "as channel": Who(CHANNEL_BOT, OFFICE, {"sender_chat": CHANNEL.as_json()}),
    "bot": Who(OTHER_BOT, OFFICE),
}

# what they try

#: the question that failed, the word that was taught, the document that waits: nobody's business but administrators'
FAILED, TAUGHT, WAITING = "敬老铺位2022年多少张", "银发铺位", "confidential-draft.txt"
#: what they ask, if they may
QUESTION = "任务2谁负责"
_SAID = {
    "ask": f"/ask {QUESTION}",
    "q": f"/q {QUESTION}",
    "task": "/task 2",
    "dept": "/dept 区民政局",
    "department": "/department 区民政局",
    "year": "/year 2022",
    "chart": "/chart 养老床位",
    "allow": f"/allow {STRANGER.id}",
    "deny": f"/deny {LET_IN}",
    "digest": "/digest on",
}
#: each command of the bot's own tables, as it is written
COMMANDS_SAID = {f"/{name}": _SAID.get(name, f"/{name}") for names, _ in (*COMMANDS, *QUESTIONS) for name in names}
#: each kind of button of the code's own tables
BUTTONS = {
    *(kind.__name__ for kind in (*get_args(Action), *get_args(Request)) if kind is not Decide),
    *(f"Decide {act}" for act in ACTS),
    *(f"Verb {verb.name}" for verb in Verb),
    "garbage",
}
#: what a button carries, where nothing is needed for it but what everybody knows
BUTTON_DATA = {
    "AskQuestion": f"q:{QUESTION}",
    "Choose": "c1",
    "TurnPage": "p1",
    "Rate": "r0",
    "DrawChart": "g",
    "DrawCard": "k2",
    "UseDocument": f"u{document_key('qinghu')}",
    "ShowTask": "t2",
    "ShowMeasures": "t2-2022",
    "ShowOwner": "o2",
    "ShowDepartment": "d5f1aada8",
    "ShowYear": "y2022",
    "ShowSection": "sadd13246",
    "ShowYearOf": "w2023-2",
    "ShowLines": "l40-44",
    "Browse": "b-1",
    "BrowseDepartments": "e1",
    "garbage": "x-1-2-3",
}
#: what people write that is no command of the bot's
TEXTS = {
    "text": QUESTION,
    "mention": f"@PlanBot {QUESTION}",
    "reply": QUESTION,
    "link": "/start t2",
    "unknown": "/frobnicate",
    "told": "敬老 → 养老",
}
MESSAGES = frozenset({*TEXTS, "document", "other"})
CALLS = frozenset({"inline", "guest", "bring"})
WHAT = frozenset({*COMMANDS_SAID, *BUTTONS, *MESSAGES, *CALLS})


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of it.

    Attributes:
        texts: everything that anybody was shown: messages, edits, alerts, offers.
        sent: all that went to Telegram, as it was sent.
        changed: the tables that are not as they were, and "index", "corpus".
    """

    texts: tuple[str, ...]
    sent: str
    changed: frozenset[str]


def is_possible(who: str, what: str) -> bool:
    """Whether Telegram lets these people do this at all."""
    someone = WHO[who]
    if what in BUTTONS:
        return someone.pressing is not None
    return what not in CALLS or someone.calls
