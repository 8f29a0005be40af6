"""As much of an HTTP server as the Bot API needs: keep-alive, forms and JSON; notices when a caller goes away."""

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.parser import BytesParser
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import h11


@dataclass(frozen=True, slots=True)
class Request:
    """A request: its path, and its parameters from query, form, JSON or multipart body."""

    path: str
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Response:
    """An answer; `breaks_off` ends the connection in the middle of the body."""

    status: int
    body: bytes
    breaks_off: bool = False


Handler = Callable[[Request], Awaitable[Response]]


class HttpServer:
    """Serves requests on loopback; its answers name the time that `now` tells."""

    def __init__(self, handler: Handler, now: Callable[[], float] = time.time) -> None:
        self._handler = handler
        self._now = now
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self.port = 0

    async def start(self, port: int = 0) -> None:
        """Begin to listen, on a free port unless one is given."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", port)
        self.port = self._server.sockets[0].getsockname()[1]

    @property
    def is_running(self) -> bool:
        """Whether it listens."""
        return self._server is not None

    async def stop(self) -> None:
        """Break off whatever is going on."""
        if self._server is None:
            return
        self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        try:
            # a stopped server cancels what is going on; that is no error of the connection
            with contextlib.suppress(ConnectionError, asyncio.CancelledError, h11.RemoteProtocolError):
                await _Connection(reader, writer, self._handler, self._now).serve()
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()


class _Connection:
    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handler: Handler, now: Callable[[], float]
    ) -> None:
        self._now = now
        self._reader = reader
        self._writer = writer
        self._handler = handler
        self._http = h11.Connection(h11.SERVER)

    async def serve(self) -> None:
        """Answer requests until the caller goes away."""
        while (request := await self._receive()) is not None:
            response = await self._while_connected(self._handler(request))
            if response is None or not await self._send(response):
                return
            if self._http.our_state is h11.MUST_CLOSE:
                return
            self._http.start_next_cycle()

    async def _receive(self) -> Request | None:
        head: h11.Request | None = None
        body = b""
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                if self._http.they_are_waiting_for_100_continue:
                    self._writer.write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
                self._http.receive_data(await self._reader.read(65536))
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                return _read_request(head, body)
            else:  # closed, or paused
                return None

    async def _while_connected(self, answering: Awaitable[Response]) -> Response | None:
        """The answer; None, and no more work on it, when the caller goes away first."""
        answer = asyncio.ensure_future(answering)
        more = asyncio.ensure_future(self._reader.read(65536))
        try:
            await asyncio.wait((answer, more), return_when=asyncio.FIRST_COMPLETED)
            if more.done() and (data := more.result()):
                self._http.receive_data(data)  # the next request is already coming
                await answer
            return answer.result() if answer.done() else None
        finally:
            for task in (answer, more):
                task.cancel()
            await asyncio.gather(answer, more, return_exceptions=True)

    async def _send(self, response: Response) -> bool:
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(response.body)))]
        headers.append(("Date", formatdate(self._now(), usegmt=True)))
        head = self._http.send(h11.Response(status_code=response.status, headers=headers)) or b""
        if response.breaks_off:
            self._writer.write(head + response.body[: len(response.body) // 2])
            await self._writer.drain()
            self._writer.transport.abort()
            return False
        body = self._http.send(h11.Data(data=response.body)) or b""
        self._writer.write(head + body + (self._http.send(h11.EndOfMessage()) or b""))
        await self._writer.drain()
        return True


def _read_request(head: h11.Request, body: bytes) -> Request:
    target = urlsplit(head.target.decode("ascii"))
    kind = next((value.decode("latin-1") for name, value in head.headers if name == b"content-type"), "")
    parameters: dict[str, Any] = dict(parse_qsl(target.query, keep_blank_values=True))
    if kind.startswith("application/json"):
        parameters |= json.loads(body or b"{}")
    elif kind.startswith("multipart/form-data"):
        parameters |= _read_multipart(kind, body)
    else:
        parameters |= dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True))
    return Request(target.path, parameters)


def _read_multipart(kind: str, body: bytes) -> dict[str, Any]:
    """The fields of a form with files; a file is its bytes."""
    message = BytesParser().parsebytes(b"Content-Type: " + kind.encode("latin-1") + b"\r\n\r\n" + body)
    fields: dict[str, Any] = {}
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(payload, bytes):
            fields[name] = payload if part.get_filename() else payload.decode("utf-8")
    return fields
