"""Has a file read by a process of its own (`corpus.readers.child`), and stops it when it takes too long."""

import json
import os
import selectors
import subprocess
import sys
import time
from pathlib import Path
from typing import BinaryIO

from corpus.model import Place
from corpus.readers.refusals import Refused
from corpus.readers.source import MAX_CHARACTERS, MAX_LINES, Source

#: how long reading one file may take
MAX_SECONDS = 60.0
#: the most that the process may answer: every character written as \\uXXXX twice over, and the places
_MAX_ANSWER_BYTES = MAX_CHARACTERS * 16 + MAX_LINES * 200
_BLOCK = 64 * 1024
_ROOT = Path(__file__).parents[2]
_ROOT_PLACES = [str(_ROOT)]
_MODULE = "corpus.readers.child"


def read_isolated(kind: str, file: BinaryIO, seconds: float | None = None) -> Source:
    """The text of an open file of this kind; the process gets the file itself and never learns its name.

    Raises:
        Refused: as the reader says; or it needed too much memory or time, or died.
    """
    with subprocess.Popen(  # noqa: S603 - our own module, by the interpreter that runs us
        [sys.executable, "-P", "-m", _MODULE, kind],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env=environment(),
    ) as process:
        try:
            answer = _await(process, time.monotonic() + (MAX_SECONDS if seconds is None else seconds))
        finally:
            process.kill()
    return _read_answer(answer)


def environment() -> dict[str, str]:
    """All that the process knows of this one: where modules are. No settings, no token."""
    places = [*_ROOT_PLACES, *(place for place in sys.path if place)]
    return {"PYTHONPATH": os.pathsep.join(places), "PYTHONUTF8": "1"}


def _await(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    """All that the process writes until it ends."""
    assert process.stdout is not None
    parts: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(max(deadline - time.monotonic(), 0)):
                raise Refused("too long")
            block = os.read(process.stdout.fileno(), _BLOCK)
            if not block:
                return b"".join(parts)
            parts.append(block)
            size += len(block)
            if size > _MAX_ANSWER_BYTES:
                raise Refused("too much text")


def _read_answer(answer: bytes) -> Source:
    if not answer:  # it died: killed by a limit, or by a fault in a library
        raise Refused("crashed")
    result = json.loads(answer)
    if reason := result.get("refused"):
        raise Refused(reason, **result["values"])
    places = tuple(Place(**place) if place else None for _, place in result["lines"])
    return Source(tuple(text for text, _ in result["lines"]), places if any(places) else ())
