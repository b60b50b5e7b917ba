"""The values of answers: what each kind of criterion takes, and how a plain value is read as one.

In Python an answer may be given plainly (``"met"``, ``True``, ``3``, ``["a", "b"]``); from the
browser it comes as an `Answer`. Both end as the same checked `Answer`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from pydantic import ValidationError

from evalwidgets.errors import AnswerError
from evalwidgets.rubrics.model import (
    Binary,
    Choice,
    Count,
    Criterion,
    MultiChoice,
    NaReason,
    Numeric,
    Option,
    Ordinal,
    Text,
)
from evalwidgets.tasks.answers import Answer

_BINARY = {"met": 1.0, "unmet": 0.0}
_BINARY_WORDS = {"present": "met", "not present": "unmet", "not met": "unmet", "true": "met", "false": "unmet"}
_FIELDS = frozenset(Answer.model_fields) - {"criterion"}


def has_value(answer: Answer) -> bool:
    """Tell whether `answer` says anything (a comment alone does not)."""
    return (
        answer.na is not None or answer.number is not None or answer.label is not None or answer.text is not None
    ) or bool(answer.labels)


def read(criterion: Criterion, value: Any) -> tuple[Answer, tuple[str, ...]]:
    """Read a plain value, or a mapping of `Answer`'s fields, as an unchecked answer.

    Returns
    -------
    answer, quotes
        The answer, and quotes that were given as words and have yet to be found in the response.
    """
    if isinstance(value, Mapping) and set(value) <= _FIELDS | {"value"}:
        fields = dict(value)
        plain = fields.pop("value", None)
        quotes = tuple(quote for quote in fields.get("evidence", ()) if isinstance(quote, str))
        fields["evidence"] = [mark for mark in fields.get("evidence", ()) if not isinstance(mark, str)]
        base = _plain(criterion, plain).model_dump(exclude_none=True) if plain is not None else {}
        try:
            return Answer.model_validate({**base, **fields, "criterion": criterion.id}), quotes
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise AnswerError(f"criterion {criterion.id}, {where}: {first['msg']}", criterion.id) from None
    return _plain(criterion, value), ()


def _plain(criterion: Criterion, value: Any) -> Answer:
    if isinstance(value, bool) and isinstance(criterion, Binary):
        return Answer(criterion=criterion.id, label="met" if value else "unmet")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Answer(criterion=criterion.id, number=float(value))
    if isinstance(value, str):
        if isinstance(criterion, Text):
            return Answer(criterion=criterion.id, text=value)
        if isinstance(criterion, MultiChoice):
            return Answer(criterion=criterion.id, labels=(value,))
        return Answer(criterion=criterion.id, label=value)
    if isinstance(value, Sequence) and isinstance(criterion, MultiChoice):
        return Answer(criterion=criterion.id, labels=tuple(str(label) for label in value))
    raise AnswerError(
        f"criterion {criterion.id}: cannot read {value!r} as an answer of kind {criterion.kind}", criterion.id
    )


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


def _option(criterion: Ordinal | Choice | MultiChoice, wanted: str) -> Option:
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
}

NA_REASONS: tuple[NaReason, ...] = get_args(NaReason)
