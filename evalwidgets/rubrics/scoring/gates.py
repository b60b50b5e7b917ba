"""Gates: what a single answer, or a share of criteria passed, can do to the whole score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from evalwidgets.rubrics.conditions import GateKind
from evalwidgets.rubrics.scoring.means import Floats, floats

GATES_IN_ORDER: tuple[GateKind, ...] = ("penalty", "cap", "multiplier", "hurdle")


def gated(
    totals: ArrayLike,
    acting: ArrayLike,
    kinds: Sequence[GateKind],
    values: ArrayLike,
    *,
    answered: ArrayLike | None = None,
    penalty_cap: float | None = None,
    no_gate: Literal["total", "zero"] = "total",
) -> Floats:
    """Return the totals after the gates that act on them.

    First the penalties are taken off, together at most `penalty_cap`; then the lowest cap holds; then
    the total is multiplied by every multiplier; last, any hurdle makes it 0.

    Parameters
    ----------
    totals
        (…): before the gates.
    acting
        (…, gates): whether what was answered sets the gate off.
    kinds, values
        Of each gate; the value of a hurdle is not used.
    answered
        (…, gates): whether what it hangs on has an answer at all; None: all have.
    no_gate
        What a total is where no hurdle was answered, or there is none. Two published codes of the same
        benchmark differ here, so that it has to be said: ``"total"`` lets it stand, ``"zero"`` makes it 0.
    """
    totals, values = floats(totals), floats(values)
    acting = np.asarray(acting, dtype=bool)
    answered = np.ones(acting.shape, dtype=bool) if answered is None else np.asarray(answered, dtype=bool)
    of_kind = {kind: np.array([one == kind for one in kinds], dtype=bool) for kind in GATES_IN_ORDER}

    def chosen(kind: GateKind, otherwise: float) -> Floats:
        return np.where(acting & of_kind[kind], values, otherwise)

    taken = chosen("penalty", 0.0).sum(axis=-1)
    totals = totals - (taken if penalty_cap is None else np.minimum(taken, penalty_cap))
    totals = np.minimum(totals, chosen("cap", np.inf).min(axis=-1, initial=np.inf))
    totals = totals * chosen("multiplier", 1.0).prod(axis=-1)
    failed = (acting & of_kind["hurdle"]).any(axis=-1)
    if no_gate == "zero":
        failed |= ~(answered & of_kind["hurdle"]).any(axis=-1)
    return np.where(failed & ~np.isnan(totals), 0.0, totals)
