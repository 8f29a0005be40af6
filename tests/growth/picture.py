"""The growth as a picture: four panels over the number of passages, both axes logarithmic."""

from collections.abc import Callable, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot

from tests.growth.measure import Step

#: title and unit of a panel → its lines: label, and what is drawn
_PANELS: dict[str, tuple[tuple[str, Callable[[Step], float]], ...]] = {
    "answer, ms": (
        ("p99", lambda step: step.p99),
        ("median", lambda step: step.median),
        ("bare FTS5 query, median", lambda step: step.bare_median),
    ),
    "building, s": (
        ("planbot", lambda step: step.build_s),
        ("jieba alone, all processors", lambda step: step.cut_s),
    ),
    "on the disk, MB": (("index", lambda step: step.index_mb), ("text", lambda step: step.text_mb)),
    "memory, MB": (("building", lambda step: step.peak_mb), ("answering, added", lambda step: step.rest_mb)),
}


def draw(steps: Sequence[Step], path: Path) -> None:
    """Draw the steps into a file, png or svg by its name."""
    mpl.use("Agg")
    figure, axes = pyplot.subplots(2, 2, figsize=(9, 6.5), layout="constrained")
    passages = [step.passages for step in steps]
    for axis, (title, lines) in zip(axes.flat, _PANELS.items(), strict=True):
        for label, value in lines:
            axis.plot(passages, [value(step) for step in steps], marker="o", markersize=4, label=label)
        axis.set(title=title, xscale="log", yscale="log", xlabel="passages")
        axis.grid(visible=True, which="major", alpha=0.3)
        axis.legend(frameon=False, fontsize=9)
    figure.savefig(path, dpi=110)
