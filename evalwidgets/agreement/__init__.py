"""Agreement: whether experts agree, on what, and how sure that is.

Every coefficient is a function of `data` and returns a `Coefficient`, which prints as one line and
explains itself in `words`. Degenerate data give a state, never an exception or a made-up number.

`data` is one of

- an array of units × raters (a row for each unit, a column for each rater; None or NaN where missing),
- a table in long form (`pandas.DataFrame`, `datasets.Dataset` or the like) with the columns unit, rater, value,
- a table of a study's scores, or the study itself,
- the path of a Parquet file in long form, sorted by unit, or a Dask DataFrame: read batch by batch. These
  only count how often each value was given to a unit, and so go into `krippendorff_alpha`, `fleiss_kappa`,
  `gwet_ac`, `brennan_prediger`, `raw_agreement` and `pairwise_agreement`; all others ask who gave what.

All take, by name, what says something about their data (and refuse what does not):

criterion
    Of a study or its scores, the criterion; None: all of one scale together.
experts
    Of a study, whose marks: ``"human"`` (the default), ``"model"``, ``"all"``, or a list of names.
unit, rater, value
    The columns of a table, where they are called otherwise; `unit` may be several.
cluster
    A column whose values are drawn as a whole for the interval (an item that holds several units).
categories
    All values from lowest to highest; needed where words have an order. A study has it from its rubric.
rows
    ``"units"`` confirms that the rows of an array are units although there are more columns than rows.
interval
    ``"percentile"`` (the default) or ``"bca"``, of the bootstrap; ``"delta"``, linearised; None: none.
level, resamples, seed
    Of the interval: 0.95, 1,000 and 0.
least
    Pairable units below which the state is ``too_few``: 2.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evalwidgets.agreement.coefficient import Coefficient
    from evalwidgets.agreement.coefficients import (
        brennan_prediger,
        cohen_kappa,
        conger_kappa,
        fleiss_kappa,
        gwet_ac,
        icc,
        kendall_tau,
        kendall_w,
        krippendorff_alpha,
        macro_f1,
        pairwise_agreement,
        pairwise_pearson,
        raw_agreement,
    )
    from evalwidgets.agreement.spans import span_agreement

__all__ = [
    "Coefficient",
    "brennan_prediger",
    "cohen_kappa",
    "conger_kappa",
    "fleiss_kappa",
    "gwet_ac",
    "icc",
    "kendall_tau",
    "kendall_w",
    "krippendorff_alpha",
    "macro_f1",
    "pairwise_agreement",
    "pairwise_pearson",
    "raw_agreement",
    "span_agreement",
]

_HOMES = {"Coefficient": "coefficient", "span_agreement": "spans"}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'evalwidgets.agreement' has no attribute {name!r}")
    value = getattr(import_module(f"evalwidgets.agreement.{_HOMES.get(name, 'coefficients')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
