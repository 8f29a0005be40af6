"""A stand-in Bot API server on loopback: real HTTP, the Bot API's JSON, and the checks that Telegram makes.

It is no mock: the program under test talks to it as to Telegram, by its address alone. A test plays the people:

    async with BotApiServer() as server:
        # start the program with TELEGRAM_BASE_URL=server.base_url and TELEGRAM_BOT_TOKEN=server.token, then:
        question = server.say(ANNA, ANNA.private, "/ask 任务26谁负责")
        (answer,) = await server.replies(1)
        assert answer.first_line == "区市场监管局"
        assert answer.reply_to == question.message_id

        server.press(ANNA, answer, "2019年")              # a button, by what it says
        (edited,) = await server.replies(1)               # the same message, edited
        assert edited.message_id == answer.message_id

        server.say(BORIS, GROUP, "not for the bot")
        await server.settled()                            # everything was fetched and confirmed …
        assert server.unread == ()                        # … and nothing was said

What a test may do:

- people: `say`, `edit`, `press`, `type_inline`, `call_as_guest`,
  `add_bot`, `remove_bot`, `leave`, `put` (an old message), `open_topic`, `service` (service messages), `post`
  (channels), `forget` (delete a message), `update` (any update, raw). Entities of commands and mentions are found as
  Telegram finds them, reply_to_message is filled in, ids count up.
- the bot: `replies(n)` are the next n messages that it sent or edited and that no earlier call returned; `unread`
  what is left; `history` all of it. `calls` is every method called with its parameters; `press(...)` returns a record
  that fills with the acknowledgement. `commands`, `left`, `webhook_url` hold what the bot set.
- trouble: `fail(method, fault, times)` with the faults of `tests.botapi.faults`: 401, 409, 429 with retry_after, 5xx,
  no answer at all, a connection reset in the middle of the answer (with or without the work being done), JSON that is
  none. `remove_bot`, `block`: 403 from then on. `sees_all = False` switches privacy mode on,
  `has_inline = True` inline mode, and `limits = Limits(per_chat=20)` lets it say 429 as Telegram does.
- no clock: everything waits for a state, up to `timeout` seconds, and says what did happen when it does not come.

What it checks, with Telegram's own words: token; known chats; length in UTF-16 units after the markup was read; the
HTML tag set, its nesting and its end; button data of 1 to 64 bytes; messages to edit or reply to exist; an edit
changes something; callback queries are known and acknowledged once; topics exist; commands and their descriptions;
one poller at a time; `allowed_updates` and offsets; photos are PNG of a size
that Telegram takes, and their captions short. Where Telegram silently drops what it does not like (nested quotes),
this server refuses, so that a test sees it.

The parts: `people` (records), `markup` (text and entities), `photos`, `world` (chats, messages, updates), `methods`
(one function a Bot API method: add one for each method that the program begins to use), `faults`, `http`, `server`.
`python -m tests.botapi` serves on a fixed port, to talk with a running bot by hand.
"""

from tests.botapi.people import Chat, Person
from tests.botapi.server import BotApiServer
from tests.botapi.world import Limits, Message, Press, Query, Sent

__all__ = ["BotApiServer", "Chat", "Limits", "Message", "Person", "Press", "Query", "Sent"]
