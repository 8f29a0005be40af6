# ruff: noqa: T201 - made to print
"""Serve on a fixed port and talk with a running bot by hand: one line is one message, /N presses the N-th button.

python -m tests.botapi 8081
TELEGRAM_BASE_URL=http://127.0.0.1:8081/bot TELEGRAM_BOT_TOKEN=123456:TEST ALLOWED_CHAT_IDS=1 planbot serve
"""

import asyncio
import re
import sys

from tests.botapi import BotApiServer, Person

_ME = Person(1, "Me", "en")


async def _talk(port: int) -> None:
    server = BotApiServer(timeout=3)
    await server.start(port)
    print(f"TELEGRAM_BASE_URL={server.base_url} TELEGRAM_BOT_TOKEN={server.token} ALLOWED_CHAT_IDS={_ME.id}")
    while line := await asyncio.to_thread(sys.stdin.readline):
        shown = server.history[-1] if server.history else None
        if shown and (match := re.fullmatch(r"/(\d+)\s*", line)) and 0 < int(match[1]) <= len(shown.labels):
            server.press(_ME, shown, shown.labels[int(match[1]) - 1])
        else:
            server.say(_ME, _ME.private, line.strip())
        try:
            for sent in await server.replies(1):
                print(sent.text, *(f"[/{at} {label}]" for at, label in enumerate(sent.labels, 1)), sep="\n")
        except AssertionError as silence:
            print(silence)
    await server.stop()


if __name__ == "__main__":
    asyncio.run(_talk(int(sys.argv[1]) if len(sys.argv) > 1 else 8081))
