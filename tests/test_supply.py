"""What the program is built on: all of it declared, all of it needed, told when it is missing, and looked up in CI."""

import ast
import importlib.metadata
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot import needs, pictures
from bot.rendering import fonts
from bot.rendering.chat_texts import chat_text
from bot.service import Service
from corpus.readers import libraries
from tests import audit
from tests.supply import ROOT, requirements

PROGRAM = ("bot", "corpus", "index")
OURS = {*PROGRAM, "tests"}
#: packages that no module of ours imports, and who does
IMPORTED_BY_OTHERS = {"sniffio": "httpcore"}
#: modules whose names tell nothing of the package that brings them
_MODULES = {"pillow": "PIL", "python-docx": "docx", "markdown-it-py": "markdown_it", "sqlite-utils": "sqlite_utils"}
_MODULES |= {"python-telegram-bot": "telegram", "textflowkit-fonts": "textflowkit_fonts", "pip-audit": "pip_audit"}
_MODULES |= {"pytest-xdist": "xdist", "whoosh-reloaded": "whoosh"}
#: tools and plugins, which are run and not imported
_RUN = {"anyio", "mypy", "pip-audit", "pytest-xdist", "ruff"}

DECLARED = tuple(requirements())


def module_of(package: str) -> str:
    return _MODULES.get(package, package)


def third_party(folders: Sequence[str]) -> dict[str, set[str]]:
    """The modules of others that files import, by their first names, each with the files that do."""
    found: dict[str, set[str]] = {}
    for file in (file for folder in folders for file in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            for name in _imported(node):
                top = name.partition(".")[0]
                if top not in OURS and top not in sys.stdlib_module_names:
                    found.setdefault(top, set()).add(str(file.relative_to(ROOT)))
    return found


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield node.module


IMPORTED = third_party(PROGRAM)
#: what is imported by a name that a table holds
BY_NAME = {name.partition(".")[0] for name in libraries._PACKAGES} | {fonts.PACKAGE}


def test_what_the_program_imports_is_declared_and_what_is_declared_is_imported() -> None:
    declared = {module_of(each.name) for each in DECLARED if each.extra in ("", "pictures", "documents")}
    assert {*IMPORTED, *BY_NAME, *IMPORTED_BY_OTHERS} == declared


def test_what_is_required_is_imported_without_a_condition_or_by_what_is_required() -> None:
    required = {each.name for each in DECLARED if not each.extra}
    assert {name for name in required if module_of(name) not in IMPORTED} == set(IMPORTED_BY_OTHERS)
    assert {module_of(name) for name in required} == set(needs.REQUIRED)
    assert required == set(needs.REQUIRED.values())


@pytest.mark.parametrize(("package", "by"), IMPORTED_BY_OTHERS.items())
def test_who_else_imports_it_still_does(package: str, by: str) -> None:
    files = importlib.metadata.files(by) or ()
    assert any(f"import {package}" in file.read_text() for file in files if file.suffix == ".py")


def test_extras_are_imported_only_where_their_absence_is_dealt_with() -> None:
    extras = {module_of(each.name): each.extra for each in DECLARED if each.extra in ("pictures", "documents")}
    places = {name: files for name, files in IMPORTED.items() if name in extras}
    assert places == {
        "PIL": {"bot/rendering/canvas.py"},
        "openpyxl": {"bot/export.py"},
    }


def test_what_the_tests_import_is_declared() -> None:
    declared = {module_of(each.name) for each in DECLARED}
    assert set(third_party(["tests"])) <= declared
    tested = {module_of(each.name) for each in DECLARED if each.extra in ("test", "dev") and each.name not in _RUN}
    assert tested <= set(third_party(["tests"]))


# what is told when something is missing

_HIDE = """
import runpy, sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {hidden!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Hidden())
sys.argv[0] = "planbot"
runpy.run_module("bot", run_name="__main__", alter_sys=True)
"""


def run_without(
    folder: Path, hidden: Sequence[str], *arguments: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    """`python -m bot` where these modules are not installed."""
    environment = {"HOME": str(folder), "PYTHONPATH": str(ROOT), "PLANBOT_INDEX": str(folder / "index.db")}
    environment |= {"PYTHONUTF8": "1"} | settings
    code = _HIDE.format(hidden=set(hidden))
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("module", needs.REQUIRED)
def test_a_required_package_that_is_missing_is_named_in_one_line(tmp_path: Path, module: str) -> None:
    package = needs.REQUIRED[module]
    result = run_without(tmp_path, [module], "ask", "任务26谁负责")
    (line,) = result.stderr.splitlines()
    assert (result.returncode, result.stdout) == (2, "")
    assert line.startswith(f"planbot: 缺少 {package}，请安装 / package {package} is missing: pip install '{package}")


def test_several_are_named_in_one_line(tmp_path: Path) -> None:
    (line,) = run_without(tmp_path, ["jieba", "opencc"], "status").stderr.splitlines()
    assert "缺少 jieba、opencc，请安装 / packages jieba, opencc are missing: pip install 'jieba" in line


def test_what_a_package_of_ours_needs_is_named_too(tmp_path: Path) -> None:
    (line,) = run_without(tmp_path, ["pluggy"], "index").stderr.splitlines()  # which sqlite-utils needs
    assert "package pluggy is missing: pip install 'pluggy'" in line


_EXTRAS = sorted(module_of(each.name) for each in DECLARED if each.extra in ("pictures", "documents"))


def test_without_the_extras_the_tables_are_written_as_csv(tmp_path: Path, service: Service) -> None:
    result = run_without(tmp_path, _EXTRAS, "export", "out", PLANBOT_INDEX=str(service.index.path))
    assert result.returncode == 0
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"tasks.csv", "figures.csv"}
    assert "pip install 'planbot[documents]'" in result.stderr + result.stdout


def test_every_reader_names_what_to_install() -> None:
    # that it is told in one line: tests/corpus/test_hostile_files.py
    assert set(libraries._PACKAGES.values()) == {each.name for each in DECLARED if each.extra == "documents"}


def test_without_pictures_the_bot_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pictures.are_available()
    monkeypatch.delitem(sys.modules, "bot.rendering.canvas", raising=False)
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert not pictures.are_available()
    assert "pip install" in chat_text("status_pictures_off", None)


# known vulnerabilities

_CLEAN = {"name": "httpx", "version": "0.28.1", "vulns": []}
_BAD = {
    "name": "jinja2",
    "version": "2.4.1",
    "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2.7"], "description": "x"}],
}
_PIP = _BAD | {"name": "pip", "version": "23.2.1"}
_OURSELVES = _BAD | {"name": "planbot", "version": "0.1.0"}  # somebody else's package of the same name
_SKIPPED = {"name": "private", "skip_reason": "Dependency not found on PyPI"}
#: as pip-audit ends without a network
_BROKEN_OFF = "Traceback …\nrequests.exceptions.ConnectionError: HTTPSConnectionPool(host='index.example', port=443)"


