"""Marks as credit: 0 for the answer worst for the response, 1 for the best, whatever the scale and its sign."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from evalwidgets.agreement.marks import Frame, Marks
from evalwidgets.rubrics.reach import range_of

if TYPE_CHECKING:
    from evalwidgets.rubrics.model import Criterion

UNRANKED = ("choice", "multi_choice", "text")
"""Kinds whose answers are not better or worse than each other."""


def credited(marks: Marks) -> Frame:
    """Return the answered marks that have a better and a worse, with the columns `credit` and `against`.

    `against` is true where a high number is bad for the response; of an item's own criterion, its points say so.
    A count or a span, which have no greatest number, are measured by the greatest that anyone gave.
    """
    frame = marks.frame
    frame = frame[frame["na"].isna() & frame["number"].notna() & ~frame["criterion_kind"].isin(UNRANKED)]
    credit = np.full(len(frame), np.nan)
    against = np.array((frame["points"] < 0) | (frame["criterion_kind"] == "span"), dtype=bool)
    for id, places in frame.groupby("criterion", sort=False).indices.items():
        numbers = frame["number"].to_numpy(np.float64)[places]
        criterion, kind = marks.by_id.get(str(id)), frame["criterion_kind"].iloc[places[0]]
        if criterion is not None:
            against[places] = counts_against(criterion)
        low, high = range_of(criterion or {"kind": kind}) or (numbers.min(), numbers.max())
        if math.isinf(high) or kind in ("count", "span"):
            high = max(float(numbers.max()), low + 1.0)
        # Of an item's own scale of which only one number was given, neither end is known.
        share = (numbers - low) / (high - low) if high > low else np.full(len(numbers), 0.5)
        credit[places] = np.where(against[places], 1.0 - share, share)
    return frame.assign(credit=credit, against=against)


def counts_against(criterion: Criterion) -> bool:
    """Tell whether a high number is bad for the response: a penalty, marks of errors, a scale that counts backwards."""
    return criterion.is_fault != criterion.reverse
