"""Ratings larger than memory: read batch by batch, counted, and let go.

A Parquet file in long form must be sorted by unit, so that no unit is counted in two parts; this is
checked while reading. Dask brings the ratings of a unit together by itself. Either way the counts are
whole numbers that add up, so that the coefficient is the same to the last digit as of all at once.
"""

# Arrow and Dask have no types and make their functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from functools import reduce
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from evalwidgets.agreement.ratings import Scale, coded
from evalwidgets.agreement.reading import check_named, refuse_nameless
from evalwidgets.agreement.tally import Tally
from evalwidgets.errors import AgreementError
from evalwidgets.stats.counts import Counts, count_long

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS = 1_000_000


def tally_parquet(
    path: str | Path,
    *,
    unit: str | Sequence[str] | None = None,
    rater: str | None = None,
    value: str | None = None,
    categories: Sequence[Hashable] | None = None,
    batch_rows: int = _ROWS,
) -> Tally:
    """Count the ratings of a Parquet file in long form, sorted by unit.

    Parameters
    ----------
    unit, rater, value
        Its columns.
    categories
        All values there may be, in their order; None: a first pass over the column finds them.

    Raises
    ------
    AgreementError
        If the file cannot be read, lacks a column, is not sorted by unit, has a rating without a unit or a
        rater, or a rater rated a unit twice.
    """
    import pyarrow.parquet as pq

    names = (_one(unit), rater or "rater", value or "value")
    try:
        file = pq.ParquetFile(path)
    except (OSError, ValueError) as error:
        raise AgreementError(f"{path} cannot be read as Parquet: {error}") from None
    with file:
        absent = [name for name in names if name not in file.schema_arrow.names]
        if absent:
            raise AgreementError(f"{path} has no column {absent[0]!r}; it has {', '.join(file.schema_arrow.names)}")
        scale = _scale(categories, lambda: _distinct(file, names[2], batch_rows))
        parts = (_tally(whole, names, scale) for whole in _whole_units(file, names, batch_rows, str(path)))
        return reduce(add, parts, Tally(Counts.none(len(scale)), scale, frozenset()))


def tally_dask(
    frame: Any,
    *,
    unit: str | Sequence[str] | None = None,
    rater: str | None = None,
    value: str | None = None,
    categories: Sequence[Hashable] | None = None,
) -> Tally:
    """Count the ratings of a Dask DataFrame in long form, in any order, wherever its workers are.

    Needs ``evalwidgets[distributed]``.

    Raises
    ------
    AgreementError
        If it lacks a column, has a rating without a unit or a rater, or a rater rated a unit twice.
    """
    from dask.delayed import delayed

    names = (_one(unit), rater or "rater", value or "value")
    absent = [name for name in names if name not in frame.columns]
    if absent:
        raise AgreementError(f"the table has no column {absent[0]!r}; it has {', '.join(map(str, frame.columns))}")
    scale = _scale(categories, lambda: list(frame[names[2]].dropna().unique().compute()))
    together = frame[list(names)].shuffle(names[0])
    parts = [delayed(_tally_frame)(part, names, scale) for part in together.to_delayed()]
    while len(parts) > 1:  # as a tree, so that the workers add up, too
        parts = [delayed(_summed)(parts[start : start + 8]) for start in range(0, len(parts), 8)]
    return parts[0].compute()


def _summed(parts: list[Tally]) -> Tally:
    return reduce(add, parts)


def _one(unit: str | Sequence[str] | None) -> str:
    if unit is None or isinstance(unit, str):
        return unit or "unit"
    if len(unit) == 1:
        return unit[0]
    raise AgreementError("batches take one column as the unit; join several into one first")


def _scale(categories: Sequence[Hashable] | None, find: Any) -> Scale:
    given = list(categories) if categories is not None else find()
    all_numbers = all(isinstance(value, int | float | np.number) for value in given)
    if categories is None and all_numbers:
        return coded(np.array(given, np.float64))[1]
    return coded(np.array(given, dtype=object), categories)[1]


def _distinct(file: Any, value: str, batch_rows: int) -> list[Any]:
    import pyarrow.compute as pc

    found: set[Any] = set()
    for batch in file.iter_batches(batch_rows, columns=[value]):
        found |= set(pc.unique(batch[value]).to_pylist())
    return [one for one in found if one is not None and one == one]  # noqa: PLR0124 (NaN is not itself)


def _whole_units(file: Any, names: tuple[str, str, str], batch_rows: int, path: str) -> Iterator[pa.Table]:
    """Give tables that hold each of their units in full: the last unit of a batch waits for the next one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    waiting: pa.Table | None = None
    for batch in file.iter_batches(batch_rows, columns=list(names)):
        table = pa.Table.from_batches([batch])
        table = table if waiting is None else pa.concat_tables([waiting, table])
        # Without a rating a row says nothing, not even where it stands.
        table = table.filter(pc.is_valid(table[names[2]]))
        if not len(table):
            continue
        refuse_nameless(names[0], table[names[0]].null_count)
        units = table[names[0]]
        if pa.types.is_dictionary(units.type):  # whose codes have no order
            units = units.cast(units.type.value_type)
        units = units.combine_chunks()
        back = pc.less(units[1:], units[:-1])
        if pc.any(back).as_py():
            again = units[pc.index(back, value=True).as_py() + 1].as_py()
            raise AgreementError(
                f"{path} is not sorted by {names[0]!r} ({again!r} stands after what should follow it), so that a unit "
                "might be counted in two parts: sort it, as by pyarrow.parquet.read_table(path)"
                f".sort_by({names[0]!r}), or pass dask.dataframe.read_parquet(path), which takes any order"
            )
        last = pc.equal(units, units[-1])
        yield table.filter(pc.invert(last))
        waiting = table.filter(last)
    if waiting is not None:
        yield waiting


def _tally(table: pa.Table, names: tuple[str, str, str], scale: Scale) -> Tally:
    return _tally_frame(table.to_pandas(), names, scale)


def _tally_frame(frame: Any, names: tuple[str, str, str], scale: Scale) -> Tally:
    import pandas as pd

    unit, rater, value = names
    frame = frame[frame[value].notna()]
    check_named(frame, (unit, rater))
    units, _ = pd.factorize(frame[unit])
    raters, rater_names = pd.factorize(frame[rater])
    codes = _codes(frame[value], scale)
    cells = units.astype(np.int64) * max(len(rater_names), 1) + raters
    if np.bincount(cells, minlength=1).max() > 1:
        twice = frame[frame.duplicated([unit, rater])].iloc[0]
        raise AgreementError(f"{twice[rater]} rated the unit {twice[unit]!r} twice; keep one rating of each")
    n_units = int(units.max(initial=-1)) + 1
    counts = count_long(units.astype(np.int64), codes, n_units, len(scale))
    return Tally(counts, scale, frozenset(str(name) for name in rater_names))


def _codes(values: Any, scale: Scale) -> np.ndarray:
    import pandas as pd

    numbers = scale.numbers
    if pd.api.types.is_numeric_dtype(values.dtype) and all(isinstance(one, int | float) for one in scale.categories):
        given = values.to_numpy(np.float64)
        order = np.argsort(numbers)
        places = np.minimum(np.searchsorted(numbers, given, sorter=order), len(numbers) - 1)
        codes = order[places]
        wrong = numbers[codes] != given
        if wrong.any():
            raise AgreementError(f"{given[wrong][0]:g} is not among the categories {list(scale.categories)}")
        return codes
    return coded(values.astype(object).to_numpy(), scale.categories)[0]
