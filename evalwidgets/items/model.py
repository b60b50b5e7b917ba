"""What is judged: an item, its responses and what comes with them."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from evalwidgets.canonical import content_hash
from evalwidgets.rubrics.model import Criterion

NonEmpty = Annotated[str, Field(min_length=1)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Message(_Model):
    """One turn of a chat."""

    role: NonEmpty
    text: str


class Media(_Model):
    """An image or a sound, stored once under the hash of its bytes.

    Attributes
    ----------
    sha256
        Of the bytes, in hex; the store keeps the bytes under it.
    alt
        What it shows or says, in words, for those who cannot see or hear it.
    """

    kind: Literal["image", "audio"]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    mime: NonEmpty
    name: str = ""
    alt: str = ""


class Document(_Model):
    """A text that belongs to an item: a patient's record, a statute, a source."""

    title: str = ""
    text: NonEmpty


class Response(_Model):
    """One candidate answer; `model` says who wrote it and is hidden from experts."""

    id: NonEmpty
    messages: tuple[Message, ...] = Field(min_length=1)
    model: str | None = None
    metadata: dict[str, JsonValue] = Field(default_factory=dict)

    @property
    def text(self) -> str:
        """The messages' texts, joined by a blank line: what evidence positions count in."""
        return "\n\n".join(message.text for message in self.messages)


class Item(_Model):
    """One thing to judge.

    Attributes
    ----------
    prompt
        What the responses answer: one user message, or a whole chat.
    reference
        A reference answer that experts may see, if the protocol shows it.
    context
        Documents to judge the responses by.
    criteria
        Criteria for this item alone, asked after the rubric's.
    gold
        Known right judgments, for training and attention checks; never shown.
    warnings
        Content-warning tags ("violence"): the screen covers the item until the expert lifts it.
    """

    id: NonEmpty
    prompt: tuple[Message, ...] = Field(min_length=1)
    responses: tuple[Response, ...] = Field(min_length=1)
    reference: str | None = None
    context: tuple[Document, ...] = ()
    media: tuple[Media, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    metadata: dict[str, JsonValue] = Field(default_factory=dict)
    gold: dict[str, JsonValue] | None = None
    warnings: tuple[str, ...] = ()

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the canonical JSON of everything in the item."""
        return content_hash(self.model_dump(mode="json"))

    def response(self, id: str) -> Response:
        """Return the response `id`; KeyError names what there is."""
        for response in self.responses:
            if response.id == id:
                return response
        have = ", ".join(response.id for response in self.responses)
        raise KeyError(f"item {self.id} has no response {id!r}; it has {have}")


def item_from_json(body: str | bytes) -> Item:
    """Read an item back from its stored JSON."""
    return Item.model_validate_json(body)


def item_to_json(item: Item) -> str:
    """Write an item as the store keeps it: without what is at its default, so that files stay small."""
    return item.model_dump_json(exclude_defaults=True)

