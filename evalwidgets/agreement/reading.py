"""Ratings from arrays and long tables; which way round they are is checked, not guessed."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Literal

import numpy as np

from evalwidgets.agreement.ratings import Ratings, Scale, coded
from evalwidgets.errors import AgreementError

_LONG = ("unit", "rater", "value")
_SCORES = ("expert", "item", "response", "criterion")
"""The columns by which the table `scores` is known."""


def read_array(
    data: Any, *, categories: Sequence[Hashable] | None = None, rows: Literal["units"] | None = None
) -> Ratings:
    """Read units × raters: a row for each unit, a column for each rater, None or NaN where missing.

    Parameters
    ----------
    rows
        ``"units"`` says that rows are units although there are fewer of them than columns, which else
        is taken for a mistake: turned round, the same numbers give another coefficient without a warning.

    Raises
    ------
    AgreementError
        For anything but two dimensions, and for more raters than units.
    """
    values = data if isinstance(data, np.ndarray) else _array(data)
    if values.ndim != 2:  # noqa: PLR2004
        raise AgreementError(
            f"ratings are an array of units × raters, with two dimensions; this one has {values.ndim}. "
            "A long table needs the columns unit, rater and value."
        )
    n_units, n_raters = values.shape
    if n_raters > n_units and rows != "units":
        raise AgreementError(
            f"the array has {n_units} rows and {n_raters} columns: rows must be units and columns raters. "
            "If the rows are raters, pass data.T; if there really are more raters than units, pass rows='units'."
        )
    codes, scale = coded(values, categories)
    return Ratings(codes, scale, range(n_units), tuple(str(number + 1) for number in range(n_raters)))


def _array(data: Any) -> np.ndarray:
    if not isinstance(data, Sequence) and not hasattr(data, "__array__"):
        raise AgreementError(f"cannot read ratings from a {type(data).__name__}")
    try:
        array = np.asarray(data)
    except ValueError:
        raise AgreementError("the rows of the array differ in length; give None for a missing rating") from None
    # NumPy makes words of numbers beside None or words, and so would lose which are missing.
    return array if np.issubdtype(array.dtype, np.number) or array.dtype == bool else np.array(data, dtype=object)


def read_long(
    table: Any,
    *,
    unit: str | Sequence[str] | None = None,
    rater: str | None = None,
    value: str | None = None,
    cluster: str | None = None,
    categories: Sequence[Hashable] | None = None,
    criterion: str | None = None,
) -> Ratings:
    """Read a table with a row for each rating.

    Parameters
    ----------
    table
        A `datasets.Dataset` or a DataFrame: of the columns `unit`, `rater` and `value`, or a study's scores.
    unit, rater, value
        Its columns, where they are called otherwise; a unit may take several.
    cluster
        A column whose values are resampled as a whole (the item that units belong to).
    criterion
        Of a table of scores, the one criterion wanted; None: all, each criterion of a response a unit.

    Raises
    ------
    AgreementError
        For columns that are not there, a rating without a unit or rater, and a rater who rated a unit twice.
    """
    frame = _frame(table)
    columns = list(frame.columns)
    if unit is None and rater is None and value is None and not set(_LONG) <= set(columns):
        if not set(_SCORES) <= set(columns):
            raise AgreementError(
                f"the table has the columns {', '.join(map(str, columns))}; it needs unit, rater and value, or say "
                "which they are: unit=…, rater=…, value=…. (An array of units × raters is passed as it is: "
                "frame.to_numpy().)"
            )
        frame, unit, rater, value = _of_scores(frame, criterion)
        cluster = cluster or "item"
    elif criterion is not None:
        raise AgreementError(
            f"criterion={criterion!r} chooses from a study or its table of scores, and this table has unit, rater and "
            "value: pass the rows of that criterion alone"
        )
    units = [unit] if isinstance(unit, str) else list(unit or ["unit"])
    rater, value = rater or "rater", value or "value"
    absent = [name for name in (*units, rater, value, *([cluster] if cluster else [])) if name not in columns]
    if absent:
        raise AgreementError(f"the table has no column {absent[0]!r}; it has {', '.join(map(str, columns))}")
    return from_long(frame, units, rater, value, cluster, categories)


def _of_scores(frame: Any, criterion: str | None) -> tuple[Any, list[str], str, str]:
    if criterion is not None:
        known = sorted(frame["criterion"].unique())
        frame = frame[frame["criterion"] == criterion]
        if not len(frame):
            raise AgreementError(f"no score is of the criterion {criterion!r}; there is {', '.join(known)}")
    frame = frame[frame["na"].isna()] if "na" in frame.columns else frame
    all_numbers = bool(frame["number"].notna().all())
    units = ["item", "response"] if criterion is not None else ["item", "response", "criterion"]
    return frame, units, "expert", "number" if all_numbers else "label"


def _frame(table: Any) -> Any:
    """Return a table of any make as a pandas DataFrame."""
    import pandas as pd

    if isinstance(table, pd.DataFrame):
        return table
    if hasattr(table, "to_pandas"):
        return table.to_pandas()
    raise AgreementError(f"cannot read ratings from a {type(table).__name__}")


def check_named(frame: Any, columns: Sequence[str]) -> None:
    """Refuse ratings of which a DataFrame does not say whose they are, or of what; see `refuse_nameless`."""
    for name in columns:
        refuse_nameless(name, int(frame[name].isna().sum()))


def refuse_nameless(name: str, missing: int) -> None:
    """Refuse ratings without a unit or a rater: pandas would count them among those of the last one.

    Raises
    ------
    AgreementError
        If any are missing in the column `name`.
    """
    if missing:
        of = "1 rating has" if missing == 1 else f"{missing:,} ratings have"
        raise AgreementError(f"{of} nothing in the column {name!r}; fill it in, or leave these rows out")


def from_long(
    frame: Any,
    units: list[str],
    rater: str,
    value: str,
    cluster: str | None,
    categories: Sequence[Hashable] | None = None,
    scale: Scale | None = None,
) -> Ratings:
    """Arrange a DataFrame in long form as units × raters.

    Parameters
    ----------
    scale
        The scale that `value` holds codes of; None: values are coded.

    Raises
    ------
    AgreementError
        For a rating without a unit, a rater or a cluster, a unit in two clusters, and a rater who rated a unit twice.
    """
    import pandas as pd

    frame = frame[frame[value].notna()]
    check_named(frame, [*units, rater, *([cluster] if cluster is not None else [])])
    if categories is None and isinstance(frame[value].dtype, pd.CategoricalDtype) and frame[value].cat.ordered:
        categories = list(frame[value].cat.categories)
    raters, rater_names = pd.factorize(frame[rater], sort=True)
    if len(units) == 1:
        places, unit_names = pd.factorize(frame[units[0]], sort=True)
        names: list[Hashable] = list(unit_names)
    else:
        groups = frame.groupby(units, sort=True, observed=True)
        places = groups.ngroup().to_numpy()
        names = list(groups.indices) if len(frame) else []
    if scale is None:
        codes, scale = coded(frame[value].astype(object).to_numpy(), categories)
    else:
        codes = frame[value].to_numpy(np.int32)
    cells = places.astype(np.int64) * max(len(rater_names), 1) + raters
    found, first = np.unique(cells, return_index=True)
    if len(found) < len(cells):
        twice = int(np.setdiff1d(np.arange(len(cells)), first)[0])
        raise AgreementError(
            f"{rater_names[raters[twice]]} rated the unit {names[places[twice]]!r} twice; keep one rating of each, "
            "or name more columns that tell units apart: unit=[…]"
        )
    table = np.full((len(names), len(rater_names)), -1, np.int32)
    table[places, raters] = codes
    clusters = None
    if cluster is not None:
        of_row, _ = pd.factorize(frame[cluster])
        clusters = np.zeros(len(names), np.int64)
        clusters[places] = of_row
        torn = np.flatnonzero(clusters[places] != of_row)
        if len(torn):
            raise AgreementError(
                f"the unit {names[places[torn[0]]]!r} is in more than one {cluster}; each unit belongs to one cluster, "
                "or name more columns that tell units apart: unit=[…]"
            )
    over = f"{cluster}s" if cluster is not None else "units"
    return Ratings(table, scale, names, tuple(str(name) for name in rater_names), clusters, over)
