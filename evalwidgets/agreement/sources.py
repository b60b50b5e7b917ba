"""From whatever holds ratings (a study, a dataset, a frame, an array, a file) to what coefficients take."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evalwidgets.agreement.measuring import How
from evalwidgets.agreement.ratings import Ratings
from evalwidgets.agreement.reading import read_array, read_long
from evalwidgets.agreement.tally import Tally
from evalwidgets.errors import AgreementError
from evalwidgets.rubrics.plain import listed


def source_of(data: Any, how: How) -> Ratings | Tally:
    """Return ratings, or the tally of what is too large to hold.

    Raises
    ------
    AgreementError
        If `data` cannot be read as ratings, or is of a sort that something in `how` says nothing about.
    """
    if isinstance(data, Ratings | Tally):
        return data
    if isinstance(data, str | Path):
        _refuse_others(how, _BATCHES, "a Parquet file")
        from evalwidgets.agreement.batches import tally_parquet

        return tally_parquet(data, **_columns(how))
    if type(data).__module__.split(".")[0] == "dask":
        _refuse_others(how, _BATCHES, "a Dask DataFrame")
        from evalwidgets.agreement.batches import tally_dask

        return tally_dask(data, **_columns(how))
    if hasattr(data, "store") and hasattr(data, "rubric"):
        _refuse_others(how, ("experts", "criterion"), "a study")
        from evalwidgets.agreement.marks import read_marks

        return read_marks(data.store, experts=how.get("experts", "human")).ratings(how.get("criterion"))
    if hasattr(data, "columns") or hasattr(data, "column_names"):
        _refuse_others(how, (*_BATCHES, "cluster", "criterion"), "a table")
        return read_long(data, **_columns(how), cluster=how.get("cluster"), criterion=how.get("criterion"))
    _refuse_others(how, ("categories", "rows"), "an array")
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
            "read the ratings into memory, or use krippendorff_alpha, fleiss_kappa, gwet_ac, brennan_prediger, "
            "raw_agreement or pairwise_agreement"
        )
    return source


_BATCHES = ("unit", "rater", "value", "categories")
_OF_DATA = (*_BATCHES, "criterion", "experts", "cluster", "rows")


def _columns(how: How) -> dict[str, Any]:
    return {name: how.get(name) for name in _BATCHES}


def _refuse_others(how: How, taken: Sequence[str], what: str) -> None:
    """Refuse what would be passed over in silence, so that another figure than was asked for came out."""
    for name in _OF_DATA:
        if how.get(name) is not None and name not in taken:
            raise AgreementError(f"{name}=… says nothing about {what}, which takes {listed(taken)}; leave it out")
