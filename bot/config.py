"""What an operator can set, and where it comes from: environment, then `.env`, then a default.

The only module that looks at the environment. `SETTINGS` is the table that documentation is checked against.
"""

import logging
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from corpus.errors import PlanbotError

_T = TypeVar("_T")

#: the documents that come with the program; the packages lie side by side, installed or in a checkout
SHIPPED_CORPUS = Path(__file__).parent.parent / "corpus" / "documents"

#: Telegram lets bots fetch files of at most so many megabytes
MOST_UPLOAD_MB = 20


class SettingsError(PlanbotError):
    """Settings that cannot be used: which one, and what to write instead. `names` are the settings at fault."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {problem}" for name, problem in problems.items()))
        self.names = tuple(problems)


class Secret:
    """A text that shows itself to nobody but who asks for it by name."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret('**********')"

    def __str__(self) -> str:
        return "**********"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


class Staleness(StrEnum):
    """What becomes of questions that were asked while the bot was down."""

    DATE = "date"
    ANSWER = "answer"
    DROP = "drop"


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
        index = values.read("PLANBOT_INDEX", _path) or values.attempt("PLANBOT_INDEX", lambda: _default_index(environ))
        corpus = values.read("PLANBOT_CORPUS", _path)
        settings = cls(
            telegram_bot_token=values.read("TELEGRAM_BOT_TOKEN", Secret),
            telegram_base_url=values.read("TELEGRAM_BASE_URL", _bot_url),
            telegram_base_file_url=values.read("TELEGRAM_BASE_FILE_URL", _bot_url),
            telegram_proxy=values.read("TELEGRAM_PROXY", _proxy),
            admin_ids=values.read("ADMIN_IDS", _user_ids) or frozenset(),
            allowed_chat_ids=values.read("ALLOWED_CHAT_IDS", _chat_ids) or frozenset(),
            corpus=corpus or SHIPPED_CORPUS,
            more_corpus=None if corpus else (index or Path()).with_name("documents"),
            index=index or Path(),
            keep=values.get("PLANBOT_KEEP", _count, 3),
            upload_mb=values.get("PLANBOT_UPLOAD_MB", _megabytes, 20),
            state=values.read("PLANBOT_STATE", _path) or (index or Path()).with_name("state.db"),
            dialogue_minutes=values.get("PLANBOT_DIALOGUE_MINUTES", _count, 30),
            retention_days=values.get("PLANBOT_RETENTION_DAYS", _count, 90),
            learning=values.get("PLANBOT_LEARNING", _switch, True),
            questions=values.read("PLANBOT_QUESTIONS", _path),
            stale=values.get("PLANBOT_STALE", _staleness, Staleness.DATE),
            stale_minutes=values.get("PLANBOT_STALE_MINUTES", _count, 10),
            guests=values.get("PLANBOT_GUESTS", _switch, False),
            webhook_url=values.read("PLANBOT_WEBHOOK_URL", _webhook_url),
            webhook_listen=values.get("PLANBOT_WEBHOOK_LISTEN", _address, ("127.0.0.1", 8443)),
            webhook_secret=values.read("PLANBOT_WEBHOOK_SECRET", _webhook_secret),
            log_level=values.read("PLANBOT_LOG_LEVEL", _log_level) or "INFO",
        )
        values.raise_problems()
        return settings


def load_settings(env_file: Path = Path(".env")) -> Settings:
    """The settings of this process: its environment, then `.env` in the working folder."""
    return Settings.from_env(os.environ, env_file)


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


# readers: text → value, or ValueError saying what to write


def _ids(text: str) -> frozenset[int]:
    parts = [part for part in re.split(r"[,，;；\s]+", text) if part]
    wrong = next((part for part in parts if not re.fullmatch(r"-?[0-9]{1,19}", part) or int(part) == 0), None)
    if wrong is not None:
        raise ValueError(
            f"'{wrong}' is not a number; write ids with commas, such as 111111,222222 / 请填写用逗号分隔的数字编号"
        )
    return frozenset(int(part) for part in parts)


