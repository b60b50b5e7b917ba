"""What a reading consists of, and how it is said to the child process."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

Ask = Callable[[str], "pa.Table"]
"""Runs a further statement in the same database, from any thread, and returns all its rows."""


Columns = dict[str, "pa.Array"]
"""An array for each name of a schema."""


class Layout(Protocol):
    """Turns batches of a statement's rows into rows of a table, or of several.

    `parts` is called from several threads at once.
    """

    @property
    def schemas(self) -> Sequence[pa.Schema]:
        """The schema of each table."""
        ...

    def parts(self, batch: pa.RecordBatch) -> Sequence[Columns]:
        """Return what `batch` becomes in each table."""
        ...


class OneTable(ABC):
    """A layout of one table."""

    schema: pa.Schema

    @property
    def schemas(self) -> tuple[pa.Schema]:
        """The schema of the table."""
        return (self.schema,)

    def parts(self, batch: pa.RecordBatch) -> tuple[Columns]:
        """Return what `batch` becomes in it."""
        return (self.rows(batch),)

    @abstractmethod
    def rows(self, batch: pa.RecordBatch) -> Columns:
        """Return the columns that `batch` becomes."""


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
    targets
        Path of the file to write, for each table: it exists and is empty.
    """

    statement: str
    layout: str
    batch_rows: int
    targets: list[str]
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
