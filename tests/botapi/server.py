"""The server with its door for tests: people speak through it, and what the bot says comes out of it."""

import json
import re
from types import TracebackType
from typing import Any
from urllib.parse import unquote

from tests.botapi.errors import ApiError
from tests.botapi.faults import Fault
from tests.botapi.http import HttpServer, Request, Response
from tests.botapi.markup import find_entities
from tests.botapi.methods import Parameters, perform
from tests.botapi.people import Chat, Json, Person
from tests.botapi.world import Call, Limits, Message, Press, Query, Room, Sent, World

TOKEN = "123456:TEST"
BOT = Person(123456, "Planbot", username="PlanBot", is_bot=True)

#: how long a test waits for something that should happen at once
TIMEOUT = 10.0

_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)

_FILE = re.compile(r"/file/bot(?P<token>[^/]*)/documents/(?P<file_id>\w+)")
_PATH = re.compile(r"/bot(?P<token>[^/]*)/(?P<method>\w+)/?")


class BotApiServer:
    """A Bot API server for one bot, an asynchronous context manager. The package's docstring says how tests use it."""

    def __init__(self, *, token: str = TOKEN, bot: Person = BOT, timeout: float = TIMEOUT) -> None:
        self.token = token
        self.bot = bot
        self.timeout = timeout
        self._world = World(bot)
        self._http = HttpServer(self._handle)
        self._faults: dict[str, list[Fault]] = {}
        self._doomed: dict[tuple[int, int], Fault] = {}
        self._read = 0
        self._busy = 0
        self._hanging = 0

    async def __aenter__(self) -> "BotApiServer":
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        """Begin to listen."""
        await self._http.start(port)

    async def stop(self) -> None:
        """Stop listening; whoever waits is cut off. What was said is still there, also after another start."""
        await self._http.stop()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._http.port

    @property
    def is_running(self) -> bool:
        """Whether it listens."""
        return self._http.is_running

    @property
    def base_url(self) -> str:
        """What TELEGRAM_BASE_URL must be set to."""
        return f"http://127.0.0.1:{self._http.port}/bot"

    @property
    def base_file_url(self) -> str:
        """What TELEGRAM_BASE_FILE_URL must be set to."""
        return f"http://127.0.0.1:{self._http.port}/file/bot"

    # what people do

    def say(
        self,
        person: Person,
        chat: Chat,
        text: str,
        *,
        reply_to: Message | Sent | None = None,
        topic: int | None = None,
        **fields: Any,
    ) -> Message:
        """Somebody writes a message; `fields` are added to it or replace what it has (entities=…, via_bot=…)."""
        room = self._world.room(chat)
        content = {"text": text, "entities": find_entities(text)} | fields
        reply_id = reply_to.message_id if reply_to else None
        message = self._world.add_message(room, person.as_json(), content, reply_to=reply_id, topic=topic)
        if self._is_delivered(message):
            self._world.enqueue("message", message)
        return Message(chat.id, message["message_id"], text)

    def send(
        self,
        person: Person,
        chat: Chat,
        name: str | None,
        content: bytes,
        *,
        size: int | None = None,
        **fields: Any,
    ) -> Message:
        """Somebody sends a file; `size` is what Telegram says of it where that is not so; `fields` as with `say`."""
        file_id = f"F{len(self._world.files) + 1}"
        self._world.files[file_id] = content
        document: Json = {"file_id": file_id, "file_unique_id": f"u{file_id}", "mime_type": "text/plain"}
        document["file_size"] = len(content) if size is None else size
        if name is not None:
            document["file_name"] = name
        room = self._world.room(chat)
        message = self._world.add_message(
            room, person.as_json(), {"document": document} | fields, reply_to=None, topic=None
        )
        self._world.enqueue("message", message)
        return Message(chat.id, message["message_id"], "")

    def edit(self, message: Message, text: str, *, later: int = 1) -> None:
        """Somebody edits their message, so many seconds after they wrote it."""
        stored = self._world.rooms[message.chat_id].messages[message.message_id]
        stored |= {"text": text, "entities": find_entities(text), "edit_date": stored["date"] + later}
        self._world.enqueue("edited_message", stored)

    def forget(self, message: Message | Sent) -> None:
        """Somebody deletes a message; the bot is not told."""
        del self._world.rooms[message.chat_id].messages[message.message_id]

    def service(self, person: Person, chat: Chat, **fields: Any) -> Message:
        """A service message: new_chat_title=…, pinned_message=…, migrate_to_chat_id=…"""
        message = self._world.add_message(self._world.room(chat), person.as_json(), fields, reply_to=None, topic=None)
        self._world.enqueue("message", message)
        return Message(chat.id, message["message_id"], "")

    def post(self, channel: Chat, text: str) -> Message:
        """A post in a channel."""
        room = self._world.room(channel)
        content = {"text": text, "entities": find_entities(text), "sender_chat": channel.as_json()}
        message = self._world.add_message(room, {}, content, reply_to=None, topic=None)
        del message["from"]
        self._world.enqueue("channel_post", message)
        return Message(channel.id, message["message_id"], text)

    def press(
        self, person: Person, message: Sent, label: str = "", *, data: str | None = None, is_old: bool = False
    ) -> Press:
        """Somebody presses the button that says `label`, or has this data; `is_old`: Telegram forgot the message."""
        if data is None:
            assert label in message.labels, f"no button {label!r} among {message.labels}"
            data = dict(message.buttons)[label]
        room, press = self._world.rooms[message.chat_id], self._world.new_press()
        gone = {"message_id": message.message_id, "chat": room.chat.as_json(), "date": 0}
        query = {
            "id": press.id,
            "from": person.as_json(),
            "message": gone if is_old else dict(room.messages.get(message.message_id, gone)),
            "chat_instance": str(room.chat.id),
            "data": data,
        }
        self._world.enqueue("callback_query", query)
        return press

    def type_inline(self, person: Person, text: str) -> Query:
        """Somebody types a question after the bot's name in the field for a message, in any chat."""
        query = self._world.new_query()
        content = {"id": query.id, "from": person.as_json(), "query": text, "offset": "", "chat_type": "supergroup"}
        self._world.enqueue("inline_query", content)
        return query

    def call_as_guest(self, person: Person, chat: Chat, text: str) -> Query:
        """Somebody names the bot in a chat where it is no member."""
        query = self._world.new_query()
        room = self._world.rooms.setdefault(chat.id, Room(chat, status="left"))
        content = {"text": text, "entities": find_entities(text), "guest_query_id": query.id}
        message = self._world.add_message(room, person.as_json(), content, reply_to=None, topic=None)
        self._world.enqueue("guest_message", message)
        return query

    def open_topic(self, person: Person, chat: Chat, name: str) -> int:
        """Somebody opens a topic in a forum; its id."""
        room = self._world.room(chat)
        content = {"forum_topic_created": {"name": name, "icon_color": 0x6FB9F0}}
        message = self._world.add_message(room, person.as_json(), content, reply_to=None, topic=None)
        topic = int(message["message_id"])
        message |= {"message_thread_id": topic, "is_topic_message": True}
        room.topics.add(topic)
        self._world.enqueue("message", message)
        return topic

    def add_bot(self, person: Person, chat: Chat, status: str = "member") -> None:
        """Somebody brings the bot into a group."""
        room = self._world.rooms.setdefault(chat.id, Room(chat, status="left"))
        self._change_status(person, room, status)

    def remove_bot(self, person: Person, chat: Chat) -> None:
        """Somebody takes the bot out of a group."""
        self._change_status(person, self._world.room(chat), "kicked")

    def leave(self, person: Person, chat: Chat) -> None:
        """Somebody leaves a group; what was said there stays with them."""
        self._world.room(chat).gone.add(person.id)

    def put(
        self, person: Person, chat: Chat, text: str, *, reply_to: Message | Sent | None = None, **fields: Any
    ) -> Message:
        """A message, also one of the bot itself, that stands there already: the bot is not told of it."""
        content = {"text": text, "entities": find_entities(text)} | fields
        reply_id, room = reply_to.message_id if reply_to else None, self._world.room(chat)
        message = self._world.add_message(room, person.as_json(), content, reply_to=reply_id, topic=None)
        return Message(chat.id, message["message_id"], text)

    def block(self, person: Person) -> None:
        """Somebody blocks the bot."""
        self._change_status(person, self._world.room(person.private), "kicked")
        self._world.room(person.private).status = "blocked"

    def meet(self, chat: Chat) -> None:
        """The bot is in this chat already."""
        self._world.room(chat)

    def update(self, kind: str, content: Json) -> None:
        """Any update at all."""
        self._world.enqueue(kind, content)

    @property
    def sees_all(self) -> bool:
        """Whether privacy mode is off: the bot gets every message of its groups."""
        return self._world.sees_all

    @sees_all.setter
    def sees_all(self, value: bool) -> None:
        self._world.sees_all = value

    def resend(self, update: Json) -> None:
        """Telegram sends an update once more."""
        self._world.confirmed = update["update_id"] - 1
        self._world.updates.append(update)
        self._world.changed.notify()

    # what the bot does

    async def replies(self, count: int) -> list[Sent]:
        """The next messages that the bot sends or edits. Fails when fewer come in time."""
        first, last = self._read, self._read + count
        if not await self._world.changed.until(lambda: len(self._world.history) >= last, self.timeout):
            raise AssertionError(f"{count} replies expected, but the bot said {[sent.text for sent in self.unread]}")
        self._read = last
        return self._world.history[first:last]

    async def heard(self, count: int) -> None:
        """Wait until the bot has sent or edited so many messages in all."""
        if not await self._world.changed.until(lambda: len(self._world.history) >= count, self.timeout):
            raise AssertionError(f"the bot said {len(self._world.history)} things, not {count}")

    async def settled(self) -> None:
        """Wait until the bot has confirmed every update and waits for more.

        The bot under test confirms an update when it has dealt with it, so that afterwards nothing more will be said.
        """
        world = self._world
        is_settled = lambda: world.is_polled and not world.updates and not self._busy  # noqa: E731
        if not await world.changed.until(is_settled, self.timeout):
            raise AssertionError(f"the bot does not come to rest; waiting: {world.updates}")

    async def acknowledged(self, press: Press) -> Press:
        """Wait until a pressed button was acknowledged."""
        if not await self._world.changed.until(lambda: press.is_acknowledged, self.timeout):
            raise AssertionError("the pressed button was not acknowledged")
        return press

    async def answered(self, query: Query) -> Query:
        """Wait until an inline query, or the call of a guest, was answered."""
        if not await self._world.changed.until(lambda: query.is_answered, self.timeout):
            raise AssertionError("the query was not answered")
        return query

    async def attended(self) -> None:
        """Wait until the bot waits for updates: until it fetches them, or has set a webhook."""
        if not await self._world.changed.until(
            lambda: any(call.method in ("getUpdates", "setWebhook") for call in self._world.calls), self.timeout
        ):
            raise AssertionError("nobody fetches updates")

    async def called(self, method: str, times: int = 1) -> list[Call]:
        """Wait until a method was called so often; the calls."""
        if not await self._world.changed.until(lambda: len(self.calls_of(method)) >= times, self.timeout):
            raise AssertionError(f"{method} was called {len(self.calls_of(method))} times, not {times}")
        return self.calls_of(method)

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method so far."""
        return [call for call in self._world.calls if call.method == method]

    @property
    def history(self) -> tuple[Sent, ...]:
        """Everything that the bot said, edits as well."""
        return tuple(self._world.history)

    @property
    def unread(self) -> tuple[Sent, ...]:
        """What the bot said and no call of `replies` returned."""
        return tuple(self._world.history[self._read :])

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every method that was called."""
        return tuple(self._world.calls)

    @property
    def pending(self) -> tuple[Json, ...]:
        """The updates that the bot has not confirmed: what it will get again."""
        return tuple(self._world.updates)

    @property
    def left(self) -> tuple[int, ...]:
        """The chats that the bot left."""
        return tuple(self._world.left)

    @property
    def commands(self) -> dict[tuple[str, str], list[str]]:
        """The names of the commands in each menu, by scope and language."""
        return {key: [command["command"] for command in menu] for key, menu in self._world.commands.items()}

    @property
    def descriptions(self) -> dict[tuple[str, str], str]:
        """What the bot says of itself, by kind and language."""
        return dict(self._world.descriptions)

    @property
    def has_inline(self) -> bool:
        """Whether @BotFather switched inline mode on."""
        return self._world.has_inline

    @has_inline.setter
    def has_inline(self, value: bool) -> None:
        self._world.has_inline = value

    @property
    def limits(self) -> Limits:
        """How many messages are taken before 429 is said."""
        return self._world.limits

    @limits.setter
    def limits(self, value: Limits) -> None:
        self._world.limits = value

    @property
    def floods(self) -> int:
        """How often 429 was said because of the limits."""
        return self._world.floods

    @property
    def webhook(self) -> Json:
        """The parameters with which the webhook was set."""
        return self._world.webhook

    @property
    def webhook_url(self) -> str:
        """The webhook that is set."""
        return self._world.webhook_url

    @webhook_url.setter
    def webhook_url(self, value: str) -> None:
        self._world.webhook_url = value

    # trouble

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        """Answer the next calls of a method with a fault; faults of one method come in the order they were given."""
        self._faults.setdefault(method.lower(), []).extend([fault] * times)

    def fail_replies_to(self, message: Message, fault: Fault) -> None:
        """Answer every message that replies to this one with a fault."""
        self._doomed[message.chat_id, message.message_id] = fault

    async def idle(self) -> None:
        """Wait until no call is being dealt with: those of a program that is gone are dealt with all the same."""
        if not await self._world.changed.until(lambda: not self._busy, self.timeout):
            raise AssertionError(f"{self._busy} calls are still being dealt with")

    async def hangs(self, seconds: float) -> bool:
        """Whether a call hangs, because of a fault, within so many seconds."""
        return await self._world.changed.until(lambda: self._hanging > 0, seconds)

    def heal(self) -> None:
        """No more faults, and nothing hangs any more."""
        self._hanging = 0
        self._faults.clear()

    # serving

    async def _handle(self, request: Request) -> Response:
        if match := _FILE.fullmatch(unquote(request.path)):
            return await self._give(match["token"], match["file_id"])
        if (match := _PATH.fullmatch(request.path)) is None or ":" not in match["token"]:
            return _error(ApiError(404, "Not Found"))
        if match["token"] != self.token:
            return _error(ApiError(401, "Unauthorized"))
        method = match["method"]
        self._world.calls.append(Call(method, request.parameters))
        is_polling = method.lower() == "getupdates"
        self._busy += not is_polling
        self._world.changed.notify()
        try:
            return await self._answer(method, Parameters(request.parameters))
        finally:
            self._busy -= not is_polling
            self._world.changed.notify()

    async def _answer(self, method: str, parameters: Parameters) -> Response:
        waiting = self._faults.get(method.lower())
        fault = waiting.pop(0) if waiting else self._doom_of(parameters)
        fault = None if fault is not None and fault.is_none else fault
        if fault is None or fault.performs:
            try:
                body = {"ok": True, "result": await perform(self._world, method, parameters)}
            except ApiError as error:
                return _error(error)
        if fault is not None and fault.hangs:
            self._hanging += 1
            self._world.changed.notify()
            await self._world.changed.until(lambda: False, timeout=3600)
        if fault is not None:
            return Response(fault.status, fault.body, breaks_off=fault.resets)
        return Response(200, json.dumps(body).encode())

    def _doom_of(self, parameters: Parameters) -> Fault | None:
        """The fault that befalls whatever replies to some message."""
        replied = (parameters.json("reply_parameters") or {}).get("message_id")
        return self._doomed.get((parameters.number("chat_id") or 0, replied)) if replied else None

    async def _give(self, token: str, file_id: str) -> Response:
        """The content of a file; faults of the method "file" befall it."""
        waiting = self._faults.get("file")
        if fault := waiting.pop(0) if waiting else None:
            if fault.hangs:
                await self._world.changed.until(lambda: False, timeout=3600)
            return Response(fault.status, fault.body, breaks_off=fault.resets)
        content = self._world.files.get(file_id) if token == self.token else None
        return _error(ApiError(404, "Not Found")) if content is None else Response(200, content)

    def _is_delivered(self, message: Json) -> bool:
        """Whether the bot gets a message; with privacy mode on only what is meant for it."""
        if self._world.sees_all or message["chat"]["type"] == "private":
            return True
        if message.get("reply_to_message", {}).get("from", {}).get("id") == self.bot.id:
            return True
        names = re.findall(r"@(\w+)", message["text"])
        is_command = any(entity["type"] == "bot_command" for entity in message["entities"])
        return self.bot.username.lower() in (name.lower() for name in names) or (is_command and not names)

    def _change_status(self, person: Person, room: Room, status: str) -> None:
        before, room.status = room.status, status
        change = {
            "chat": room.chat.as_json(),
            "from": person.as_json(),
            "date": 1_700_000_000,
            "old_chat_member": _member(before, self.bot),
            "new_chat_member": _member(status, self.bot),
        }
        self._world.enqueue("my_chat_member", change)


def _member(status: str, bot: Person) -> Json:
    member: Json = {"status": status, "user": bot.as_json()}
    if status == "kicked":
        member["until_date"] = 0
    if status == "administrator":
        member |= dict.fromkeys(_RIGHTS, False)
    return member


def _error(error: ApiError) -> Response:
    return Response(error.code, json.dumps(error.as_json()).encode())