def _user_ids(text: str) -> frozenset[int]:
    ids = _ids(text)
    if min(ids, default=1) < 0:
        raise ValueError(
            "a user's id is positive; ids of groups belong in ALLOWED_CHAT_IDS / 群组编号请写入 ALLOWED_CHAT_IDS"
        )
    return ids


_chat_ids = _ids


def _path(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise ValueError(f"no home folder for '{text}'; write an absolute path / 请填写绝对路径") from error


def _bot_url(text: str) -> str:
    """A Bot API server as python-telegram-bot takes it: the token is put at its end, or where it says {token}."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    # without a path the token would be glued to the port, and shown in the error about it
    if not usable or not parts.path.strip("/"):
        raise ValueError(
            "write the address up to and with /bot, such as http://127.0.0.1:8081/bot / 地址须写到 /bot 为止"
        )
    return text


def _proxy(text: str) -> Secret:
    try:
        usable = urlsplit(text).scheme in ("http", "https", "socks5", "socks5h") and urlsplit(text).hostname
    except ValueError:
        usable = None
    if not usable:  # the value may hold a password: it is not repeated
        raise ValueError("write it as http://host:port or socks5://host:port / 请写成 http://主机:端口")
    return Secret(text)


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise ValueError(f"'{text}' is not a whole number; 0 for no limit / 请填写整数，0 表示不限")
    return int(text)


def _megabytes(text: str) -> int:
    if not re.fullmatch("[0-9]{1,2}", text) or int(text) > MOST_UPLOAD_MB:
        raise ValueError(
            f"'{text}' is no number from 0 to {MOST_UPLOAD_MB}; Telegram gives bots no larger files / 请填写 0 到 20"
        )
    return int(text)


def _staleness(text: str) -> Staleness:
    if text.lower() not in set(Staleness):
        raise ValueError(f"'{text}' is none of date, answer, drop / 请填写 date、answer 或 drop")
    return Staleness(text.lower())


def _switch(text: str) -> bool:
    if text.lower() not in ("on", "off"):
        raise ValueError(f"'{text}' is neither on nor off / 请填写 on 或 off")
    return text.lower() == "on"


def _webhook_url(text: str) -> str:
    try:
        usable = urlsplit(text).scheme == "https" and urlsplit(text).hostname
    except ValueError:
        usable = None
    if not usable:
        raise ValueError("write a public address with https:// / 请填写以 https:// 开头的公网地址")
    return text


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not int(port) < 65536:
        raise ValueError("write it as host:port, such as 127.0.0.1:8443 / 请写成 主机:端口")
    return host.strip("[]"), int(port)


def _webhook_secret(text: str) -> Secret:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", text):  # the value is not repeated
        raise ValueError("write 1 to 256 of A-Z a-z 0-9 _ - / 只能用字母、数字、_ 和 -")
    return Secret(text)


def _log_level(text: str) -> str:
    if text.upper() not in logging.getLevelNamesMapping():
        raise ValueError(
            f"'{text}' is no level; write DEBUG, INFO, WARNING or ERROR / 请填写 DEBUG、INFO、WARNING 或 ERROR"
        )
    return text.upper()


# where files lie when nobody says


def _default_index(environ: Mapping[str, str]) -> Path:
    return _data_folder(environ) / "planbot" / "index.db"


def _data_folder(environ: Mapping[str, str]) -> Path:
    """Where the user's programs keep their data: as the XDG rules, macOS or Windows have it."""
    if Path(named := environ.get("XDG_DATA_HOME", "")).is_absolute():
        return Path(named)
    if sys.platform == "win32" and (local := environ.get("LOCALAPPDATA")):
        return Path(local)
    home = Path(environ["HOME"]) if environ.get("HOME") else _path("~")
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
