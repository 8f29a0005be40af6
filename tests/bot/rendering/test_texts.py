"""The table of texts: complete in both languages, every key used, every used key there, values filled by the code."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.rendering.compose import texts
from bot.understanding.cues import FACT_CUES

LANGUAGES = ("zh", "en")
SOURCES = sorted(Path(bot.__file__).parent.rglob("*.py"))
#: what stands behind the beginning of a key that is put together
ENDINGS = {
    "metadata_": {kind.replace(" ", "_") for kind, _ in FACT_CUES},
    "fact_": {kind.replace(" ", "_") for kind, _ in FACT_CUES},
    "duty_": {"lead", "plain", "support"},
    "duty_tasks_": {"lead", "plain", "support"},
    "role_": {"lead", "support"},
    "place_field_": {"description", "measures", "departments", "narrative", "metadata"},
}
#: calls that take a key, and the place of the key among their arguments
CALLS = {"Message": 0, "refuse": 1, "_say": 0}


def _keys(node: ast.expr, function: ast.AST) -> Iterator[str]:
    """The keys that an argument may be: a text, one of two, one put together, or a variable's values."""
    match node:
        case ast.Constant(value=str(key)):
            yield key
        case ast.IfExp(body=body, orelse=orelse):
            yield from _keys(body, function)
            yield from _keys(orelse, function)
        case ast.JoinedStr(values=[ast.Constant(value=str(beginning)), *_]):
            yield from (beginning + ending for ending in ENDINGS[beginning])
        case ast.Name(id=name):
            yield from _values_of(name, function)


def _values_of(name: str, function: ast.AST) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            yield from _keys(node.value, function)
        if isinstance(node, ast.FunctionDef):
            names = [*node.args.args[-len(node.args.defaults) :], *node.args.kwonlyargs]
            for argument, default in zip(names, [*node.args.defaults, *node.args.kw_defaults], strict=False):
                if argument.arg == name and default is not None:
                    yield from _keys(default, function)


def used_keys() -> dict[str, str]:
    """Every key that the code asks for → where."""
    found: dict[str, str] = {}
    for path in SOURCES:
        tree = ast.parse(path.read_text("utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for function in [*functions, tree]:
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                place = CALLS.get(name)
                if place is not None and len(call.args) > place:
                    for key in _keys(call.args[place], function):
                        found[key] = f"{path.name}:{call.lineno}"
                # a function that returns keys
                if name == "Message" and call.args and isinstance(call.args[0], ast.Call):
                    helper = getattr(call.args[0].func, "id", "")
                    for key in _returned(helper, functions):
                        found[key] = f"{path.name}:{call.lineno}"
    return found


def _returned(name: str, functions: list[ast.FunctionDef]) -> Iterator[str]:
    for function in functions:
        if function.name == name:
            for node in ast.walk(function):
                if isinstance(node, ast.Return) and node.value is not None:
                    yield from _keys(node.value, function)


USED = used_keys()


def test_the_collector_finds_every_form() -> None:
    # plainly, one of two, put together, through a variable, a default, a function
    assert {"owner", "premise_wrong", "place_field_narrative", "overview_of", "says", "figure_wrong"} <= set(USED)


@pytest.mark.parametrize("key", sorted(USED))
def test_a_used_text_is_there(key: str) -> None:
    assert key in texts(), USED[key]


@pytest.mark.parametrize("key", sorted(texts()))
def test_a_text_is_used(key: str) -> None:
    assert key in USED


@pytest.mark.parametrize("key", sorted(texts()))
def test_a_text_stands_in_both_languages(key: str) -> None:
    assert set(texts()[key]) - {"en_one"} == set(LANGUAGES)
    assert "en_one" not in texts()[key] or "{count}" in texts()[key]["en"]
    assert all(text.strip() for text in texts()[key].values())


@pytest.mark.parametrize("key", sorted(texts()))
def test_both_languages_are_filled_with_the_same_values(key: str) -> None:
    chinese, english = (
        {name for _, name, _, _ in string.Formatter().parse(texts()[key][language]) if name is not None}
        for language in LANGUAGES
    )
    # a language may leave a number out that its words already tell; it may not ask for one that the other has not
    assert chinese == english


@pytest.mark.parametrize("key", sorted(texts()))
def test_the_english_text_has_no_chinese(key: str) -> None:
    assert not any("\u4e00" <= character <= "\u9fff" for character in texts()[key]["en"])
