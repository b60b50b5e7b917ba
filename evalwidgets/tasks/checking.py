"""Answers in their one stored form: what each kind of criterion takes, and the number that follows from it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from evalwidgets.errors import AnswerError
from evalwidgets.rubrics.model import (
    Binary,
    Choice,
    Count,
    Criterion,
    MultiChoice,
    Numeric,
    Option,
    OptionRatings,
    Ordinal,
    Span,
    Ternary,
    Text,
)
from evalwidgets.tasks.answers import Answer

_BINARY = {"met": 1.0, "unmet": 0.0}
_BINARY_WORDS = {"present": "met", "not present": "unmet", "not met": "unmet", "true": "met", "false": "unmet"}
_TERNARY_WORDS = {
    "met": "met",
    "unmet": "unmet",
    **dict.fromkeys(("partly", "partial", "partly met"), "partly"),
    **_BINARY_WORDS,
}


def checked(criterion: Criterion, answer: Answer) -> Answer:
    """Return `answer` in its one stored form, with both number and label where the kind has both.

    Raises
    ------
    AnswerError
        For a value that `criterion` does not take; says what it takes.
    """
    if answer.na is not None:
        return _na(criterion, answer)
    check = _CHECKS[type(criterion)]
    kept = check(criterion, answer)
    if criterion.kind != "span" and any(mark.category or mark.severity for mark in answer.evidence):
        raise AnswerError(
            f"criterion {criterion.id}: its quotes have no category and no severity; leave them out", criterion.id
        )
    if not (answer.comment or answer.evidence):
        return kept
    return kept.model_copy(
        update={"comment": answer.comment.strip() or None if answer.comment else None, "evidence": answer.evidence}
    )


def _na(criterion: Criterion, answer: Answer) -> Answer:
    if not criterion.na.allow or answer.na not in criterion.na.reasons:
        allowed = ", ".join(criterion.na.reasons) if criterion.na.allow else "none"
        raise AnswerError(
            f"criterion {criterion.id}: {answer.na!r} is not among its reasons for N/A ({allowed})", criterion.id
        )
    comment = answer.comment.strip() if answer.comment else None
    return Answer(criterion=criterion.id, na=answer.na, comment=comment or None, evidence=answer.evidence)


def _binary(criterion: Binary, answer: Answer) -> Answer:
    label = answer.label
    if label is None and answer.number in (0.0, 1.0):
        label = "met" if answer.number else "unmet"
    label = _BINARY_WORDS.get((label or "").lower(), label)
    if label not in _BINARY:
        raise AnswerError(f"criterion {criterion.id}: must be met or unmet, got {_given(answer)}", criterion.id)
    return Answer(criterion=criterion.id, label=label, number=_BINARY[label])


def _ternary(criterion: Ternary, answer: Answer) -> Answer:
    values = {"met": 1.0, "partly": criterion.partial, "unmet": 0.0}
    label = answer.label
    if label is None:
        label = next((label for label, value in values.items() if value == answer.number), None)
    label = _TERNARY_WORDS.get((label or "").lower(), label)
    if label not in values:
        raise AnswerError(f"criterion {criterion.id}: must be met, partly or unmet, got {_given(answer)}", criterion.id)
    return Answer(criterion=criterion.id, label=label, number=values[label])


def _option(criterion: Ordinal | Choice | MultiChoice | OptionRatings, wanted: str) -> Option:
    for option in criterion.options:
        if wanted == option.id:
            return option
    for option in criterion.options:
        if wanted.lower() == option.label.lower():
            return option
    have = ", ".join(option.id for option in criterion.options)
    raise AnswerError(f"criterion {criterion.id}: has no option {wanted!r}; it has {have}", criterion.id)


def _ordinal(criterion: Ordinal, answer: Answer) -> Answer:
    if answer.label is not None:
        option = _option(criterion, answer.label)
    else:
        option = next((option for option in criterion.options if option.value == answer.number), None)
        if option is None:
            values = ", ".join(f"{option.value:g}" for option in criterion.options if option.value is not None)
            raise AnswerError(f"criterion {criterion.id}: must be one of {values}, got {_given(answer)}", criterion.id)
    return Answer(criterion=criterion.id, label=option.id, number=option.value)


def _numeric(criterion: Numeric, answer: Answer) -> Answer:
    number = answer.number
    if number is None or not math.isfinite(number) or not criterion.minimum <= number <= criterion.maximum:
        bounds = f"a number from {criterion.minimum:g} to {criterion.maximum:g}"
        raise AnswerError(f"criterion {criterion.id}: must be {bounds}, got {_given(answer)}", criterion.id)
    return Answer(criterion=criterion.id, number=number)


def _choice(criterion: Choice, answer: Answer) -> Answer:
    if answer.label is None:
        raise AnswerError(f"criterion {criterion.id}: choose one option, got {_given(answer)}", criterion.id)
    option = _option(criterion, answer.label)
    return Answer(criterion=criterion.id, label=option.id, number=option.value)


def _multi_choice(criterion: MultiChoice, answer: Answer) -> Answer:
    if not answer.labels and answer.label is not None:
        raise AnswerError(f"criterion {criterion.id}: takes a list of options, got {answer.label!r}", criterion.id)
    chosen = {_option(criterion, label).id for label in answer.labels}
    return Answer(
        criterion=criterion.id, labels=tuple(option.id for option in criterion.options if option.id in chosen)
    )


def _count(criterion: Count, answer: Answer) -> Answer:
    number = answer.number
    if number is None or not math.isfinite(number) or number != int(number) or not 0 <= number <= criterion.maximum:
        raise AnswerError(
            f"criterion {criterion.id}: must be a whole number from 0 to {criterion.maximum}, got {_given(answer)}",
            criterion.id,
        )
    return Answer(criterion=criterion.id, number=number)


def _text(criterion: Text, answer: Answer) -> Answer:
    text = (answer.text or "").strip()
    if not text:
        raise AnswerError(f"criterion {criterion.id}: must be text, got {_given(answer)}", criterion.id)
    if len(text) > criterion.max_length:
        raise AnswerError(
            f"criterion {criterion.id}: has {len(text):,} characters, at most {criterion.max_length:,} are kept; "
            "shorten it",
            criterion.id,
        )
    return Answer(criterion=criterion.id, text=text)


def _span(criterion: Span, answer: Answer) -> Answer:
    id, marks = criterion.id, answer.evidence
    if answer.label is not None or (answer.number and not marks):
        raise AnswerError(f"criterion {id}: takes a list of marks, got {_given(answer)}", id)
    if criterion.max_marks is not None and len(marks) > criterion.max_marks:
        raise AnswerError(
            f"criterion {id}: has {len(marks)} marks, at most {criterion.max_marks} are kept; keep the gravest", id
        )
    total = 0.0
    for mark in marks:
        if mark.category is None or mark.severity is None:
            raise AnswerError(f"criterion {id}: each mark needs a category and a severity", id)
        try:
            total += criterion.weight_of(mark.category, mark.severity)
        except ValueError as error:
            raise AnswerError(str(error), id) from None
    return Answer(criterion=id, number=total, evidence=marks)


def _option_ratings(criterion: OptionRatings, answer: Answer) -> Answer:
    id = criterion.id
    chosen: dict[str, Option] = {}
    for label in answer.labels:
        subject, _, option = label.partition("=")
        if subject in chosen:
            raise AnswerError(f"criterion {id}: rates {subject} twice", id)
        chosen[subject] = _option(criterion, option)
    asked = [subject.id for subject in criterion.subjects]
    for subject in [*(one for one in asked if one not in chosen), *(one for one in chosen if one not in asked)]:
        said = "is not rated" if subject in asked else "is not asked for"
        raise AnswerError(f"criterion {id}: {subject} {said}; it rates each of {', '.join(asked)}", id)
    values = [option.value or 0.0 for option in (chosen[subject] for subject in asked)]
    labels = tuple(f"{subject}={chosen[subject].id}" for subject in asked)
    return Answer(criterion=id, labels=labels, number=math.fsum(values) / len(values))


def _given(answer: Answer) -> str:
    for value in (answer.label, answer.number, answer.text, answer.labels):
        if value not in (None, ()):
            return repr(value)
    return "nothing"


_CHECKS: dict[type, Callable[[Any, Answer], Answer]] = {
    Binary: _binary,
    Ordinal: _ordinal,
    Numeric: _numeric,
    Choice: _choice,
    MultiChoice: _multi_choice,
    Count: _count,
    Text: _text,
    Ternary: _ternary,
    Span: _span,
    OptionRatings: _option_ratings,
}
