"""Nothing waits, tries or swallows without a bound: rules over the source, each with a planted fault that it finds.

- An error is never swallowed unseen: no bare `except`, no `except Exception` that neither logs nor raises nor answers.
- Every pause has a bound that is written down: `asyncio.sleep(3)`, `asyncio.sleep(min(wait, LONGEST))`.
- Nothing blocks the event loop: no `time.sleep`.
- A loop without an end of its own (`while True`) can be left: by `return`, `break`, `raise`, or, where it waits, by the
  stop event. Who calls Telegram in such a loop counts the tries.
- Every connection knows how long to wait: to SQLite and over HTTP.
"""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.test_layers import MODULES

Finder = Callable[[ast.AST], Iterator[ast.AST]]

#: loops that serve as long as the program does, and what ends them: (module, function) → why
ENDED_FROM_OUTSIDE = {
    ("bot.digests", "_send_daily"): "cancelled by the context that began it",
    ("bot.keeping", "_look_after"): "cancelled by the context that began it",
}
#: calls that end with the stop event, or that raise when a call was tried for long enough
_BOUNDED = {"unless_stopped", "tries.pause"}
_TIMEOUTS = {"connect_timeout", "read_timeout", "write_timeout", "media_write_timeout", "pool_timeout"}


def name_of(node: ast.AST) -> str:
    """The last word of what is called: `sleep` of `asyncio.sleep(1)`; "" for anything else."""
    function = node.func if isinstance(node, ast.Call) else node
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def dotted(node: ast.AST) -> str:
    """All words of what is called: `asyncio.sleep`."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def own(node: ast.AST, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
    """The nodes of these kinds in a body, without those of functions inside it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, kinds):
            yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from own(child, *kinds)


def swallowed(tree: ast.AST) -> Iterator[ast.AST]:
    """Handlers for everything that let nobody know."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else ""
            is_wide = caught in ("", "Exception", "BaseException")
            speaks = any(isinstance(each, ast.Raise | ast.Return) for each in ast.walk(node)) or any(
                name_of(each) in ("exception", "error", "warning", "print", "_exit", "_tell")
                for each in ast.walk(node)
                if isinstance(each, ast.Call)
            )
            if not caught or (is_wide and not speaks):
                yield node
        elif isinstance(node, ast.Call) and name_of(node) == "suppress":
            yield from (each for each in node.args if ast.unparse(each) in ("Exception", "BaseException"))


def unbounded_sleeps(tree: ast.AST) -> Iterator[ast.AST]:
    """Pauses whose length nobody wrote down."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and dotted(node) in ("asyncio.sleep", "anyio.sleep", "sleep"):
            (length, *_) = node.args
            is_named = isinstance(length, ast.Name) and length.id.isupper()
            is_least = isinstance(length, ast.Call) and name_of(length) == "min"
            is_least = is_least or _is_least_of(length, tree)
            if not (isinstance(length, ast.Constant) or is_named or is_least):
                yield node


def _is_least_of(length: ast.expr, tree: ast.AST) -> bool:
    """Whether a pause is a variable that was given the lesser of two values."""
    values = (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == ast.unparse(length)
    )
    return isinstance(length, ast.Name) and any(name_of(value) == "min" for value in values)


def blocking_sleeps(tree: ast.AST) -> Iterator[ast.AST]:
    """Pauses that nothing else goes on in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and dotted(node) == "time.sleep":
            yield node


def endless_loops(tree: ast.AST) -> Iterator[ast.AST]:
    """Loops that nothing leaves."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for loop in own(function, ast.While):
            assert isinstance(loop, ast.While)
            if isinstance(loop.test, ast.Constant) and not _is_left(loop):
                loop.test.value = function.name  # so that the finding names the function
                yield loop


def _is_left(loop: ast.While) -> bool:
    ways = list(own(loop, ast.Return, ast.Break, ast.Raise))
    calls = [node for node in own(loop, ast.Call)]
    waits = [node for node in own(loop, ast.Await)]
    tries_again = bool(list(own(loop, ast.Try)))
    is_bounded = any(dotted(call) in _BOUNDED for call in calls)
    return is_bounded if waits and (tries_again or not ways) else bool(ways)


