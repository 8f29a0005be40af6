"""The examples in the docstrings of the corpus layer."""

import doctest
import importlib
import pkgutil

import pytest

import corpus

MODULES = [module.name for module in pkgutil.walk_packages(corpus.__path__, "corpus.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


def test_some_modules_have_examples() -> None:
    tried = [doctest.testmod(importlib.import_module(name)).attempted for name in MODULES]
    assert sum(tried) > 10
