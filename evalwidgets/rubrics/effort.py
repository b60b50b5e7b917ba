"""How long a rubric takes to answer: an estimate, for planning blocks and pay before there are timings.

It follows what published efforts report: half an hour holds about 25 to 40 checklist criteria on one
long answer, and marking the errors of one translated segment takes 57 to 114 seconds on average.
"""

from __future__ import annotations

from evalwidgets.rubrics.model import Criterion, OptionRatings, Rubric

READING = 120
"""Seconds for the item and the answer, before the first criterion."""

_SECONDS = {"span": 90, "count": 60, "text": 60, "option_ratings": 15}
_USUAL = 45


def minutes(rubric: Rubric) -> float:
    """Estimate the minutes that an expert needs for one answer; what is optional counts half.

    A study's own timings replace it as soon as there are some.
    """
    return (READING + sum(map(_seconds, rubric.criteria))) / 60


def _seconds(criterion: Criterion) -> float:
    seconds = _SECONDS.get(criterion.kind, _USUAL)
    if isinstance(criterion, OptionRatings):
        seconds *= len(criterion.subjects)
    return seconds if criterion.required and not criterion.needs else seconds / 2
