"""What an answer hangs on, and what it has to come with: needs, comments, quotes."""

from __future__ import annotations

from evalwidgets.errors import AnswerError
from evalwidgets.protocol import Protocol as Rules
from evalwidgets.rubrics.model import Criterion, Need
from evalwidgets.tasks.answers import Answer

_PRESENCE = frozenset({"binary", "ternary", "count"})
"""Kinds whose answer can be that there is nothing."""


def holds(need: Need, answer: Answer | None) -> bool:
    """Tell whether a need is met: by an answer that fits, not by N/A or none."""
    return answer is not None and need.holds(label=answer.label, labels=answer.labels, number=answer.number)


def is_penalty_given(criterion: Criterion, answer: Answer) -> bool:
    """Tell whether the answer takes points off: a bad thing present, or counted at least once."""
    return criterion.kind in _PRESENCE and criterion.is_penalty and (answer.number or 0) > 0


def need_extras(criterion: Criterion, answer: Answer, rules: Rules) -> None:
    """Raise AnswerError if a comment or a quote that rubric or protocol ask for is missing."""
    exception = answer.na is not None or is_penalty_given(criterion, answer)
    comment_due = (
        criterion.require_comment
        or rules.require_comment == "all"
        or (rules.require_comment == "exceptions" and exception)
    )
    if comment_due and not answer.comment:
        raise AnswerError(f"criterion {criterion.id}: needs a comment; say in a few words why", criterion.id)
    if criterion.require_evidence and answer.na is None and not answer.evidence and _supportable(criterion, answer):
        raise AnswerError(
            f"criterion {criterion.id}: needs a quote; select the words in the response that show it", criterion.id
        )


def _supportable(criterion: Criterion, answer: Answer) -> bool:
    """Tell whether there can be words to quote: what is absent leaves none."""
    return bool(answer.number) or not (criterion.kind in _PRESENCE or criterion.kind == "span")
