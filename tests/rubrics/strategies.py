"""Random rubrics that use every field and every kind of criterion, for tests of anything that takes a rubric."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, get_args

from hypothesis import strategies as st

from evalwidgets.rubrics.base import Unit
from evalwidgets.rubrics.checks import RESERVED
from evalwidgets.rubrics.links import ITEM_GROUP, OVERALL_GROUP
from evalwidgets.rubrics.model import (
    Binary,
    Choice,
    Count,
    Criterion,
    CriterionWords,
    Example,
    Gate,
    Group,
    GroupWords,
    MultiChoice,
    NaReason,
    Need,
    NotApplicable,
    Numeric,
    Option,
    OptionRatings,
    OptionWords,
    Ordinal,
    Rubric,
    ShareGate,
    Span,
    Subject,
    Ternary,
    Text,
    Translation,
)
from evalwidgets.rubrics.reach import categories, is_passable, labels_of, range_of
from evalwidgets.rubrics.scoring_rule import Rule, Scoring

_WORD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
# Ids that YAML, of one version or another, takes for something else.
_TRAPS = ["no", "on", "y", "null", "1", "1.20", "0o17", "0x1F", "1e3", "12:30:45", "2026-01-02", "1_000"]

ids = (
    st.builds(str.__add__, st.sampled_from(_WORD), st.text(_WORD + "_.:/-", max_size=8)) | st.sampled_from(_TRAPS)
).filter(lambda name: name not in RESERVED | {ITEM_GROUP, OVERALL_GROUP})

_HARD = [
    *("yes", "No", "null", "~", "1.20", "+12e03", "true", "=", "<<", "- a", "a: b", "# c", "a #b", "'", '"', "\\", "?"),
    *(
        "x\ny",
        "x\n\n  y\n z",
        "x  \ny",
        "a\r\nb",
        "a\tb",
        "%a",
        "@a",
        "`a",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "[",
        "{a}",
        ",",
    ),
    *(
        "é 💊 א",
        "a\u2028b",
        "a\u0085b",
        "\ufeffa",
        "a\x07b",
        "a\x7fb",
        "{0} {words} %s",
        "---",
        "...",
        "a" * 300,
        "word " * 60,
    ),
]
phrases = st.sampled_from(_HARD) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).map(
    lambda text: text if text.strip() else "blank"
)
words = st.just("") | phrases
numbers = st.integers(-100, 100).map(float) | st.floats(allow_nan=False, allow_infinity=False)
weights = st.integers(0, 100).map(float) | st.floats(0, 1e9)
names = st.sampled_from(
    ["no", "1.20", "null", "weight", "points", "text", "Omission", "Unübersetzt", "a b", "#x", "- y"]
)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | numbers | phrases | st.just(""),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["", "no", "1.20", "é"]), inner, max_size=2)
    ),
    max_leaves=4,
)
extras = st.dictionaries(st.sampled_from(["healthbench", "on", "apex"]), json_values, max_size=2)


def _lists(of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=3).map(tuple)


@st.composite
def na_policies(draw: st.DrawFn) -> NotApplicable:
    reasons = draw(st.lists(st.sampled_from(get_args(NaReason)), min_size=1, unique=True))
    return draw(st.sampled_from([NotApplicable(), NotApplicable(allow=False), NotApplicable(reasons=tuple(reasons))]))


@st.composite
def options(draw: st.DrawFn, *, fewest: int = 2, ordered: bool = False) -> tuple[Option, ...]:
    names = draw(st.lists(ids, min_size=fewest, max_size=6, unique=True))
    values: list[float | None] = draw(
        st.lists(numbers, min_size=len(names), max_size=len(names), unique=True)
        if ordered
        else st.lists(st.none() | numbers, min_size=len(names), max_size=len(names))
    )
    if ordered:
        values.sort(reverse=draw(st.booleans()))  # pyright: ignore[reportCallIssue]
    return tuple(
        Option(id=name, label=f"{draw(phrases)} {place}", value=value, anchor=draw(words))
        for place, (name, value) in enumerate(zip(names, values, strict=True))
    )


@st.composite
def spans(draw: st.DrawFn, common: dict[str, Any]) -> Span:
    tree = draw(st.dictionaries(names, st.lists(names, max_size=3, unique=True).map(tuple), min_size=1, max_size=3))
    severities = draw(st.dictionaries(names, weights, min_size=1, max_size=3))
    known = [*tree, *categories(tree), *(f"{one}:{next(iter(severities))}" for one in categories(tree))]
    return Span(
        kind="span",
        taxonomy=tree,
        severities=severities,
        overrides=draw(st.dictionaries(st.sampled_from(known), weights, max_size=2)),
        max_marks=draw(st.none() | st.integers(1, 9)),
        **common,
    )


def _condition(draw: st.DrawFn, criterion: Criterion) -> dict[str, Any] | None:
    """Return a condition that answers to `criterion` can meet; None if there is none."""
    if (labels := labels_of(criterion)) and draw(st.booleans()):
        return {"when": tuple(draw(st.lists(st.sampled_from(labels), min_size=1, max_size=2)))}
    if (bounds := range_of(criterion)) is None:
        return None
    low, high = sorted(
        draw(st.lists(st.floats(bounds[0], max(bounds[0], min(bounds[1], 1e300))), min_size=2, max_size=2))
    )
    return draw(st.sampled_from([{"at_least": low}, {"at_most": high}, {"at_least": low, "at_most": high}]))


def _gated(draw: st.DrawFn, criterion: Criterion) -> Criterion:
    condition = _condition(draw, criterion)
    if condition is None:
        return criterion
    kind = draw(st.sampled_from(["hurdle", "cap", "multiplier", "penalty"]))
    value = None if kind == "hurdle" else draw(numbers if kind == "cap" else weights)
    return criterion.model_copy(update={"gate": Gate(kind=kind, value=value, **condition)})


@st.composite
def criteria(draw: st.DrawFn, id: str | None = None, classes: Sequence[str] = ()) -> Criterion:  # noqa: PLR0911 (one a kind)
    kind = draw(st.sampled_from(["binary", "ternary", "ordinal", "numeric", "choice", "multi_choice", "count", "text", "span", "option_ratings"]))  # fmt: skip
    named = draw(st.sampled_from(["", *classes]))
    common: dict[str, Any] = {
        "id": draw(ids) if id is None else id,
        "text": draw(phrases),
        "help": draw(words),
        "points": draw(numbers),
        "weight": None if named else draw(st.none() | weights),
        "weight_class": named,
        "reverse": kind not in {"multi_choice", "text", "span"} and draw(st.booleans()),
        "polarity": draw(st.sampled_from([None, "good", "bad"])),
        "scope": draw(st.sampled_from([None, *get_args(Unit)])),
        "required": draw(st.booleans()),
        "na": draw(na_policies()),
        "require_comment": draw(st.booleans()),
        "require_evidence": draw(st.booleans()),
        "tags": draw(_lists(phrases)),
        "extra": draw(extras),
    }
    match kind:
        case "ternary":
            return Ternary(kind="ternary", partial=draw(st.sampled_from([0.5, 0.25, 1e-9])), **common)
        case "ordinal":
            return Ordinal(kind="ordinal", options=draw(options(ordered=True)), **common)
        case "numeric":
            low = draw(st.integers(-1000, 1000))
            span = draw(st.sampled_from([0.5, 1, 10, 1e6]))
            step = draw(st.sampled_from([span, span / 2]))
            unit = draw(words)
            return Numeric(kind="numeric", minimum=low, maximum=low + span, step=step, unit=unit, **common)
        case "choice":
            return Choice(kind="choice", options=draw(options()), **common)
        case "multi_choice":
            return MultiChoice(kind="multi_choice", options=draw(options(fewest=1)), **common)
        case "count":
            return Count(kind="count", maximum=draw(st.integers(1, 10**9)), **common)
        case "text":
            return Text(kind="text", max_length=draw(st.integers(1, 10**9)), **common)
        case "span":
            return draw(spans(common))
        case "option_ratings":
            subjects = tuple(Subject(id=one.id, label=one.label, anchor=one.anchor) for one in draw(options(fewest=1)))
            return OptionRatings(
                kind="option_ratings", subjects=subjects, options=draw(options(ordered=True)), **common
            )
        case _:
            return Binary(**common)


def _linked(draw: st.DrawFn, asked: list[Criterion]) -> list[Criterion]:
    """Give some criteria gates, and needs of criteria that come before them."""
    linked: list[Criterion] = []
    for criterion in asked:
        mine = _gated(draw, criterion) if draw(st.booleans()) else criterion
        if linked and draw(st.booleans()):
            other = draw(st.sampled_from(linked))
            condition = _condition(draw, other)
            needs = () if condition is None else (Need(criterion=other.id, **condition),)
            mine = mine.model_copy(update={"needs": needs})
        linked.append(mine)
    return linked


def _answer(draw: st.DrawFn, criterion: Criterion) -> tuple[str, ...]:  # noqa: PLR0911 (one a kind)
    if criterion.na.allow and draw(st.booleans()):
        return (f"n/a:{draw(st.sampled_from(criterion.na.reasons))}",)
    match criterion:
        case Text():
            return (draw(phrases),)
        case Numeric() | Count():
            low, high = range_of(criterion) or (0.0, math.inf)
            return (repr(draw(st.floats(low, high, allow_infinity=False))),)
        case Span():
            mark = st.builds("{}:{}".format, st.sampled_from(criterion.categories), st.sampled_from(list(criterion.severities)))  # fmt: skip
            return tuple(draw(st.lists(mark, max_size=2)))
        case MultiChoice():
            return tuple(draw(st.lists(st.sampled_from(labels_of(criterion)), max_size=2)))
        case OptionRatings():
            return tuple(f"{one.id}={draw(st.sampled_from(criterion.options)).id}" for one in criterion.subjects)
        case _:
            return (draw(st.sampled_from(labels_of(criterion))),)


@st.composite
def scorings(draw: st.DrawFn) -> Scoring:
    return Scoring(
        rule=draw(st.sampled_from(get_args(Rule))),
        na=draw(st.sampled_from(["drop", "zero", "unscored"])),
        unjudged=draw(st.sampled_from(["unscored", "drop", "zero"])),
        clip_item=draw(st.sampled_from([(None, None), (0.0, None), (None, 1.0), (-1.0, 1.0)])),
        clip_mean=draw(st.sampled_from([(0.0, 1.0), (None, None), (0.0, None)])),
        no_gate=draw(st.sampled_from(["total", "zero"])),
        decimals=draw(st.none() | st.integers(0, 6)),
        rescale=draw(st.sampled_from([1.0, 5.0, -1.0])),
        pass_at=draw(st.sampled_from([1.0, 0.5])),
        penalty_cap=draw(st.none() | weights),
    )


@st.composite
def _share_gates(draw: st.DrawFn, groups: Sequence[Group], everything: Sequence[Criterion]) -> tuple[ShareGate, ...]:
    passable = [criterion.id for criterion in everything if is_passable(criterion)]
    full = [group.id for group in groups if any(map(is_passable, group.criteria))]
    which: list[dict[str, Any]] = [{}, {"group": ITEM_GROUP}, {"tag": draw(phrases)}]
    which += [{"group": id} for id in full] + [{"criteria": tuple(passable)}] * bool(passable)
    gates: list[ShareGate] = []
    for chosen in draw(st.lists(st.sampled_from(which), max_size=2)):
        kind = draw(st.sampled_from(["hurdle", "cap", "multiplier", "penalty"]))
        value = None if kind == "hurdle" else draw(numbers if kind == "cap" else weights)
        below = draw(st.floats(0, 1, exclude_min=True))
        gates.append(ShareGate(kind=kind, value=value, passed_below=below, **chosen))
    return tuple(gates)


def _translation(draw: st.DrawFn, group: Group, asked: list[Criterion]) -> Translation:
    said = {}
    for criterion in draw(st.lists(st.sampled_from(asked), max_size=2)):
        parts: dict[str, Any] = {}
        for name in ("options", "subjects"):
            # Numbered, so that no two labels of one criterion are alike.
            parts[name] = {
                one.id: OptionWords(label=f"anders {place}", anchor=draw(st.none() | words))
                for place, one in enumerate(getattr(criterion, name, ()))
            }
        said[criterion.id] = CriterionWords(text=draw(st.none() | phrases), help=draw(st.none() | words), **parts)
    return Translation(
        title=draw(st.none() | phrases),
        description=draw(st.none() | words),
        instructions=draw(st.none() | words),
        groups=draw(st.sampled_from([{}, {group.id: GroupWords(title=draw(phrases))}])),
        criteria=said,
    )


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    classes = draw(st.dictionaries(ids, weights, max_size=2))
    asked = _linked(draw, [draw(criteria(name, list(classes))) for name in draw(st.lists(ids, min_size=1, max_size=5, unique=True))])  # fmt: skip
    overall = asked.pop() if len(asked) > 1 and draw(st.booleans()) else None
    cut = draw(st.integers(1, len(asked)))
    parts = [part for part in (asked[:cut], asked[cut:]) if part]
    titles = draw(st.lists(ids, min_size=len(parts) + 1, max_size=len(parts) + 1, unique=True))
    groups = tuple(
        Group(
            id=title,
            title=draw(phrases),
            description=draw(words),
            weight=draw(weights),
            tags=draw(_lists(phrases)),
            extra=draw(extras),
            criteria=tuple(part),
        )
        for title, part in zip(titles[1:], parts, strict=True)
    )
    if draw(st.booleans()):  # one within another, or all within one that holds nothing else
        outer, *inner = groups if len(groups) > 1 else (Group(id=titles[0], title="Outer", groups=groups), *groups)
        groups = (outer if outer.groups else outer.model_copy(update={"groups": tuple(inner)}),)
    everything = [*asked, *([overall] if overall else [])]
    examples = tuple(
        Example(
            title=draw(phrases),
            quality=draw(st.sampled_from(["good", "flawed"])),
            prompt=draw(words),
            response=draw(words),
            answers={one.id: _answer(draw, one) for one in everything if draw(st.booleans())},
            explanation=draw(words),
        )
        for _ in range(draw(st.integers(0, 2)))
    )
    languages = draw(st.lists(st.sampled_from(["no", "de", "pt-BR"]), max_size=2, unique=True))
    return Rubric(
        id=draw(ids),
        title=draw(phrases),
        version=draw(phrases),
        language=draw(st.sampled_from(["en", "on", "fr"])),
        description=draw(words),
        instructions=draw(words),
        licence=draw(words),
        permitted_use=draw(st.sampled_from([(), ("evaluation",), ("evaluation", "training", "redistribution")])),
        citation=draw(words),
        authors=draw(_lists(phrases)),
        sources=draw(_lists(phrases)),
        unit=draw(st.sampled_from(get_args(Unit))),
        classes=classes,
        groups=groups,
        overall=overall,
        scoring=draw(scorings()).model_copy(update={"gates": draw(_share_gates(groups, everything))}),
        examples=examples,
        extra=draw(extras),
        translations={language: _translation(draw, groups[0], everything) for language in languages},
    )
