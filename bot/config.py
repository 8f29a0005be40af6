"""What an operator can set, and where it comes from: environment, then `.env`, then a default.

The only module that looks at the environment. `SETTINGS` is the table that documentation is checked against.
"""

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.setting_values import (
    Secret,
    Staleness,
    read_address,
    read_bot_url,
    read_chat_ids,
    read_count,
    read_log_level,
    read_megabytes,
    read_path,
    read_proxy,
    read_staleness,
    read_switch,
    read_user_ids,
    read_webhook_secret,
    read_webhook_url,
)
from corpus.errors import PlanbotError

_T = TypeVar("_T")

#: the documents that come with the program; the packages lie side by side, installed or in a checkout
SHIPPED_CORPUS = Path(__file__).parent.parent / "corpus" / "documents"


class SettingsError(PlanbotError):
    """Settings that cannot be used: which one, and what to write instead. `names` are the settings at fault."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {problem}" for name, problem in problems.items()))
        self.names = tuple(problems)


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table of settings: its name, its default in words, what it is for in English and Chinese."""

    name: str
    default: str
    help: str
    help_zh: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "TELEGRAM_BOT_TOKEN",
        "",
        "the bot's token from @BotFather; needed by serve alone",
        "从 @BotFather 得到的令牌，只有 serve 需要",
    ),
    Setting(
        "TELEGRAM_BASE_URL",
        "Telegram's",
        "another Bot API server, up to and with /bot",
        "另一台 Bot API 服务器，写到 /bot 为止",
    ),
    Setting(
        "TELEGRAM_BASE_FILE_URL",
        "Telegram's",
        "where that server keeps files, with /file/bot",
        "该服务器的文件地址，写到 /file/bot 为止",
    ),
    Setting("TELEGRAM_PROXY", "none", "proxy for all calls to Telegram", "连接 Telegram 所用的代理"),
    Setting(
        "ADMIN_IDS",
        "none",
        "Telegram user ids of the administrators, comma-separated",
        "管理员的 Telegram 用户编号，用逗号分隔",
    ),
    Setting(
        "ALLOWED_CHAT_IDS",
        "none",
        "ids of the chats that may ask from the start, comma-separated",
        "一开始就可以提问的会话编号，用逗号分隔",
    ),
    Setting(
        "PLANBOT_CORPUS",
        "the documents shipped with the program, and the folder documents beside the index",
        "folder of documents; documents that are sent to the bot go there too",
        "文件所在的文件夹；发给机器人的文件也存在这里",
    ),
    Setting("PLANBOT_INDEX", "planbot/index.db in the user's data folder", "the index file", "索引文件"),
    Setting(
        "PLANBOT_KEEP",
        "3",
        "how many earlier indexes are kept for a rollback; 0: none",
        "保留多少个以前的索引以便恢复；0 表示不保留",
    ),
    Setting(
        "PLANBOT_UPLOAD_MB",
        "20",
        "the largest document that the bot takes, in MB; at most 20; 0: none",
        "机器人最大接收多少 MB 的文件，最多 20；0 表示不接收",
    ),
    Setting(
        "PLANBOT_STATE",
        "state.db beside the index",
        "the file with what the bot must remember",
        "机器人须记住的内容所在的文件",
    ),
    Setting(
        "PLANBOT_DIALOGUE_MINUTES",
        "30",
        "minutes after which a conversation fades, so that a follow-up no longer takes it up; 0: never",
        "对话隔多少分钟后不再承接；0 表示一直承接",
    ),
    Setting(
        "PLANBOT_RETENTION_DAYS",
        "90",
        "days for which questions, answers and ratings are remembered; 0: for ever",
        "问题、回答和评价记住多少天；0 表示一直记住",
    ),
    Setting(
        "PLANBOT_LEARNING",
        "on",
        "on: questions that failed are kept, without names, for administrators to look at with /review",
        "on 表示保留没答好的问题（不记姓名），供管理员用 /review 查看",
    ),
    Setting(
        "PLANBOT_QUESTIONS",
        "none",
        "file of questions with known answers, on which what is taught is tried",
        "已知答案的问题文件，教新内容前先试答",
    ),
    Setting(
        "PLANBOT_STALE",
        "date",
        "questions asked while the bot was down: date (say how old), answer (like any other) or drop",
        "停机期间提的问题：date 注明多久以前，answer 照常回答，drop 不回答",
    ),
    Setting("PLANBOT_STALE_MINUTES", "10", "from how many minutes on a question is old", "问题过多少分钟算旧"),
    Setting(
        "PLANBOT_GUESTS",
        "off",
        "on: people who may ask can call the bot in chats where it is no member (Bot API 10)",
        "on 表示可以在机器人不在的会话里召唤它（Bot API 10）",
    ),
    Setting(
        "PLANBOT_WEBHOOK_URL",
        "none: updates are fetched",
        "public https address to which Telegram is to send updates",
        "让 Telegram 推送消息的公网 https 地址；不填则轮询",
    ),
    Setting(
        "PLANBOT_WEBHOOK_LISTEN",
        "127.0.0.1:8443",
        "where the program waits for them, behind a proxy that speaks https",
        "程序在哪里等候推送（前面须有 https 反向代理）",
    ),
    Setting(
        "PLANBOT_WEBHOOK_SECRET",
        "a new one at every start",
        "secret by which Telegram's calls are known",
        "识别 Telegram 推送的密钥；不填则每次启动新生成",
    ),
    Setting("PLANBOT_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR", "日志级别：DEBUG、INFO、WARNING 或 ERROR"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that an operator can set; None where Telegram's own or nothing is meant."""

    telegram_bot_token: Secret | None = None
    telegram_base_url: str | None = None
    telegram_base_file_url: str | None = None
    telegram_proxy: Secret | None = None
    admin_ids: frozenset[int] = frozenset()
    allowed_chat_ids: frozenset[int] = frozenset()
    corpus: Path
    index: Path
    state: Path
    #: a second folder of documents, whose documents take the place of those of the same name in the first
    more_corpus: Path | None = None
    keep: int = 3
    upload_mb: int = 20
    dialogue_minutes: int = 30
    retention_days: int = 90
    learning: bool = True
    questions: Path | None = None
    stale: Staleness = Staleness.DATE
    stale_minutes: int = 10
    guests: bool = False
    webhook_url: str | None = None
    webhook_listen: tuple[str, int] = ("127.0.0.1", 8443)
    webhook_secret: Secret | None = None
    log_level: str = "INFO"

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders of the corpus; documents that are sent to the bot go into the last one."""
        return (self.corpus,) if self.more_corpus is None else (self.corpus, self.more_corpus)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """What no log line may show."""
        known = (self.telegram_bot_token, self.telegram_proxy, self.webhook_secret)
        return tuple(secret for secret in known if secret is not None)

    @classmethod
    def from_env(cls, environ: Mapping[str, str], env_file: Path | None = None) -> "Settings":
        """The settings that these variables and this file make.

        Raises:
            SettingsError: naming every setting that cannot be read.
        """
        values = _Values({**_read_env_file(env_file), **environ})
        index = values.read("PLANBOT_INDEX", read_path) or values.attempt(
            "PLANBOT_INDEX", lambda: _default_index(environ)
        )
        corpus = values.read("PLANBOT_CORPUS", read_path)
        settings = cls(
            telegram_bot_token=values.read("TELEGRAM_BOT_TOKEN", Secret),
            telegram_base_url=values.read("TELEGRAM_BASE_URL", read_bot_url),
            telegram_base_file_url=values.read("TELEGRAM_BASE_FILE_URL", read_bot_url),
            telegram_proxy=values.read("TELEGRAM_PROXY", read_proxy),
            admin_ids=values.read("ADMIN_IDS", read_user_ids) or frozenset(),
            allowed_chat_ids=values.read("ALLOWED_CHAT_IDS", read_chat_ids) or frozenset(),
            corpus=corpus or SHIPPED_CORPUS,
            more_corpus=None if corpus else (index or Path()).with_name("documents"),
            index=index or Path(),
            keep=values.get("PLANBOT_KEEP", read_count, 3),
            upload_mb=values.get("PLANBOT_UPLOAD_MB", read_megabytes, 20),
            state=values.read("PLANBOT_STATE", read_path) or (index or Path()).with_name("state.db"),
            dialogue_minutes=values.get("PLANBOT_DIALOGUE_MINUTES", read_count, 30),
            retention_days=values.get("PLANBOT_RETENTION_DAYS", read_count, 90),
            learning=values.get("PLANBOT_LEARNING", read_switch, True),
            questions=values.read("PLANBOT_QUESTIONS", read_path),
            stale=values.get("PLANBOT_STALE", read_staleness, Staleness.DATE),
            stale_minutes=values.get("PLANBOT_STALE_MINUTES", read_count, 10),
            guests=values.get("PLANBOT_GUESTS", read_switch, False),
            webhook_url=values.read("PLANBOT_WEBHOOK_URL", read_webhook_url),
            webhook_listen=values.get("PLANBOT_WEBHOOK_LISTEN", read_address, ("127.0.0.1", 8443)),
            webhook_secret=values.read("PLANBOT_WEBHOOK_SECRET", read_webhook_secret),
            log_level=values.read("PLANBOT_LOG_LEVEL", read_log_level) or "INFO",
        )
        values.raise_problems()
        return settings


def load_settings(env_file: Path = Path(".env")) -> Settings:
    """The settings of this process: its environment, then `.env` in the working folder."""
    return Settings.from_env(os.environ, env_file)


def environment_without_settings() -> dict[str, str]:
    """The environment for a process that needs no settings: without them, and without the passwords of proxies."""
    names = {setting.name for setting in SETTINGS}
    return {
        name: text for name, text in os.environ.items() if name not in names and not name.lower().endswith("_proxy")
    }


class _Values:
    """Reads one setting after the other and remembers what is wrong, so that all faults are told at once."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._problems: dict[str, str] = {}

    def read(self, name: str, reader: Callable[[str], _T]) -> _T | None:
        """The value of a setting; None when it is not set, set to nothing, or cannot be read."""
        text = self._texts.get(name, "").strip()
        return self.attempt(name, lambda: reader(text)) if text else None

    def get(self, name: str, reader: Callable[[str], _T], default: _T) -> _T:
        """The value of a setting, or its default."""
        value = self.read(name, reader)
        return default if value is None else value

    def attempt(self, name: str, make: Callable[[], _T]) -> _T | None:
        try:
            return make()
        except ValueError as error:
            self._problems[name] = str(error)
            return None

    def raise_problems(self) -> None:
        if self._problems:
            raise SettingsError(self._problems)


# where files lie when nobody says


def _default_index(environ: Mapping[str, str]) -> Path:
    return _data_folder(environ) / "planbot" / "index.db"


def _data_folder(environ: Mapping[str, str]) -> Path:
    """Where the user's programs keep their data: as the XDG rules, macOS or Windows have it."""
    if Path(named := environ.get("XDG_DATA_HOME", "")).is_absolute():
        return Path(named)
    if sys.platform == "win32" and (local := environ.get("LOCALAPPDATA")):
        return Path(local)
    home = Path(environ["HOME"]) if environ.get("HOME") else read_path("~")
    return home / ("Library/Application Support" if sys.platform == "darwin" else ".local/share")


# .env

_ENV_LINE = re.compile(
    r"""\s* (?:export\s+)? (?P<name>[A-Za-z_][A-Za-z0-9_]*) \s*=\s*
    (?: "(?P<double>[^"]*)" | '(?P<single>[^']*)' | (?P<bare>.*?) )
    \s* (?: (?<=\s)\#.* )?""",
    re.VERBOSE,
)


def _read_env_file(path: Path | None) -> dict[str, str]:
    """The variables of a `.env` file: NAME=value lines, with quotes and # comments; {} when there is no such file."""
    if path is None or not path.is_file():
        return {}
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError({str(path): "cannot be read as a UTF-8 text file / 无法作为 UTF-8 文本读取"}) from error
    variables: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if (match := _ENV_LINE.fullmatch(line)) is None:
            # the line is not repeated: it may hold the token
            raise SettingsError({f"{path}:{number}": "write NAME=value, or begin the line with # / 请写成 名称=值"})
        variables[match["name"]] = next(text for text in match.group("double", "single", "bare") if text is not None)
    return variables
