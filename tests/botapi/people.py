"""Who talks where: people and chats as records."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat; `kind` is private, group, supergroup or channel."""

    id: int
    kind: str
    title: str = ""
    is_forum: bool = False
    first_name: str = ""

    def as_json(self) -> Json:
        """The chat as the Bot API writes it."""
        named = {"first_name": self.first_name} if self.kind == "private" else {"title": self.title}
        return {"id": self.id, "type": self.kind, **named} | ({"is_forum": True} if self.is_forum else {})


@dataclass(frozen=True, slots=True)
class Person:
    """A person, or another bot; `language_code` is "" when Telegram does not tell it."""

    id: int
    first_name: str
    language_code: str = ""
    username: str = ""
    is_bot: bool = False

    @property
    def private(self) -> Chat:
        """The person's private chat with the bot, which has the person's id."""
        return Chat(self.id, "private", first_name=self.first_name)

    def as_json(self) -> Json:
        """The person as the Bot API writes them."""
        optional = {"language_code": self.language_code, "username": self.username}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name} | {
            name: value for name, value in optional.items() if value
        }
