"""How far two categories are apart: the one thing in which the coefficients of `chance` differ by metric.

A distance is a matrix of categories × categories with zeros on its diagonal. Only Krippendorff's
ordinal distance is not fixed: it counts the ratings that lie between two categories, and so depends
on how often each was given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalwidgets.stats.counts import Floats


@dataclass(frozen=True, eq=False)
class Distance:
    """One metric over some categories.

    Attributes
    ----------
    name
        ``nominal``, ``ordinal``, ``interval``, ``ratio``, ``linear`` or ``quadratic``.
    matrix
        Categories × categories; None for ordinal, whose `ranks` depend on the margins.
    """

    name: str
    matrix: Floats | None

    @property
    def share(self) -> Floats:
        """The matrix as shares of its greatest distance: disagreement between 0 and 1.

        Raises
        ------
        ValueError
            For the ordinal metric, which has no fixed distances.
        """
        if self.matrix is None:
            raise ValueError("the ordinal metric has no fixed distances; use linear or quadratic weights")
        greatest = self.matrix.max(initial=0.0)
        return self.matrix / greatest if greatest > 0 else self.matrix


def distance(name: str, values: Floats) -> Distance:
    """Return a metric by name over categories in their order, each with its number.

    ``nominal``: different is different. ``ordinal``, ``interval``, ``ratio``: Krippendorff (2011),
    "Computing Krippendorff's Alpha-Reliability"; interval is the squared difference of the numbers.
    ``linear``, ``quadratic``: (squared) difference of the categories' places, as in weighted kappa.

    Raises
    ------
    ValueError
        For an unknown name, or a ratio of negative numbers.
    """
    places = np.arange(len(values), dtype=np.float64)
    match name:
        case "nominal":
            matrix = 1.0 - np.eye(len(values))
        case "ordinal":
            matrix = None
        case "interval":
            matrix = _differences(values) ** 2
        case "ratio":
            matrix = _ratio(values)
        case "linear":
            matrix = np.abs(_differences(places))
        case "quadratic":
            matrix = _differences(places) ** 2
        case _:
            raise ValueError(f"there is no metric {name!r}; there is nominal, ordinal, interval, ratio")
    return Distance(name, matrix)


def ranks(margins: Floats) -> Floats:
    """Return the mean rank of each category (… × categories), less a constant, given how often each occurs.

    Krippendorff's ordinal distance is the squared difference of these.
    """
    return np.cumsum(margins, axis=-1) - margins / 2


def _differences(values: Floats) -> Floats:
    return values[:, np.newaxis] - values[np.newaxis, :]


def _ratio(values: Floats) -> Floats:
    if (values < 0).any():
        raise ValueError("a ratio scale has no negative numbers; use metric='interval'")
    sums = values[:, np.newaxis] + values[np.newaxis, :]
    return (_differences(values) / np.where(sums > 0, sums, 1.0)) ** 2
