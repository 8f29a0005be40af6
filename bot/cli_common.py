"""What the commands of `planbot` share: the language of what they print, and the answers as the settings have them."""

import argparse
import locale
from typing import TYPE_CHECKING

from bot.config import Settings
from bot.understanding.types import Language

if TYPE_CHECKING:
    from bot.service import Service


def language_of(arguments: argparse.Namespace) -> Language:
    """The language that was asked for, else the terminal's."""
    if arguments.lang:
        return Language(arguments.lang)
    return Language.CHINESE if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else Language.ENGLISH


def open_service(settings: Settings) -> "Service":
    """The answers, with what was taught to the bot if there is a state file; that file is only read."""
    from bot.service import Service  # a look at --help need not load it

    if not settings.state.is_file():
        return Service.open(settings.index, *settings.folders, keep=settings.keep)
    from bot.learning.lessons import read_lessons, taught_of

    taught = taught_of(read_lessons(settings.state))
    return Service.open(settings.index, *settings.folders, taught=taught, keep=settings.keep)
