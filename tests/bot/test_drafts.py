"""Names of files as strangers give them, made fit for a folder."""

import pytest

from bot.drafts import safe_name
from corpus.readers import check_name

NAMES: tuple[tuple[str, str], ...] = (
    ("plan.docx", "plan.docx"),
    ("行动计划（2021-2023年）.PDF", "行动计划（2021-2023年）.pdf"),
    ("../../etc/cron.d/plan.txt", "plan.txt"),
    ("C:\\Users\\x\\plan.txt", "plan.txt"),
    ("a\x00b\u202etxt.exe.md", "ab_txt.exe.md"),
    (" .hidden.txt", "hidden.txt"),
    ("计划 .. .docx", "计划.docx"),
    # cut, and then once more without what must not stand at its end
    ("计" * 52 + "....计.docx", "计" * 52 + ".docx"),
    ("计" * 99 + ".docx", "计" * 53 + ".docx"),
    ("计划", ""),
    ("..", ""),
    (".docx", ""),
    ("计划.", ""),
    ("计划.a-b", ""),
    ("计划." + "x" * 300, ""),
    ("", ""),
)


@pytest.mark.parametrize(("name", "safe"), NAMES, ids=[ascii(name[:20]) for name, _ in NAMES])
def test_a_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    if safe:
        check_name(safe)
        assert safe_name(safe) == safe
