"""What is judged: an item, its responses and what comes with them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, Literal, Self, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, ValidationInfo, field_validator
from pydantic_core import to_json

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


def _with_kinds(criteria: Any) -> Any:
    """Make a criterion that does not say its kind binary, as most are; stored ones leave out this default."""
    if not isinstance(criteria, list | tuple):
        return criteria
    return tuple(
        {"kind": "binary", **criterion} if isinstance(criterion, dict) else criterion
        for criterion in cast("Sequence[Any]", criteria)
    )


class Item(_Model):
    """One thing to judge.

    Attributes
    ----------
    id
        Names the item in the study and in every row that comes out of it.
    prompt
        What the responses answer: one user message, or a whole chat.
    responses
        The candidate answers; their ids are distinct within the item.
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
    criteria: Annotated[tuple[Criterion, ...], BeforeValidator(_with_kinds)] = ()
    metadata: dict[str, JsonValue] = Field(default_factory=dict)
    gold: dict[str, JsonValue] | None = None
    warnings: tuple[str, ...] = ()

    @field_validator("responses", "criteria")
    @classmethod
    def _ids_are_distinct(cls, parts: tuple[Any, ...], info: ValidationInfo) -> tuple[Any, ...]:
        if len(parts) > 1 and len({part.id for part in parts}) < len(parts):
            raise ValueError(f"two {info.field_name} have the same id: {', '.join(part.id for part in parts)}")
        return parts

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the canonical JSON of what is in the item.

        What is at its default is left out, so that a field which a later version adds leaves old hashes alone.

        Raises
        ------
        ValueError
            If the metadata hold NaN or an infinity, which JSON cannot say.
        """
        if _has_open_json(self):
            return content_hash(self.model_dump(mode="json", exclude_defaults=True))
        # Text and nothing else, as nearly all items: the same JSON straight from the compiled writer, in a
        # quarter of the time (numbers would differ: it spells 1e16 where canonical JSON has 10000000000000000).
        return hashlib.sha256(to_json(_in_key_order(self))).hexdigest()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy the item, without the hash that it had."""
        copy = super().model_copy(update=update, deep=deep)
        vars(copy).pop("hash", None)  # pydantic copies it along
        return copy

    def response(self, id: str) -> Response:
        """Return the response `id`; KeyError names what there is."""
        for response in self.responses:
            if response.id == id:
                return response
        have = ", ".join(response.id for response in self.responses)
        raise KeyError(f"item {self.id} has no response {id!r}; it has {have}")


def _has_open_json(item: Item) -> bool:
    """Say whether some field of the item may hold numbers, or keys in any order."""
    if item.metadata or item.criteria or item.media or item.gold is not None:
        return True
    return any(response.metadata for response in item.responses)


def _in_key_order(item: Item) -> dict[str, Any]:
    """Write an item of text alone as canonical JSON has it: keys sorted, defaults left out."""
    fields: dict[str, Any] = {}
    if item.context:
        fields["context"] = [
            {"text": document.text, "title": document.title} if document.title else {"text": document.text}
            for document in item.context
        ]
    fields["id"] = item.id
    fields["prompt"] = [{"role": message.role, "text": message.text} for message in item.prompt]
    if item.reference is not None:
        fields["reference"] = item.reference
    responses: list[dict[str, Any]] = []
    for response in item.responses:
        said = [{"role": message.role, "text": message.text} for message in response.messages]
        entry: dict[str, Any] = {"id": response.id, "messages": said}
        if response.model is not None:
            entry["model"] = response.model
        responses.append(entry)
    fields["responses"] = responses
    if item.warnings:
        fields["warnings"] = item.warnings
    return fields


def item_from_json(body: str | bytes) -> Item:
    """Read an item back from its stored JSON."""
    return Item.model_validate_json(body)


def item_to_json(item: Item) -> str:
    """Write an item as the store keeps it: without what is at its default, so that files stay small."""
    return item.model_dump_json(exclude_defaults=True)
