"""What the cases are tried on: the answers from the real plan and from two plans, and a folder to write to."""

from dataclasses import dataclass, field
from pathlib import Path

from bot.answering.types import Answer
from bot.config import SHIPPED_CORPUS
from bot.service import Service
from index.build import build_index
from index.store import Index
from tests.fuzz.bot import Bot
from tests.fuzz.laws import Laws

SECOND_PLAN = Path(__file__).parents[1] / "data" / "plans" / "linjiang-green-plan-2021-2023.txt"


@dataclass(frozen=True)
class Place:
    """Services over indexes in a folder, each with its laws."""

    folder: Path
    services: tuple[Service, ...]
    laws: tuple[Laws, ...]
    _bots: list[Bot] = field(default_factory=list)

    @classmethod
    def prepare(cls, folder: Path) -> "Place":
        """Build the indexes; takes some seconds."""
        services = []
        for name, places in (("one.db", [SHIPPED_CORPUS]), ("two.db", [SHIPPED_CORPUS, SECOND_PLAN])):
            build_index(places, folder / name)
            services.append(Service.of(Index(folder / name)))
        return cls(folder, tuple(services), tuple(Laws(service.index) for service in services))

    def hold(self, at: int, answer: Answer) -> None:
        """The laws of an answer of this service."""
        self.laws[at].hold(answer)

    def bot(self) -> Bot:
        """The whole bot over the first service, made when it is needed."""
        if not self._bots:
            self._bots.append(Bot(self.services[0], self.folder))
        return self._bots[0]

    def close(self) -> None:
        """Put everything away."""
        for bot in self._bots:
            bot.close()
        for service in self.services:
            service.index.close()
