"""Builds of an index in tests: what they read from other packages and from the word tables is read once, and is what
it always is."""

import contextlib
import functools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from index import analyzer, build, readings
from index.wordlists import Wordlists


@contextlib.contextmanager
def quick_builds() -> Iterator[None]:
    """jieba's dictionary, CC-CEDICT and what is made of the word tables, as they are, but kept between builds."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in (
            (analyzer, "read_full_dictionary"),
            (readings, "CcCedict"),
            (readings, "english_vocabulary"),
        ):
            patch.setattr(module, name, functools.cache(getattr(module, name)))
        for module, name in (
            (readings, "glossary_readings"),
            (readings, "synonym_readings"),
            (readings, "spelling_words"),
            (readings, "body_names"),
            (build, "terms_of"),
        ):
            patch.setattr(module, name, _once_for_each_table(getattr(module, name)))
        yield


def _once_for_each_table(make: Callable[[Wordlists], Iterable[Any]]) -> Callable[[Wordlists], tuple[Any, ...]]:
    made: dict[str, tuple[Any, ...]] = {}

    def get(words: Wordlists) -> tuple[Any, ...]:
        if words.digest not in made:
            made[words.digest] = tuple(make(words))
        return made[words.digest]

    return get
