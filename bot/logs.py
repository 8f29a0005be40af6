"""Where log lines go and what never gets into them. `configure` is called by the entry point alone."""

import logging
import sys
from collections.abc import Iterable
from typing import TextIO

from bot.setting_values import Secret

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

    httpx, httpcore and, below INFO, python-telegram-bot write out addresses, and a Bot API address holds the token; the
    latter also people's messages. Its request class does so even with answers that it cannot read, which it raises too.
    """
    for name, level in (
        ("httpx", logging.WARNING),
        ("httpcore", logging.WARNING),
        ("telegram", logging.INFO),
        ("telegram.request.BaseRequest", logging.CRITICAL),
    ):
        logger = logging.getLogger(name)
        logger.setLevel(max(level, logger.level))
