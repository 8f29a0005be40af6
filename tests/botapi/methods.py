"""The methods of the Bot API, one function each: reads parameters, checks what Telegram checks, changes the world."""

import inspect
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from tests.botapi.errors import ApiError, bad_request
from tests.botapi.markup import read_caption, read_text, units
from tests.botapi.people import Json
from tests.botapi.photos import read_photo
from tests.botapi.world import Query, Room, Sent, World

MAX_BUTTON_BYTES = 64
MAX_BUTTONS = 100
MAX_ACKNOWLEDGEMENT = 200
MAX_RESULTS = 50
MAX_COPY = MAX_QUERY = 256


class Parameters:
    """The parameters of a call: texts as a form brings them, or values as JSON does."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)

    def text(self, name: str) -> str | None:
        """A text, None when it is not given."""
        value = self.values.get(name)
        return None if value is None else str(value)

    def number(self, name: str, default: int | None = None) -> int | None:
        """A whole number."""
        value = self.values.get(name)
        try:
            return default if value is None else int(value)
        except ValueError:
            raise bad_request(f'parameter "{name}" must be an integer') from None

    def flag(self, name: str) -> bool:
        """True or False."""
        return str(self.values.get(name, "")).lower() in ("true", "1")

    def json(self, name: str) -> Any:
        """An object or a list, None when it is not given."""
        value = self.values.get(name)
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def chat_id(self) -> int:
        """The chat that a call is about."""
        if (chat_id := self.number("chat_id")) is None:
            raise bad_request("chat_id is empty")
        return chat_id


Method = Callable[[World, Parameters], Any]
_METHODS: dict[str, Method] = {}


def _method(name: str) -> Callable[[Method], Method]:
    def register(function: Method) -> Method:
        _METHODS[name.lower()] = function
        return function

    return register


async def perform(world: World, name: str, parameters: Parameters) -> Any:
    """The result of a method.

    Raises:
        ApiError: as Telegram answers.
    """
    if (function := _METHODS.get(name.lower())) is None:
        raise ApiError(404, "Not Found: method not found")
    result = function(world, parameters)
    return await result if inspect.isawaitable(result) else result


# the bot itself


@_method("getMe")
def get_me(world: World, _: Parameters) -> Json:
    return world.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": world.sees_all,
        "supports_inline_queries": world.has_inline,
    }


@_method("setMyCommands")
def set_my_commands(world: World, parameters: Parameters) -> bool:
    commands = parameters.json("commands") or []
    if len(commands) > 100:
        raise bad_request("too many commands specified")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= units(command.get("description", "")) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_scope(parameters)] = commands
    return True


@_method("getMyCommands")
def get_my_commands(world: World, parameters: Parameters) -> list[Json]:
    return world.commands.get(_scope(parameters), [])


@_method("deleteMyCommands")
def delete_my_commands(world: World, parameters: Parameters) -> bool:
    world.commands.pop(_scope(parameters), None)
    return True


def _scope(parameters: Parameters) -> tuple[str, str]:
    scope = parameters.json("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True) if len(scope) > 1 else scope["type"], parameters.text(
        "language_code"
    ) or ""


def _describing(name: str, longest: int) -> Method:
    def describe(world: World, parameters: Parameters) -> bool:
        text = next((str(value) for key, value in parameters.values.items() if key != "language_code"), "")
        if units(text) > longest:
            raise bad_request(f"{name} is too long")
        world.descriptions[name, parameters.text("language_code") or ""] = text
        return True

    return describe


for _name, _longest in (("description", 512), ("short_description", 120), ("name", 64)):
    _METHODS[f"setmy{_name.replace('_', '')}"] = _describing(_name, _longest)


# updates


@_method("getUpdates")
def get_updates(world: World, parameters: Parameters) -> Awaitable[list[Json]]:
    if (allowed := parameters.json("allowed_updates")) is not None:
        world.allowed_updates = frozenset(allowed)
    if offset := parameters.number("offset"):
        world.confirm(offset)
    limit = min(max(parameters.number("limit", 100) or 100, 1), 100)
    return world.poll(limit, float(parameters.text("timeout") or 0))


@_method("getWebhookInfo")
def get_webhook_info(world: World, _: Parameters) -> Json:
    return {"url": world.webhook_url, "has_custom_certificate": False, "pending_update_count": len(world.updates)}


@_method("setWebhook")
def set_webhook(world: World, parameters: Parameters) -> bool:
    world.webhook_url = parameters.text("url") or ""
    if world.webhook_url and not world.webhook_url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    world.webhook = dict(parameters.values)
    if (allowed := parameters.json("allowed_updates")) is not None:
        world.allowed_updates = frozenset(allowed)
    world.changed.notify()
    return True


@_method("deleteWebhook")
def delete_webhook(world: World, parameters: Parameters) -> bool:
    world.webhook_url = ""
    if parameters.flag("drop_pending_updates"):
        world.updates.clear()
    return True


# messages


@_method("sendMessage")
def send_message(world: World, parameters: Parameters) -> Json:
    room = world.open_room(parameters.chat_id())
    html = parameters.text("text") or ""
    text, entities = read_text(html, parameters.text("parse_mode"))
    markup = _markup(parameters)
    world.count(room.chat.id)
    content: Json = {"text": text} | ({"entities": entities} if entities else {})
    if markup and "inline_keyboard" in markup:
        content["reply_markup"] = markup
    topic, reply_to = _topic(room, parameters), _reply_target(room, parameters)
    message = world.add_message(room, world.bot.as_json(), content, reply_to=reply_to, topic=topic)
    world.record(_sent(message, html, parameters, reply_to=reply_to, markup=markup))
    return message


@_method("sendPhoto")
def send_photo(world: World, parameters: Parameters) -> Json:
    room = world.open_room(parameters.chat_id())
    sizes = read_photo(parameters.values.get("photo"))
    html = parameters.text("caption") or ""
    caption, entities = read_caption(html, parameters.text("parse_mode"))
    content: Json = {"photo": sizes}
    content |= {"caption": caption} if caption else {}
    content |= {"caption_entities": entities} if entities else {}
    topic, reply_to = _topic(room, parameters), _reply_target(room, parameters)
    message = world.add_message(room, world.bot.as_json(), content, reply_to=reply_to, topic=topic)
    photo = parameters.values["photo"]
    world.record(replace(_sent(message, html, parameters, reply_to=reply_to, markup=_markup(parameters)), photo=photo))
    return message


@_method("editMessageText")
def edit_message_text(world: World, parameters: Parameters) -> Json:
    message = _own_message(world, parameters)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    html = parameters.text("text") or ""
    text, entities = read_text(html, parameters.text("parse_mode"))
    world.count(message["chat"]["id"])
    _change(message, {"text": text, "entities": entities or None, "reply_markup": _markup(parameters)})
    reply_to = message.get("reply_to_message", {}).get("message_id")
    world.record(_sent(message, html, parameters, reply_to=reply_to, markup=message.get("reply_markup"), is_edit=True))
    return message


@_method("editMessageReplyMarkup")
def edit_message_reply_markup(world: World, parameters: Parameters) -> Json:
    message = _own_message(world, parameters)
    _change(message, {"reply_markup": _markup(parameters)})
    world.record(_sent(message, message["text"], parameters, markup=message.get("reply_markup"), is_edit=True))
    return message


@_method("deleteMessage")
def delete_message(world: World, parameters: Parameters) -> bool:
    room = world.open_room(parameters.chat_id())
    if room.messages.pop(parameters.number("message_id") or 0, None) is None:
        raise bad_request("message to delete not found")
    return True


@_method("answerCallbackQuery")
def answer_callback_query(world: World, parameters: Parameters) -> bool:
    press = world.presses.get(parameters.text("callback_query_id") or "")
    if press is None or press.is_acknowledged:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = parameters.text("text") or ""
    if units(text) > MAX_ACKNOWLEDGEMENT:
        raise bad_request("MESSAGE_TOO_LONG")
    press.is_acknowledged, press.text, press.is_alert = True, text, parameters.flag("show_alert")
    world.changed.notify()
    return True


@_method("answerInlineQuery")
def answer_inline_query(world: World, parameters: Parameters) -> bool:
    query = _query(world, parameters.text("inline_query_id"))
    results = parameters.json("results") or []
    if len(results) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [result.get("id", "") for result in results]
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    for result in results:
        _check_result(result)
    button = parameters.json("button") or {}
    if button and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", button.get("start_parameter", "")):
        raise bad_request("START_PARAM_INVALID")
    query.results = tuple(results)
    return _answered(world, query, parameters)


@_method("answerGuestQuery")
def answer_guest_query(world: World, parameters: Parameters) -> Json:
    query = _query(world, parameters.text("guest_query_id"))
    result = parameters.json("result") or {}
    _check_result(result)
    query.results = (result,)
    _answered(world, query, parameters)
    return {"inline_message_id": f"guest-{query.id}"}


def _query(world: World, query_id: str | None) -> Query:
    query = world.queries.get(query_id or "")
    if query is None or query.is_answered:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    return query


def _answered(world: World, query: Query, parameters: Parameters) -> bool:
    query.is_answered, query.parameters = True, dict(parameters.values)
    world.changed.notify()
    return True


def _check_result(result: Json) -> None:
    """What Telegram checks of an article that an inline query offers."""
    if not 1 <= len(str(result.get("id", "")).encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    if result.get("type") != "article" or not str(result.get("title", "")).strip():
        raise bad_request("can't parse inline query result: title must be non-empty")
    content = result.get("input_message_content") or {}
    read_text(content.get("message_text", ""), content.get("parse_mode"))
    _check_buttons(result.get("reply_markup"))


@_method("sendChatAction")
def send_chat_action(world: World, parameters: Parameters) -> bool:
    world.open_room(parameters.chat_id())
    return True


@_method("setMessageReaction")
def set_message_reaction(world: World, parameters: Parameters) -> bool:
    if parameters.number("message_id") not in world.open_room(parameters.chat_id()).messages:
        raise bad_request("message to react not found")
    return True


@_method("getFile")
def get_file(world: World, parameters: Parameters) -> Json:
    file_id = parameters.text("file_id") or ""
    if (content := world.files.get(file_id)) is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    return {
        "file_id": file_id,
        "file_unique_id": f"u{file_id}",
        "file_size": len(content),
        "file_path": f"documents/{file_id}",
    }


# chats


@_method("getChat")
def get_chat(world: World, parameters: Parameters) -> Json:
    return world.open_room(parameters.chat_id()).chat.as_json() | {"accent_color_id": 0, "max_reaction_count": 11}


@_method("getChatMember")
def get_chat_member(world: World, parameters: Parameters) -> Json:
    room, user_id = world.open_room(parameters.chat_id()), parameters.number("user_id")
    if user_id == world.bot.id:
        return {"status": room.status, "user": world.bot.as_json()}
    if user_id in room.gone:
        return {"status": "left", "user": {"id": user_id, "is_bot": False, "first_name": "Gone"}}
    senders = [message["from"] for message in room.messages.values() if message.get("from", {}).get("id") == user_id]
    if not senders:
        raise bad_request("member not found")
    return {"status": "member", "user": senders[-1]}


@_method("leaveChat")
def leave_chat(world: World, parameters: Parameters) -> bool:
    room = world.open_room(parameters.chat_id())
    if room.chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    room.status = "left"
    world.left.append(room.chat.id)
    world.changed.notify()
    return True


# what messages have in common


def _markup(parameters: Parameters) -> Json | None:
    markup: Json | None = parameters.json("reply_markup")
    _check_buttons(markup)
    return markup


def _check_buttons(markup: Json | None) -> None:
    buttons = [button for row in (markup or {}).get("inline_keyboard", []) for button in row]
    if len(buttons) > MAX_BUTTONS:
        raise bad_request("too many inline keyboard buttons")
    for button in buttons:
        if not str(button.get("text", "")).strip():
            raise bad_request("can't parse inline keyboard button: text of the button must be non-empty")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode("utf-8")) <= MAX_BUTTON_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        if len(button) < 2:
            raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if "copy_text" in button and not 1 <= units(button["copy_text"].get("text", "")) <= MAX_COPY:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        if units(button.get("switch_inline_query_current_chat", "")) > MAX_QUERY:
            raise bad_request("BUTTON_QUERY_INVALID")
        if "url" in button and not re.match(r"(https?|tg)://", button["url"]):
            raise bad_request("inline keyboard button URL is invalid")


def _topic(room: Room, parameters: Parameters) -> int | None:
    topic = parameters.number("message_thread_id")
    if topic is not None and topic not in room.topics:
        raise bad_request("message thread not found")
    return topic


def _reply_target(room: Room, parameters: Parameters) -> int | None:
    reply = parameters.json("reply_parameters") or {
        "message_id": parameters.number("reply_to_message_id"),
        "allow_sending_without_reply": parameters.flag("allow_sending_without_reply"),
    }
    target = reply["message_id"]
    if target is None or target in room.messages:
        return None if target is None else int(target)
    if not reply.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return None


def _own_message(world: World, parameters: Parameters) -> Json:
    room = world.open_room(parameters.chat_id())
    message = room.messages.get(parameters.number("message_id") or 0)
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != world.bot.id:
        raise bad_request("message can't be edited")
    return message


def _change(message: Json, changes: Json) -> None:
    if all(message.get(key) == value for key, value in changes.items()):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same"
            " as a current content and reply markup of the message"
        )
    for key, value in changes.items():
        if value is None:
            message.pop(key, None)
        else:
            message[key] = value


def _sent(
    message: Json,
    html: str,
    parameters: Parameters,
    *,
    reply_to: int | None = None,
    markup: Json | None = None,
    is_edit: bool = False,
) -> Sent:
    text = message.get("text", message.get("caption", ""))
    encoded = text.encode("utf-16-le", "surrogatepass")
    return Sent(
        chat_id=message["chat"]["id"],
        message_id=message["message_id"],
        text=text,
        html=html,
        entities=tuple(
            (
                entity["type"],
                encoded[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le"),
            )
            for entity in message.get("entities", message.get("caption_entities", ()))
        ),
        reply_to=reply_to,
        topic=message.get("message_thread_id"),
        markup=markup,
        is_edit=is_edit,
        parameters=dict(parameters.values),
    )
