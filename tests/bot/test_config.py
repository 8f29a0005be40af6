"""Settings: where they come from, what is refused and how, and that every one of them is written down."""

import re
from pathlib import Path

import pytest

from bot.config import SETTINGS, SHIPPED_CORPUS, Settings, SettingsError
from bot.setting_values import Secret

ROOT = Path(__file__).parents[2]
HOME = {"HOME": "/home/someone"}


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_defaults_are_under_the_users_data_folder() -> None:
    settings = Settings.from_env({"XDG_DATA_HOME": "/data"})
    assert settings.index == Path("/data/planbot/index.db")
    assert settings.state == Path("/data/planbot/state.db")
    assert settings.corpus == SHIPPED_CORPUS
    assert (settings.telegram_bot_token, settings.admin_ids, settings.log_level) == (None, frozenset(), "INFO")


@pytest.mark.parametrize("named", [{}, {"XDG_DATA_HOME": ""}, {"XDG_DATA_HOME": "relative/is/ignored"}])
def test_the_data_folder_without_xdg(named: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert Settings.from_env(HOME | named).index == Path("/home/someone/.local/share/planbot/index.db")


def test_the_state_file_lies_beside_the_index() -> None:
    assert Settings.from_env({"PLANBOT_INDEX": "/srv/plans/my.db"}).state == Path("/srv/plans/state.db")


def test_environment_goes_before_file_and_file_before_default(env_file: Path) -> None:
    env_file.write_text("ADMIN_IDS=1\nPLANBOT_LOG_LEVEL=debug\n", "utf-8")
    settings = Settings.from_env(HOME | {"ADMIN_IDS": "2"}, env_file)
    assert settings.admin_ids == {2}
    assert settings.log_level == "DEBUG"


def test_a_missing_file_is_no_error(env_file: Path) -> None:
    assert Settings.from_env(HOME, env_file) == Settings.from_env(HOME)


# one row a form: the line of the file, and what it means
LINES: tuple[tuple[str, str], ...] = (
    ("TELEGRAM_BOT_TOKEN=1:a", "1:a"),
    ("export TELEGRAM_BOT_TOKEN=1:a", "1:a"),
    ("  TELEGRAM_BOT_TOKEN = 1:a  ", "1:a"),
    ('TELEGRAM_BOT_TOKEN="1:a"', "1:a"),
    ("TELEGRAM_BOT_TOKEN='1:a' # the token", "1:a"),
    ("TELEGRAM_BOT_TOKEN=1:a # the token", "1:a"),
    ("TELEGRAM_BOT_TOKEN=1:a#b", "1:a#b"),
    ("\ufeffTELEGRAM_BOT_TOKEN=1:a", "1:a"),
    ("# a comment\n\nTELEGRAM_BOT_TOKEN=1:a\r\n", "1:a"),
    ("OTHER=x\nTELEGRAM_BOT_TOKEN=1:a", "1:a"),
)


@pytest.mark.parametrize(("text", "token"), LINES)
def test_lines_of_the_file(env_file: Path, text: str, token: str) -> None:
    env_file.write_text(text, "utf-8")
    assert Settings.from_env(HOME, env_file).telegram_bot_token == Secret(token)


@pytest.mark.parametrize("text", ["TELEGRAM_BOT_TOKEN=\n", "TELEGRAM_BOT_TOKEN=''\n", "TELEGRAM_BOT_TOKEN= # none\n"])
def test_a_variable_set_to_nothing_is_not_set(env_file: Path, text: str) -> None:
    env_file.write_text(text, "utf-8")
    assert Settings.from_env(HOME, env_file).telegram_bot_token is None


IDS: tuple[tuple[str, set[int]], ...] = (
    ("1", {1}),
    ("1,2", {1, 2}),
    (" 1 , 2, ", {1, 2}),
    ("1，2；3", {1, 2, 3}),
    ("1 2", {1, 2}),
    ("-1001234567890", {-1001234567890}),
)


@pytest.mark.parametrize(("text", "ids"), IDS)
def test_ids(text: str, ids: set[int]) -> None:
    assert Settings.from_env(HOME | {"ALLOWED_CHAT_IDS": text}).allowed_chat_ids == ids


# one row a fault: the setting, what somebody wrote, and words of the advice
WRONG: tuple[tuple[str, str, str], ...] = (
    ("ADMIN_IDS", "abc", "'abc' is not a number"),
    ("ADMIN_IDS", "@anna", "'@anna' is not a number"),
    ("ADMIN_IDS", "1,0", "'0' is not a number"),
    ("ADMIN_IDS", "-1001", "ALLOWED_CHAT_IDS"),
    ("ALLOWED_CHAT_IDS", "1.5", "commas"),
    ("PLANBOT_LOG_LEVEL", "loud", "DEBUG"),
    ("TELEGRAM_BASE_URL", "127.0.0.1:8081", "/bot"),
    ("TELEGRAM_BASE_URL", "http://127.0.0.1:8081", "/bot"),
    ("TELEGRAM_BASE_URL", "http://127.0.0.1:port/bot", "/bot"),
    ("TELEGRAM_BASE_FILE_URL", "ftp://files/bot", "/bot"),
    ("TELEGRAM_PROXY", "10.0.0.1:3128", "http://host:port"),
)


@pytest.mark.parametrize(("name", "text", "advice"), WRONG)
def test_what_cannot_be_read_is_named_with_advice(name: str, text: str, advice: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(HOME | {name: text})
    assert caught.value.names == (name,)
    assert str(caught.value).startswith(f"{name}: ")
    assert advice in str(caught.value)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(HOME | {"ADMIN_IDS": "abc", "PLANBOT_LOG_LEVEL": "loud"})
    assert caught.value.names == ("ADMIN_IDS", "PLANBOT_LOG_LEVEL")


@pytest.mark.parametrize("content", [b"TELEGRAM_BOT_TOKEN\n", b"\xff\xfe\x00", b"1:secret\n"])
def test_an_unreadable_file_is_named_but_not_quoted(env_file: Path, content: bytes) -> None:
    env_file.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(HOME, env_file)
    assert str(env_file) in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_secret_shows_itself_to_nobody() -> None:
    settings = Settings.from_env(HOME | {"TELEGRAM_BOT_TOKEN": "1:hidden", "TELEGRAM_PROXY": "http://me:hidden@host:1"})
    assert "hidden" not in f"{settings} {settings!r} {settings.telegram_bot_token} {settings.telegram_proxy!r}"
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.reveal() == "1:hidden"


# the table of settings, and where settings are written down


def test_every_setting_is_a_field_and_every_field_a_setting() -> None:
    names = {name.removeprefix("PLANBOT_").lower() for name in (setting.name for setting in SETTINGS)}
    # where PLANBOT_CORPUS is not set, there is a second folder
    assert names == set(Settings.__dataclass_fields__) - {"more_corpus"}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_stands_in_the_example_file_with_its_comment(setting: object) -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if re.match(rf"#?{setting.name}=", line))  # type: ignore[attr-defined]
    assert lines[at - 1].startswith("# ")


def test_the_example_file_names_no_other_setting_and_can_be_read(env_file: Path) -> None:
    text = (ROOT / ".env.example").read_text("utf-8")
    assert re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE) == [setting.name for setting in SETTINGS]
    env_file.write_text(re.sub(r"^#(?=[A-Z_]+=)", "", text, flags=re.MULTILINE), "utf-8")
    assert Settings.from_env(HOME, env_file).telegram_base_url == "http://127.0.0.1:8081/bot"
