"""What the bot says in a chat beside its answers: the one reader of `chat_texts.toml` and `learning_texts.toml`."""

import functools
import tomllib
from collections.abc import Iterable
from importlib import resources

from bot.rendering.html import leaf
from bot.understanding.types import Language

TABLES = ("chat_texts.toml", "learning_texts.toml")


@functools.cache
def _texts() -> dict[str, dict[str, str]]:
    folder = resources.files(__package__)
    tables = (tomllib.loads(folder.joinpath(name).read_text("utf-8")) for name in TABLES)
    return {key: text for table in tables for key, text in table.items()}


def chat_text(key: str, language: Language | None, **values: object) -> str:
    """A text as Telegram HTML, its values escaped; in both languages when nobody knows which.

    Values given as a dictionary by language are taken by the language of the text.
    """
    return "\n\n".join(
        _texts()[key][each].strip().format(**{name: _value(value, each) for name, value in values.items()})
        for each in ([language] if language else Language)
    )


def chat_words(key: str, language: Language, **values: object) -> str:
    """A text without any markup, for buttons, menus and pages."""
    return _texts()[key][language].strip().format(**values)


def language_of(code: str | None) -> Language | None:
    """The language for a person whose Telegram speaks this one; None when Telegram does not tell."""
    if not code:
        return None
    return Language.CHINESE if code.lower().partition("-")[0] == "zh" else Language.ENGLISH


def _value(value: object, language: Language) -> str:
    if isinstance(value, dict):
        value = value[language]
    if not isinstance(value, str) and isinstance(value, Iterable):
        return "\n".join(f"• <code>{leaf(str(item))}</code>" for item in value)
    return leaf(str(value))
