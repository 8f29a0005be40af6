"""Lets Telegram send the updates: a small HTTP server on loopback, behind a proxy that speaks https.

Each call has to show the secret that Telegram was given. An update is kept in the state file before Telegram is told
that it arrived, so that a crash loses none.
"""

import asyncio
import contextlib
import hmac
import json
import logging
import secrets
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import h11
from telegram import Update
from telegram.ext import Application, ExtBot

from bot.calls import UNREADABLE
from bot.config import Settings
from bot.lanes import Lanes
from bot.polling import Patience, unless_stopped
from bot.state_copies import StateError
from corpus.errors import PlanbotError

logger = logging.getLogger(__name__)

AnyApplication = Application[ExtBot[int], Any, Any, Any, Any, Any]

#: the header in which Telegram shows the secret
SECRET_HEADER = b"x-telegram-bot-api-secret-token"
#: no update is longer
_MOST_BYTES = 1_000_000
_IDLE_SECONDS = 120.0


class WebhookUnusable(PlanbotError):
    """The program cannot listen where it was told to."""


class Webhook:
    """Receives the updates of a bot."""

    def __init__(
        self,
        application: AnyApplication,
        lanes: Lanes,
        settings: Settings,
        *,
        wanted: Sequence[str],
        patience: Patience,
    ) -> None:
        self._bot = application.bot
        self._lanes = lanes
        self._url = settings.webhook_url or ""
        self._path = urlsplit(self._url).path or "/"
        self._listen = settings.webhook_listen
        given = settings.webhook_secret
        self._secret = given.reveal() if given else secrets.token_urlsafe(32)
        self._wanted = wanted
        self._patience = patience

    async def run(self, stop: asyncio.Event) -> None:
        """Receive updates and have them dealt with until told to stop; then finish what was begun.

        Raises:
            WebhookUnusable: the address is taken, or none of this machine.
            TelegramError: Telegram does not take the webhook.
        """
        try:
            server = await asyncio.start_server(self._connected, *self._listen)
        except OSError as error:
            raise WebhookUnusable(
                f"PLANBOT_WEBHOOK_LISTEN: cannot listen at {self._listen[0]}:{self._listen[1]} ({error.strerror});"
                " is another program there? / 无法监听该地址，是否已被占用？"
            ) from error
        try:
            setting = self._bot.set_webhook(
                self._url, secret_token=self._secret, allowed_updates=self._wanted, max_connections=20
            )
            await unless_stopped(stop, setting)
            logger.info("waiting for updates at %s:%d", *server.sockets[0].getsockname()[:2])
            await stop.wait()
        finally:
            server.close()
            await self._lanes.close(self._patience.grace)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        try:
            with contextlib.suppress(ConnectionError, TimeoutError, h11.ProtocolError):
                while await self._served(connection, reader, writer):
                    connection.start_next_cycle()
        finally:
            writer.close()

    async def _served(
        self, connection: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answer one request; whether another may follow."""
        async with asyncio.timeout(_IDLE_SECONDS):
            status = await self._answer(connection, reader)
        if status is None:
            return False
        writer.write(_response(connection, status))
        await writer.drain()
        return connection.our_state is h11.DONE and connection.their_state is h11.DONE

    async def _answer(self, connection: h11.Connection, reader: asyncio.StreamReader) -> int | None:
        """The status of the next request, its update taken; None when the caller has gone."""
        head: h11.Request | None = None
        body = b""
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(65536))
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
                if len(body) > _MOST_BYTES:
                    return 413
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                return self._take(head, body)
            else:
                return None

    def _take(self, head: h11.Request, body: bytes) -> int:
        shown = next((value for name, value in head.headers if name == SECRET_HEADER), b"")
        if urlsplit(head.target.decode("latin-1")).path != self._path or head.method != b"POST":
            return 404
        if not hmac.compare_digest(shown, self._secret.encode()):
            logger.warning("a call without the right secret was turned away")
            return 403
        try:
            update = Update.de_json(json.loads(body), self._bot)
        except (*UNREADABLE, RecursionError):
            logger.warning("an update cannot be read and is passed over")
            return 200  # Telegram would only send it again
        return 200 if update is None or self._is_kept(update) else 503

    def _is_kept(self, update: Update) -> bool:
        """Deal with an update; whether the state file has it, so that Telegram need not keep it any longer."""
        try:
            self._lanes.take(update)
            self._lanes.park()
        except StateError:
            logger.exception("update=%d could not be taken", update.update_id)
            return False
        return not self._lanes.has_to_be_kept(update)


def _response(connection: h11.Connection, status: int) -> bytes:
    head = connection.send(h11.Response(status_code=status, headers=[("Content-Length", "0")])) or b""
    return head + (connection.send(h11.EndOfMessage()) or b"")
