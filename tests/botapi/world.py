"""The state behind the Bot API: chats, their messages, the queue of updates, and what the bot did."""

import asyncio
import copy
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.botapi.errors import ApiError, bad_request, forbidden
from tests.botapi.people import Chat, Json, Person

#: kinds of update that Telegram sends only to bots that ask for them by name
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Message:
    """A message that somebody wrote."""

    chat_id: int
    message_id: int
    text: str
    at: float = field(default_factory=time.monotonic, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message of the bot as it stood when it was sent or edited.

    Attributes:
        text: what people see, without markup; `html` what the bot wrote.
        entities: (kind, words) of each marked place.
        buttons: (label, data) of each inline button, in order.
        markup: the whole reply_markup.
        photo: the picture's file, where the message is one; the text is its caption then.
        at: when, by a clock that only goes forward; `Message` has it as well.
        parameters: everything that the bot sent along.
    """

    chat_id: int
    message_id: int
    text: str
    html: str
    entities: tuple[tuple[str, str], ...] = ()
    reply_to: int | None = None
    topic: int | None = None
    markup: Json | None = None
    is_edit: bool = False
    photo: bytes = b""
    parameters: Json = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic, compare=False)

    @property
    def first_line(self) -> str:
        """The line that a notification shows."""
        return self.text.partition("\n")[0]

    @property
    def buttons(self) -> tuple[tuple[str, str], ...]:
        """Label and data of each inline button."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return tuple((button["text"], button.get("callback_data", "")) for row in rows for button in row)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """What the buttons say, row by row."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return tuple(tuple(button["text"] for button in row) for row in rows)

    def button(self, label: str) -> Json:
        """The button that says this, as the bot wrote it."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return next(dict(button) for row in rows for button in row if button["text"] == label)

    @property
    def labels(self) -> tuple[str, ...]:
        """What the buttons say."""
        return tuple(label for label, _ in self.buttons)

    def marked(self, kind: str) -> tuple[str, ...]:
        """The words that are marked as bold, blockquote, expandable_blockquote …"""
        return tuple(words for each, words in self.entities if each == kind)


@dataclass(slots=True)
class Press:
    """A pressed button; filled in when the bot acknowledges it."""

    id: str
    is_acknowledged: bool = False
    text: str = ""
    is_alert: bool = False


@dataclass(slots=True)
class Query:
    """An inline query, or the call of a guest; filled in when the bot answers it."""

    id: str
    is_answered: bool = False
    results: tuple[Json, ...] = ()
    parameters: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many messages Telegram takes within some seconds: in one chat, and in all; then it says 429."""

    per_chat: int = 1_000_000
    overall: int = 1_000_000
    seconds: float = 1.0
    retry_after: int = 1


@dataclass(frozen=True, slots=True)
class Call:
    """A method that the bot called, with its parameters as they came."""

    method: str
    parameters: Json


class Signal:
    """Lets tests and long polls wait for a state without looking at the clock."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def notify(self) -> None:
        """Something changed: look again."""
        self._event.set()
        self._event = asyncio.Event()

    async def until(self, is_reached: Callable[[], bool], timeout: float) -> bool:
        """Wait for a state; False when it does not come in time."""
        try:
            async with asyncio.timeout(timeout):
                while not is_reached():
                    await self._event.wait()
        except TimeoutError:
            return False
        return True


@dataclass(slots=True)
class Room:
    """A chat and what was said in it; `status` is the bot's own there, `gone` are the people who left."""

    chat: Chat
    status: str = "member"
    messages: dict[int, Json] = field(default_factory=dict)
    topics: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))


