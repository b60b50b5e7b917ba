"""The typed tables of a study, as `datasets.Dataset`: the one place where model names join the judgments.

Each is read through Arrow in one piece, as the study stood at one moment, and mapped from a private
temporary file, so that ten million rows take no memory. The file goes when the data is let go.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from evalwidgets.tables.columns import described
from evalwidgets.tables.registry import TABLES, Table

if TYPE_CHECKING:
    import datasets

    from evalwidgets.store import Store

__all__ = ["TABLES", "comparisons", "items", "judgments", "lists_columns", "read", "scores"]

_F = TypeVar("_F", bound=Callable[..., object])


def lists_columns(function: _F) -> _F:
    """Put the columns of the table that `function` is named after, which stand once as data, into its docstring."""
    columns = described(TABLES[function.__name__].columns, "    ")
    function.__doc__ = f"{(function.__doc__ or '').rstrip()}\n\n    Columns\n    -------\n{columns}\n    "
    return function


@lists_columns
def scores(store: Store, *, superseded: bool = False, progress: bool = True) -> datasets.Dataset:
    """Return one row per expert, item, response and criterion of the grades submitted.

    A criterion that was not answered has no row; one that could not be has the reason in `na`.

    Parameters
    ----------
    superseded
        Adds what was replaced or withdrawn, and the column `current` that tells.
    progress
        Shows a bar when it takes longer than two seconds.

    Raises
    ------
    StoreError
        If the study cannot be read.
    """
    return read(store, TABLES["scores"], superseded=superseded, progress=progress)


@lists_columns
def judgments(store: Store, *, superseded: bool = False, progress: bool = True) -> datasets.Dataset:
    """Return one row per judgment of every kind of task: submitted, skipped or flagged.

    Parameters
    ----------
    superseded
        Adds what was replaced or withdrawn, the records of withdrawal, and the column `current` that tells.
    progress
        Shows a bar when it takes longer than two seconds.

    Raises
    ------
    StoreError
        If the study cannot be read.
    """
    return read(store, TABLES["judgments"], superseded=superseded, progress=progress)


@lists_columns
def comparisons(store: Store, *, superseded: bool = False, progress: bool = True) -> datasets.Dataset:
    """Return one row per comparison submitted; a and b are the responses in the order shown.

    Parameters
    ----------
    superseded
        Adds what was replaced or withdrawn, and the column `current` that tells.
    progress
        Shows a bar when it takes longer than two seconds.

    Raises
    ------
    StoreError
        If the study cannot be read.
    """
    return read(store, TABLES["comparisons"], superseded=superseded, progress=progress)


@lists_columns
def items(store: Store, *, progress: bool = True) -> datasets.Dataset:
    """Return one row per item, with the models and the gold answers that experts never see.

    Parameters
    ----------
    progress
        Shows a bar when it takes longer than two seconds.

    Raises
    ------
    StoreError
        If the study cannot be read.
    """
    return read(store, TABLES["items"], progress=progress)


def read(store: Store, table: Table, *, superseded: bool = False, progress: bool = True) -> datasets.Dataset:
    """Return one of `TABLES`."""
    from datasets import Dataset, DatasetInfo, Features
    from datasets.fingerprint import generate_random_fingerprint
    from datasets.table import MemoryMappedTable

    from evalwidgets.store.bulk.parent import read_out
    from evalwidgets.tables.columns import arrow_schema

    [(data, path)] = read_out(store, table.extract(superseded=superseded), progress=progress)
    features = Features.from_arrow_schema(arrow_schema(table.wanted(superseded=superseded)))
    # Without a fingerprint, datasets would hash all the data.
    return Dataset(
        MemoryMappedTable(data, str(path)),
        info=DatasetInfo(description=table.about, features=features),
        fingerprint=generate_random_fingerprint(),
    )
