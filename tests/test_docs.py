"""README, CHANGELOG and docstrings are true: examples are run, and what exists is documented.

`python -m tests.test_docs` puts the present output into the README's console examples, and the settings and packages
into its tables.
"""

import argparse
import contextlib
import doctest
import importlib
import io
import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import cli
from bot.config import SETTINGS, Setting
from bot.rendering.report import render_report
from bot.service import Service
from bot.understanding.intents import RULES
from bot.understanding.types import Dialogue, Language
from tests.supply import requirements

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
#: headings of the README, in their order
ORDER = (
    "# planbot",
    "## Install and test",
    "## Asking from the terminal",
    "## Running the bot",
    "## Your own plan",
    "## Settings",
    "## How it works",
    "## What it does not do",
    "## Design notes",
    "## Measured",
    "## Glossary",
    "## Development",
    "## Licence",
)
FIRST_COMMANDS = """```
python3 -m venv .venv && .venv/bin/pip install -q '.[test]' && .venv/bin/planbot ask "2020 HACCP target"
.venv/bin/python -m pytest
```"""

_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (?P<line>planbot .*)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)


def blocks(kind: str) -> list[str]:
    """The fenced blocks of one kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def examples(block: str) -> Iterator[tuple[str, str]]:
    """Each command of a console block with the output that stands below it."""
    for match in _COMMAND.finditer(block):
        yield match["line"], match["output"]


def run(line: str) -> str:
    """What a command prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        cli.main(shlex.split(line)[1:])
    return out.getvalue()


EXAMPLES = [example for block in blocks("console") for example in examples(block)]


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 5
    assert sum(block.count("\n$ ") + 1 for block in blocks("console")) == len(EXAMPLES)


@pytest.mark.parametrize(("line", "output"), EXAMPLES, ids=[line for line, _ in EXAMPLES])
def test_an_example_prints_what_stands_below_it(
    service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str, output: str
) -> None:
    monkeypatch.setenv("PLANBOT_INDEX", str(service.index.path))
    monkeypatch.chdir(tmp_path)
    assert run(line) == output, "run: python -m tests.test_docs"


def test_the_json_example_is_a_reply_of_its_question(service: Service) -> None:
    question, shown = (json.loads(block) for block in blocks("json"))
    dialogue = Dialogue()
    for turn in question["turns"]:
        _, dialogue = service.answer(turn, dialogue)
    answer, _ = service.answer(question["question"], dialogue)
    from bot.rendering.jsonl import answer_to_json

    reply = {"id": question["id"], **answer_to_json(answer, elapsed_ms=0)}
    assert list(shown) == list(reply)
    assert reply["text"].startswith(shown["text"].removesuffix("…"))
    assert shown["citations"][0] == reply["citations"][0]
    assert {key: shown[key] for key in ("status", "language", "choices")} == {
        key: reply[key] for key in ("status", "language", "choices")
    }


def test_the_report_that_is_shown_is_the_plans(service: Service) -> None:
    (shown,) = (block for block in blocks("text") if block.startswith("putuo"))
    report = render_report(service.index, Language.ENGLISH).splitlines()
    assert [line for line in shown.splitlines() if line not in report] == []


def test_the_first_commands_stand_there_as_they_are() -> None:
    assert FIRST_COMMANDS in README


def test_the_order_of_the_readme() -> None:
    headings = re.findall(r"^#{1,2} .*$", re.sub(r"```.*?```", "", README, flags=re.DOTALL), re.MULTILINE)
    assert tuple(headings) == ORDER


def setting_row(setting: Setting) -> str:
    """The row of a setting in the README's table."""
    return f"| `{setting.name}` | {setting.help} | {setting.default or '—'} |"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_setting_is_documented(setting: Setting) -> None:
    assert setting_row(setting) in README, "run: python -m tests.test_docs"
    assert re.search(rf"^#?{setting.name}=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)


def test_no_setting_is_documented_that_is_none() -> None:
    names = {setting.name for setting in SETTINGS}
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)) == names
    assert set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)) == names


