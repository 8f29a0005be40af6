"""Kinds of values that settings have, and readers of them: text → value, or ValueError saying what to write."""

import logging
import re
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

#: Telegram lets bots fetch files of at most so many megabytes
MOST_UPLOAD_MB = 20


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


def read_ids(text: str) -> frozenset[int]:
    """Ids of chats or people, with commas between them."""
    parts = [part for part in re.split(r"[,，;；\s]+", text) if part]
    wrong = next((part for part in parts if not re.fullmatch(r"-?[0-9]{1,19}", part) or int(part) == 0), None)
    if wrong is not None:
        raise ValueError(
            f"'{wrong}' is not a number; write ids with commas, such as 111111,222222 / 请填写用逗号分隔的数字编号"
        )
    return frozenset(int(part) for part in parts)


def read_user_ids(text: str) -> frozenset[int]:
    """Ids of people."""
    ids = read_ids(text)
    if min(ids, default=1) < 0:
        raise ValueError(
            "a user's id is positive; ids of groups belong in ALLOWED_CHAT_IDS / 群组编号请写入 ALLOWED_CHAT_IDS"
        )
    return ids


read_chat_ids = read_ids


def read_path(text: str) -> Path:
    """A path; ~ is the home folder."""
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise ValueError(f"no home folder for '{text}'; write an absolute path / 请填写绝对路径") from error


def read_bot_url(text: str) -> str:
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


def read_proxy(text: str) -> Secret:
    """The address of a proxy, which may hold a password."""
    try:
        usable = urlsplit(text).scheme in ("http", "https", "socks5", "socks5h") and urlsplit(text).hostname
    except ValueError:
        usable = None
    if not usable:  # the value may hold a password: it is not repeated
        raise ValueError("write it as http://host:port or socks5://host:port / 请写成 http://主机:端口")
    return Secret(text)


def read_count(text: str) -> int:
    """A whole number, 0 for no limit."""
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise ValueError(f"'{text}' is not a whole number; 0 for no limit / 请填写整数，0 表示不限")
    return int(text)


def read_megabytes(text: str) -> int:
    """Megabytes, as far as Telegram goes."""
    if not re.fullmatch("[0-9]{1,2}", text) or int(text) > MOST_UPLOAD_MB:
        raise ValueError(
            f"'{text}' is no number from 0 to {MOST_UPLOAD_MB}; Telegram gives bots no larger files / 请填写 0 到 20"
        )
    return int(text)


def read_staleness(text: str) -> Staleness:
    """What becomes of late questions."""
    if text.lower() not in set(Staleness):
        raise ValueError(f"'{text}' is none of date, answer, drop / 请填写 date、answer 或 drop")
    return Staleness(text.lower())


def read_switch(text: str) -> bool:
    """on or off."""
    if text.lower() not in ("on", "off"):
        raise ValueError(f"'{text}' is neither on nor off / 请填写 on 或 off")
    return text.lower() == "on"


def read_webhook_url(text: str) -> str:
    """A public address."""
    try:
        usable = urlsplit(text).scheme == "https" and urlsplit(text).hostname
    except ValueError:
        usable = None
    if not usable:
        raise ValueError("write a public address with https:// / 请填写以 https:// 开头的公网地址")
    return text


def read_address(text: str) -> tuple[str, int]:
    """host:port."""
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not int(port) < 65536:
        raise ValueError("write it as host:port, such as 127.0.0.1:8443 / 请写成 主机:端口")
    return host.strip("[]"), int(port)


def read_webhook_secret(text: str) -> Secret:
    """A secret as Telegram takes it."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", text):  # the value is not repeated
        raise ValueError("write 1 to 256 of A-Z a-z 0-9 _ - / 只能用字母、数字、_ 和 -")
    return Secret(text)


def read_log_level(text: str) -> str:
    """A level of Python's logging."""
    if text.upper() not in logging.getLevelNamesMapping():
        raise ValueError(
            f"'{text}' is no level; write DEBUG, INFO, WARNING or ERROR / 请填写 DEBUG、INFO、WARNING 或 ERROR"
        )
    return text.upper()
