"""What pyproject.toml says of each package that the program, its extras or its tests are built on."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
_FILE = ROOT / "pyproject.toml"
_GROUP = re.compile(r"^(?P<name>[\w-]+) = \[\n(?P<lines>.*?)^\]", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r'^    "(?P<text>(?P<name>[\w.-]+)[^"]*)", +# (?P<reason>.+) \((?P<licence>[^()]+)\)$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One package: `text` as pip takes it, `extra` that it is needed for ("" for all), why, and its licence."""

    name: str
    text: str
    extra: str
    reason: str
    licence: str


def requirements() -> Iterator[Requirement]:
    """The packages of pyproject.toml that have a reason and a licence, in their order."""
    text = _FILE.read_text("utf-8")
    extras = tomllib.loads(text)["project"]["optional-dependencies"]
    for group in _GROUP.finditer(text):
        if group["name"] not in ("dependencies", *extras):
            continue
        extra = group["name"] if group["name"] in extras else ""
        for line in _LINE.finditer(group["lines"]):
            yield Requirement(line["name"], line["text"], extra, line["reason"], line["licence"])
