"""What changes between two rubrics is said in words, and asks for a version."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings

from evalwidgets.rubrics import load_rubric
from evalwidgets.rubrics.diff import _GROUP, _RUBRIC, RubricDiff, diff, fields
from evalwidgets.rubrics.model import (
    Binary,
    Choice,
    Count,
    Group,
    MultiChoice,
    Numeric,
    OptionRatings,
    Ordinal,
    Rubric,
    Span,
    Ternary,
    Text,
)
from tests.rubrics.strategies import rubrics

SCALE = [
    {"id": "poor", "label": "Poor", "value": 0, "anchor": "Nothing is there."},
    {"id": "rich", "label": "Rich", "value": 1, "anchor": "All is there."},
]


def base() -> dict[str, Any]:
    return {
        "id": "r",
        "title": "R",
        "version": "1.2.0",
        "classes": {"major": 3},
        "groups": [
            {
                "id": "safety",
                "title": "Safety",
                "criteria": [
                    {"id": "dose", "text": "Gives a safe dose for adults", "points": 8},
                    {"id": "harm", "text": "Recommends a harmful combination", "points": -10},
                    {"id": "worst", "kind": "ordinal", "text": "Worst harm", "options": SCALE},
                ],
            },
            {
                "id": "words",
                "title": "Words",
                "criteria": [
                    {"id": "plain", "text": "Says it in plain words", "points": 2},
                    {"id": "errors", "kind": "count", "text": "Wrong statements", "points": -1, "maximum": 5},
                ],
            },
        ],
    }


def changed(**places: Any) -> RubricDiff:
    """Compare the base with a copy in which fields are set: by "criterion.field", "group.field" or "field"."""
    data = base()
    things = {group["id"]: group for group in data["groups"]}
    things |= {criterion["id"]: criterion for group in data["groups"] for criterion in group["criteria"]}
    for place, value in places.items():
        thing, _, field = place.rpartition("__")
        (things[thing] if thing else data)[field] = value
    return Rubric.model_validate(base()).diff(Rubric.model_validate(data))


def said(difference: RubricDiff) -> list[str]:
    return [str(change) for change in difference]


@pytest.mark.parametrize(
    ("place", "value", "words", "bump", "stale"),
    [
        ("dose__points", 6, "criterion dose: points 8 → 6", "minor", ()),
        (
            "dose__text",
            "Gives a safe dose for children",
            "criterion dose: wording “Gives a safe dose for adults” → “Gives a safe dose for children”",
            "minor",
            ("dose",),
        ),
        ("dose__help", "In milligrams.", "criterion dose: help none → “In milligrams.”", "minor", ("dose",)),
        ("dose__weight", 2, "criterion dose: weight none → 2", "minor", ()),
        ("dose__weight_class", "major", "criterion dose: weight class none → major", "minor", ()),
        ("dose__required", False, "criterion dose: required on → off", "minor", ()),
        ("dose__na", {"allow": False}, "criterion dose: N/A for any reason → never", "minor", ("dose",)),
        ("dose__tags", ["axis:safety"], "criterion dose: tags none → axis:safety", "patch", ()),
        ("dose__needs", ["plain"], "criterion dose: asked always → if plain is not met", "minor", ("dose",)),
        (
            "harm__gate",
            {"kind": "cap", "when": ["met"], "value": 0.4},
            "criterion harm: gate none → if present, the total is at most 0.4",
            "minor",
            (),
        ),
        ("errors__maximum", 9, "criterion errors: maximum 5 → 9", "major", ("errors",)),
        (
            "worst__options",
            [SCALE[0], {**SCALE[1], "value": 2}],
            "criterion worst: value of option rich 1 → 2",
            "major",
            (),
        ),
        (
            "worst__options",
            [SCALE[0], {**SCALE[1], "anchor": "Most is there."}],
            "criterion worst: anchor of option rich “All is there.” → “Most is there.”",
            "minor",
            ("worst",),
        ),
        ("safety__title", "Harm", "group safety: title “Safety” → “Harm”", "minor", ()),
        ("safety__weight", 5, "group safety: weight 1 → 5", "minor", ()),
        ("title", "Q", "rubric: title R → Q", "patch", ()),
        ("licence", "MIT", "rubric: licence none → MIT", "patch", ()),
        ("permitted_use", ["evaluation"], "rubric: permitted use none → evaluation", "patch", ()),
        (
            "unit",
            "turn",
            "rubric: what an answer is about response → turn",
            "major",
            ("dose", "harm", "worst", "plain", "errors"),
        ),
        ("instructions", "Read twice.", "rubric: instructions none → “Read twice.”", "minor", ()),
        ("scoring", {"rule": "pass_rate"}, "rubric: score, rule points_over_positive → pass_rate", "major", ()),
        (
            "scoring",
            {"gates": [{"kind": "hurdle", "passed_below": 0.25, "group": "safety"}]},
            "rubric: gates none → if fewer than 25 % of the criteria of group safety are passed, the total is 0",
            "minor",
            (),
        ),
        ("translations", {"de": {"title": "R"}}, "rubric: translation de none → there", "minor", ()),
        ("examples", [{"title": "One"}], "rubric: example One none → there", "minor", ()),
    ],
)
def test_one_change_is_one_sentence(place: str, value: Any, words: str, bump: str, stale: tuple[str, ...]) -> None:
    if place == "dose__needs":
        words = words.replace("not met", "met")
    difference = changed(**{place: value})
    assert said(difference) == [words]
    assert difference.bump == bump
    assert difference.stale == stale


def test_another_kind_is_one_change_of_the_scale_and_not_many() -> None:
    data = base()
    data["groups"][0]["criteria"][0] = {
        "id": "dose",
        "kind": "ordinal",
        "text": "Gives a safe dose for adults",
        "points": 8,
        "options": SCALE,
    }
    difference = Rubric.model_validate(base()).diff(Rubric.model_validate(data))
    assert said(difference) == ["criterion dose: kind binary → ordinal"]
    assert difference.bump == "major"


def test_every_field_of_a_rubric_is_compared() -> None:
    one_by_one = {"version", "groups", "overall", "scoring", "examples", "translations"}
    assert set(Rubric.model_fields) == set(_RUBRIC) | one_by_one
    assert set(Group.model_fields) == set(_GROUP) | {"id", "criteria", "groups"}
    kinds = [Binary, Ternary, Ordinal, Numeric, Choice, MultiChoice, Count, Text, Span, OptionRatings]
    there = {name for kind in kinds for name in kind.model_fields}
    assert there == set(fields._CRITERION) | {"id", "options", "subjects"}


def test_examples_are_known_by_their_titles() -> None:
    one, two = {"title": "One", "response": "a"}, {"title": "One", "response": "b"}

    def said_of(before: list[dict[str, str]], after: list[dict[str, str]]) -> list[str]:
        old, new = (Rubric.model_validate({**base(), "examples": examples}) for examples in (before, after))
        return said(old.diff(new))

    assert said_of([one], [two]) == ["rubric: example One there → changed"]
    assert said_of([one], [one, two]) == ["rubric: example One (2) none → there"]
    assert said_of([one, {**two, "title": "Two"}], [{**two, "title": "Two"}, one]) == ["rubric: moved examples"]


def test_options_come_and_go_by_their_ids() -> None:
    extra = {"id": "some", "label": "Some", "value": 0.5, "anchor": "Some is there."}
    assert said(changed(worst__options=[SCALE[0], extra, SCALE[1]])) == ["criterion worst: option some none → Some"]
    gone = changed(worst__options=[SCALE[0], extra])
    assert said(gone) == [
        "criterion worst: option rich Rich → none",
        "criterion worst: option some none → Some",
    ]
    assert gone.bump == "major"


def moved(order: dict[str, list[str]]) -> RubricDiff:
    data = base()
    all_of = {criterion["id"]: criterion for group in data["groups"] for criterion in group["criteria"]}
    for group in data["groups"]:
        group["criteria"] = [all_of[id] for id in order[group["id"]]]
    return Rubric.model_validate(base()).diff(Rubric.model_validate(data))


def test_a_criterion_in_another_place_was_moved_and_the_others_were_not() -> None:
    within = moved({"safety": ["worst", "dose", "harm"], "words": ["plain", "errors"]})
    assert said(within) == ["criterion worst: moved within its group"]
    assert within.bump == "patch"
    across = moved({"safety": ["dose", "worst"], "words": ["plain", "errors", "harm"]})
    assert said(across) == ["criterion harm: moved to another group: safety → words"]
    assert across.bump == "minor"
    assert across.stale == ()


def test_groups_are_added_removed_and_moved_with_what_they_hold() -> None:
    data = base()
    data["groups"].reverse()
    turned = Rubric.model_validate(base()).diff(Rubric.model_validate(data))
    assert said(turned) in (["group words: moved among the groups"], ["group safety: moved among the groups"])
    data = base()
    data["groups"].append({"id": "style", "title": "Style", "criteria": [{"id": "tone", "text": "Is polite"}]})
    grown = Rubric.model_validate(base()).diff(Rubric.model_validate(data))
    assert said(grown) == ["group style: added (“Style”)", "criterion tone: added (“Is polite”)"]
    assert grown.bump == "minor"
    assert grown.stale == ("tone",)
    shrunk = Rubric.model_validate(data).diff(Rubric.model_validate(base()))
    assert said(shrunk) == ["group style: removed (“Style”)", "criterion tone: removed (“Is polite”)"]
    assert shrunk.bump == "major"


def test_a_criterion_with_the_old_words_under_a_new_id_was_probably_renamed() -> None:
    renamed = changed(dose__id="safe_dose")
    assert said(renamed) == ["criterion dose: now called safe_dose? (the wording is nearly the same)"]
    assert renamed.bump == "major"
    both = changed(dose__id="safe_dose", dose__points=6)
    assert said(both)[1:] == ["criterion safe_dose: points 8 → 6"]
    another = changed(dose__id="cost", dose__text="Names what it costs")
    assert [change.kind for change in another] == ["added", "removed"]


@pytest.mark.parametrize(
    ("version", "major", "minor", "patch"),
    [
        ("1.2.3", "2.0.0", "1.3.0", "1.2.4"),
        ("1.2", "2.0", "1.3", "1.2.1"),
        ("4", "5", "4.1", "4.0.1"),
        ("v1.9.9", "v2.0.0", "v1.10.0", "v1.9.10"),
    ],
)
def test_the_next_version_is_what_the_changes_ask_for(version: str, major: str, minor: str, patch: str) -> None:
    assert changed(unit="turn").next_version(version) == major
    assert changed(dose__points=6).next_version(version) == minor
    assert changed(licence="MIT").next_version(version) == patch
    assert changed().next_version(version) == version


def test_without_a_version_it_goes_by_that_of_the_rubric_before() -> None:
    assert changed(dose__points=6, licence="MIT").next_version() == "1.3.0"
    with pytest.raises(ValueError, match="'draft' is not of the form"):
        changed(dose__points=6).next_version("draft")


def test_the_version_itself_is_no_change() -> None:
    same = changed(version="9.0.0")
    assert not same
    assert same.bump == "none"
    assert repr(same) == "r 1.2.0 → r 9.0.0: nothing changes."


def test_it_prints_and_shows_what_came_and_went() -> None:
    difference = changed(dose__text="Gives a <b> dose for adults", dose__points=6)
    assert repr(difference).splitlines()[0] == (
        "r 1.2.0 → r 1.2.0: 2 changes (1 wording, 1 points), a minor version; to be asked anew: dose"
    )
    html = difference._repr_html_()
    assert "<del>safe</del> <ins>&lt;b&gt;</ins>" in html
    assert "<b>" not in html
    assert "points 8 → 6" in html
    assert difference.of("dose") == difference.entries
    assert difference.of("harm") == ()


def test_a_long_text_is_not_said_in_full() -> None:
    text = " ".join(f"word{n}" for n in range(100))
    difference = diff(
        Rubric.model_validate({**base(), "instructions": text}),
        Rubric.model_validate({**base(), "instructions": text.replace("word7 ", "other ")}),
    )
    assert said(difference) == ["rubric: instructions reworded (1 word out, 1 in)"]


@settings(max_examples=15, deadline=None)
@given(rubrics())
def test_no_rubric_differs_from_itself(rubric: Rubric) -> None:
    assert not rubric.diff(rubric)


@settings(max_examples=15, deadline=None)
@given(rubrics(), rubrics())
def test_any_two_rubrics_of_different_content_differ(one: Rubric, other: Rubric) -> None:
    difference = one.diff(other)
    same = one.model_copy(update={"version": ""}).hash == other.model_copy(update={"version": ""}).hash
    assert bool(difference) != same
    assert repr(difference)
    assert difference._repr_html_()


def test_a_library_rubric_is_compared_before_anyone_notices() -> None:
    one, other = load_rubric("medical_accuracy"), load_rubric("legal_reasoning")
    start = time.process_time()
    assert one.diff(other).bump == "major"
    assert time.process_time() - start < 0.1


def test_2000_criteria_in_another_order_are_compared_in_a_second() -> None:
    def of(order: range) -> Rubric:
        criteria = tuple(Binary(id=f"c{n}", text=f"Says what matters in case {n}", points=1) for n in order)
        return Rubric(id="r", title="R", groups=(Group(id="g", title="G", criteria=criteria),))

    one, other = of(range(2000)), of(range(1999, -1, -1))
    start = time.process_time()
    assert len(one.diff(other)) == 1999
    assert time.process_time() - start < 1
