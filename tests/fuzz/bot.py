"""The whole bot without a network: its application with all handlers, and the stand-in's world that it lives in."""

import asyncio
import functools
import json
from pathlib import Path
from typing import Any
from unittest import mock

from telegram import Update
from telegram.request import RequestData

from bot import app
from bot.calls import Request
from bot.config import Settings
from bot.handlers import errors
from bot.handlers.context import DESK
from bot.keys import Offers
from bot.service import Service
from bot.setting_values import Secret
from bot.state import State
from tests.botapi.errors import ApiError
from tests.botapi.methods import Parameters, perform
from tests.botapi.people import Json
from tests.botapi.server import BOT, TOKEN
from tests.botapi.world import World
from tests.fuzz.laws import link

#: the id of the administrator
ADMIN = 1


class Bot:
    """The application with its handlers, and the world that it lives in."""

    def __init__(self, service: Service, folder: Path) -> None:
        self.world = World(BOT)
        self.world.has_inline = True
        self.faults: list[BaseException] = []
        self.state = State(folder / "state.db")
        settings = Settings(
            telegram_bot_token=Secret(TOKEN),
            admin_ids=frozenset({ADMIN}),
            corpus=folder,
            index=folder / "one.db",
            state=folder / "state.db",
        )
        with mock.patch.object(app, "Request", functools.partial(_Direct, self.world)):
            self.application = app.build_application(settings, service, self.state)
        self.application.remove_error_handler(errors.on_error)
        self.application.add_error_handler(self._note)  # type: ignore[arg-type]
        desk = self.application.bot_data[DESK]
        desk.link, desk.offers = link, Offers(has_inline=True)
        self._runner = asyncio.Runner()
        self._runner.run(self.application.initialize())

    async def _note(self, _: object, context: Any) -> None:
        self.faults.append(context.error)

    def take(self, update: Json) -> None:
        """Have an update dealt with; raises what a handler raised."""
        self.faults.clear()
        read = Update.de_json(update, self.application.bot)
        self._runner.run(self.application.process_update(read))
        for fault in self.faults:
            raise fault

    def close(self) -> None:
        """Put everything away."""
        self._runner.run(self.application.shutdown())
        self._runner.close()
        self.state.close()


class _Direct(Request):
    """Calls that end in the world instead of on the wire; they are put into a form all the same."""

    def __init__(self, world: World, **_: Any) -> None:
        super().__init__(tell_time=lambda date: None)
        self._world = world

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        parameters = request_data.json_parameters if request_data else {}
        if request_data:
            request_data.parametrized_url(url)
        try:
            result = await perform(self._world, url.rpartition("/")[2], Parameters(parameters))
        except ApiError as error:
            return error.code, json.dumps(error.as_json()).encode()
        return 200, json.dumps({"ok": True, "result": result}).encode()
