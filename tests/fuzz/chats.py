"""Whole updates through the whole bot: messages, edits, presses, inline queries, calls as a guest."""

import contextlib
import time
from collections.abc import Iterator
from random import Random

from tests.botapi.markup import find_entities
from tests.botapi.people import Chat, Json, Person
from tests.botapi.server import BOT
from tests.botapi.world import Room
from tests.fuzz.bot import ADMIN, Bot
from tests.fuzz.laws import demand
from tests.fuzz.place import Place
from tests.fuzz.texts import cut, message, mutate

#: commands, and what is no command; those that build or replace an index are left out
COMMANDS = (
    *(
        "/ask",
        "/q",
        "/task",
        "/dept",
        "/year",
        "/plan",
        "/start",
        "/help",
        "/why",
        "/document",
        "/whoami",
        "/ask@PlanBot",
    ),
    *("/Ask", "/ask@other", "/nothing", "@PlanBot", "@planbot", "/", "/ask/ask"),
)
ADMIN_COMMANDS = ("/allow", "/deny", "/digest", "/taught", "/review", "/status", "/document")
#: Telegram's limit on an inline query
MAX_QUERY = 256


@contextlib.contextmanager
def _talking(bot: Bot, chat: Chat) -> Iterator[Room]:
    """A chat that is forgotten afterwards, so that no case depends on another."""
    bot.state.allow_chat(chat.id, ADMIN, 0)
    try:
        yield bot.world.room(chat)
    finally:
        bot.world.rooms.clear()
        bot.world.history.clear()
        bot.world.queries.clear()
        bot.world.presses.clear()
        for table in ("answers", "dialogues", "ratings", "updates", "allowed_chats", "kept_questions", "askings"):
            bot.state.run(f"DELETE FROM {table}")


def chat_updates(dice: Random, place: Place) -> None:
    """Some updates of one person in one chat: messages, edits, presses, inline queries, calls as a guest."""
    bot = place.bot()
    person = Person(ADMIN if dice.random() < 0.1 else 77, "Zoë <b>", dice.choice(("", "zh-hans", "en", "xx-YY")))
    chat = person.private if dice.random() < 0.7 else Chat(-1001, "supergroup", "Office & <co>")
    with _talking(bot, chat) as room:
        for _ in range(dice.choice((1, 2, 3, 5))):
            dice.choice((_say, _say, _say, _edit, _press, _press, _type))(bot, room, person, dice)


def _update(kind: str, content: Json, dice: Random) -> Json:
    return {"update_id": dice.randrange(1, 10**9), kind: content}


def _words(person: Person, dice: Random) -> str:
    text = message(dice)
    if person.id == ADMIN and dice.random() < 0.5:
        return f"{dice.choice(ADMIN_COMMANDS)} {text[:200]}"
    if dice.random() < 0.5:
        text = f"{dice.choice(COMMANDS)}{dice.choice((' ', ' ', '', chr(10)))}{text}"
    return cut(text, 4096) or "?"


def _say(bot: Bot, room: Room, person: Person, dice: Random) -> None:
    text = _words(person, dice)
    replied = dice.choice([None, None, *room.messages])
    content = {"text": text, "entities": find_entities(text)}
    told = bot.world.add_message(room, person.as_json(), content, reply_to=replied, topic=None)
    before = len(bot.world.history)
    bot.take(_update("message", dict(told), dice))
    is_silent = room.chat.kind != "private" or text.startswith("/") or not text.strip()
    demand(is_silent or len(bot.world.history) > before, "a message in private without a reply")


def _edit(bot: Bot, room: Room, person: Person, dice: Random) -> None:
    own = [each for each in room.messages.values() if each["from"]["id"] == person.id]
    if own:
        text = _words(person, dice)
        edited = dice.choice(own)
        edited |= {"text": text, "entities": find_entities(text), "edit_date": int(time.time())}
        bot.take(_update("edited_message", dict(edited), dice))


def _press(bot: Bot, room: Room, person: Person, dice: Random) -> None:
    shown = [each for each in room.messages.values() if each["from"]["id"] == BOT.id]
    if not shown:
        return
    below = dice.choice(shown)
    rows = below.get("reply_markup", {}).get("inline_keyboard", [])
    codes = [button["callback_data"] for row in rows for button in row if "callback_data" in button]
    data = dice.choice([*codes * 3, mutate(dice.choice([*codes, "t26"]), dice), message(dice)])[:64]
    # buttons that teach, or replace the index, have tests of their own
    if data.startswith(("i:", "v")):
        return
    press = bot.world.new_press()
    query = {"id": press.id, "from": person.as_json(), "message": dict(below), "chat_instance": "1", "data": data}
    bot.take(_update("callback_query", query, dice))
    demand(press.is_acknowledged, f"button {data!r} goes on turning")


def _type(bot: Bot, room: Room, person: Person, dice: Random) -> None:
    """An inline query, or the bot's name in a chat where it is no member."""
    text, query = _words(person, dice), bot.world.new_query()
    if dice.random() < 0.3:
        content = {"text": f"@PlanBot {text}"[:4000], "guest_query_id": query.id}
        content["entities"] = find_entities(content["text"])
        told = bot.world.add_message(room, person.as_json(), content, reply_to=None, topic=None)
        bot.take(_update("guest_message", dict(told), dice))
        return
    typed = {"id": query.id, "from": person.as_json(), "query": cut(text, MAX_QUERY), "offset": ""}
    bot.take(_update("inline_query", typed, dice))
    demand(query.is_answered, "an inline query without an answer")
