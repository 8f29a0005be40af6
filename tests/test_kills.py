"""A few of the kills of `tests.kills`, which runs hundreds."""

import os
from pathlib import Path

import pytest

from index import analyzer, readings
from tests import kills


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes that could be killed like that")
def test_killed_builds_leave_the_old_index_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((analyzer, "read_full_dictionary"), (readings, "CcCedict"), (readings, "english_vocabulary")):
        monkeypatch.setattr(module, name, getattr(module, name))  # put back afterwards
    result = kills.run(15, tmp_path)
    assert result.faults == []
    assert result.ends["killed"] == 15
    assert result.answers > 30
    assert result.starts
