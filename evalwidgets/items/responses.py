"""The responses of a row: one column, several, a list in one column, or the end of a chat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalwidgets.items.chats import Chat, answered, is_chat, response_from, split_chat
from evalwidgets.items.columns import Columns
from evalwidgets.items.model import Response
from evalwidgets.items.report import Problem
from evalwidgets.items.values import is_missing, optional_text, structured, unboxed

Row = Mapping[str, Any]
Found = tuple[Chat, tuple[Response, ...]]
"""The responses, and what was asked in their own chats before them."""

_LISTS = frozenset({"responses", "completions", "outputs", "generations", "candidates", "answers"})
"""Columns whose text may be a JSON list (as in a CSV); in one called "response" a text is what a model wrote."""


def cell_of(row: Row, column: str) -> Any:
    """Return the cell of a column that every row must have."""
    try:
        return row[column]
    except KeyError:
        raise Problem("the row has no such column. Add it, or leave the row out.", column) from None


class ResponseReader:
    """Reads the responses of rows by one mapping of columns; each with its model, if that is known."""

    def __init__(self, columns: Columns, limit: int) -> None:
        self.limit = limit
        self._columns, self._models = columns.of("response"), columns.of("model")
        self._prompt, self._messages = columns.of("prompt"), columns.one("messages")

    def __call__(self, row: Row, chat: Chat) -> Found:
        """Read the responses of `row`; `chat` is its messages column, if there is one."""
        if not self._columns:
            asked, said = split_chat(chat)
            if not any(message.text.strip() for message in said):
                raise Problem(
                    "the chat ends with the user's turn, so there is no response in it to judge."
                    ' If the responses stand elsewhere, name them: columns={"response": "…"}.',
                    self._messages,
                )
            return asked, (Response(id="1", messages=said, model=self._model(row, 0, many=False)),)
        if len(self._columns) == 1:
            return self._one_column(row, self._columns[0])
        asked: Chat = ()
        responses: list[Response] = []
        for index, column in enumerate(self._columns):
            cell = row.get(column)
            if is_missing(cell):  # not every item has every response
                continue
            before, said = answered(cell, column, self.limit)
            asked = self._same_question(asked, before, column, first=not responses)
            model = self._model(row, index, many=True)
            responses.append(Response(id=column, messages=said, model=model))
        if not responses:
            raise Problem(f"all of {', '.join(self._columns)} are empty: there is nothing to judge.", self._columns[0])
        return asked, tuple(responses)

    def _one_column(self, row: Row, column: str) -> Found:
        cell = cell_of(row, column)
        if type(cell) is not str:
            cell = unboxed(cell)
        elif column.strip().lower() in _LISTS:
            cell = structured(cell)
            cell = cell if isinstance(cell, list) else row[column]
        cell = [cell] if isinstance(cell, Mapping) else cell
        if not isinstance(cell, list) or is_chat(cell):
            asked, said = answered(cell, column, self.limit)
            return asked, (Response(id="1", messages=said, model=self._model(row, 0, many=False)),)
        entries: list[Any] = cell
        asked: Chat = ()
        responses: list[Response] = []
        for index, entry in enumerate(entries):
            if is_missing(entry):
                continue
            model = self._model(row, index, many=True, of=len(entries))
            if isinstance(entry, Mapping):
                before, response = response_from(entry, index + 1, column, self.limit)
                response = response.model_copy(update={"model": model}) if model and not response.model else response
            else:
                before, said = answered(entry, column, self.limit)
                response = Response(id=str(index + 1), messages=said, model=model)
            asked = self._same_question(asked, before, column, first=not responses)
            responses.append(response)
        if not responses:
            raise Problem("the list of responses is empty: there is nothing to judge.", column)
        return asked, tuple(responses)

    def _same_question(self, asked: Chat, before: Chat, column: str, *, first: bool) -> Chat:
        if first or self._prompt or before == asked:
            return before
        raise Problem(
            "the responses answer different chats, and no column is the prompt."
            ' Name the prompt: columns={"prompt": "…"}.',
            column,
        )

    def _model(self, row: Row, index: int, *, many: bool, of: int | None = None) -> str | None:
        """Return who wrote response `index`, from a column of its own or from one for all."""
        if not self._models:
            return None
        column = self._models[index % len(self._models)]
        if len(self._models) > 1:
            return optional_text(row.get(column), column, self.limit) if column else None
        cell = row.get(column)
        if type(cell) is str and not many:
            return optional_text(cell, column, self.limit)
        if type(cell) is not str:
            cell = unboxed(cell)
        elif column.strip().lower() == "models":
            cell = structured(cell)
        if not isinstance(cell, list):
            return optional_text(cell, column, self.limit)
        if len(cell) != (of or len(self._columns) or 1):
            raise Problem(f"lists {len(cell)} models for {of or len(self._columns) or 1} responses.", column)
        return optional_text(cell[index], column, self.limit)
