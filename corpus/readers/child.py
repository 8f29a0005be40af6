"""Reads one file in a process of its own, with little memory and time: `python -m corpus.readers.child ENDING < file`.

Writes one JSON object: the lines of the file with their places, or why it is refused. Nothing that a file does to
the libraries that read it can reach the program: this process has no settings, no token and no way to write files.
"""

import json
import sys
from collections.abc import Callable
from typing import BinaryIO, NoReturn

from corpus.readers.markdown import read_markdown
from corpus.readers.pdf import read_pdf
from corpus.readers.refusals import Refused
from corpus.readers.sheets import read_xlsx
from corpus.readers.sniff import check_kind
from corpus.readers.source import Source, check_lines, pack
from corpus.readers.web import read_html
from corpus.readers.word import read_docx

#: address space of this process (bytes)
MAX_MEMORY_BYTES = 320 * 1024 * 1024
MAX_CPU_SECONDS = 60
_MAX_OPEN_FILES = 64

READERS: dict[str, Callable[[bytes], Source]] = {
    "docx": read_docx,
    "xlsx": read_xlsx,
    "pdf": read_pdf,
    "html": read_html,
    "md": read_markdown,
}


def limit_resources() -> None:
    """Give up all that reading a file does not need; where the system has no such limits, the time limit remains."""
    try:
        import resource
    except ImportError:
        return
    limits = {
        resource.RLIMIT_AS: MAX_MEMORY_BYTES,
        resource.RLIMIT_CPU: MAX_CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: _MAX_OPEN_FILES,
    }
    for name, value in limits.items():
        hard = resource.getrlimit(name)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (value, value))


def read(kind: str, file: BinaryIO) -> dict[str, object]:
    """The lines of a file, or the reason for which it is refused."""
    try:
        check_kind(kind, file)
        source = READERS[kind](file.read())
        check_lines(source.lines)
    except Refused as refusal:
        return {"refused": refusal.reason, "values": {name: str(value) for name, value in refusal.values.items()}}
    except RecursionError:
        return {"refused": "deep nesting", "values": {}}
    except MemoryError:
        return {"refused": "too much memory", "values": {}}
    except Exception as error:  # a broken file can make a library raise anything; it ends here
        return {"refused": "broken", "values": {"error": type(error).__name__}}
    return {"lines": list(pack(source))}


def main() -> NoReturn:
    """Read standard input; the process ends at once, without tidying up what may be large."""
    limit_resources()
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl takes it along where it is, and it is large
    result = read(sys.argv[1], sys.stdin.buffer)
    sys.stdout.write(json.dumps(result))
    sys.stdout.flush()
    sys.exit(0)


if __name__ == "__main__":
    main()
