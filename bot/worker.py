"""Builds an index in a process of its own: `python -m bot.worker`, begun by `bot.library`.

So the bot answers on meanwhile, a build can be ended at any time, and a document that is too much for its reader takes
nobody along. Reads a job as one line of JSON; writes lines of JSON: how far it is, and at last what came of it. Ends
when its standard input does: then nobody waits for it any more.
"""

import contextlib
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from corpus.errors import PlanbotError
from index.build import build_index

#: how much less than the bot it may have of the processor (0 to 19)
_NICENESS = 10


def main() -> None:
    """Do the job that comes in."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(_NICENESS)
    job = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_input, daemon=True).start()
    try:
        built = build_index(
            [Path(place) for place in job["places"]],
            Path(job["out"]),
            is_given=job["is_given"],
            instead={Path(place): Path(file) for place, file in job["instead"].items()},
            old=Path(job["old"]),
            keep=0,
            progress=lambda stage, done, total: _tell(stage=stage, done=done, total=total),
        )
    except PlanbotError as error:
        _tell(error=str(error))
    except MemoryError:
        _tell(error="内存不足 / out of memory")
    else:
        _tell(names=built.names, parsed=built.parsed, passages=built.passages, cut=built.cut)


def _end_with_input() -> None:
    # not through sys.stdin: at the end of the program Python waits for whoever reads there
    while os.read(0, 1024):
        pass
    os._exit(1)


def _tell(**values: Any) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
