"""What a reviewer has to know about each part of a rubric, in words, before it becomes a page."""

from __future__ import annotations

from collections.abc import Iterator

from evalwidgets.rubrics import effort, phrases
from evalwidgets.rubrics.examples import Example
from evalwidgets.rubrics.model import (
    Binary,
    Choice,
    Count,
    Criterion,
    Group,
    MultiChoice,
    NotApplicable,
    Numeric,
    Option,
    OptionRatings,
    Ordinal,
    Rubric,
    Span,
    Ternary,
    Text,
)
from evalwidgets.rubrics.phrases import plain, signed

_BY_WEIGHT = frozenset({"weight_mean", "tree", "reverse_mean"})
_BY_MARKS = frozenset({"mqm", "edit_sum"})
_LANGUAGES_FROM = 2


def worth(criterion: Criterion, rubric: Rubric) -> str:  # noqa: PLR0911 (one a kind)
    """Say what a criterion counts, in words and with a sign: "penalty if present −10"; "weight 4 (critical)"."""
    if rubric.scoring.rule in _BY_WEIGHT and not isinstance(criterion, Text):
        named = f" ({criterion.weight_class})" if criterion.weight_class else ""
        return f"weight {plain(criterion.weight_in(rubric))}{named}"
    if rubric.scoring.rule in _BY_MARKS:
        return "the weights of its marks" if isinstance(criterion, Span) else ""
    points = criterion.points
    if not points:
        return ""
    match criterion:
        case Count():
            return f"{signed(points)} each, at most {criterion.maximum}"
        case Span():
            return f"{signed(points)} times the weight of the marks"
        case Binary() | Ternary():
            return f"penalty if present {signed(points)}" if criterion.is_penalty else signed(points)
        case Ordinal():
            values = [points * option.value for option in criterion.options if option.value is not None]
            return f"{signed(min(values))} to {signed(max(values))}"
        case _:
            return signed(points)


def answers(criterion: Criterion) -> list[tuple[str, str]]:  # noqa: PLR0911 (one a kind)
    """Return what can be answered: each answer, and what it means where that is written down."""
    match criterion:
        case Binary():
            return [("present or not" if criterion.is_penalty else "met or not", "")]
        case Ternary():
            words = ("present", "partly", "not present") if criterion.is_penalty else ("met", "partly", "not met")
            return [(f"{words[0]}, {words[1]} ({plain(criterion.partial)}) or {words[2]}", "")]
        case Ordinal() | Choice():
            return [_option(option) for option in criterion.options]
        case MultiChoice():
            return [("any of", ""), *(_option(option) for option in criterion.options)]
        case Numeric():
            unit = f" {criterion.unit}" if criterion.unit else ""
            return [(f"{plain(criterion.minimum)} to {plain(criterion.maximum)}{unit}, by {plain(criterion.step)}", "")]
        case Count():
            return [(f"how often, 0 to {criterion.maximum}", "")]
        case Text():
            return [("in words", "")]
        case Span():
            return list(_marks(criterion))
        case OptionRatings():
            subjects = ", ".join(subject.label for subject in criterion.subjects)
            return [("for each of", subjects), *(_option(option) for option in criterion.options)]


def _marks(criterion: Span) -> Iterator[tuple[str, str]]:
    most = f", at most {criterion.max_marks}" if criterion.max_marks is not None else ""
    yield f"marks in the text{most}", ""
    for category, below in criterion.taxonomy.items():
        yield category, ", ".join(below)
    yield "each", ", ".join(f"{name} ({plain(weight)})" for name, weight in criterion.severities.items())
    if criterion.overrides:
        yield "but", ", ".join(f"{name} ({plain(weight)})" for name, weight in criterion.overrides.items())


def _option(option: Option) -> tuple[str, str]:
    return (f"{option.label} ({plain(option.value)})" if option.value is not None else option.label), option.anchor


def notes(criterion: Criterion) -> list[str]:
    """Return what an answer needs, or may do without."""
    said = [] if criterion.required else ["optional"]
    if criterion.require_comment:
        said.append("with a comment")
    if criterion.require_evidence:
        said.append("with a quote")
    if not criterion.na.allow:
        said.append("never N/A")
    elif criterion.na != NotApplicable():
        said.append("N/A only: " + ", ".join(reason.replace("_", " ") for reason in criterion.na.reasons))
    if criterion.reverse:
        said.append("counts backwards")
    if criterion.scope is not None:
        said.append(f"about each {criterion.scope}")
    return said


def conditions(criterion: Criterion, rubric: Rubric) -> list[str]:
    """Return when the criterion is asked, and what its answer does to the total beyond its points."""
    said: list[str] = []
    if criterion.needs:
        needed = (phrases.need(need, rubric.criterion(need.criterion)) for need in criterion.needs)
        said.append(f"asked only if {phrases.listed(needed, 'and')}")
    if criterion.gate is not None:
        said.append(f"{criterion.gate.kind}: {phrases.gate(criterion.gate, criterion)}")
    return said


def group_notes(group: Group) -> str:
    """Say what a group counts and is tagged, where either is said."""
    parts = [f"weight {plain(group.weight)}"] if group.weight != 1 else []
    return " · ".join([*parts, *group.tags])


def imprint(rubric: Rubric) -> str:
    """Return version, licence, authors and hash on one line."""
    languages = [rubric.language, *rubric.translations]
    parts = [
        f"version {rubric.version}",
        rubric.licence,
        f"for {phrases.listed(rubric.permitted_use, 'and')}" if rubric.permitted_use else "",
        ", ".join(rubric.authors),
        f"in {', '.join(languages)}" if len(languages) >= _LANGUAGES_FROM else "",
        f"hash {rubric.hash[:12]}",
    ]
    return " · ".join(part for part in parts if part)


def counting(rubric: Rubric) -> str:
    """Say how the total comes about, what an answer is about, and how long it takes."""
    classes = ", ".join(f"{name} {plain(weight)}" for name, weight in rubric.classes.items())
    parts = [
        f"Score: {phrases.score(rubric.scoring)}",
        f"weights: {classes}" if classes else "",
        f"one {rubric.unit} at a time" if rubric.unit != "response" else "",
        f"about {effort.minutes(rubric):.0f} minutes",
    ]
    return " · ".join(part for part in parts if part)


def example_title(example: Example) -> str:
    """Return the title of an example, and whether it shows a good answer."""
    return f"Example: {example.title} ({'a good answer' if example.quality == 'good' else 'a flawed answer'})"


def example_answers(rubric: Rubric, example: Example) -> Iterator[tuple[str, str]]:
    """Return what was answered in an example: the criterion, and the answer as the screen says it."""
    for id, given in example.answers.items():
        criterion = rubric.criterion(id)
        yield criterion.text, ", ".join(_said(answer, criterion) for answer in given) or "none"


def _said(answer: str, criterion: Criterion) -> str:
    if answer.startswith("n/a"):
        return f"N/A, {answer.removeprefix('n/a:').replace('_', ' ')}"
    return phrases.label_of(answer, criterion)
