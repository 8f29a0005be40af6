"""What people see, as it is written down in `tests/data/chats`; `python -m tests.transcripts` renews it."""

from pathlib import Path

import pytest

from bot.service import Service
from tests.transcripts import CHATS, html_lines, play


@pytest.mark.anyio
@pytest.mark.parametrize("path", sorted(CHATS.glob("*.txt")), ids=lambda path: path.stem)
async def test_a_chat_is_shown_as_it_is_written_down(path: Path, service: Service, tmp_path: Path) -> None:
    written = path.read_text("utf-8")
    assert await play(written, service, tmp_path) == written


def test_html_is_written_as_lines() -> None:
    html = (
        "<b>75%</b>\n<blockquote>a &lt; b\n<i>line 1</i></blockquote>\n"
        '<blockquote expandable>c\n<a href="https://t.me/PlanBot?start=t3">line 2</a></blockquote>'
    )
    assert list(html_lines(html)) == ["**75%**", "│ a < b", "│ line 1", "▸ c", "▸ ‹line 2 → t3›"]
