"""Errors of the corpus layer.

PlanbotError                 base of all errors that a person is shown: what, where, next step
└── CorpusError              a document cannot be taken in
    ├── DocumentMissing      no such file or folder, or no document in it
    ├── UnsupportedFormat    a kind of file that no reader knows
    ├── ReaderMissing        a kind of file whose library is not installed
    ├── UnsafeDocument       a file that might do harm, or would need too much memory or time
    └── MalformedDocument    a file that its reader cannot make sense of
"""

from pathlib import Path


class PlanbotError(Exception):
    """A fault that is told to the person in front of the program, in one or two lines with the next step."""


class CorpusError(PlanbotError):
    """A document cannot be taken into the corpus.

    Attributes: `path` of the document, `hint`, the next step.
    """

    def __init__(self, problem: str, path: Path, hint: str) -> None:
        super().__init__(f"{problem}: {path}. {hint}")
        self.path = path
        self.hint = hint


class DocumentMissing(CorpusError):
    """The file or folder does not exist, cannot be read, or holds no document."""


class UnsupportedFormat(CorpusError):
    """No reader knows this kind of file."""


class MalformedDocument(CorpusError):
    """The file is of a known kind, but its content cannot be read."""


class ReaderMissing(CorpusError):
    """The library that reads this kind of file is not installed."""


class UnsafeDocument(CorpusError):
    """The file might do harm (macros, bombs, links out of the folder), or reading it went beyond its limits."""
