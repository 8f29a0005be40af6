"""Text and entities: Telegram's HTML, read strictly; commands and mentions, found as Telegram finds them."""

import re
from collections.abc import Iterator

from tests.botapi.errors import bad_request
from tests.botapi.people import Json

MAX_TEXT_UNITS = 4096
MAX_CAPTION_UNITS = 1024
MAX_ENTITIES = 100

_ENTITY_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_ATTRIBUTES = {
    "span": {"class"},
    "a": {"href"},
    "code": {"class"},
    "blockquote": {"expandable"},
    "tg-emoji": {"emoji-id"},
}
_REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_TOKEN = re.compile(
    r"""<(?P<end>/)?(?P<tag>[A-Za-z][A-Za-z0-9-]*)(?P<attributes>(?:\s+[a-z-]+(?:=(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*>
    | &(?P<reference>lt|gt|amp|quot|\#[0-9]+|\#x[0-9A-Fa-f]+);""",
    re.VERBOSE,
)
_FOUND = {
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])"),
    "mention": re.compile(r"(?<![\w/])@[A-Za-z0-9_]{2,32}(?!\w)"),
}


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def find_entities(text: str) -> list[Json]:
    """The commands and mentions that Telegram would mark in a text that somebody wrote."""
    found = [
        {"type": kind, "offset": units(text[: match.start()]), "length": units(match[0])}
        for kind, pattern in _FOUND.items()
        for match in pattern.finditer(text)
    ]
    found.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    ends, outer = 0, []
    for entity in found:  # the name in /ask@name is no mention of its own
        if entity["offset"] >= ends:
            outer.append(entity)
            ends = entity["offset"] + entity["length"]
    return outer


def read_text(text: str, parse_mode: str | None) -> tuple[str, list[Json]]:
    """A text as Telegram stores it, with its entities.

    Raises:
        ApiError: empty, too long, or markup that Telegram does not take.
    """
    if parse_mode not in (None, "", "HTML"):
        raise bad_request("unsupported parse_mode")
    plain, entities = read_html(text) if parse_mode else (text, [])
    if not plain.strip():
        raise bad_request("message text is empty")
    if units(plain) > MAX_TEXT_UNITS:
        raise bad_request("message is too long")
    if len(entities) > MAX_ENTITIES:  # Telegram would forget the last ones in silence
        raise bad_request("too many entities")
    return plain, entities


def read_caption(text: str, parse_mode: str | None) -> tuple[str, list[Json]]:
    """The text below a photo as Telegram stores it; there need be none.

    Raises:
        ApiError: too long, or markup that Telegram does not take.
    """
    if not text:
        return "", []
    plain, entities = read_text(text, parse_mode)
    if units(plain) > MAX_CAPTION_UNITS:
        raise bad_request("message caption is too long")
    return plain, entities


def read_html(text: str) -> tuple[str, list[Json]]:
    """Telegram's HTML as plain text and entities; stricter than Telegram where it would drop something in silence."""
    parser = _Html(text)
    parser.read()
    return parser.plain, sorted(parser.entities, key=lambda entity: (entity["offset"], -entity["length"]))


class _Html:
    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[tuple[str, Json]] = []
        self.plain = ""
        self.entities: list[Json] = []

    def read(self) -> None:
        for piece in self._pieces():
            if isinstance(piece, str):
                self.plain += piece
            elif piece["reference"]:
                self.plain += _resolve(piece["reference"])
            elif piece["end"]:
                self._close(piece["tag"].lower(), piece.start())
            else:
                self._begin(piece["tag"].lower(), piece["attributes"] or "", piece.start())
        if self._open:
            raise _unreadable(f'Can\'t find end tag corresponding to start tag "{self._open[-1][0]}"')

    def _pieces(self) -> Iterator[str | re.Match[str]]:
        at = 0
        for match in _TOKEN.finditer(self._text):
            yield self._bare(at, match.start())
            yield match
            at = match.end()
        yield self._bare(at, len(self._text))

    def _bare(self, start: int, end: int) -> str:
        text = self._text[start:end]
        if "<" in text:
            raise _unreadable(f'Unsupported start tag "" at byte offset {self._bytes(start + text.index("<"))}')
        return text

    def _begin(self, tag: str, attributes: str, at: int) -> None:
        names = {name for name in re.findall(r"([a-z-]+)(?:=(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?", attributes)}
        if tag not in _ENTITY_OF_TAG or not names <= _ATTRIBUTES.get(tag, set()):
            raise _unreadable(f'Unsupported start tag "{tag}" at byte offset {self._bytes(at)}')
        around = [entity["type"] for _, entity in self._open]
        kind = "expandable_blockquote" if names == {"expandable"} else _ENTITY_OF_TAG[tag]
        if kind.endswith("blockquote") and any(outer.endswith("blockquote") for outer in around):
            raise _unreadable(f"blockquote inside a blockquote at byte offset {self._bytes(at)}")
        if around and (around[-1] == "code" or (around[-1] == "pre" and kind != "code")):
            raise _unreadable(f"{kind} inside {around[-1]} at byte offset {self._bytes(at)}")
        entity: Json = {"type": kind, "offset": units(self.plain), "length": 0}
        self._open.append((tag, entity))
        self.entities.append(entity)

    def _close(self, tag: str, at: int) -> None:
        if not self._open or self._open[-1][0] != tag:
            expected = f', expected "</{self._open[-1][0]}>"' if self._open else ""
            raise _unreadable(f'Unmatched end tag at byte offset {self._bytes(at)}{expected}, found "</{tag}>"')
        _, entity = self._open.pop()
        entity["length"] = units(self.plain) - entity["offset"]
        if not entity["length"]:
            self.entities.remove(entity)

    def _bytes(self, at: int) -> int:
        return len(self._text[:at].encode("utf-8", "surrogatepass"))


def _resolve(reference: str) -> str:
    if not reference.startswith("#"):
        return _REFERENCES[reference]
    return chr(int(reference[2:], 16) if reference[1] == "x" else int(reference[1:]))


def _unreadable(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")
