"""What each reading of a question's words adds: `python -m tests.ablation` scores all questions without it.

Prints, for everything and for each reading left out: right answers, wrong answers given as answers, and answerable
questions declined. The table in the README comes from here.
"""

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from unittest import mock

from bot.config import SHIPPED_CORPUS
from bot.evaluation import Asked, judge, read_questions
from bot.service import Service
from bot.understanding import understand
from bot.understanding.spelling import Respelled
from index import concepts
from index.build import build_index
from index.store import Index
from index.types import Reading
from tests.scoring import FOLDER


@contextlib.contextmanager
def _without_source(*sources: str) -> Iterator[None]:
    """Readings of these sources are not there."""
    whole = Index.readings

    def readings(self: Index, keys: Sequence[str], *, pinyin: bool = False) -> tuple[Reading, ...]:
        return tuple(reading for reading in whole(self, keys, pinyin=pinyin) if reading.source not in sources)

    with mock.patch.object(Index, "readings", readings):
        yield


@contextlib.contextmanager
def _patched(target: object, name: str, stand_in: Callable[..., object]) -> Iterator[None]:
    with mock.patch.object(target, name, stand_in):
        yield


LEFT_OUT: tuple[tuple[str, contextlib.AbstractContextManager[None]], ...] = (
    ("everything in place", contextlib.nullcontext()),
    ("synonyms", _without_source("synonym")),
    ("glossary", _without_source("glossary")),
    ("CC-CEDICT", _without_source("dictionary")),
    ("glossary and CC-CEDICT", _without_source("glossary", "dictionary")),
    ("pinyin and homophones", _without_source("pinyin")),
    ("phrases put together in another way", _patched(concepts, "wordings", lambda stems: ())),
    ("compounds whose words stand apart", _patched(concepts, "_in_parts", lambda *arguments: [])),
    ("names with numbers, quoted names", _patched(concepts, "_names", lambda *arguments: [])),
    ("slips of the keyboard", _patched(understand, "respell", lambda text, index: Respelled(text, is_pinyin=False))),
)


def main() -> None:
    """Score every question with each reading left out in turn."""
    questions = [asked for file in sorted(FOLDER.glob("*.jsonl")) for asked in read_questions(file)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.db"
        build_index([SHIPPED_CORPUS], path)
        print(f"{'left out':36}right  wrong as answers  declined  of {len(questions)}")
        for name, patch in LEFT_OUT:
            with patch:
                _print_row(name, Service.of(Index(path)), questions)


def _print_row(name: str, service: Service, questions: Sequence[Asked]) -> None:
    verdicts = judge(service, questions)
    wrong = [verdict for verdict in verdicts if verdict.faults]
    guessed = sum(verdict.is_guess for verdict in verdicts)
    declined = sum(verdict.is_declined for verdict in verdicts)
    share = 100 * (len(verdicts) - len(wrong)) / len(verdicts)
    print(f"{name:36}{share:5.1f}  {guessed:16}  {declined:8}")


if __name__ == "__main__":
    main()
