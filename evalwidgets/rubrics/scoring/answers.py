"""Answers to one rubric as they are given, read as entries of a grid.

An answer is an object with the fields of `evalwidgets.tasks.answers.Answer`, a mapping of these, or a
plain value: ``True``, ``"met"``, ``"fair"``, ``3``, ``["a", "b"]``, ``"n/a:contested"``. Of marks, the
plain value is a list of "Accuracy/Omission:minor"; of option ratings, of "aspirin=harmful".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple, cast

import numpy as np

from evalwidgets.errors import AnswerError
from evalwidgets.rubrics.criteria import (
    Choice,
    Criterion,
    MultiChoice,
    Option,
    OptionRatings,
    Ordinal,
    Span,
    Ternary,
)
from evalwidgets.rubrics.reach import labels_of, range_of
from evalwidgets.rubrics.scoring.grid import Entries, State
from evalwidgets.rubrics.scoring.plan import Plan
from evalwidgets.rubrics.scoring.spans import edit_sum

_WORDS = {"present": "met", "not present": "unmet", "not met": "unmet", "true": "met", "false": "unmet"}
_FIELDS = ("number", "label", "labels", "text", "na", "evidence")
_SEVERAL = frozenset({"multi_choice", "option_ratings"})


class Read(NamedTuple):
    """One answer, checked: its state, and the value it has."""

    state: State
    number: float = math.nan
    label: str | None = None
    labels: tuple[str, ...] = ()
    na: str = ""
    text: str = ""


_MET, _UNMET = Read(State.SCORED, 1.0, "met"), Read(State.SCORED, 0.0, "unmet")
_BINARY: dict[Any, Read] = {True: _MET, False: _UNMET, "met": _MET, "unmet": _UNMET}
"""Nearly all plain answers there are; looked up, a rubric of thousands of criteria is scored in milliseconds."""


def read_answers(plan: Plan, given: Mapping[str, Any] | Iterable[Any]) -> dict[int, Read]:
    """Read answers, by the column of their criterion; one that is None is left out.

    Raises
    ------
    AnswerError
        For a criterion that there is not, or that is answered twice, or a value that it does not take.
    """
    pairs = given.items() if isinstance(given, Mapping) else ((_field(one, "criterion"), one) for one in given)
    read: dict[int, Read] = {}
    for id, value in pairs:
        column = plan.columns.get(id)
        if column is None:
            close = get_close_matches(str(id), plan.columns, 1)
            meant = f"did you mean {close[0]!r}?" if close else f"it has {', '.join(plan.columns)}"
            raise AnswerError(f"rubric {plan.rubric.id} has no criterion {id!r}; {meant}", None)
        if column in read:
            raise AnswerError(f"criterion {id}: is answered twice", id)
        answer = read_answer(plan.criteria[column], value, sized=plan.scoring.rule == "edit_sum")
        if answer is not None:
            read[column] = answer
    return read


def entries_of(read: Mapping[int, Read]) -> Entries:
    """Return the answers of one judgment in long form."""
    answers = list(read.values())
    vocabulary = list(dict.fromkeys(answer.label for answer in answers if answer.label is not None))
    place = {label: n for n, label in enumerate(vocabulary)}
    return Entries(
        rows=np.zeros(len(answers), dtype=np.intp),
        columns=np.array(list(read), dtype=np.intp),
        numbers=np.array([answer.number for answer in answers]),
        states=np.array([answer.state for answer in answers], dtype=np.int8),
        labels=np.array([-1 if one.label is None else place[one.label] for one in answers], dtype=np.intp),
        vocabulary=vocabulary,
        chosen={n: answer.labels for n, answer in enumerate(answers) if answer.labels},
    )


def read_answer(criterion: Criterion, given: Any, *, sized: bool = False) -> Read | None:
    """Read one answer; None if it says nothing.

    Parameters
    ----------
    sized
        Marks count by how many characters they cover, too.

    Raises
    ------
    AnswerError
        For a value that the criterion does not take.
    """
    if given is None:
        return None
    if criterion.kind == "binary" and isinstance(given, bool | str) and given in _BINARY:
        return _BINARY[given]
    if (isinstance(given, Mapping) and not set(given).isdisjoint(_FIELDS)) or hasattr(given, "criterion"):
        return _of_fields(criterion, given, sized=sized)
    return _plain(criterion, given)


def _of_fields(criterion: Criterion, answer: Any, *, sized: bool) -> Read | None:
    number, label, labels, text, na, marks = (_field(answer, name) for name in _FIELDS)
    if na is not None:
        return Read(_na_state(na), na=na)
    if isinstance(criterion, Span) and marks and (sized or number is None):
        return Read(State.SCORED, weight_of_marks(criterion, marks, sized=sized))
    if criterion.kind in _SEVERAL and (labels or number is None):
        return _several(criterion, labels or (), number)
    if label is not None:
        return _label(criterion, label)
    if number is not None:
        return _number(criterion, number)
    return Read(State.WITHOUT_NUMBER, text=text) if text else None


def _plain(criterion: Criterion, value: Any) -> Read:
    if isinstance(value, str):
        return _word(criterion, value)
    if isinstance(value, bool | np.bool_) and criterion.kind in {"binary", "ternary"}:
        return _label(criterion, "met" if value else "unmet")
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        return _number(criterion, value)
    if isinstance(criterion, OptionRatings) and isinstance(value, Mapping):
        pairs = cast("Mapping[str, str]", value)
        return _several(criterion, [f"{subject}={option}" for subject, option in pairs.items()], None)
    if isinstance(value, Iterable):
        return _list(criterion, list(value))
    raise _refused(criterion, value)


def _list(criterion: Criterion, values: list[Any]) -> Read:
    if len(values) == 1 and (str(values[0]).startswith("n/a") or criterion.kind not in {"span", *_SEVERAL}):
        return _plain(criterion, values[0])  # as the answers of a rubric's worked examples are kept
    if isinstance(criterion, Span):
        return Read(State.SCORED, weight_of_marks(criterion, values, sized=False))
    if criterion.kind in _SEVERAL:
        return _several(criterion, values, None)
    raise _refused(criterion, values)


def _word(criterion: Criterion, value: str) -> Read:
    if value == "n/a" or value.startswith("n/a:"):
        reason = value[4:] or "not_applicable"
        return Read(_na_state(reason), na=reason)
    if criterion.kind == "text":
        return Read(State.WITHOUT_NUMBER, text=value)
    if criterion.kind in {"numeric", "count"}:
        return _number(criterion, value)
    return _several(criterion, (value,), None) if criterion.kind in _SEVERAL else _label(criterion, value)


def _na_state(reason: str) -> State:
    """Tell apart what does not apply from what the expert could not judge."""
    return State.NOT_APPLICABLE if reason == "not_applicable" else State.NOT_JUDGED


def _number(criterion: Criterion, given: Any) -> Read:
    try:
        number = float(given)
    except (TypeError, ValueError):
        raise _refused(criterion, given) from None
    if math.isnan(number):  # what a judge returns that failed
        return Read(State.NOT_JUDGED, na="no number")
    bounds = range_of(criterion)
    if bounds is None or not bounds[0] <= number <= bounds[1] or (criterion.kind == "count" and number % 1):
        raise _refused(criterion, given)
    for label, value in values_of_labels(criterion).items():
        if value == number:
            return Read(State.SCORED, number, label)
    if criterion.kind in {"binary", "ternary", "ordinal", "choice"}:
        raise _refused(criterion, given)
    return Read(State.SCORED, number)


def _label(criterion: Criterion, given: str) -> Read:
    values = values_of_labels(criterion)
    word = _WORDS.get(given.lower(), given) if criterion.kind in {"binary", "ternary"} else given
    named = {option.label.lower(): option.id for option in options_of(criterion)}
    label = word if word in values else named.get(word.lower())
    if label is None:
        raise _refused(criterion, given)
    value = values[label]
    return Read(State.WITHOUT_NUMBER if value is None else State.SCORED, math.nan if value is None else value, label)


def _several(criterion: Criterion, given: Sequence[str], number: float | None) -> Read:
    labels = tuple(given)
    known = labels_of(criterion)
    for label in labels:
        if label not in known:
            raise _refused(criterion, label)
    values = number_of(criterion, labels) if number is None else number
    state = State.WITHOUT_NUMBER if math.isnan(values) else State.SCORED
    return Read(state, values, labels=labels)


def number_of(criterion: Criterion, labels: Iterable[str]) -> float:
    """Return what several labels are worth: their options' values together, of ratings the mean; NaN without values."""
    values = {option.id: option.value for option in options_of(criterion)}
    found = [value for label in labels if (value := values.get(label.rpartition("=")[2])) is not None]
    if criterion.kind == "option_ratings":
        return math.fsum(found) / len(found) if found else math.nan
    return math.fsum(found) if any(value is not None for value in values.values()) else math.nan


