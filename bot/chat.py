"""The bot in a terminal: the same answers as in Telegram, choices as numbers, follow-ups; no token needed."""

from collections.abc import Callable, Sequence

from bot.rendering.compose import compose
from bot.rendering.page import Button
from bot.rendering.text import render_text
from bot.service import Service
from bot.understanding.types import Dialogue

WELCOME = "直接提问即可，输入数字选择，Ctrl-D 退出 / Just ask; a number picks a choice, Ctrl-D quits"
PROMPT = "> "
_QUIT = frozenset({"exit", "quit", ":q", "退出", "/exit", "/quit"})


def chat(service: Service, read: Callable[[str], str], write: Callable[[str], None]) -> None:
    """Answer one line after the other until the input ends.

    Args:
        read: gives the next line for a prompt; raises EOFError at the end.
        write: shows one text.
    """
    write(WELCOME)
    dialogue = Dialogue()
    buttons: Sequence[Button] = ()
    while True:
        try:
            line = read(PROMPT).strip()
        except EOFError:
            write("")
            return
        if line.lower() in _QUIT:
            return
        if not line:
            continue
        found, dialogue = service.answer(_chosen(line, buttons), dialogue)
        page = compose(found)
        buttons = page.buttons
        write(render_text(page) + "\n")


def _chosen(line: str, buttons: Sequence[Button]) -> str:
    """The question of the choice that a number picks, else the line itself."""
    if line in map(str, range(1, len(buttons) + 1)):
        return buttons[int(line) - 1].question
    return line
