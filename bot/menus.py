"""The menus of commands and what the bot says of itself, per scope and language. Set again only when they change."""

import functools
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.calls import is_unknown_method
from bot.keys import Offers
from bot.rendering.chat_texts import chat_words
from bot.state import State
from bot.understanding.types import Language

logger = logging.getLogger(__name__)

PRIVATE = ("ask", "task", "dept", "year", "plan", "chart", "why", "help", "whoami")
GROUP = ("ask", "q", "task", "dept", "year", "plan", "chart", "why", "help")
ADMIN = (*PRIVATE, "status", "allow", "deny", "review", "taught", "digest", "reindex", "diff", "rollback")
#: commands that need pictures
DRAWN = ("chart",)

#: English for everybody whose Telegram speaks neither
LANGUAGES = ((Language.ENGLISH, None), (Language.CHINESE, "zh"))

_REMARK = "menus"

Step = Callable[[], Awaitable[None]]


def menus(admins: Sequence[int], offers: Offers) -> Iterator[tuple[BotCommandScope, tuple[str, ...]]]:
    """The commands of each scope that this bot can do. A menu is display: every handler checks for itself."""
    scopes: list[tuple[BotCommandScope, tuple[str, ...]]] = [
        (BotCommandScopeDefault(), PRIVATE),
        (BotCommandScopeAllPrivateChats(), PRIVATE),
        (BotCommandScopeAllGroupChats(), GROUP),
        *((BotCommandScopeChat(person_id), ADMIN) for person_id in admins),
    ]
    for scope, names in scopes:
        yield scope, tuple(name for name in names if offers.has_pictures or name not in DRAWN)


async def set_menus(bot: ExtBot[int], admins: Sequence[int], offers: Offers, state: State) -> None:
    """Set menus and descriptions, unless they stand there already: Telegram does not like to be told every time."""
    wanted = _digest(bot, admins, offers)
    if state.remark(_REMARK) == wanted:
        return
    steps: list[Step] = [lambda: _set_descriptions(bot)]
    steps += [functools.partial(_set_menu, bot, scope, names) for scope, names in menus(admins, offers)]
    is_complete = True
    for step in steps:  # each for itself: a server may have menus and no descriptions
        try:
            await step()
        except TelegramError as error:
            if isinstance(error, InvalidToken) and not is_unknown_method(error):
                raise
            logger.warning("menus or descriptions could not be set: %s", error.message)
            is_complete = False
            if _is_vain(error):
                break
    if is_complete:
        with state.tolerating():
            state.set_remark(_REMARK, wanted)


def _is_vain(error: TelegramError) -> bool:
    """Whether the other menus would fail as well and only keep the start waiting; the next start sets them all."""
    return isinstance(error, RetryAfter | NetworkError) and not isinstance(error, BadRequest)


async def _set_menu(bot: ExtBot[int], scope: BotCommandScope, names: Sequence[str]) -> None:
    for language, code in LANGUAGES:
        commands = [BotCommand(name, chat_words(f"command_{name}", language)) for name in names]
        try:
            await bot.set_my_commands(commands, scope=scope, language_code=code)
        except TelegramError as error:
            if not isinstance(scope, BotCommandScopeChat) or isinstance(error, InvalidToken):
                raise
            # an administrator who has not spoken with the bot yet has no chat that a menu could be set in
            logger.info("no menu for administrator %s yet: %s", scope.chat_id, error.message)
            return


async def _set_descriptions(bot: ExtBot[int]) -> None:
    for language, code in LANGUAGES:
        await bot.set_my_description(chat_words("description", language), language_code=code)
        await bot.set_my_short_description(chat_words("short_description", language), language_code=code)


def _digest(bot: ExtBot[int], admins: Sequence[int], offers: Offers) -> str:
    """A short text that changes with everything that is set."""
    texts = [
        chat_words(key, language)
        for language, _ in LANGUAGES
        for key in ("description", "short_description", *(f"command_{name}" for name in (*ADMIN, *GROUP)))
    ]
    known = [
        bot.id,
        bot.base_url.partition(bot.token)[0],
        sorted(admins),
        [names for _, names in menus(admins, offers)],
        texts,
    ]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()[:16]
