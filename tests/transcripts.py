# ruff: noqa: T201 - made to print
"""Chats as a person sees them on a phone: what somebody does, and below it what the bot shows.

A chat is a file in `tests/data/chats`. Lines at the margin say what people do; the others are what comes back:

    Anna: 任务26谁负责？             in private; "Anna in Office:" in the group, "Anna in Food:" in a topic of the forum
    Anna replies: 那2019年呢？       to what the bot showed last there
    Anna edits: 任务27谁负责？       their last message
    Anna presses [2019年]            a button below what the bot showed last
    Anna types @PlanBot 放心餐厅     in any chat: inline mode
    (restart)                        the program ends and is started again

    ↩ 任务26谁负责？                 quotes this message (✎: the message that was there is edited)
    **first line**                   bold
    │ quoted          ▸ folded       a quotation; what is folded away until somebody taps it
    ‹place → t26›                    a link that opens this in private chat
    [label] [label]                  a row of buttons

    python -m tests.transcripts      plays all chats anew and writes down what comes back
"""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from bot.config import SHIPPED_CORPUS
from bot.service import Service
from tests.bot.serving import ADMIN, ANNA, BORIS, CLARA, FORUM, OFFICE, STRANGER, serving
from tests.botapi import BotApiServer, Chat, Message, Person, Query, Sent

CHATS = Path(__file__).parent / "data" / "chats"

PEOPLE = {person.first_name: person for person in (ADMIN, ANNA, BORIS, CLARA, STRANGER)}
_SAYS = re.compile(r"(?P<who>\w+)(?: in (?P<where>\w+))?(?P<how>| replies| edits): (?P<text>.+)")
_PRESSES = re.compile(r"(?P<who>\w+) presses \[(?P<label>.+)\]")
_TYPES = re.compile(r"(?P<who>\w+) types @PlanBot (?P<text>.*)")
_RESTART = "(restart)"

_TAGS = re.compile(r"<(?P<end>/?)(?P<tag>\w+)(?: (?P<more>[^>]*))?>")
_REFERENCES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_MARGIN = "    "


async def play(script: str, service: Service, folder: Path) -> str:
    """The chat with what the bot really shows."""
    async with BotApiServer() as server:
        server.has_inline = True
        server.meet(OFFICE)
        stage = _Stage(server)
        parts = []
        for scene in script.split(f"{_RESTART}\n"):
            async with serving(service, folder, server=server):
                parts.append("".join([line async for line in stage.play(scene)]))
        return f"{_RESTART}\n".join(parts)


class _Stage:
    """Where people do what the lines say."""

    def __init__(self, server: BotApiServer) -> None:
        self._server = server
        self._topics: dict[str, int] = {}
        self._messages: dict[Person, Message] = {}
        self._texts: dict[tuple[int, int], str] = {}
        self._shown: Sent | None = None
        self._shown_in: dict[tuple[int, int | None], Sent] = {}

    async def play(self, scene: str) -> AsyncIterator[str]:
        for line in scene.splitlines():
            if line.startswith(_MARGIN) or not line:
                continue
            yield f"{line}\n"
            for shown in await self._do(line):
                yield f"{_MARGIN}{shown}".rstrip() + "\n"

    async def _do(self, line: str) -> list[str]:
        if line.startswith("#"):
            return []
        if match := _PRESSES.fullmatch(line):
            return await self._press(PEOPLE[match["who"]], match["label"])
        if match := _TYPES.fullmatch(line):
            query = self._server.type_inline(PEOPLE[match["who"]], match["text"])
            return list(_offers(await self._server.answered(query)))
        match = _SAYS.fullmatch(line)
        assert match is not None, f"nobody knows what this line means: {line}"
        self._say(PEOPLE[match["who"]], match["where"], match["how"].strip(), match["text"])
        return await self._said()

    def _say(self, person: Person, where: str | None, how: str, text: str) -> None:
        if how == "edits":
            message = self._messages[person]
            self._server.edit(message, text)
        else:
            chat, topic = self._place(person, where)
            reply_to = self._shown_in[chat.id, topic] if how == "replies" else None
            message = self._server.say(person, chat, text, topic=topic, reply_to=reply_to)
            self._messages[person] = message
        self._texts[message.chat_id, message.message_id] = text

    def _place(self, person: Person, where: str | None) -> tuple[Chat, int | None]:
        if where is None:
            return person.private, None
        if where == OFFICE.title:
            return OFFICE, None
        if where not in self._topics:
            self._topics[where] = self._server.open_topic(person, FORUM, where)
        return FORUM, self._topics[where]

    async def _press(self, person: Person, label: str) -> list[str]:
        assert self._shown is not None
        press = await self._server.acknowledged(self._server.press(person, self._shown, label))
        told = [f"({'alert' if press.is_alert else 'in passing'}: {press.text})"] if press.text else []
        return [*told, *await self._said()]

    async def _said(self) -> list[str]:
        await self._server.settled()
        lines: list[str] = []
        for sent in await self._server.replies(len(self._server.unread)):
            self._shown = self._shown_in[sent.chat_id, sent.topic] = sent
            lines += self._lines(sent)
        return lines or ["(nothing)"]

    def _lines(self, sent: Sent) -> Iterator[str]:
        if sent.is_edit:
            yield "✎"
        elif sent.reply_to is not None:
            yield f"↩ {self._texts.get((sent.chat_id, sent.reply_to), '…')}"
        yield from html_lines(sent.html)
        for row in sent.rows:
            yield " ".join(f"[{label}]" for label in row)


def _offers(query: Query) -> Iterator[str]:
    for result in query.results:
        yield f"• {result['title']}"
        yield f"  {result.get('description', '')}".rstrip()
    if not query.results:
        yield "(no offers)"


def html_lines(html: str) -> Iterator[str]:
    """Telegram's HTML as lines to read: bold, quotations, folded lines and links can be told apart."""
    mark = ""
    for line in html.split("\n"):
        begins = re.search(r"<blockquote( expandable)?>", line)
        if begins:
            mark = "▸ " if begins[1] else "│ "
        yield mark + _words(line)
        if "</blockquote>" in line:
            mark = ""


def _words(line: str) -> str:
    line = re.sub(r'<a href="[^"]*start=([^"]*)">(.*?)</a>', r"‹\2 → \1›", line)
    line = re.sub(r"</?b>", "**", line)
    line = re.sub(r"</?code>", "`", line)
    line = _TAGS.sub("", line)
    for reference, character in _REFERENCES:
        line = line.replace(reference, character)
    return line


async def _rewrite() -> None:
    with tempfile.TemporaryDirectory() as folder:
        service = Service.open(Path(folder) / "index.db", SHIPPED_CORPUS)
        for path in sorted(CHATS.glob("*.txt")):
            before = path.read_text("utf-8")
            after = await play(before, service, Path(folder) / path.stem)
            path.write_text(after, "utf-8")
            print("written anew" if after != before else "as before   ", path.name)
        service.index.close()


if __name__ == "__main__":
    asyncio.run(_rewrite())
