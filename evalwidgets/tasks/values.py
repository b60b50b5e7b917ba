"""The values of answers as people give them in Python, read as `Answer`.

An answer may be given plainly (``"met"``, ``True``, ``3``, ``["a", "b"]``, a list of marks); from
the browser it comes as an `Answer`. `evalwidgets.tasks.checking` takes both from there.

Criteria are told apart by `kind`: it runs ten times a submit, and isinstance of a pydantic model takes a microsecond.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from evalwidgets.errors import AnswerError
from evalwidgets.rubrics.model import Criterion
from evalwidgets.tasks.answers import Answer, Evidence
from evalwidgets.tasks.quotes import Quote

_FIELDS = frozenset(Answer.model_fields) - {"criterion"}
_MARK = ("exact", "category", "severity")
_SEVERAL = frozenset({"multi_choice", "option_ratings"})


def has_value(answer: Answer) -> bool:
    """Tell whether `answer` says anything (a comment alone does not)."""
    return (
        answer.na is not None or answer.number is not None or answer.label is not None or answer.text is not None
    ) or bool(answer.labels)


def says_something(criterion: Criterion, answer: Answer) -> bool:
    """Tell whether `answer` answers `criterion`: nothing chosen of several does, and so do marks."""
    return has_value(answer) or criterion.kind == "multi_choice" or (criterion.kind == "span" and bool(answer.evidence))


def read(criterion: Criterion, value: Any) -> tuple[Answer, tuple[Quote, ...]]:
    """Read a plain value, or a mapping of `Answer`'s fields, as an unchecked answer.

    Returns
    -------
    answer, quotes
        The answer, and quotes that were given as words and have yet to be found in the response.
    """
    if isinstance(value, str):
        return _plain(criterion, value), ()
    if criterion.kind == "span" and isinstance(value, Sequence):
        value = {"value": 0, "evidence": value}
    if isinstance(value, Mapping) and set(value) <= _FIELDS | {"value"}:
        fields = dict(value)
        plain = fields.pop("value", None)
        read = [_mark(criterion, mark) for mark in fields.get("evidence", ())]
        fields["evidence"] = [mark for mark in read if not isinstance(mark, Quote)]
        base = _plain(criterion, plain).model_dump(exclude_none=True) if plain is not None else {}
        try:
            answer = Answer.model_validate({**base, **fields, "criterion": criterion.id})
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise AnswerError(f"criterion {criterion.id}, {where}: {first['msg']}", criterion.id) from None
        return answer, tuple(mark for mark in read if isinstance(mark, Quote))
    return _plain(criterion, value), ()


def _mark(criterion: Criterion, mark: Any) -> Any:
    """Read words, ``{"exact": …, "category": …, "severity": …}`` or these three as words to find."""
    if isinstance(mark, str):
        return Quote(mark)
    if isinstance(mark, Evidence):
        return mark
    if isinstance(mark, Sequence) and len(mark) == len(_MARK) and all(isinstance(part, str) for part in mark):
        return Quote(*mark)
    if isinstance(mark, Mapping) and set(mark) <= set(_MARK) and isinstance(mark.get("exact"), str):
        return Quote(**mark)
    if isinstance(mark, Mapping):
        return mark
    raise AnswerError(
        f"criterion {criterion.id}: cannot read {mark!r} as a quote; give its words"
        + (", its category and its severity" if criterion.kind == "span" else ""),
        criterion.id,
    )


def _plain(criterion: Criterion, value: Any) -> Answer:  # noqa: PLR0911 (one a type)
    id, kind = criterion.id, criterion.kind
    if isinstance(value, str):
        if kind == "text":
            return Answer(criterion=id, text=value)
        if kind in _SEVERAL:
            return Answer(criterion=id, labels=(value,))
        return Answer(criterion=id, label=value)
    if isinstance(value, bool) and kind in {"binary", "ternary"}:
        return Answer(criterion=id, label="met" if value else "unmet")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Answer(criterion=id, number=float(value))
    if isinstance(value, Mapping) and kind == "option_ratings":
        return Answer(criterion=id, labels=tuple(f"{subject}={option}" for subject, option in value.items()))
    if isinstance(value, Sequence) and kind in _SEVERAL:
        return Answer(criterion=id, labels=tuple(str(label) for label in value))
    raise AnswerError(f"criterion {id}: cannot read {value!r} as an answer of kind {kind}", id)
