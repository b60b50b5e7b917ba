"""Small typed tables of figures, as Arrow, a DataFrame or a Dataset."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evalwidgets.tables.columns import Column, arrow_schema

if TYPE_CHECKING:
    import datasets
    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True)
class Frame:
    """Rows of figures.

    Attributes
    ----------
    columns
        Name, type and meaning of each.
    rows
        The values, in the order of the columns; what there is not is None, and the row's state says why.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        names = [column.name for column in self.columns]
        return (dict(zip(names, row, strict=True)) for row in self.rows)

    def to_arrow(self) -> pa.Table:
        """Return the rows as an Arrow table."""
        import pyarrow as pa

        return pa.Table.from_pylist(list(self), schema=arrow_schema(self.columns))

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a DataFrame."""
        return self.to_arrow().to_pandas()

    def to_dataset(self) -> datasets.Dataset:
        """Return the rows as a Dataset, with the columns' types as its features."""
        from datasets import Dataset
        from datasets.table import InMemoryTable

        return Dataset(InMemoryTable(self.to_arrow()))

    def __repr__(self) -> str:
        cells = [[column.name for column in self.columns], *([_shown(value) for value in row] for row in self.rows)]
        wide = [max(map(len, column)) for column in zip(*cells, strict=True)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip() for row in cells
        )

    __str__ = __repr__


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.4g}".replace("-", "−") if isinstance(value, float) else str(value)
