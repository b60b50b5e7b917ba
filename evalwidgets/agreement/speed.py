"""How long experts work, beside each other on the same tasks; pauses are not work.

The browser measures active time without pauses longer than the protocol's `idle_seconds`; what is
left is capped once more, so that one answer left open does not decide a mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from evalwidgets.agreement.beside import LEAST

if TYPE_CHECKING:
    from evalwidgets.store.store import Store

_CAP = 5.0  # times the median of all
_HASTY = 1 / 3


@dataclass(frozen=True)
class Speed:
    """One expert's active time.

    Attributes
    ----------
    seconds
        Median per judgment, capped at five times the median of all.
    ratio
        Median of own time as a share of the others' median on the same task; None without shared tasks.
    hasty
        The share of shared tasks done in less than a third of the others' median.
    n
        Tasks shared with others.
    """

    seconds: float
    ratio: float | None
    hasty: float
    n: int

    @property
    def is_hasty(self) -> bool:
        """Whether most of the work takes less than a third of the time that others take for it."""
        return self.ratio is not None and self.n >= LEAST and self.ratio < _HASTY


def speeds_of(store: Store) -> dict[str, Speed]:
    """Return the speed of every expert whose times are known."""
    from evalwidgets import tables

    columns = ["expert", "item", "kind", "status", "active_ms", "responses"]
    frame: Any = tables.judgments(store, progress=False).select_columns(columns).with_format("pandas")[:]
    frame = frame[(frame["status"] == "submitted") & (frame["active_ms"] > 0)]
    if not len(frame):
        return {}
    seconds = frame["active_ms"].to_numpy(np.float64) / 1000
    frame = frame.assign(
        seconds=np.minimum(seconds, _CAP * np.median(seconds)),
        task=[f"{kind}/{item}/{'/'.join(sorted(ids))}" for kind, item, ids in _tasks(frame)],
    )
    others: dict[int, float] = {}
    for _, group in frame.groupby("task", sort=False):
        times = group["seconds"].to_numpy(np.float64)
        for place, row in enumerate(group.index):
            rest = np.delete(times, place)
            if len(rest):
                others[row] = float(np.median(rest))
    frame = frame.assign(share=frame["seconds"] / frame.index.map(others))
    return {str(name): _speed(group) for name, group in frame.groupby("expert", sort=True)}


def _tasks(frame: Any) -> Any:
    return zip(frame["kind"], frame["item"], frame["responses"], strict=True)


def _speed(group: Any) -> Speed:
    shares = group["share"].dropna().to_numpy(np.float64)
    return Speed(
        seconds=float(group["seconds"].median()),
        ratio=float(np.median(shares)) if len(shares) else None,
        hasty=float((shares < _HASTY).mean()) if len(shares) else 0.0,
        n=len(shares),
    )