def said(*dependencies: object) -> tuple[str, str]:
    return json.dumps({"dependencies": dependencies, "fixes": []}), ""


#: what pip-audit says of the known vulnerability, and of what is installed → the exit status, and what is printed
AUDITS: tuple[tuple[str, tuple[str, str], tuple[str, str] | None, int, str], ...] = (
    ("nothing known", said(_BAD), said(_CLEAN, _SKIPPED), 0, "0 known vulnerabilities in 1 packages"),
    ("what is not on the index is named", said(_BAD), said(_CLEAN, _SKIPPED), 0, "does not know them: private"),
    (
        "Python's own pip",
        said(_BAD),
        said(_CLEAN, _PIP),
        0,
        "beside the project, came with Python: pip 23.2.1: PYSEC-1",
    ),
    ("ourselves", said(_BAD), said(_CLEAN, _OURSELVES), 0, "0 known vulnerabilities in 1 packages"),
    ("a finding", said(_BAD), said(_CLEAN, _BAD), 1, "jinja2 2.4.1: PYSEC-1, CVE-1; fixed in 2.7"),
    ("no network", ("", _BROKEN_OFF), None, 0, "not checked: the service cannot be reached (requests"),
    ("a mirror without them", said(_SKIPPED), None, 0, "not checked: the service cannot be reached (it knows"),
    ("a mirror that empties them", said(_CLEAN), None, 0, "not checked: the service cannot be reached (it knows"),
    ("broken off half-way", said(_BAD), ("", _BROKEN_OFF), 0, "not checked: the service cannot be reached"),
    ("no pip-audit", ("", "No module named pip_audit"), None, 2, "pip-audit does not work: No module named pip_audit"),
    ("other arguments", said(_BAD), ("", "error: unrecognized arguments: --local"), 2, "pip-audit does not work"),
)


@pytest.mark.parametrize(
    ("canary", "installed", "status", "told"), [row[1:] for row in AUDITS], ids=[row[0] for row in AUDITS]
)
def test_a_finding_fails_and_a_service_that_is_not_there_is_told(
    capsys: pytest.CaptureFixture[str],
    canary: tuple[str, str],
    installed: tuple[str, str] | None,
    status: int,
    told: str,
) -> None:
    def run(arguments: Sequence[str], seconds: float) -> tuple[str, str]:
        if "--requirement" in arguments:
            return canary
        assert installed is not None, "the rest is not asked about"
        return installed

    assert audit.main(run) == status
    assert told in capsys.readouterr().out


def test_a_pip_audit_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_PIP_AUDIT", (sys.executable, "-c", "import time; time.sleep(60)"))
    with pytest.raises(audit.Unreachable, match="no answer within"):
        audit.run_pip_audit([], 0.1)
