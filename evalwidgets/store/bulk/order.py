"""What a reading consists of, and how it is said to the child process."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

Ask = Callable[[str], "pa.Table"]
"""Runs a further statement in the same database, from any thread, and returns all its rows."""


class Layout(Protocol):
    """Turns batches of a statement's rows into rows of a table.

    `rows` is called from several threads at once, and gives an array for each name of the schema.
    """

    schema: pa.Schema

    def rows(self, batch: pa.RecordBatch) -> dict[str, pa.Array]:
        """Return the columns that `batch` becomes."""
        ...


@dataclass(frozen=True)
class Order:
    """One reading.

    Attributes
    ----------
    statement
        SQL, without parameters.
    layout
        ``"module:name"`` of what makes the layout: called with an `Ask` and `options`.
    batch_rows
        How many rows of the statement are worked on at a time.
    target
        Path of the file to write, which exists and is empty.
    """

    statement: str
    layout: str
    batch_rows: int
    target: str
    options: dict[str, Any] = field(default_factory=dict[str, Any])

    def make_layout(self, ask: Ask) -> Layout:
        """Import and make the layout."""
        module, _, name = self.layout.partition(":")
        return getattr(import_module(module), name)(ask, **self.options)


@dataclass(frozen=True)
class ChildOrder:
    """What the child process is told: the file to read, how long to wait for its lock, and the reading."""

    path: str
    patience: float
    order: Order

    def to_json(self) -> str:
        """Write it on one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> ChildOrder:
        """Read it back."""
        fields = json.loads(text)
        return cls(fields["path"], fields["patience"], Order(**fields["order"]))
