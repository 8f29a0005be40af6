"""What an index is made with, apart from the definition of its tables, so that reading needs no sqlite-utils."""

from importlib import metadata
from pathlib import Path

from corpus.text import FOLD_VERSION
from index.analyzer import TOKENIZER_VERSION
from index.errors import IndexDamaged, IndexOutdated

#: raise it whenever a table or the meaning of a column changes
SCHEMA_VERSION = 7


def versions(words_digest: str) -> dict[str, str]:
    """What an index must have been made with to be used by this program."""
    return {
        "schema_version": str(SCHEMA_VERSION),
        "tokenizer_version": str(TOKENIZER_VERSION),
        "fold_version": str(FOLD_VERSION),
        "words_hash": words_digest,
        "program_version": _program_version(),
    }


def checked(meta: dict[str, str], path: Path) -> dict[str, str]:
    """What a file says that it was made with.

    Raises:
        IndexDamaged: it is somebody else's database, with a table of that name.
        IndexOutdated: it was made with something else than this program uses.
    """
    if "schema_version" not in meta:
        raise IndexDamaged(path)
    current = versions(meta.get("words_hash", ""))
    if any(meta.get(key) != value for key, value in current.items() if key != "program_version"):
        raise IndexOutdated(path)
    return meta


def _program_version() -> str:
    try:
        return metadata.version("planbot")
    except metadata.PackageNotFoundError:
        return "0"
