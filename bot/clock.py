"""What time it is, as Telegram has it: a machine's own clock may be wrong, and may be set at any moment.

Messages carry Telegram's time, so how old a question is can only be told by the same clock; and what is remembered for
a number of days would be forgotten at once if the machine's clock jumped ahead.
"""

import logging
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime

logger = logging.getLogger(__name__)

#: from so many seconds on a clock is said to be wrong; messages need some time
_TOLERANCE_SECONDS = 120.0


class Clock:
    """A clock that follows the times that Telegram's answers name, by one that nobody can set in between.

    Until the first of them it is the machine's own.
    """

    def __init__(self, own: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._own = own
        self._steady = steady
        self._behind: float | None = None
        self._is_told = False

    def now(self) -> float:
        """Seconds since 1970."""
        return self._own() if self._behind is None else self._steady() + self._behind

    def note(self, date: str) -> None:
        """Take over the time of an answer's Date header; what is none is passed over."""
        try:
            named = parsedate_to_datetime(date).timestamp()
        except (ValueError, OverflowError):
            return
        self._behind = named - self._steady()
        self._compare(named)

    def _compare(self, named: float) -> None:
        """Tell once when this machine's clock is found to be wrong, and once when it is right again."""
        ahead = self._own() - named
        is_wrong = abs(ahead) > _TOLERANCE_SECONDS
        if is_wrong and not self._is_told:
            logger.warning(
                "this machine's clock is %.0f s %s Telegram's, which is gone by: set it, or let it be set (NTP)"
                " / 本机时钟与 Telegram 不一致，以 Telegram 为准，请校准",
                abs(ahead),
                "ahead of" if ahead > 0 else "behind",
            )
        elif self._is_told and not is_wrong:
            logger.warning("this machine's clock agrees with Telegram's again / 本机时钟已恢复一致")
        self._is_told = is_wrong
