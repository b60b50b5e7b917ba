"""One row becomes one item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from evalwidgets.items.chats import Chat, read_chat, said_by_user
from evalwidgets.items.columns import Columns
from evalwidgets.items.extras import EXTRAS, metadata
from evalwidgets.items.media import BlobTray, media_from
from evalwidgets.items.model import Item, Media, Message
from evalwidgets.items.report import Problem
from evalwidgets.items.responses import ResponseReader, cell_of
from evalwidgets.items.values import check_id, check_text, is_missing, optional_text, without_nulls

Row = Mapping[str, Any]


@dataclass
class ItemBuilder:
    """Builds items from rows by one mapping of columns.

    Attributes
    ----------
    limit
        The most bytes of one text.
    folder
        Where relative paths of media start; None for the working directory.
    sparse
        In metadata and gold null means "not there", as in Arrow, where every struct has all keys that any row has.
    blobs
        Takes the bytes of the media met.
    """

    columns: Columns
    limit: int
    folder: Path | None = None
    sparse: bool = False
    blobs: BlobTray = field(default_factory=BlobTray)

    def __post_init__(self) -> None:
        of, one = self.columns.of, self.columns.one
        self._id, self._prompt, self._messages = one("id"), of("prompt"), one("messages")
        self._responses = of("response")
        self._read_responses = ResponseReader(self.columns, self.limit)
        # Roles that most sources lack are asked for only where a column fills them.
        rare = ("reference", "context", "warnings", "criteria", "gold", "media", "metadata", "image", "audio")
        self._rare = tuple(role for role in rare if of(role))

    def build(self, row: Row) -> Item:
        """Make the item of `row`.

        Raises
        ------
        Problem
            With the column at fault and what to do.
        """
        try:
            return self._build(row)
        except ValidationError as error:
            raise self._in_words(error) from error
        except RecursionError:
            raise Problem("is nested too deeply. Flatten it, or leave the row out.") from None

    def _build(self, row: Row) -> Item:
        chat: Chat = ()
        if self._messages:
            chat = read_chat(row.get(self._messages), self._messages, self.limit)
        asked, responses = self._read_responses(row, chat)
        prompt = self._prompt_of(row) if self._prompt else chat if self._responses and chat else asked
        if not any(message.text.strip() for message in prompt):
            raise Problem('there is no prompt: no column is one. Name it: columns={"prompt": "…"}.')
        if system := self.columns.one("system"):
            text = optional_text(row.get(system), system, self.limit)
            prompt = (Message(role="system", text=text), *prompt) if text else prompt
        fields = {role: value for role in self._rare if (value := self._rare_value(role, row))} if self._rare else {}
        if media := (*fields.pop("media", ()), *fields.pop("image", ()), *fields.pop("audio", ())):
            fields["media"] = media
        id = check_id(row.get(self._id), self._id) if self._id else None
        if id is None:
            id = "-"  # every id from content is the hash of the item under this one
            id = Item(id=id, prompt=prompt, responses=responses, **fields).hash[:20]
        return Item(id=id, prompt=prompt, responses=responses, **fields)

    def _prompt_of(self, row: Row) -> Chat:
        if len(self._prompt) == 1:
            return said_by_user(cell_of(row, self._prompt[0]), self._prompt[0], self.limit)
        texts = [optional_text(row.get(column), column, self.limit) for column in self._prompt]
        joined = "\n\n".join(text for text in texts if text)
        return (Message(role="user", text=check_text(joined, self._prompt[0], self.limit)),)

    def _rare_value(self, role: str, row: Row) -> Any:
        columns = self.columns.of(role)
        if role == "metadata":
            return metadata(row, columns, self.limit, sparse=self.sparse)
        column = columns[0]
        cell = row.get(column)
        if is_missing(cell) or (isinstance(cell, str) and not cell.strip()):
            return None
        if role == "image":
            return self._media("image", cell, column)
        if role == "audio":
            return self._media("audio", cell, column)
        value = EXTRAS[role](cell, column, self.limit)
        return without_nulls(value) if self.sparse else value

    def _media(self, kind: Literal["image", "audio"], cell: Any, column: str) -> tuple[Media, ...]:
        found: list[Media] = []
        for entry in cell if isinstance(cell, list | tuple) else [cell]:
            media, blob = media_from(kind, entry, column, self.folder)
            self.blobs.put(media.sha256, blob)
            found.append(media)
        return tuple(found)

    def _in_words(self, error: ValidationError) -> Problem:
        """Say the first finding of pydantic with the column that the field came from."""
        first = error.errors(include_url=False, include_context=False)[0]
        role, *inside = first["loc"] or ("",)
        column = self.columns.one("response" if role == "responses" else str(role))
        where = f" (at {'.'.join(map(str, inside))})" if inside else ""
        said = first["msg"].removeprefix("Value error, ")
        return Problem(f"{said[0].lower()}{said[1:]}{where}.", column)
