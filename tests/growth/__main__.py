"""Measures one step after the other, prints the table, and draws the curve: `python -m tests.growth [PLANS ...]`."""

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.growth.measure import Step, measure

STEPS = (1, 10, 100, 1_000, 10_000)
_HEAD = (
    "| plans | passages | text | building | × two jieba | index | × text | at rest | first answer | right | median"
    " | p99 | bare query | p99 × it |",
    "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
)


def main() -> None:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(prog="python -m tests.growth", description=__doc__)
    parser.add_argument("plans", nargs="*", type=int, default=STEPS, help="numbers of plans; by default 1 to 10,000")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="draw the curve into a png or svg file")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all that was measured into a file")
    chosen = parser.parse_args()
    print(*_HEAD, sep="\n")
    steps = []
    for count in chosen.plans:
        with tempfile.TemporaryDirectory() as folder:
            steps.append(measure(count, Path(folder)))
        print(_row(steps[-1]), flush=True)
    for step in steps:
        kinds = "; ".join(
            f"{kind} {100 * share:.0f} % {step.medians[kind]:.1f} ms" for kind, share in step.right.items()
        )
        print(f"{step.plans:,} plans: {kinds}; memory of the building process {step.peak_mb:.0f} MB")
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(step) for step in steps], indent=1) + "\n", encoding="utf-8")
    if chosen.picture:
        from tests.growth.picture import draw  # matplotlib comes with the extra `bench`

        draw(steps, chosen.picture)


def _row(step: Step) -> str:
    right = sum(step.right.values()) / len(step.right)
    cells = (
        f"{step.plans:,}",
        f"{step.passages:,}",
        f"{step.text_mb:.2f} MB",
        f"{step.build_s:.1f} s",
        f"{step.build_s / step.cut_s:.1f}",
        f"{step.index_mb:.1f} MB",
        f"{step.index_mb / step.text_mb:.1f}",
        f"{step.rest_mb:.0f} MB",
        f"{step.opened_ms:.0f} ms",
        f"{100 * right:.0f} %",
        f"{step.median:.2f} ms",
        f"{step.p99:.2f} ms",
        f"{step.bare_median:.3f} ms",
        f"{step.p99 / step.bare_median:.0f}",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
