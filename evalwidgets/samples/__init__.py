"""Sample questions and answers in our own words, to try the widgets on.

The answers were written for this package, half of them with faults of the kind that experts are
asked to find: a dose too high, an emergency played down. They are not medical advice.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evalwidgets.samples.pilot import pilot_study

MEDICAL_ANSWERS = Path(__file__).parent / "medical_answers.jsonl"
"""Six patients' questions with two answers each, for `medical_accuracy`."""

__all__ = ["MEDICAL_ANSWERS", "pilot_study"]


def __getattr__(name: str) -> object:
    if name == "pilot_study":  # it needs far more than a path does
        from evalwidgets.samples.pilot import pilot_study

        return pilot_study
    raise AttributeError(f"module 'evalwidgets.samples' has no attribute {name!r}")
