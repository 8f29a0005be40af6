"""`planbot serve`: builds the application, calls Telegram, and serves until it is told to stop."""

import asyncio
import contextlib
import json
import logging
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    Defaults,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot import logs, pictures
from bot.access import Access
from bot.calls import Request, UpdatesRequest, is_unknown_method, understood, wait_of
from bot.clock import Clock
from bot.config import Settings
from bot.conversations import Answerer
from bot.delivery import Bot, Delivery, Pacing
from bot.desk import Desk
from bot.digests import sending_digests
from bot.handlers import admin, buttons, commands, digest, document, documents, errors, groups, inline, messages, review
from bot.handlers.context import DESK, LIBRARY, MEMBERS, POLITENESS, Context
from bot.keeping import keeping_state
from bot.keys import Offers
from bot.lanes import Lanes
from bot.library import Library
from bot.membership import Members
from bot.menus import set_menus
from bot.politeness import Politeness
from bot.polling import Patience, Pauses, Poller, Stopped, unless_stopped
from bot.setting_values import Secret
from bot.state import State
from bot.state_copies import serving_alone
from bot.understanding.requests import encode_request
from bot.webhook import Webhook
from corpus.errors import PlanbotError

logger = logging.getLogger(__name__)

App = Application[ExtBot[int], Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]

#: answers are found in a thread; the one that talks with Telegram need not wait Python's usual 5 ms for it each time
_SWITCH_SECONDS = 0.0005

_TELEGRAM = "https://api.telegram.org"
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
    sys.setswitchinterval(_SWITCH_SECONDS)
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
    with serving_alone(settings.state), State(settings.state) as state:
        application = build_application(settings, service, state)
        try:
            with contextlib.suppress(Stopped):
                await _serve(application, settings, state, stop or _stop_on_signals(), patience)
        except InvalidToken:
            # the text of this error holds the token: it is neither shown nor logged
            raise _refused() from None
        finally:
            await application.bot_data[LIBRARY].close()
            await application.shutdown()
            await application.bot.shutdown()  # where the start failed half-way, the line above does nothing


async def _serve(application: App, settings: Settings, state: State, stop: asyncio.Event, patience: Patience) -> None:
    bot, desk = application.bot, _desk(application)
    await _insist(application.initialize, stop, patience, settings)
    desk.link = lambda request: f"https://t.me/{bot.username}?start={encode_request(request)}"
    desk.offers = Offers(has_inline=bool(bot.supports_inline_queries), has_pictures=pictures.are_available())
    await unless_stopped(stop, set_menus(bot, sorted(settings.admin_ids), desk.offers, state))
    logger.info(
        "serving as @%s; privacy mode: %s; inline mode: %s",
        bot.username,
        "off" if bot.can_read_all_group_messages else "on",
        "on" if bot.supports_inline_queries else "off",
    )
    if not desk.access.is_set_up:
        logger.warning(
            "neither ADMIN_IDS nor ALLOWED_CHAT_IDS is set: nobody is answered, but everyone is told their id"
            " / ADMIN_IDS 和 ALLOWED_CHAT_IDS 都没有设置：不回答任何人，只告知对方编号"
        )
    lanes = Lanes(application.process_update, state, now=desk.now, is_given_up=desk.refused.is_set)
    application.bot_data[POLITENESS].queue = lanes
    for content in state.parked().values():
        if (update := Update.de_json(json.loads(content), bot)) is not None:
            lanes.take(update, is_parked=True)
    try:
        await unless_stopped(desk.refused, _receive(application, settings, lanes, stop, patience))
    except Stopped:
        if desk.refused.is_set():
            raise _refused() from None
        raise
    finally:
        await lanes.close(0.0)  # whatever ended it: nothing goes on behind a closed state file
    logger.info("stopped / 已停止")


async def _receive(application: App, settings: Settings, lanes: Lanes, stop: asyncio.Event, patience: Patience) -> None:
    """Take updates, in the way that the settings say, until told to stop."""
    bot, desk = application.bot, _desk(application)
    wanted = wanted_updates(settings)
    broken_off = documents.tell_broken_off(Context(application))
    async with sending_digests(bot, desk), keeping_state(bot, desk, settings.admin_ids), _meanwhile(broken_off):
        if settings.webhook_url:
            desk.webhook_url = settings.webhook_url
            await Webhook(application, lanes, settings, wanted=wanted, patience=patience).run(stop)
        else:
            # a webhook that somebody set would keep all updates away; waiting ones stay and are answered
            await _insist(lambda: _delete_webhook(bot), stop, patience, settings)
            await Poller(bot, lanes, wanted=wanted, patience=patience, on_conflict=desk.note_conflict).run(stop)


