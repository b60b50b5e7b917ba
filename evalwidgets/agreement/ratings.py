"""Ratings as all coefficients take them: units × raters, each rating a code of one of the categories."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from evalwidgets.errors import AgreementError
from evalwidgets.stats.counts import Counts, Floats, Ints, count

Codes = npt.NDArray[np.integer[Any]]

_CATEGORIES = 256
_SMALL = 64
"""Whole numbers within so wide a range are codes almost as they are."""


@dataclass(frozen=True)
class Scale:
    """The values there may be, in their order.

    Attributes
    ----------
    categories
        What was given for each: numbers or words.
    ordered
        Whether the order means something: numbers have one, words only where the rubric says so.
    worth
        The number of each, where a rubric gives words one; else None.
    """

    categories: tuple[Hashable, ...]
    ordered: bool
    worth: tuple[float, ...] | None = None

    def __len__(self) -> int:
        return len(self.categories)

    @cached_property
    def numbers(self) -> Floats:
        """The number of each category; of words without one, their place."""
        if self.worth is not None:
            return np.array(self.worth, np.float64)
        if all(isinstance(value, int | float | np.number) for value in self.categories):
            return np.array(self.categories, np.float64)
        return np.arange(len(self.categories), dtype=np.float64)

    def named(self, code: int) -> str:
        """Return a category for people to read."""
        value = self.categories[code]
        return f"{value:g}" if isinstance(value, float) else str(value)

    def check(self, metric: str) -> None:
        """Refuse a metric that needs an order where none is known.

        Raises
        ------
        AgreementError
            Says how to give the order.
        """
        if not self.ordered and metric != "nominal":
            shown = ", ".join(str(value) for value in self.categories[:4])
            raise AgreementError(
                f"metric {metric!r} needs the order of the values ({shown}{', …' if len(self) > 4 else ''}), "  # noqa: PLR2004
                "and words have none: pass categories=[…] from lowest to highest, or metric='nominal'"
            )


@dataclass(frozen=True, eq=False)
class Ratings:
    """Who gave what to which unit.

    Attributes
    ----------
    codes
        Units × raters: the place in `scale` of what was given, -1 where nothing was.
    units, raters
        What the rows and the columns are called.
    clusters
        For each unit the number of the item it belongs to; None where each stands for itself.
    over
        What the clusters are, in the plural.
    """

    codes: Codes
    scale: Scale
    units: Sequence[Hashable]
    raters: tuple[str, ...]
    clusters: Ints | None = None
    over: str = "units"

    @cached_property
    def counts(self) -> Counts:
        """How often each category was given, unit by unit.

        Raises
        ------
        AgreementError
            If there are too many different values to count.
        """
        try:
            return count(self.codes, len(self.scale))
        except ValueError as error:
            raise AgreementError(
                f"{error}: for numbers like these use metric='interval', icc() or kendall_w()"
            ) from None

    @property
    def is_continuous(self) -> bool:
        """Whether there are so many different values that they are numbers rather than categories."""
        return len(self.scale) > _CATEGORIES

    @property
    def given(self) -> npt.NDArray[np.bool_]:
        """Units × raters: where there is a rating."""
        return np.asarray(self.codes >= 0)

    @property
    def active(self) -> tuple[str, ...]:
        """The raters who have given anything."""
        given = self.given
        return tuple(name for place, name in enumerate(self.raters) if given[:, place].any())

    @property
    def numbers(self) -> Floats:
        """Units × raters as numbers, NaN where missing."""
        return np.append(self.scale.numbers, np.nan)[self.codes]

    def of(self, raters: Sequence[str]) -> Ratings:
        """Return the ratings of some of the raters.

        Raises
        ------
        AgreementError
            For a rater who is not among them.
        """
        unknown = [rater for rater in raters if rater not in self.raters]
        if unknown:
            raise AgreementError(f"there is no rater {unknown[0]!r}; there is {', '.join(self.raters)}")
        places = [self.raters.index(rater) for rater in raters]
        return Ratings(self.codes[:, places], self.scale, self.units, tuple(raters), self.clusters, self.over)

    def where(self, mask: npt.NDArray[np.bool_]) -> Ratings:
        """Return the ratings of some of the units."""
        clusters = None if self.clusters is None else np.unique(self.clusters[mask], return_inverse=True)[1]
        units = [unit for unit, kept in zip(self.units, mask, strict=True) if kept]
        return Ratings(self.codes[mask], self.scale, units, self.raters, clusters, self.over)


def coded(values: npt.NDArray[Any], categories: Sequence[Hashable] | None = None) -> tuple[Codes, Scale]:
    """Return values of any shape as codes, and their scale; None and NaN are missing.

    Parameters
    ----------
    categories
        All values there may be, from lowest to highest; None: those found, ordered if they are numbers.

    Raises
    ------
    AgreementError
        For a value that is not among `categories`.
    """
    if values.dtype == bool:
        values = values.astype(np.float64)
    if categories is None and np.issubdtype(values.dtype, np.number):
        return _coded_numbers(values)
    return _coded_objects(values, categories)


def _coded_numbers(values: npt.NDArray[Any]) -> tuple[Codes, Scale]:
    missing = ~np.isfinite(values)
    some_missing = bool(missing.any())
    least, most = (float(np.nanmin(values)), float(np.nanmax(values))) if not missing.all() else (0.0, 0.0)
    if most - least < _SMALL:
        shifted = np.where(missing, -1.0, values - least) if some_missing else values - least
        codes = shifted.astype(np.int8)
        if (codes == shifted).all():
            present = np.flatnonzero(np.bincount((codes + 1).ravel(), minlength=1)[1:])
            places = np.full(_SMALL + 1, -1, np.int8)
            places[present] = np.arange(len(present))
            return places[codes], Scale(tuple((present + least).tolist()), ordered=True)
    found = np.unique(values[~missing])
    codes = np.searchsorted(found, np.where(missing, found[0] if len(found) else 0, values)).astype(np.int32)
    codes[missing] = -1
    return codes, Scale(tuple(found.tolist()), ordered=True)


def _coded_objects(values: npt.NDArray[Any], categories: Sequence[Hashable] | None) -> tuple[Codes, Scale]:
    import pandas as pd

    flat = pd.Series(values.ravel(), dtype=object)
    places, found = pd.factorize(flat, sort=False)
    plain = [_plain(value) for value in found]
    scale = _scale_of(plain) if categories is None else Scale(tuple(map(_plain, categories)), ordered=True)
    known = {value: place for place, value in enumerate(scale.categories)}
    if len(known) < len(scale):
        raise AgreementError(f"categories: one is named twice among {list(scale.categories)}")
    strangers = [value for value in plain if value not in known]
    if strangers:
        raise AgreementError(f"{strangers[0]!r} is not among the categories {list(scale.categories)}")
    order = np.array([known[value] for value in plain] or [0], np.int32)
    codes = np.where(places < 0, -1, order[np.maximum(places, 0)])
    return codes.astype(np.int32).reshape(values.shape), scale


def _scale_of(plain: list[Any]) -> Scale:
    if all(isinstance(value, int | float) for value in plain):
        return Scale(tuple(sorted(plain)), ordered=True)
    # Words are sorted only so that the same data print the same; their order means nothing.
    return Scale(tuple(sorted(plain, key=str)), ordered=False)


def _plain(value: Any) -> Any:
    """Return a NumPy scalar as Python's own; a truth value is a number."""
    value = value.item() if isinstance(value, np.generic) else value
    return float(value) if isinstance(value, bool) else value
