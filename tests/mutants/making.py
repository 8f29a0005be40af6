"""Mutants: modules of the program with one small fault, made by mutmut's operators."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import Mutation, MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot/understanding", "bot/answering")
_CACHES = ("cache", "lru_cache", "cached_property")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with a fault.

    Attributes:
        module: its name (bot.understanding.slots).
        line: where the fault is.
        function: name of the function or method that holds it; "" where it acts as soon as the module is imported,
            or where what it does is kept for later calls.
        source: the module's whole text.
        difference: the changed lines, as a diff without context.
    """

    module: str
    line: int
    function: str
    source: str
    difference: str


def modules() -> Iterator[tuple[str, Path]]:
    """The modules that faults are put into, with their files."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).glob("*.py")):
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts), path


def sample(count: int, seed: int) -> tuple[list[Mutant], int]:
    """So many mutants of all modules by chance, in an order by chance; and how many there are in all."""
    every = [(name, path, found) for name, path in modules() for found in _mutations(path)]
    chosen = Random(seed).sample(every, min(count, len(every)))
    return [_mutant(name, path, *found) for name, path, found in chosen], len(every)


def _mutations(path: Path) -> list[tuple[cst.Module, Mutation]]:
    wrapper = MetadataWrapper(cst.parse_module(path.read_text("utf-8")))
    visitor = MutationVisitor(mutation_operators, IgnoredCode(set(), set(), set()))
    module = wrapper.visit(visitor)
    return [(module, mutation) for mutation in visitor.mutations]


def _mutant(name: str, path: Path, module: cst.Module, mutation: Mutation) -> Mutant:
    before = path.read_text("utf-8")
    after = module.deep_replace(mutation.original_node, mutation.mutated_node)
    assert isinstance(after, cst.Module)
    places = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
    place = places.get(mutation.original_node)
    lines = difflib.unified_diff(before.splitlines(), after.code.splitlines(), n=0, lineterm="")
    return Mutant(
        module=name,
        line=place.start.line if place else 0,
        function=_function_of(mutation.contained_by_top_level_function),
        source=after.code,
        difference="\n".join(line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")),
    )


def _function_of(node: cst.CSTNode | None) -> str:
    if not isinstance(node, cst.FunctionDef):
        return ""
    written = [cst.Module([]).code_for_node(decorator.decorator) for decorator in node.decorators]
    is_kept = any(cache in each for each in written for cache in _CACHES)
    return "" if is_kept else node.name.value