def commands() -> dict[str, argparse.ArgumentParser]:
    """The commands of `planbot` with their parsers."""
    (subparsers,) = (a for a in cli._parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(subparsers.choices)


@pytest.mark.parametrize("name", sorted(commands()))
def test_a_command_and_its_options_are_documented(name: str) -> None:
    assert re.search(rf"^\| `planbot {name}\b", README, re.MULTILINE)
    options = {option for action in commands()[name]._actions for option in action.option_strings}
    assert [option for option in options - {"-h", "--help"} if f"{option}" not in README] == []


_SUPPLY = re.compile(r"\| package \| for \| what it does \| licence \|\n\|[-|]+\n((?:\|.*\n)+)")


def supply_rows() -> str:
    """The rows of the README's table of packages, from pyproject.toml with its comments."""
    return "".join(
        f"| {each.name} | {each.extra or 'always'} | {each.reason} | {each.licence} |\n" for each in requirements()
    )


CHAT_COMMANDS = {
    key.removeprefix("command_"): texts["en"]
    for key, texts in tomllib.loads((ROOT / "bot/rendering/chat_texts.toml").read_text("utf-8")).items()
    if key.startswith("command_")
}


@pytest.mark.parametrize("name", CHAT_COMMANDS)
def test_a_command_of_the_chat_is_documented_as_the_menu_tells_it(name: str) -> None:
    assert f"| `/{name}` | {CHAT_COMMANDS[name]} |" in README


#: intents with examples that are documented: at least one of its rows, in both languages
INTENTS = sorted({rule.intent for rule in RULES if rule.chinese})


@pytest.mark.parametrize("intent", INTENTS)
def test_a_kind_of_question_is_documented(intent: str) -> None:
    rules = [rule for rule in RULES if rule.intent == intent]
    assert any(rule.chinese and f"| {rule.chinese} |" in README for rule in rules)
    assert any(rule.english and f"| {rule.english} |" in README for rule in rules)


def test_what_is_shown_as_a_question_is_an_example_of_the_table() -> None:
    known = {text for rule in RULES for text in (rule.chinese, rule.english)}
    (table,) = re.findall(r"\| about \|.*?\n\n", README, re.DOTALL)
    for row in table.splitlines()[2:]:
        if row.startswith("|"):
            _, _, chinese, english, _ = (cell.strip() for cell in row.split("|"))
            assert {chinese, english} <= known


LINKS = re.findall(r"\]\(([^)]+)\)", README + CHANGELOG)
PATHS = sorted(
    {
        path
        for path in re.findall(r"`([\w.-]+(?:/[\w.-]*)+|[\w-]*\.[\w.-]+)`", README)
        if "/" in path or path.endswith((".toml", ".md", ".py"))
    }
)


@pytest.mark.parametrize("link", sorted({link for link in LINKS if "://" not in link}))
def test_a_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_is_named_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_paths_are_found() -> None:
    assert {"index/words/glossary.tsv", "bot/understanding/cues.toml", "corpus/"} <= set(PATHS)


def test_what_it_is_built_on_is_named_with_its_reason_and_licence() -> None:
    (table,) = _SUPPLY.findall(README)
    assert table == supply_rows(), "run: python -m tests.test_docs"


def test_every_requirement_has_a_reason_and_a_licence() -> None:
    project = PYPROJECT["project"]
    extras = project["optional-dependencies"].values()
    required = [each for group in (project["dependencies"], *extras) for each in group if "planbot[" not in each]
    assert [each.text for each in requirements()] == required


def test_at_most_ten_design_notes_each_with_all_its_parts() -> None:
    notes = README.split("## Design notes")[1].split("\n## ")[0].strip().split("\n\n")
    assert 0 < len(notes) <= 10
    for note in notes:
        assert re.match(r"\*\*.+?\.\*\* ", note)
        assert [part for part in ("*Decision*", "*Rejected*", "*Revisit*") if part not in note] == []


def test_the_changelog_begins_with_what_is_unreleased() -> None:
    headings = re.findall(r"^## .*$", CHANGELOG, re.MULTILINE)
    assert headings[0] == "## [Unreleased]"
    sections = re.findall(r"^### (.*)$", CHANGELOG, re.MULTILINE)
    assert set(sections) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


#: modules whose docstrings have examples
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for package in ("bot", "index")
    for path in (ROOT / package).rglob("*.py")
    if ">>> " in path.read_text("utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_docstrings(name: str) -> None:
    results = doctest.testmod(importlib.import_module(name))
    assert results.failed == 0
    assert results.attempted > 0


def test_some_modules_have_examples() -> None:
    assert {"bot.understanding.slots", "bot.answering.evidence", "index.analyzer"} <= set(MODULES)


def refresh() -> None:
    """Put the present output into the README's console examples, and the settings and packages into its tables."""

    def filled(block: re.Match[str]) -> str:
        shown = (f"$ {line}\n{run(line)}" for line, _ in examples(block[1]))
        return "```console\n" + "".join(shown) + "```"

    text = _CONSOLE.sub(filled, README)
    rows = "".join(f"{setting_row(setting)}\n" for setting in SETTINGS)
    text = re.sub(r"(\| name \| meaning \| default \|\n\|[-|]+\n)(?:\|.*\n)+", lambda table: table[1] + rows, text)
    text = _SUPPLY.sub(lambda table: table[0].removesuffix(table[1]) + supply_rows(), text)
    (ROOT / "README.md").write_text(text, "utf-8")


if __name__ == "__main__":
    refresh()
