"""An administrator's story in one chat: a new plan comes in, staff ask, what fails is taught, and it can go back."""

from pathlib import Path

import pytest

from tests.bot.serving import ADMIN
from tests.bot.test_documents import MORE_BEDS, office
from tests.bot.test_review import ask, press

pytestmark = pytest.mark.anyio


async def test_from_sending_the_file_to_teaching_a_word(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        server = place.server
        assert (await place.ask()).startswith("600张")

        # the new plan is sent, looked at and confirmed
        preview = await place.send(MORE_BEDS, person=ADMIN)
        assert "任务3项" in preview.text
        changes = await place.press(ADMIN, preview, "有何变化")
        assert "600张" in changes.text
        assert "650张" in changes.text
        preview = await place.press(ADMIN, changes, changes.labels[-1])
        await place.press(ADMIN, preview, "✓ 确认")
        assert (await place.ask()).startswith("650张")

        # staff ask in words that the plan does not have
        failed = await ask(server, "银发铺位2022年多少张")
        assert "没有" in failed.first_line

        # the administrator teaches the word, and it holds at once
        shown = await ask(server, "/review", who=ADMIN)
        words = await press(server, shown, "教一个词")
        prompt = await press(server, words, "✎ 自己写")
        server.say(ADMIN, ADMIN.private, "银发铺位 → 养老床位", reply_to=prompt)
        (proposal,) = await server.replies(1)
        assert "变好 1，变差 0" in proposal.text
        await press(server, proposal, "✓ 记住")
        assert (await ask(server, "银发铺位2022年多少张")).first_line.startswith("650张")

        # … also with the plan from before, which is put back
        earlier = await ask(server, "/rollback", who=ADMIN)
        await place.press(ADMIN, earlier, earlier.labels[0])
        assert (await place.ask("银发铺位2022年多少张")).startswith("600张")
