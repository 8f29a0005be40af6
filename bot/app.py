"""`planbot serve`: builds the application, calls Telegram, and serves until it is told to stop."""

import asyncio
import contextlib
import logging
import re
import signal
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

from telegram import BotCommand, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import InvalidToken, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    Defaults,
    ExtBot,
    MessageHandler,
    filters,
)

from bot import handlers, logs
from bot.access import Access
from bot.config import Secret, Settings
from bot.delivery import Delivery, Request
from bot.desk import Answerer, Desk
from bot.handlers import DESK, Context
from bot.polling import Patience, Pauses, Stopped, poll, unless_stopped
from bot.rendering.chat_texts import chat_text
from bot.rendering.compose import compose
from bot.state import State
from bot.understanding.intents import EXAMPLES
from bot.understanding.types import Language
from corpus.errors import PlanbotError

logger = logging.getLogger(__name__)

App = Application[ExtBot[int], Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")


class ServeError(PlanbotError):
    """The bot cannot be served."""


class TokenUnusable(ServeError):
    """There is no token, it is none, or Telegram refuses it."""


class TelegramUnreachable(ServeError):
    """The Bot API server does not answer."""


def run(settings: Settings, service: Answerer) -> int:
    """Serve until SIGINT or SIGTERM, with log lines on standard error; the exit status.

    Raises:
        PlanbotError: with what to do next, when there is no usable token, no way to Telegram or no state file.
    """
    logs.configure(settings.log_level, settings.secrets)
    asyncio.run(serve(settings, service))
    return 0


def check(settings: Settings) -> None:
    """Look at the token, before anything slow is begun for it.

    Raises:
        TokenUnusable: there is none, or it is none.
    """
    _token(settings)


async def serve(
    settings: Settings, service: Answerer, *, stop: asyncio.Event | None = None, patience: Patience | None = None
) -> None:
    """Serve until `stop` is set, or, without one, until SIGINT or SIGTERM."""
    patience = patience or Patience()
    check(settings)
    with State(settings.state) as state:
        application = build_application(settings, service, state)
        try:
            with contextlib.suppress(Stopped):
                await _serve(application, settings, stop or _stop_on_signals(), patience)
        except InvalidToken:
            # the text of this error holds the token: it is neither shown nor logged
            raise _refused() from None
        finally:
            await application.shutdown()
            await application.bot.shutdown()  # where the start failed half-way, the line above does nothing


async def _serve(application: App, settings: Settings, stop: asyncio.Event, patience: Patience) -> None:
    bot = application.bot
    await _insist(application.initialize, stop, patience, settings)
    # a webhook that somebody set would keep all updates away; waiting ones stay and are answered
    await _insist(bot.delete_webhook, stop, patience, settings)
    await _set_commands(application)
    access = _desk(application).access
    logger.info("serving as @%s; sees all messages of groups: %s", bot.username, bot.can_read_all_group_messages)
    if not access.is_set_up:
        logger.warning(
            "neither ADMIN_IDS nor ALLOWED_CHAT_IDS is set: nobody is answered, but everyone is told their id"
            " / ADMIN_IDS 和 ALLOWED_CHAT_IDS 都没有设置：不回答任何人，只告知对方编号"
        )
    await poll(application, stop, patience)
    logger.info("stopped / 已停止")


def build_application(settings: Settings, service: Answerer, state: State) -> App:
    """The application with all its handlers, not yet connected to anything.

    Raises:
        TokenUnusable: there is no token.
    """
    logs.quiet_libraries()
    builder = (
        ApplicationBuilder()
        .token(_token(settings).reveal())
        .request(_request(settings))
        .get_updates_request(_request(settings))
        .updater(None)  # bot.polling fetches the updates
        .job_queue(None)
        .context_types(ContextTypes(context=Context))
        .rate_limiter(Delivery())
        .defaults(
            Defaults(
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                allow_sending_without_reply=True,  # the question may have been deleted
            )
        )
    )
    if settings.telegram_base_url:
        builder = builder.base_url(settings.telegram_base_url)
    if settings.telegram_base_file_url:
        builder = builder.base_file_url(settings.telegram_base_file_url)
    application: App = builder.build()
    application.bot_data[DESK] = Desk(
        service=service, compose=compose, access=Access(settings, state), examples=EXAMPLES
    )
    _add_handlers(application)
    return application


def _add_handlers(application: App) -> None:
    new = filters.UpdateType.MESSAGE  # no edits, no channel posts, no guest messages
    application.add_handlers(
        [
            CommandHandler("start", handlers.start, new),
            CommandHandler("help", handlers.help_command, new),
            CommandHandler("ask", handlers.ask, new),
            MessageHandler(new & filters.COMMAND, handlers.on_unknown_command),
            MessageHandler(new & filters.TEXT, handlers.on_text),
            MessageHandler(new & filters.StatusUpdate.MIGRATE, handlers.on_migration),
            MessageHandler(new & ~filters.StatusUpdate.ALL, handlers.on_other),
            CallbackQueryHandler(handlers.on_button),
            ChatMemberHandler(handlers.on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        ]
    )
    application.add_error_handler(handlers.on_error)


def _request(settings: Settings) -> Request:
    proxy = settings.telegram_proxy.reveal() if settings.telegram_proxy else None
    # without a proxy of ours httpx takes that of the environment, which would not find a server on this machine
    trusts_environment = not _is_on_this_machine(settings.telegram_base_url)
    try:
        return Request(connection_pool_size=16, proxy=proxy, httpx_kwargs={"trust_env": trusts_environment})
    except (ValueError, RuntimeError):
        # the text of this error holds the proxy's password
        raise ServeError(
            'TELEGRAM_PROXY: cannot be used; for socks5 install "python-telegram-bot[socks]"'
            " / 无法使用该代理；socks5 需另装 python-telegram-bot[socks]"
        ) from None


def _is_on_this_machine(url: str | None) -> bool:
    host = urlsplit(url or "").hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


# the token


def _token(settings: Settings) -> Secret:
    token = settings.telegram_bot_token
    if token is None:
        raise TokenUnusable(
            "TELEGRAM_BOT_TOKEN is not set: get a token from @BotFather and write it into .env (see .env.example)"
            " / 没有设置 TELEGRAM_BOT_TOKEN：请向 @BotFather 申请令牌并写入 .env"
        )
    if not _TOKEN.fullmatch(token.reveal()):
        raise TokenUnusable(
            "TELEGRAM_BOT_TOKEN is no token: it reads like 123456:ABC-def, without quotes or spaces"
            " / TELEGRAM_BOT_TOKEN 不是令牌：应形如 123456:ABC-def"
        )
    return token


def _refused() -> TokenUnusable:
    return TokenUnusable(
        "TELEGRAM_BOT_TOKEN is refused by Telegram: copy it anew from @BotFather; it may have been withdrawn"
        " / Telegram 拒绝了 TELEGRAM_BOT_TOKEN：请从 @BotFather 重新复制"
    )


# at start


async def _insist(
    call: Callable[[], Coroutine[Any, Any, Any]], stop: asyncio.Event, patience: Patience, settings: Settings
) -> None:
    """Call Telegram, several times if need be.

    Raises:
        TelegramUnreachable: it did not work in the end.
    """
    pauses = Pauses(patience)
    for number in range(1, patience.tries + 1):
        try:
            await unless_stopped(stop, call())
        except InvalidToken:
            raise
        except TelegramError as error:
            if number == patience.tries:
                raise _unreachable(settings, error) from None
            if number == 1:
                logger.warning(
                    "Telegram cannot be reached yet, trying again / 暂时无法连接 Telegram，正在重试 (%s)", error
                )
            await pauses.wait(stop)
        else:
            return


def _unreachable(settings: Settings, error: TelegramError) -> TelegramUnreachable:
    server = urlsplit(settings.telegram_base_url or "https://api.telegram.org").hostname
    return TelegramUnreachable(
        f"no answer from {server} ({error.message}): check the network, or set TELEGRAM_PROXY or TELEGRAM_BASE_URL"
        f" / 无法连接 {server}：请检查网络，或设置 TELEGRAM_PROXY、TELEGRAM_BASE_URL"
    )


async def _set_commands(application: App) -> None:
    """The menu of commands, in Chinese for those whose Telegram speaks it, in English for all others."""
    try:
        for language, code in ((Language.ENGLISH, None), (Language.CHINESE, "zh")):
            commands = [BotCommand(name, chat_text(f"command_{name}", language)) for name in ("ask", "help")]
            await application.bot.set_my_commands(commands, language_code=code)
    except InvalidToken:
        raise
    except TelegramError as error:
        logger.warning("the menu of commands could not be set: %s", error.message)


def _desk(application: App) -> Desk:
    desk: Desk = application.bot_data[DESK]
    return desk


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # where the loop knows no signals (Windows), Ctrl-C still ends the program
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    return stop
