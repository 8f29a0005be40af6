"""Whether all is well: what Telegram says of the bot, how updates come in, how old the index is. Shown by /status."""

import datetime as dt
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass

from telegram import WebhookInfo
from telegram.error import BadRequest, InvalidToken
from telegram.ext import ExtBot

from bot.desk import SECONDS_PER_DAY, Desk
from bot.keeping import mishap_text
from bot.politeness import duration
from bot.rendering.chat_texts import chat_text
from bot.state_copies import Mishap
from bot.understanding.types import Language
from index.store import Index

logger = logging.getLogger(__name__)

#: for so long it is shown what befell the state file
_SHOWN_SECONDS = 7.0 * SECONDS_PER_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was found.

    Attributes:
        webhook: the address that Telegram sends updates to, "" when it waits to be asked.
        is_ours: whether this program set that webhook.
        error: what Telegram last met there.
        has_conflict: whether another program takes updates away.
        is_forgetful: whether the state file takes nothing at present.
        mishap: what befell it lately.
        now: the time, as the bot has it.
    """

    name: str
    username: str
    sees_all: bool
    has_inline: bool
    webhook: str
    is_ours: bool
    waiting: int
    error: str
    has_conflict: bool
    title: str
    tasks: int
    index_age: float
    remembered: dict[str, int]
    is_forgetful: bool
    mishap: Mishap | None
    now: float
    has_pictures: bool


async def look_around(bot: ExtBot[int], desk: Desk) -> Facts:
    """Ask Telegram about the bot, and the index about itself.

    Raises:
        TelegramError: Telegram does not answer.
    """
    me, hook = await bot.get_me(), await _webhook_info(bot)
    built_at, title, tasks = await desk.work(lambda: _index_facts(desk.service.index))
    return Facts(
        name=me.full_name,
        username=me.username or "",
        sees_all=bool(me.can_read_all_group_messages),
        has_inline=bool(me.supports_inline_queries),
        webhook=hook.url,
        is_ours=bool(hook.url) and hook.url == desk.webhook_url,
        waiting=hook.pending_update_count,
        error=hook.last_error_message or "",
        has_conflict=desk.has_conflict,
        title=title,
        tasks=tasks,
        index_age=time.time() - built_at.replace(tzinfo=built_at.tzinfo or dt.UTC).timestamp(),
        remembered=desk.state.counts(),
        is_forgetful=desk.state.is_in_trouble,
        mishap=desk.state.mishap,
        now=desk.now(),
        has_pictures=desk.offers.has_pictures,
    )


async def _webhook_info(bot: ExtBot[int]) -> WebhookInfo:
    try:
        return await bot.get_webhook_info()
    except (BadRequest, InvalidToken) as error:
        logger.info("no word about webhooks: %s", error.message)
        return WebhookInfo(url="", has_custom_certificate=False, pending_update_count=0)


def _index_facts(index: Index) -> tuple[dt.datetime, str, int]:
    built_at = dt.datetime.fromisoformat(index.meta["built_at"])
    return built_at, index.documents[0].title, index.counts()["tasks"]


def report(facts: Facts, language: Language) -> str:
    """The facts as Telegram HTML, one line each: ✓ is well, ✗ needs somebody."""
    privacy = "status_privacy_off" if facts.sees_all else "status_privacy_on"
    inline = "status_inline_on" if facts.has_inline else "status_inline_off"
    pictures = "status_pictures_on" if facts.has_pictures else "status_pictures_off"
    lines = [
        chat_text("status_title", language),
        chat_text("status_bot", language, name=facts.name, username=facts.username),
        chat_text(privacy, language),
        chat_text(inline, language, username=facts.username),
        _delivery(facts, language),
        chat_text(
            "status_index",
            language,
            title=facts.title,
            tasks=facts.tasks,
            ago=duration(facts.index_age, language),
        ),
        chat_text("status_memory", language, **facts.remembered),
        *_state(facts, language),
        chat_text(pictures, language),
    ]
    return "\n".join(lines)


def _state(facts: Facts, language: Language) -> Iterator[str]:
    if facts.is_forgetful:
        yield chat_text("status_forgetful", language)
    if facts.mishap is not None and facts.now - facts.mishap.at < _SHOWN_SECONDS:
        yield mishap_text(facts.mishap, language, facts.now)


def _delivery(facts: Facts, language: Language) -> str:
    if facts.has_conflict:
        return chat_text("status_conflict", language)
    if not facts.webhook:
        return chat_text("status_polling", language)
    if not facts.is_ours:
        return chat_text("status_foreign_webhook", language, url=facts.webhook)
    if facts.error:
        return chat_text("status_webhook_error", language, url=facts.webhook, error=facts.error)
    return chat_text("status_webhook", language, url=facts.webhook, count=facts.waiting)
