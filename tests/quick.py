"""Builds of an index in tests: what they read from other packages is read once, and is what it always is."""

import contextlib
import functools
from collections.abc import Iterator

import pytest

from index import analyzer, readings


@contextlib.contextmanager
def quick_builds() -> Iterator[None]:
    """jieba's dictionary and CC-CEDICT as they are, but kept between builds."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in (
            (analyzer, "read_full_dictionary"),
            (readings, "CcCedict"),
            (readings, "english_vocabulary"),
        ):
            patch.setattr(module, name, functools.cache(getattr(module, name)))
        yield
