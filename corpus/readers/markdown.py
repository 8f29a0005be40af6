"""Markdown: headings, paragraphs, lists with their numbers, and pipe tables cell by cell."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from corpus.readers.cell_text import cell_lines
from corpus.readers.libraries import load
from corpus.readers.plain import decode
from corpus.readers.refusals import Refused
from corpus.readers.source import MAX_DEPTH, Draft, Source, check_lines
from corpus.readers.web import read_markup

#: settings of a site generator above the text
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.{0,4000}?\n---[ \t]*\n", re.DOTALL)
_TAG = re.compile(r"<[^<>]{1,200}>")


def read_markdown(content: bytes) -> Source:
    """The text of a Markdown file without its marks; a line of the file stays a line.

    Raises:
        Refused: it is no text, nests too deeply, or markdown-it-py is not installed.
    """
    text = "\n".join(decode(content).splitlines())
    check_lines(text.split("\n"))
    library = load("markdown_it", ".md")
    parser = library.MarkdownIt("commonmark", {"maxNesting": MAX_DEPTH}).enable("table")
    draft = Draft()
    for line in _lines(parser.parse(_FRONT_MATTER.sub("", text))):
        draft.add(line)
    return draft.close()


def _lines(tokens: Sequence[Any]) -> Iterator[str]:
    numbers: list[int | None] = []
    prefix = before = ""
    for token in tokens:
        if token.level >= MAX_DEPTH - 1:  # the library drops what lies deeper
            raise Refused("deep nesting")
        if token.type in {"ordered_list_open", "bullet_list_open"}:
            numbers.append(int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else None)
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            numbers.pop()
        elif token.type == "list_item_open" and numbers[-1] is not None:
            prefix = f"{numbers[-1]}{token.markup}"
            numbers[-1] += 1
        elif token.type == "inline":
            lines = _inline(token).split("\n")
            yield from [prefix + lines[0], *lines[1:]] if before != "cell" else cell_lines(lines)
            prefix = ""
        elif token.type in {"code_block", "fence"}:
            yield from token.content.split("\n")
        elif token.type == "html_block" and token.content.strip():
            yield from _lines_of_html(token.content)
        before = "cell" if token.type in {"td_open", "th_open"} else ""


def _inline(token: Any) -> str:
    """The words of a paragraph or cell; the marks around them, addresses and tags are left out."""
    parts: list[str] = []
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type == "html_inline" and re.match(r"<br\b", child.content, re.IGNORECASE):
            parts.append("\n")
    return "".join(parts)


def _lines_of_html(markup: str) -> Iterator[str]:
    if _TAG.sub("", markup).strip():
        yield from read_markup(markup).lines
