"""Ratings for the tests: the published examples, and random ones."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

FOLDER = os.environ.get("EVALWIDGETS_REFERENCE_DATA")
needs_reference = pytest.mark.skipif(not FOLDER, reason="EVALWIDGETS_REFERENCE_DATA names no folder")

_ = np.nan
KRIPPENDORFF = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
    ]
).T
"""Krippendorff (2011): twelve units, four raters."""

SHROUT_FLEISS = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7.0]])
"""Shrout and Fleiss (1979), table 2: six units, four raters."""


def load(name: str) -> Any:
    return json.loads((Path(FOLDER or "") / name).read_text("utf-8"))


def ttcw() -> tuple[np.ndarray, np.ndarray]:
    """672 units (story × test) × 11 experts of 0 and 1, and the test of each unit."""
    rows = load("ttcw/ttcw_annotations.json")
    units = sorted({(row["story_id"], row["ttcw_idx"]) for row in rows})
    experts = sorted({row["expert_idx"] for row in rows})
    values = np.full((len(units), len(experts)), np.nan)
    place = {unit: number for number, unit in enumerate(units)}
    for row in rows:
        values[place[row["story_id"], row["ttcw_idx"]], experts.index(row["expert_idx"])] = (
            row["binary_verdict"] == "Yes"
        )
    return values, np.array([test for _, test in units])


def pandalm() -> np.ndarray:
    """999 pairs × three annotators: 0 (tie), 1 or 2."""
    return np.array([[int(row[f"annotator{n}"]) for n in (1, 2, 3)] for row in load("pandalm/pandalm.json")], float)


@st.composite
def tables(
    draw: st.DrawFn, *, missing: tuple[float, float] = (0.0, 0.8), raters: tuple[int, int] = (2, 5)
) -> np.ndarray:
    """Units × raters of whole numbers from 1, with some of them missing, in which raters agree now and then."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    units, count = draw(st.integers(5, 40)), draw(st.integers(*raters))
    categories = draw(st.integers(2, 5))
    true = random.integers(1, categories + 1, (units, 1))
    noise = random.integers(1, categories + 1, (units, count))
    values = np.where(random.random((units, count)) < draw(st.floats(0, 0.9)), true, noise).astype(float)
    values[random.random(values.shape) < draw(st.floats(*missing))] = np.nan
    return values
