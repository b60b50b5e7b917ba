"""From whatever holds ratings (a study, a dataset, a frame, an array, a file) to what coefficients take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evalwidgets.agreement.measuring import How
from evalwidgets.agreement.ratings import Ratings
from evalwidgets.agreement.reading import read_array, read_long
from evalwidgets.agreement.tally import Tally
from evalwidgets.errors import AgreementError


def source_of(data: Any, how: How) -> Ratings | Tally:
    """Return ratings, or the tally of what is too large to hold.

    Raises
    ------
    AgreementError
        If `data` cannot be read as ratings.
    """
    if isinstance(data, Ratings | Tally):
        return data
    if isinstance(data, str | Path):
        from evalwidgets.agreement.batches import tally_parquet

        return tally_parquet(data, **_columns(how))
    if type(data).__module__.split(".")[0] == "dask":
        from evalwidgets.agreement.batches import tally_dask

        return tally_dask(data, **_columns(how))
    if hasattr(data, "store") and hasattr(data, "rubric"):
        from evalwidgets.agreement.marks import read_marks

        return read_marks(data.store, experts=how.get("experts", "human")).ratings(how.get("criterion"))
    if hasattr(data, "columns") or hasattr(data, "column_names"):
        return read_long(data, **_columns(how), cluster=how.get("cluster"), criterion=how.get("criterion"))
    return read_array(data, categories=how.get("categories"), rows=how.get("rows"))


def ratings_of(data: Any, how: How) -> Ratings:
    """Return ratings that tell who gave what.

    Raises
    ------
    AgreementError
        If `data` cannot be read as ratings, or only counts are left of it.
    """
    source = source_of(data, how)
    if isinstance(source, Tally):
        raise AgreementError(
            "this coefficient asks who gave what, and batches only keep how often each value was given: "
            "read the ratings into memory, or use krippendorff_alpha, fleiss_kappa, gwet_ac or brennan_prediger"
        )
    return source


def _columns(how: How) -> dict[str, Any]:
    return {name: how.get(name) for name in ("unit", "rater", "value", "categories")}
