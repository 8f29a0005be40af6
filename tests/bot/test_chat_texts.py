"""What the bot says beside its answers: complete in both languages, and fit for where it is shown."""

import string
import tomllib
from pathlib import Path

import pytest

from bot.rendering import chat_texts
from bot.rendering.chat_texts import chat_text, chat_words, language_of
from bot.rendering.html import units
from bot.understanding.types import Intent, Language
from tests.botapi.markup import read_html

FOLDER = Path(chat_texts.__file__).parent
TABLES = {name: tomllib.loads((FOLDER / name).read_text("utf-8")) for name in chat_texts.TABLES}
TEXTS = {key: text for table in TABLES.values() for key, text in table.items()}
#: one value for each name that stands in a text; no text has another
VALUES = {
    "examples": {language: ("<1>", "2") for language in Language},
    **dict.fromkeys(("id", "chat", "chats"), -1001234567890),
    **dict.fromkeys(("bot", "username", "name"), "PlanBot"),
    **dict.fromkeys(("title", "intent", "surface", "terms", "text"), "质量提升行动计划"),
    **dict.fromkeys(("question", "target", "before", "after"), "质量提升行动计划"),
    **dict.fromkeys(("number", "total", "times", "people", "tried", "better", "worse", "other", "lesson"), 2020),
    **dict.fromkeys(("asked", "answered", "declined"), 2020),
    **dict.fromkeys(("answers", "bad", "count", "good", "line", "share", "task", "tasks", "values", "year"), 2020),
    "ago": "3 d",
    "aside": "state.db.damaged-20260101T000000",
    "error": "timed out",
    "url": "https://example.org/",
}


@pytest.mark.parametrize("intent", Intent)
def test_each_kind_of_question_has_a_name(intent: Intent) -> None:
    assert f"intent_{intent.value.replace(' ', '_')}" in TEXTS


def test_a_key_stands_in_one_table() -> None:
    assert sum(map(len, TABLES.values())) == len(TEXTS)


@pytest.mark.parametrize("key", TEXTS)
def test_a_text_has_both_languages_with_the_same_values(key: str) -> None:
    assert set(TEXTS[key]) == {"zh", "en"}
    names = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in TEXTS[key].values()]
    assert names[0] == names[1]


@pytest.mark.parametrize("language", [*Language, None])
@pytest.mark.parametrize("key", TEXTS)
def test_a_text_is_a_message_that_telegram_takes(key: str, language: Language | None) -> None:
    text, _ = read_html(chat_text(key, language, **VALUES))
    assert 0 < units(text) <= 4096


# where a text is shown → how long it may be there, and without markup
PLAIN = (
    ("button_outdated", 200),
    ("not_allowed_button", 200),
    ("error", 200),
    ("question_placeholder", 64),
    ("word_placeholder", 64),
    ("place_placeholder", 64),
    ("question_gone", 200),
    ("admins_only", 200),
    *((key, 256) for key in TEXTS if key.startswith("command_")),
    *((key, 12) for key in TEXTS if key.startswith("key_") and key != "key_private"),
    ("key_private", 30),
    ("rated_good", 200),
    ("rated_bad", 200),
    ("no_picture", 200),
    ("inline_private", 64),
    ("short_description", 120),
    ("description", 512),
)


@pytest.mark.parametrize(("key", "longest"), PLAIN)
def test_a_text_for_alerts_and_menus_is_short_and_plain(key: str, longest: int) -> None:
    for language in Language:
        text = chat_words(key, language, **VALUES)
        assert units(text) <= longest
        assert not set(text) & set("<>&")


def test_values_are_escaped_and_taken_by_language() -> None:
    assert "• <code>&lt;1&gt;</code>\n• <code>2</code>" in chat_text("start", Language.ENGLISH, **VALUES)


CODES = (
    ("zh", Language.CHINESE),
    ("zh-hans", Language.CHINESE),
    ("ZH-TW", Language.CHINESE),
    ("en", Language.ENGLISH),
    ("de", Language.ENGLISH),
    ("", None),
    (None, None),
)


@pytest.mark.parametrize(("code", "language"), CODES)
def test_the_language_of_a_person(code: str | None, language: Language | None) -> None:
    assert language_of(code) is language
