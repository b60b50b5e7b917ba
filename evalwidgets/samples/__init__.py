"""Sample questions and answers in our own words, to try the widgets on.

The answers were written for this package, half of them with faults of the kind that experts are
asked to find: a dose too high, an emergency played down. They are not medical advice.
"""

from __future__ import annotations

from pathlib import Path

MEDICAL_ANSWERS = Path(__file__).parent / "medical_answers.jsonl"
"""Six patients' questions with two answers each, for `medical_accuracy`."""
