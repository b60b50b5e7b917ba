"""What an expert is asked by a criterion: what a later version may not change under an answer already given.

The rest decides only what the answer is worth. An ordinal option's value, a severity's weight or
what "partly" counts are such: labels and marks are kept, and their numbers follow.
"""

from __future__ import annotations

from typing import Any

from evalwidgets.rubrics.base import Unit
from evalwidgets.rubrics.criteria import Criterion, Span

_ONLY_SCORE = {
    *("points", "weight", "weight_class", "reverse", "gate", "tags", "partial", "overrides", "extra"),
    # What an answer has to come with: whether it does is seen in the answer.
    *("required", "require_comment", "require_evidence", "max_length", "max_marks"),
}


def asked(criterion: Criterion, unit: Unit) -> dict[str, Any]:
    """Return all that an answer to `criterion` rests on, as plain data."""
    said = criterion.model_dump(mode="json", exclude_defaults=True, exclude=_ONLY_SCORE)
    said["polarity"] = "bad" if criterion.is_penalty else "good"
    said["scope"] = criterion.scope or unit
    for option in said.get("options", ()):
        option.pop("value", None)
    if isinstance(criterion, Span):
        said["severities"] = list(criterion.severities)
    return said
