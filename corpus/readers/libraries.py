"""The libraries that read formats; each is imported when a file of its format comes, and may be missing."""

import importlib
from types import ModuleType

from corpus.readers.refusals import Refused

#: module → the name to install it by
_PACKAGES = {
    "docx": "python-docx",
    "openpyxl": "openpyxl",
    "pdfplumber": "pdfplumber",
    "lxml.html": "lxml",
    "markdown_it": "markdown-it-py",
}


def load(module: str, ending: str) -> ModuleType:
    """The library.

    Raises:
        Refused: it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise Refused("no library", library=_PACKAGES[module], ending=ending) from error
