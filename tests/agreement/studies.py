"""Studies for the tests: marks as the table `scores` has them, made of arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from evalwidgets.agreement.marks import Expert, Marks
from evalwidgets.rubrics.model import Binary, Group, Rubric

LABELS = ("unmet", "met")


def rubric_of(*criteria: Any) -> Rubric:
    return Rubric(id="r", title="R", groups=(Group(id="all", title="All", criteria=criteria),))


def binary_marks(
    values: Mapping[str, np.ndarray],
    *,
    responses: int = 1,
    na: Mapping[str, np.ndarray] | None = None,
    experts: Mapping[str, Mapping[str, Any]] | None = None,
    points: Mapping[str, float] | None = None,
    models: tuple[str, ...] = (),
) -> Marks:
    """Marks by binary criteria: for each units × experts of 0, 1 and NaN; units are items' responses in turn.

    `na` holds, for each criterion, units × experts of reasons or None.
    """
    rows: list[dict[str, Any]] = []
    names: list[str] = list(experts or {})
    for criterion, table in values.items():
        reasons = (na or {}).get(criterion)
        for unit, row in enumerate(table):
            for place, value in enumerate(row):
                reason = None if reasons is None else reasons[unit, place]
                if np.isnan(value) and reason is None:
                    continue
                name = names[place] if names else f"e{place + 1}"
                rows.append(
                    {
                        "item": f"q{unit // responses:03}",
                        "response": f"r{unit % responses}",
                        "model": None,
                        "expert": name,
                        "expert_kind": "model" if name in models else "human",
                        "criterion": criterion,
                        "criterion_kind": "binary",
                        "group": "all",
                        "points": float((points or {}).get(criterion, 1)),
                        "number": np.nan if reason else value,
                        "label": None if reason else LABELS[int(value)],
                        "labels": None,
                        "na": reason,
                        "comment": None,
                        "judgment_id": f"{unit}/{place}",
                        "position": unit + 1,
                        "at": pd.Timestamp("2026-01-01", tz="UTC"),
                    }
                )
    rubric = rubric_of(*(Binary(id=id, text=f"Is {id}", points=(points or {}).get(id, 1)) for id in values))
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    known = {
        name: Expert(name, "model" if name in models else "human", (experts or {}).get(name, {}))
        for name in frame["expert"].unique()
    }
    return Marks(rubric, frame, known)


_COLUMNS = [
    *("item", "response", "model", "expert", "expert_kind", "criterion", "criterion_kind", "group", "points"),
    *("number", "label", "labels", "na", "comment", "judgment_id", "position", "at"),
]


def sharp(random: np.random.Generator, units: int, experts: int, sharpness: float = 0.8) -> np.ndarray:
    """Marks of experts who see what is there with that chance, and else guess."""
    true = random.integers(0, 2, (units, 1))
    guess = random.integers(0, 2, (units, experts))
    return np.where(random.random((units, experts)) < sharpness, true, guess).astype(float)