def weight_of_marks(criterion: Span, marks: Sequence[Any], *, sized: bool) -> float:
    """Return what marks weigh together; if `sized`, each times the characters it covers."""
    weights: list[float] = []
    sizes: list[float] = []
    for mark in marks:
        category, severity = (
            mark.rpartition(":")[::2] if isinstance(mark, str) else (_field(mark, "category"), _field(mark, "severity"))
        )
        try:
            weights.append(criterion.weight_of(category, severity))
        except ValueError as error:
            raise AnswerError(str(error), criterion.id) from None
        start, end = (None, None) if isinstance(mark, str) else (_field(mark, "start"), _field(mark, "end"))
        sizes.append(float(end - start) if sized and start is not None and end is not None else 1.0)
    return edit_sum(1.0, weights, sizes)


def values_of_labels(criterion: Criterion) -> dict[str, float | None]:
    """Return what each label is worth, in the rubric's order."""
    if criterion.kind == "binary":
        return {"met": 1.0, "unmet": 0.0}
    if isinstance(criterion, Ternary):
        return {"met": 1.0, "partly": criterion.partial, "unmet": 0.0}
    if isinstance(criterion, Ordinal | Choice):
        return {option.id: option.value for option in criterion.options}
    return {}


def options_of(criterion: Criterion) -> tuple[Option, ...]:
    """Return the options that a criterion offers, if it is of a kind that does."""
    return criterion.options if isinstance(criterion, Ordinal | Choice | MultiChoice | OptionRatings) else ()


def _field(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _refused(criterion: Criterion, given: Any) -> AnswerError:
    return AnswerError(
        f"criterion {criterion.id}: must be {' or '.join(_taken(criterion))}, got {given!r}", criterion.id
    )


def _taken(criterion: Criterion) -> Iterator[str]:
    labels, bounds = labels_of(criterion), range_of(criterion)
    if labels:
        yield ", ".join(labels[:6]) + (", …" if len(labels) > 6 else "")  # noqa: PLR2004
    if bounds:
        whole = "a whole number" if criterion.kind == "count" else "a number"
        yield f"{whole} from {bounds[0]:g} to {bounds[1]:g}" if math.isfinite(bounds[1]) else f"{whole} of at least 0"
    if not labels and not bounds:
        yield "text"
