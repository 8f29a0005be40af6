"""Where log lines go and what never gets into them. `configure` is called by the entry point alone."""

import logging
import sys
import traceback
from collections.abc import Iterable
from types import TracebackType
from typing import TextIO

from bot.setting_values import Secret

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def black_out(text: str, secrets: Iterable[Secret]) -> str:
    """A text without these secrets."""
    for secret in secrets:
        text = text.replace(secret.reveal(), "**********")
    return text


def hide_in_tracebacks(secrets: Iterable[Secret]) -> None:
    """Black these secrets out of the traceback that ends the program."""
    known = tuple(secrets)

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.stderr.write(black_out("".join(traceback.format_exception(kind, error, trace)), known))

    sys.excepthook = show


class RedactingFormatter(logging.Formatter):
    """Formats a record, its traceback included, with every secret blacked out."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        super().__init__(_FORMAT)
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """The line or lines of a record."""
        return black_out(super().format(record), self._secrets)


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