def timeless_connections(tree: ast.AST) -> Iterator[ast.AST]:
    """Connections that may wait for ever, or as long as a library thinks fit."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        given = {keyword.arg for keyword in node.keywords}
        is_sqlite = dotted(node) == "sqlite3.connect" and "timeout" not in given
        is_http = dotted(node).startswith("httpx.") and name_of(node).endswith("Client") and "timeout" not in given
        if is_sqlite or is_http:
            yield node
    for kind in ast.walk(tree):
        if isinstance(kind, ast.ClassDef) and "HTTPXRequest" in map(name_of, kind.bases):
            made = [node for node in ast.walk(kind) if dotted(node) == "super().__init__"]
            if not any({keyword.arg for keyword in node.keywords} >= _TIMEOUTS for node in made):
                yield kind


RULES: dict[str, Finder] = {
    "an error that is swallowed": swallowed,
    "a pause without a bound": unbounded_sleeps,
    "a pause that blocks": blocking_sleeps,
    "a loop without an end": endless_loops,
    "a connection without a timeout": timeless_connections,
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@pytest.mark.parametrize("module", sorted(MODULES))
def test_the_source_keeps_to_the_rule(module: str, rule: Finder) -> None:
    found = [
        f"line {node.lineno}"
        for node in rule(ast.parse(MODULES[module].read_text("utf-8")))
        if not (isinstance(node, ast.While) and (module, node.test.value) in ENDED_FROM_OUTSIDE)
    ]
    assert found == []


@pytest.mark.parametrize(("module", "function"), ENDED_FROM_OUTSIDE)
def test_what_is_excepted_is_there_and_waits_with_a_bound(module: str, function: str) -> None:
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    assert function in [node.test.value for node in endless_loops(tree)]
    cancelled = [node for node in ast.walk(tree) if dotted(node) == "task.cancel"]
    assert len(cancelled) == 1


_RETRY = """
async def f():
    while True:
        try:
            return await call()
        except E as e:
            {}
"""
#: what each rule finds, and what it lets pass
PLANTED: tuple[tuple[Finder, str, bool], ...] = (
    (swallowed, "try:\n    f()\nexcept:\n    raise", True),
    (swallowed, "try:\n    f()\nexcept Exception:\n    pass", True),
    (swallowed, "try:\n    f()\nexcept BaseException:\n    x = 1", True),
    (swallowed, "with contextlib.suppress(Exception):\n    f()", True),
    (swallowed, "try:\n    f()\nexcept Exception:\n    logger.exception('x')", False),
    (swallowed, "try:\n    f()\nexcept ValueError:\n    pass", False),
    (unbounded_sleeps, "await asyncio.sleep(wait)", True),
    (unbounded_sleeps, "await asyncio.sleep(2 * wait)", True),
    (unbounded_sleeps, "await asyncio.sleep(0.5)", False),
    (unbounded_sleeps, "await asyncio.sleep(min(wait, LONGEST))", False),
    (unbounded_sleeps, "seconds = min(a, b)\nawait asyncio.sleep(seconds)", False),
    (blocking_sleeps, "time.sleep(1)", True),
    (endless_loops, "async def f():\n    while True:\n        await call()", True),
    (endless_loops, _RETRY.format("await asyncio.sleep(1)"), True),
    (endless_loops, _RETRY.format("await event.wait()"), True),
    (endless_loops, _RETRY.format("await tries.pause(e)"), False),
    (endless_loops, _RETRY.format("await unless_stopped(stop, asyncio.sleep(1))"), False),
    (endless_loops, "def f():\n    while 1:\n        g()", True),
    (endless_loops, "def f():\n    while True:\n        if g():\n            break", False),
    (timeless_connections, "sqlite3.connect(path)", True),
    (timeless_connections, "sqlite3.connect(path, timeout=5.0)", False),
    (timeless_connections, "httpx.AsyncClient()", True),
    (timeless_connections, "class R(HTTPXRequest):\n def __init__(self):\n  super().__init__(read_timeout=1)", True),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "source", "is_found"), PLANTED)
def test_a_planted_fault_is_found(rule: Finder, source: str, is_found: bool) -> None:
    assert bool(list(rule(ast.parse(source)))) is is_found


def test_every_module_is_looked_at() -> None:
    assert {"bot.polling", "index.build", "corpus.parse"} <= set(MODULES)
    assert all(isinstance(path, Path) for path in MODULES.values())