@contextlib.asynccontextmanager
async def _meanwhile(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Some work goes on beside what is done in this context, and ends with it; Telegram may keep it waiting."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, TelegramError):
            await task


async def _delete_webhook(bot: ExtBot[int]) -> None:
    try:
        await bot.delete_webhook()
    except (BadRequest, InvalidToken) as error:
        if isinstance(error, InvalidToken) and not is_unknown_method(error):
            raise
        logger.warning("no webhook could be deleted, going on without: %s", error.message)


def build_application(settings: Settings, service: Answerer, state: State, pacing: Pacing | None = None) -> App:
    """The application with all its handlers, not yet connected to anything.

    Raises:
        TokenUnusable: there is no token.
    """
    logs.quiet_libraries()
    clock = Clock()
    bot: ExtBot[int] = Bot(
        _token(settings).reveal(),
        base_url=settings.telegram_base_url or f"{_TELEGRAM}/bot",
        base_file_url=settings.telegram_base_file_url or f"{_TELEGRAM}/file/bot",
        request=_request(settings, Request, clock),
        get_updates_request=_request(settings, UpdatesRequest, clock),
        rate_limiter=Delivery(pacing=pacing),
        defaults=Defaults(
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            allow_sending_without_reply=True,  # the question may have been deleted
        ),
    )
    application: App = (
        ApplicationBuilder()
        .bot(bot)
        .updater(None)  # bot.polling fetches the updates
        .job_queue(None)
        .context_types(ContextTypes(context=Context))
        .build()
    )
    application.bot_data[DESK] = Desk(
        service=service,
        access=Access(settings, state, clock.now),
        state=state,
        dialogue_minutes=settings.dialogue_minutes,
        retention_days=settings.retention_days,
        is_learning=settings.learning,
        questions=settings.questions,
        now=clock.now,
    )
    application.bot_data[POLITENESS] = Politeness(settings, clock.now)
    application.bot_data[LIBRARY] = Library(settings, _desk(application))
    application.bot_data[MEMBERS] = Members()
    _add_handlers(application)
    return application


#: the commands, each with its other names
COMMANDS = (
    (("start",), messages.start),
    (("help",), messages.help_command),
    (("why",), commands.why),
    (("chart",), commands.chart),
    (("whoami",), admin.whoami),
    (("document",), document.document),
    (("status",), admin.status),
    (("allow",), admin.allow),
    (("deny",), admin.deny),
    (("review",), review.review),
    (("taught",), review.taught),
    (("digest",), digest.digest),
    (("reindex",), documents.reindex),
    (("diff",), documents.diff),
    (("rollback",), documents.rollback),
)
#: commands that ask something of the plan: edited, they are answered anew
QUESTIONS = (
    (("ask", "q"), messages.ask),
    (("task",), commands.task),
    (("dept", "department"), commands.department),
    (("year",), commands.year),
    (("plan",), commands.plan),
)


def _add_handlers(application: App) -> None:
    new = filters.UpdateType.MESSAGE  # no channel posts, no guest messages
    new_or_edited = filters.UpdateType.MESSAGES
    application.add_handlers(
        [
            *(CommandHandler(names, callback, new) for names, callback in COMMANDS),
            *(CommandHandler(names, callback, new_or_edited) for names, callback in QUESTIONS),
            MessageHandler(new & filters.COMMAND, messages.on_unknown_command),
            MessageHandler(new_or_edited & filters.TEXT & ~filters.COMMAND & review.IS_TOLD, review.on_told),
            MessageHandler(new_or_edited & filters.TEXT & ~filters.COMMAND, messages.on_text),
            MessageHandler(new & filters.StatusUpdate.MIGRATE, groups.on_migration),
            MessageHandler(new & filters.Document.ALL, documents.on_document),
            MessageHandler(new & ~filters.StatusUpdate.ALL & ~filters.TEXT, messages.on_other),
            CallbackQueryHandler(review.on_button, review.BUTTONS),
            CallbackQueryHandler(buttons.on_button),
            InlineQueryHandler(inline.on_inline_query),
            ChatMemberHandler(groups.on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
            MessageHandler(filters.UpdateType.GUEST_MESSAGE & filters.TEXT, inline.on_guest),
        ]
    )
    application.add_error_handler(errors.on_error)


def wanted_updates(settings: Settings) -> tuple[str, ...]:
    """What Telegram is asked for."""
    wanted = (
        Update.MESSAGE,
        Update.EDITED_MESSAGE,
        Update.CALLBACK_QUERY,
        Update.INLINE_QUERY,
        Update.MY_CHAT_MEMBER,
    )
    return (*wanted, Update.GUEST_MESSAGE) if settings.guests else wanted


def _request(settings: Settings, kind: type[Request], clock: Clock) -> Request:
    proxy = settings.telegram_proxy.reveal() if settings.telegram_proxy else None
    # without a proxy of ours httpx takes that of the environment, which would not find a server on this machine
    trusts_environment = not _is_on_this_machine(settings.telegram_base_url)
    try:
        return kind(proxy=proxy, trusts_environment=trusts_environment, tell_time=clock.note)
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
            await unless_stopped(stop, understood(call()))
        except InvalidToken:
            raise
        except TelegramError as error:
            if number == patience.tries:
                raise _unreachable(settings, error) from None
            if number == 1:
                logger.warning(
                    "Telegram cannot be reached yet, trying again / 暂时无法连接 Telegram，正在重试 (%s)", error
                )
            await pauses.wait(stop, wait_of(error) if isinstance(error, RetryAfter) else 0.0)
        else:
            return


def _unreachable(settings: Settings, error: TelegramError) -> TelegramUnreachable:
    server = urlsplit(settings.telegram_base_url or _TELEGRAM).hostname
    return TelegramUnreachable(
        f"no answer from {server} ({error.message}): check the network, or set TELEGRAM_PROXY or TELEGRAM_BASE_URL"
        f" / 无法连接 {server}：请检查网络，或设置 TELEGRAM_PROXY、TELEGRAM_BASE_URL"
    )


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
