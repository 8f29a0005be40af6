"""Where log lines go and what never gets into them. `configure` is called by the entry point alone."""

import logging
import sys
from collections.abc import Iterable
from typing import TextIO

from bot.config import Secret

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class RedactingFormatter(logging.Formatter):
    """Formats a record, its traceback included, with every secret blacked out."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        super().__init__(_FORMAT)
        self._secrets = tuple(secret.reveal() for secret in secrets)

    def format(self, record: logging.LogRecord) -> str:
        """The line or lines of a record."""
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, "**********")
        return text


def configure(level: str, secrets: Iterable[Secret] = (), stream: TextIO | None = None) -> None:
    """Send log lines of this level and above to a stream (standard error), without these secrets."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(RedactingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    quiet_libraries()


def quiet_libraries() -> None:
    """Keep libraries from logging what is nobody's business, at whatever level the program logs.

    httpx and httpcore write every address, and a Bot API address holds the token. python-telegram-bot's request class
    writes out answers that it cannot read, and they hold people's messages; the error itself is raised as well.
    """
    for name, level in (
        ("httpx", logging.WARNING),
        ("httpcore", logging.WARNING),
        ("telegram.request.BaseRequest", logging.CRITICAL),
    ):
        logger = logging.getLogger(name)
        logger.setLevel(max(level, logger.level))
