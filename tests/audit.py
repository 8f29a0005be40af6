"""Known vulnerabilities of what is installed, as pip-audit finds them: `python -m tests.audit`.

pip-audit asks the package index. Where that cannot be reached, or is a mirror that does not pass on what is known of
vulnerabilities, pip-audit says that none were found; so it is first asked about a version that is known to have some.

Exit status: 0 nothing is known, or it could not be checked, which is said; 1 there are findings; 2 the check is broken.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: a version that has been known for years to be vulnerable: it can neither be fixed nor forgotten
CANARY = "jinja2==2.4.1"
#: ourselves, who are on no index; and what Python's own venv puts there, whose findings are told and fail nothing
_OURSELVES, _OF_PYTHON = "planbot", frozenset({"pip", "setuptools"})
#: how long pip-audit may take, for one package and for all
_SECONDS, _SECONDS_FOR_ALL = 20.0, 60.0
_PIP_AUDIT = (sys.executable, "-m", "pip_audit", "--format=json", "--progress-spinner=off", "--timeout=5")
#: how a service that cannot be reached shows in what pip-audit says when it gives up
_UNREACHABLE = (
    "ConnectionError",
    "ConnectTimeout",
    "ReadTimeout",
    "HTTPError",
    "ServiceError",
    "SSLError",
    "ProxyError",
)

#: runs pip-audit with further arguments, for so many seconds: its output and what it wrote of errors
Run = Callable[[Sequence[str], float], tuple[str, str]]


class Unreachable(Exception):
    """The service did not answer, or knows nothing of vulnerabilities."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found: `findings` one line each, `beside` those of Python's own tools; `checked` and `unknown` are the
    packages that the service knows, or not."""

    findings: tuple[str, ...]
    beside: tuple[str, ...]
    checked: tuple[str, ...]
    unknown: tuple[str, ...]


def audit(run: Run) -> Audit:
    """What is known of the packages of this environment.

    Raises:
        Unreachable: it could not be found out.
        RuntimeError: pip-audit does not work.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "canary.txt"
        file.write_text(CANARY)
        canary = _read(*run(["--requirement", str(file), "--no-deps", "--disable-pip"], _SECONDS))
    if not canary.findings:
        raise Unreachable("it knows of no vulnerabilities, not even long known ones")
    return _read(*run(["--local", "--skip-editable"], _SECONDS_FOR_ALL))


def _read(out: str, err: str) -> Audit:
    try:
        dependencies = [each for each in json.loads(out)["dependencies"] if each["name"] != _OURSELVES]
    except (ValueError, KeyError, TypeError):
        last = (err.strip().splitlines() or ["no output"])[-1][:200]
        if any(word in err for word in _UNREACHABLE):
            raise Unreachable(last) from None
        raise RuntimeError(f"pip-audit does not work: {last}") from None
    lines = [(each["name"] in _OF_PYTHON, line) for each in dependencies for line in _findings(each)]
    return Audit(
        findings=tuple(line for is_beside, line in lines if not is_beside),
        beside=tuple(line for is_beside, line in lines if is_beside),
        checked=tuple(each["name"] for each in dependencies if "vulns" in each),
        unknown=tuple(each["name"] for each in dependencies if "vulns" not in each),
    )


def _findings(dependency: dict[str, Any]) -> Iterator[str]:
    for each in dependency.get("vulns", ()):
        fixed = ", ".join(each.get("fix_versions", ())) or "none yet"
        names = ", ".join([each["id"], *each.get("aliases", ())])
        yield f"{dependency['name']} {dependency['version']}: {names}; fixed in {fixed}"


def run_pip_audit(arguments: Sequence[str], seconds: float) -> tuple[str, str]:
    """Runs pip-audit.

    Raises:
        Unreachable: it took too long.
    """
    try:
        done = subprocess.run([*_PIP_AUDIT, *arguments], capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        raise Unreachable(f"no answer within {seconds:.0f} s") from None
    return done.stdout, done.stderr


def main(run: Run = run_pip_audit) -> int:
    """Print what is known; the exit status."""
    try:
        found = audit(run)
    except Unreachable as error:
        print(f"not checked: the service cannot be reached ({error})")
        return 0
    except RuntimeError as error:
        print(error)
        return 2
    for line in found.findings:
        print(line)
    for line in found.beside:
        print(f"beside the project, came with Python: {line}")
    print(f"{len(found.findings)} known vulnerabilities in {len(found.checked)} packages")
    if found.unknown:
        print(f"not checked, as the service does not know them: {', '.join(found.unknown)}")
    return 1 if found.findings else 0


if __name__ == "__main__":
    sys.exit(main())