class World:
    """Everything that Telegram's servers would know."""

    def __init__(self, bot: Person) -> None:
        self.bot = bot
        self.sees_all = True
        self.has_inline = False
        self.limits = Limits()
        self.floods = 0
        self._sent_at: dict[int, list[float]] = {}
        self.queries: dict[str, Query] = {}
        self.webhook: Json = {}
        self.rooms: dict[int, Room] = {}
        self.updates: list[Json] = []
        self.allowed_updates: frozenset[str] = frozenset()
        self.confirmed = 0
        self.poller = 0
        self.is_polled = False
        self.presses: dict[str, Press] = {}
        self.history: list[Sent] = []
        self.calls: list[Call] = []
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.descriptions: dict[tuple[str, str], str] = {}
        self.left: list[int] = []
        self.files: dict[str, bytes] = {}
        self.webhook_url = ""
        self.changed = Signal()
        self._update_ids = itertools.count(100_000_001)
        self._press_ids = itertools.count(1)

    # chats and messages

    def room(self, chat: Chat) -> Room:
        """The room of a chat, opened if need be."""
        return self.rooms.setdefault(chat.id, Room(chat))

    def open_room(self, chat_id: int) -> Room:
        """The room that the bot wants to speak in.

        Raises:
            ApiError: the chat is not known, or the bot is not let in.
        """
        room = self.rooms.get(chat_id)
        if room is None:
            raise bad_request("chat not found")
        if room.status == "blocked":
            raise forbidden("bot was blocked by the user")
        if room.status in ("left", "kicked"):
            raise forbidden(f"bot was kicked from the {room.chat.kind} chat")
        return room

    def add_message(self, room: Room, sender: Json, content: Json, *, reply_to: int | None, topic: int | None) -> Json:
        """A new message in a room, as the Bot API writes it."""
        message_id = next(room.ids)
        message: Json = {
            "message_id": message_id,
            "date": int(time.time()),
            "chat": room.chat.as_json(),
            "from": sender,
        }
        if topic is not None:
            message |= {"message_thread_id": topic, "is_topic_message": True}
            # in a topic, what replies to nothing else replies to the message that opened the topic
            reply_to = topic if reply_to is None else reply_to
        if reply_to in room.messages:
            message["reply_to_message"] = {
                key: value for key, value in room.messages[reply_to].items() if key != "reply_to_message"
            }
        room.messages[message_id] = message | content
        return room.messages[message_id]

    def count(self, chat_id: int) -> None:
        """Note that the bot wants to send or edit something.

        Raises:
            ApiError: it does so too often.
        """
        now = time.monotonic()
        for key, most in ((chat_id, self.limits.per_chat), (0, self.limits.overall)):
            lately = [at for at in self._sent_at.get(key, ()) if at > now - self.limits.seconds]
            if len(lately) >= most:
                self.floods += 1
                seconds = self.limits.retry_after
                raise ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
            self._sent_at[key] = [*lately, now] if most < 1_000_000 else []

    def record(self, sent: Sent) -> None:
        """Remember what the bot said."""
        self.history.append(sent)
        self.changed.notify()

    # updates

    def enqueue(self, kind: str, content: Json) -> None:
        """A new update for the bot, if it wants this kind of updates."""
        is_wanted = kind in self.allowed_updates if self.allowed_updates else kind not in _ON_REQUEST
        if is_wanted:
            # as it stands now: the message may be edited before the bot fetches it
            self.updates.append({"update_id": next(self._update_ids), kind: copy.deepcopy(content)})
            self.changed.notify()

    def confirm(self, offset: int) -> None:
        """Forget the updates below an offset."""
        if offset < 0:
            offset = self.updates[offset]["update_id"] if len(self.updates) >= -offset else 0
        self.confirmed = max(self.confirmed, offset - 1)
        self.updates = [update for update in self.updates if update["update_id"] > self.confirmed]
        self.changed.notify()

    async def poll(self, limit: int, timeout: float) -> list[Json]:
        """The next updates, once there are any.

        Raises:
            ApiError: another poller came, or a webhook is set.
        """
        if self.webhook_url:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active;"
                " use deleteWebhook to delete the webhook first",
            )
        self.poller += 1
        mine = self.poller
        self.is_polled = True
        self.changed.notify()
        try:
            await self.changed.until(lambda: bool(self.updates) or self.poller != mine, timeout)
        finally:
            if self.poller == mine:
                self.is_polled = False
        if self.poller != mine:
            raise ApiError(
                409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
            )
        return self.updates[:limit]

    def new_query(self) -> Query:
        """An inline query, or the call of a guest, that waits for its answer."""
        query = Query(str(next(self._press_ids)))
        self.queries[query.id] = query
        return query

    def new_press(self) -> Press:
        """A pressed button that waits for its acknowledgement."""
        press = Press(str(next(self._press_ids)))
        self.presses[press.id] = press
        return press
