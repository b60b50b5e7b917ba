"""rubric.score: every rule on a small rubric of its own, with the arithmetic written out."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from evalwidgets.errors import AnswerError, RubricError
from evalwidgets.rubrics import library, load_rubric
from evalwidgets.rubrics.model import Binary, Rubric, Scoring
from evalwidgets.rubrics.scoring.grid import State
from evalwidgets.rubrics.scoring.variants import zeroed


def rubric(criteria: list[dict[str, Any]], **rest: Any) -> Rubric:
    """A rubric of one group "g"; a criterion without a text is asked by its id."""
    asked = [{"text": f"Asks {criterion['id']}", **criterion} for criterion in criteria]
    groups = [{"id": "g", "title": "G", "criteria": asked}]
    return Rubric.model_validate({"id": "r", "title": "R", "groups": groups, **rest})


def options(*values: float | None) -> list[dict[str, Any]]:
    return [{"id": f"o{n}", "label": f"Option {n}", "value": value} for n, value in enumerate(values)]


CHECKLIST = [
    {"id": "dose", "points": 7, "tags": ["axis:accuracy"]},
    {"id": "source", "points": 5, "tags": ["axis:accuracy"]},
    {"id": "harm", "points": -10, "tags": ["axis:safety"]},
]


def test_points_are_earned_over_the_positive_points_by_group_and_by_tag() -> None:
    score = rubric(CHECKLIST).score({"dose": True, "source": "unmet", "harm": "present"})
    assert score.total == pytest.approx((7 - 10) / (7 + 5))
    assert score.groups == {"g": score.total}
    assert score.tags["axis:accuracy"] == pytest.approx(7 / 12)
    assert score.tags["axis:safety"] is None  # penalties alone: no positive points
    assert score.reason == ""


def test_points_lie_between_the_fewest_and_the_most() -> None:
    score = rubric(CHECKLIST, scoring={"rule": "points_min_max"}).score({"dose": True, "source": False, "harm": True})
    assert score.total == pytest.approx((7 - 10 + 10) / (12 + 10))


def test_a_rubric_of_penalties_has_no_points_over_positive_and_says_so() -> None:
    penalties = [{"id": "harm", "points": -4}, {"id": "lie", "points": -6}]
    score = rubric(penalties).score({"harm": True, "lie": False})
    assert score.total is None
    assert score.reason == "nothing to score: no criterion with positive points applies"
    assert rubric(penalties, scoring={"rule": "points_min_max"}).score({"harm": True, "lie": False}).total == 0.6


def test_scales_counts_and_partial_credit_earn_their_points_times_the_value() -> None:
    mixed = rubric(
        [
            {"id": "clear", "kind": "ordinal", "points": 3, "options": options(0, 1, 2)},
            {"id": "facts", "kind": "ternary", "points": 4, "partial": 0.25},
            {"id": "slips", "kind": "count", "points": -0.5, "maximum": 9},
            {"id": "length", "kind": "numeric", "points": 2, "minimum": 0, "maximum": 5},
            {"id": "form", "kind": "choice", "points": 2, "options": options(1, 0.5)},
            {"id": "found", "kind": "multi_choice", "points": 1, "options": options(1, 2, None)},
        ]
    )
    given = {"clear": "Option 1", "facts": "partly", "slips": 3, "length": 2.5, "form": "o1", "found": ["o1", "o2"]}
    earned = 3 * 1 + 4 * 0.25 - 0.5 * 3 + 2 * 2.5 + 2 * 0.5 + 1 * 2
    assert mixed.score(given).total == pytest.approx(earned / (3 * 2 + 4 + 0 + 2 * 5 + 2 * 1 + 1 * 3))


def test_group_weights_multiply_down_and_classes_have_their_weights() -> None:
    nested = Rubric.model_validate(
        {
            "id": "r",
            "title": "R",
            "classes": {"critical": 4, "minor": 1},
            "scoring": {"rule": "weight_mean"},
            "groups": [
                {
                    "id": "a",
                    "title": "A",
                    "weight": 2,
                    "tags": ["axis:a"],
                    "groups": [
                        {
                            "id": "b",
                            "title": "B",
                            "weight": 3,
                            "criteria": [
                                {"id": "x", "text": "X", "weight_class": "critical"},
                                {"id": "y", "text": "Y", "weight": 0.5},
                            ],
                        }
                    ],
                    "criteria": [{"id": "z", "text": "Z"}],
                }
            ],
        }
    )
    score = nested.score({"x": True, "y": False, "z": True})
    assert score.total == pytest.approx((2 * 3 * 4 + 2) / (2 * 3 * 4 + 2 * 3 * 0.5 + 2))
    assert score.groups["b"] == pytest.approx(4 / 4.5)
    assert score.tags["axis:a"] == score.total


def test_a_weighted_mean_takes_each_scale_from_its_worst_to_its_best_and_a_penalty_turned_round() -> None:
    mean = rubric(
        [
            {"id": "likert", "kind": "ordinal", "weight": 2, "options": options(1, 2, 3, 4, 5)},
            {"id": "pitfall", "weight": 1, "polarity": "bad"},
            {"id": "turned", "kind": "ordinal", "weight": 1, "reverse": True, "options": options(0, 1, 2, 3)},
        ],
        scoring={"rule": "weight_mean"},
    )
    assert mean.score({"likert": 4, "pitfall": False, "turned": 1}).total == pytest.approx(
        (2 * (4 - 1) / 4 + 1 + (3 - 1) / 3) / 4
    )


def test_pass_rate_and_all_pass_do_not_weigh_and_pass_from_the_share_given() -> None:
    asked = [
        {"id": "a", "weight": 9},
        {"id": "b", "kind": "ternary", "weight": 1},
        {"id": "bad", "points": -3},
        {"id": "scale", "kind": "numeric", "minimum": 0, "maximum": 1, "step": 0.1},
    ]
    given = {"a": False, "b": "partly", "bad": False, "scale": 0.7}
    assert rubric(asked, scoring={"rule": "pass_rate"}).score(given).total == 1 / 4
    assert rubric(asked, scoring={"rule": "pass_rate", "pass_at": 0.5}).score(given).total == 3 / 4
    assert rubric(asked, scoring={"rule": "pass_rate", "pass_at": 0.7, "rescale": 100}).score(given).total == 50.0
    assert rubric(asked, scoring={"rule": "all_pass", "pass_at": 0.5}).score(given).total == 0.0
    assert rubric(asked, scoring={"rule": "all_pass", "pass_at": 0.5}).score({**given, "a": True}).total == 1.0


def test_reversed_metrics_are_turned_and_one_that_does_not_apply_is_left_out_of_the_mean() -> None:
    metric = {"kind": "numeric", "minimum": 0, "maximum": 20}
    pieces = rubric(
        [{"id": "vivid", **metric}, {"id": "purple", "reverse": True, **metric}, {"id": "dialogue", **metric}],
        scoring={"rule": "reverse_mean", "rescale": 5},
    )
    assert pieces.score({"vivid": 14, "purple": 17, "dialogue": "n/a"}).total == pytest.approx(5 * (14 + 20 - 17) / 2)


TREE = {
    "id": "paper",
    "title": "Paper",
    "scoring": {"rule": "tree"},
    "groups": [
        {
            "id": "code",
            "title": "Code",
            "weight": 3,
            "criteria": [
                {"id": "runs", "text": "Runs", "weight": 2, "tags": ["run"]},
                {"id": "data", "text": "Data", "weight": 1, "tags": ["data"]},
            ],
        },
        {
            "id": "results",
            "title": "Results",
            "weight": 1,
            "criteria": [{"id": "table", "text": "Table", "tags": ["data"]}],
        },
    ],
}


def test_a_tree_weighs_each_group_by_itself() -> None:
    score = Rubric.model_validate(TREE).score({"runs": True, "data": False, "table": True})
    assert score.total == pytest.approx((3 * 2 / 3 + 1 * 1) / 4)
    assert score.groups == {"code": pytest.approx(2 / 3), "results": 1.0}
    # Pruned to a tag: groups without it are gone.
    assert score.tags == {"run": 1.0, "data": pytest.approx((3 * 0 + 1 * 1) / 4)}


def test_a_zeroed_tag_leaves_its_group_at_zero_with_its_weight() -> None:
    without = zeroed(Rubric.model_validate(TREE), "data")
    score = without.score({"runs": True, "data": True, "table": True})
    assert score.groups == {"code": 1.0, "results": 0.0}
    assert score.total == pytest.approx((3 * 1 + 1 * 0) / 4)
    assert without.score({"runs": True}).total == pytest.approx(3 / 4)  # nobody has to answer what weighs nothing
    with pytest.raises(RubricError, match="no criterion with the tag 'dat'"):
        zeroed(without, "dat")


MARKS = {
    "id": "errors",
    "kind": "span",
    "taxonomy": {"Accuracy": ["Omission"], "Fluency": ["Grammar", "Punctuation"], "Non-translation": []},
    "severities": {"major": 5, "minor": 1, "neutral": 0},
    "overrides": {"Fluency/Punctuation:minor": 0.1, "Non-translation": 25},
}


def test_marks_sum_to_a_penalty_whose_sign_the_rubric_may_turn() -> None:
    marks = ["Accuracy/Omission:major", "Fluency/Grammar:minor", "Fluency/Punctuation:minor"]
    assert rubric([MARKS], scoring={"rule": "mqm"}).score({"errors": marks}).total == pytest.approx(5 + 1 + 0.1)
    turned = rubric([MARKS], scoring={"rule": "mqm", "rescale": -1})
    assert turned.score({"errors": marks}).total == pytest.approx(-6.1)
    assert turned.score({"errors": ["Non-translation:minor"]}).total == -25
    assert turned.score({"errors": []}).total == 0  # looked at, and nothing found
    assert turned.score({}).reason == "not answered: errors"


def test_marked_evidence_counts_and_edits_count_by_size_too() -> None:
    evidence = [
        SimpleNamespace(category="Accuracy/Omission", severity="minor", start=3, end=7),
        SimpleNamespace(category="Fluency/Grammar", severity="major", start=0, end=2),
    ]
    answer = SimpleNamespace(
        criterion="errors", number=6.0, label=None, labels=(), text=None, na=None, evidence=evidence
    )
    assert rubric([MARKS], scoring={"rule": "mqm"}).score([answer]).total == 6
    assert rubric([MARKS], scoring={"rule": "edit_sum"}).score([answer]).total == 1 * 4 + 5 * 2


def test_marks_without_a_limit_have_no_worst_case_to_measure_by() -> None:
    with pytest.raises(RubricError, match=r"criterion errors: weight_mean needs a worst case.*set max_marks"):
        rubric([MARKS], scoring={"rule": "weight_mean"}).score({"errors": []})
    limited = rubric([{**MARKS, "max_marks": 2}], scoring={"rule": "weight_mean"})
    assert limited.score({"errors": ["Accuracy/Omission:major"]}).total == pytest.approx(1 - 5 / 50)


def test_ratings_of_what_an_answer_names_or_leaves_out_are_averaged() -> None:
    rated = rubric(
        [
            {
                "id": "drugs",
                "kind": "option_ratings",
                "points": 2,
                "subjects": [{"id": "aspirin", "label": "Aspirin"}, {"id": "heparin", "label": "Heparin"}],
                "options": options(0, 1, 2),
            }
        ]
    )
    assert rated.score({"drugs": {"aspirin": "o2", "heparin": "o1"}}).total == pytest.approx(2 * 1.5 / (2 * 2))
    assert rated.score({"drugs": ["aspirin=o0", "heparin=o1"]}).total == pytest.approx(0.5 / 2)


# Three things that are not zero.


def test_not_applicable_not_judged_and_not_answered_are_three_things_and_none_is_zero() -> None:
    given = {"dose": True, "source": False, "harm": False}
    asked = rubric(CHECKLIST)
    assert asked.score(given).total == pytest.approx(7 / 12)
    assert asked.score({**given, "source": "n/a"}).total == 1.0  # does not apply: out of both sums
    contested = asked.score({**given, "source": "n/a:contested"})
    assert (contested.total, contested.reason) == (None, "could not be judged: source (contested)")
    failed = asked.score({**given, "source": float("nan")})
    assert (failed.total, failed.reason) == (None, "could not be judged: source (no number)")
    missing = asked.score({**given, "source": None})
    assert (missing.total, missing.reason) == (None, "not answered: source")
    states = {id: one.state for id, one in contested.criteria.items()}
    assert states == {"dose": State.SCORED, "source": State.NOT_JUDGED, "harm": State.SCORED}
    assert contested.tags["axis:accuracy"] is None


@pytest.mark.parametrize(("policy", "total"), [("drop", 1.0), ("zero", 7 / 12), ("unscored", None)])
def test_what_does_not_apply_and_what_could_not_be_judged_follow_the_rubrics_policy(policy, total) -> None:
    for field, answer in (("na", "n/a"), ("unjudged", "n/a:missing_context")):
        asked = rubric(CHECKLIST, scoring={field: policy})
        assert asked.score({"dose": True, "source": answer, "harm": False}).total == pytest.approx(total)


def test_zero_for_not_applicable_is_nothing_earned_by_every_rule() -> None:
    asked = [{"id": "a"}, {"id": "bad", "polarity": "bad"}]
    for rule, total in (("weight_mean", 0.5), ("pass_rate", 0.5), ("all_pass", 0.0), ("tree", 0.5)):
        score = rubric(asked, scoring={"rule": rule, "na": "zero"}).score({"a": True, "bad": "n/a"})
        assert score.total == total, rule


def test_where_nothing_applies_there_is_no_score() -> None:
    score = rubric([{"id": "a"}], scoring={"rule": "weight_mean"}).score({"a": "n/a"})
    assert (score.total, score.reason) == (None, "nothing to score: no criterion applies")


def test_what_is_optional_in_words_or_beside_the_score_keeps_no_total_away() -> None:
    asked = rubric(
        [*CHECKLIST, {"id": "extra", "points": 3, "required": False}, {"id": "note", "kind": "text"}],
        overall={"id": "all", "text": "All in all", "kind": "numeric", "minimum": 1, "maximum": 7},
    )
    score = asked.score({"dose": True, "source": True, "harm": False})
    assert score.total == 1.0
    assert score.criteria["extra"].state == State.UNANSWERED
    for rule in ("weight_mean", "pass_rate"):
        beside = asked.model_copy(update={"scoring": asked.scoring.model_copy(update={"rule": rule})})
        given = {"dose": True, "source": True, "harm": False, "extra": True, "all": 1, "note": "fine"}
        assert beside.score(given).total == 1.0


def test_the_overall_question_counts_where_it_is_given_a_weight() -> None:
    overall = {"id": "all", "text": "All in all", "kind": "numeric", "minimum": 0, "maximum": 4, "weight": 3}
    asked = rubric([{"id": "a"}], scoring={"rule": "tree"}, overall=overall)
    assert asked.score({"a": True, "all": 2}).total == pytest.approx((1 * 1 + 3 * 0.5) / 4)


def test_a_criterion_that_was_not_asked_for_is_left_out_with_what_hangs_on_it() -> None:
    asked = rubric(
        [
            {"id": "base", "points": 1},
            {"id": "dose", "points": 2},
            {"id": "right", "points": 3, "needs": ["dose"], "gate": {"kind": "hurdle", "when": ["unmet"]}},
            {"id": "unit", "points": 4, "needs": [{"criterion": "right", "when": ["met"]}]},
        ]
    )
    assert asked.score({"base": True, "dose": True, "right": True, "unit": False}).total == pytest.approx(6 / 10)
    alone = asked.score({"base": True, "dose": False})
    assert alone.total == pytest.approx(1 / 3)
    assert [one.state for one in alone.criteria.values()][2:] == [State.NOT_ASKED, State.NOT_ASKED]
    # What was answered before its need fell away does not count, and sets off no gate.
    late = asked.score({"base": True, "dose": False, "right": False, "unit": True})
    assert late.total == pytest.approx(1 / 3)
    assert asked.score({"base": True, "dose": True}).reason == "not answered: right"


def test_an_items_own_criteria_are_scored_with_the_rubrics() -> None:
    own = (Binary(id="own", text="Names the ward", points=8, tags=("axis:accuracy",)),)
    score = rubric(CHECKLIST).score({"dose": True, "source": False, "harm": False, "own": True}, criteria=own)
    assert score.total == pytest.approx(15 / 20)
    assert score.groups == {"g": pytest.approx(7 / 12), "item": 1.0}
    assert score.tags["axis:accuracy"] == pytest.approx(15 / 20)


@pytest.mark.parametrize("name", [entry.name for entry in library()])
def test_the_worked_examples_of_the_library_score_as_their_quality_says(name: str) -> None:
    rubric = load_rubric(name)
    scores = {example.quality: rubric.score(example.answers).total for example in rubric.examples}
    better, worse = (
        (scores["flawed"], scores["good"]) if rubric.scoring.rule == "mqm" else (scores["good"], scores["flawed"])
    )
    assert better > worse + 0.3


# Gates.


def gated(*gates: dict[str, Any], **scoring: Any) -> Rubric:
    first = {"id": "base", "points": 10}
    extra = [{"id": f"g{n}", "required": False, "gate": gate} for n, gate in enumerate(gates)]
    return rubric([first, *extra], scoring=scoring)


def test_a_hurdle_a_cap_a_multiplier_and_a_penalty_act_on_the_total_alone() -> None:
    kinds = [
        {"kind": "hurdle", "when": ["unmet"]},
        {"kind": "cap", "when": ["met"], "value": 0.4},
        {"kind": "multiplier", "when": ["met"], "value": 0.8},
        {"kind": "penalty", "when": ["met"], "value": 0.15},
    ]
    asked = gated(*kinds, penalty_cap=0.1)
    held = {"base": True, "g0": True, "g1": False, "g2": False, "g3": False}
    assert asked.score(held).total == 1.0
    assert asked.score({**held, "g0": False}).total == 0.0
    assert asked.score({**held, "g1": True}).total == 0.4
    assert asked.score({**held, "g2": True}).total == 0.8
    assert asked.score({**held, "g3": True}).total == 0.9
    together = asked.score({**held, "g1": True, "g2": True, "g3": True})
    assert together.total == pytest.approx(0.4 * 0.8)
    assert together.groups == {"g": 1.0}


def test_a_gate_can_hang_on_a_number_an_option_or_one_of_several() -> None:
    asked = rubric(
        [
            {"id": "base", "points": 1},
            {"id": "n", "kind": "count", "gate": {"kind": "multiplier", "at_least": 3, "value": 0.5}},
            {
                "id": "tone",
                "kind": "choice",
                "options": options(None, None),
                "gate": {"kind": "cap", "when": ["o1"], "value": 0.2},
            },
            {
                "id": "flaws",
                "kind": "multi_choice",
                "options": options(None, None),
                "gate": {"kind": "hurdle", "when": ["o0"]},
            },
        ]
    )
    calm = {"base": True, "n": 2, "tone": "o0", "flaws": ["o1"]}
    assert asked.score(calm).total == 1.0
    assert asked.score({**calm, "n": 3}).total == 0.5
    assert asked.score({**calm, "tone": "o1"}).total == 0.2
    assert asked.score({**calm, "flaws": ["o1", "o0"]}).total == 0.0


@pytest.mark.parametrize(("policy", "empty"), [("total", 1.0), ("zero", 0.0)])
def test_without_a_hurdle_the_total_is_what_the_rubric_says_as_two_published_codes_differ(policy, empty) -> None:
    hurdle = {"kind": "hurdle", "when": ["unmet"]}
    assert gated(no_gate=policy).score({"base": True}).total == empty
    asked = gated(hurdle, no_gate=policy)
    assert asked.score({"base": True, "g0": True}).total == 1.0
    assert asked.score({"base": True, "g0": False}).total == 0.0
    assert asked.score({"base": True, "g0": "n/a"}).total == empty


ARCHIPELAGO = {
    "rule": "weight_mean",
    "pass_at": 0.5,
    "gates": [{"kind": "cap", "value": 0.3, "passed_below": 0.25, "tag": "Expert Assessment"}],
}


def archipelago() -> Rubric:
    """The weighted mean with gates of Archipelago, with its default caps, share and factor."""
    expert = [{"id": f"e{n}", "weight": 1, "tags": ["Expert Assessment"]} for n in range(4)]
    capped = {"scope": 0.5, "ethics": 0.4}
    gates = [{"id": id, "gate": {"kind": "cap", "when": ["unmet"], "value": cap}} for id, cap in capped.items()]
    critical = {"gate": {"kind": "multiplier", "when": ["unmet"], "value": 0.8}}
    return rubric(
        [{"id": "facts", "weight": 6}, *expert, *gates, {"id": "v0", **critical}, {"id": "v1", **critical}],
        scoring=ARCHIPELAGO,
    )


def test_the_caps_of_archipelago_with_its_share_of_expert_criteria_and_a_factor_for_each_failed_value() -> None:
    asked = archipelago()
    met = {criterion.id: True for criterion in asked.criteria}  # weights 6, and 8 of 1 each: 14
    one_of_four = {**met, "e0": False, "e1": False, "e2": False}
    none_of_four = {**one_of_four, "e3": False}
    assert asked.score(met).total == 1.0
    assert asked.score(one_of_four).total == pytest.approx(11 / 14)  # 1 / 4 is not less than 0.25
    assert asked.score(none_of_four).total == 0.3  # 10 / 14, at most 0.3
    assert asked.score({**met, "scope": False}).total == 0.5  # 13 / 14, at most 0.5
    assert asked.score({**met, "scope": False, "ethics": False}).total == 0.4  # the lowest of two caps
    assert asked.score({**none_of_four, "ethics": False}).total == 0.3  # of three
    assert asked.score({**met, "v0": False, "v1": False}).total == pytest.approx(12 / 14 * 0.8 * 0.8)
    worst = asked.score({**none_of_four, "v0": False, "v1": False})
    assert worst.total == pytest.approx(0.3 * 0.8 * 0.8)  # the cap first, then each factor
    assert "gate, 0 of 4 criteria tagged Expert Assessment passed, fewer than 25 %: at most 0.3 = 0.3" in (
        worst.explain().steps
    )
    assert "if fewer than 25 % of the criteria tagged Expert Assessment are passed" in worst.explain().parameters
    assert worst.groups["g"] == pytest.approx(8 / 14)  # gates act on the total alone


def test_a_share_leaves_out_what_does_not_apply_and_does_nothing_where_nothing_is_left() -> None:
    asked = archipelago()
    met = {criterion.id: True for criterion in asked.criteria}
    one_of_three = {**met, "e0": "n/a", "e1": False, "e2": False}
    assert asked.score(one_of_three).total == pytest.approx(11 / 13)  # 1 / 3
    none_left = {**met, **dict.fromkeys(("e0", "e1", "e2", "e3"), "n/a")}
    assert asked.score(none_left).total == 1.0
    as_not_passed = asked.scoring.model_copy(update={"na": "zero"})
    assert asked.score(none_left, scoring=as_not_passed).total == 0.3  # 0 of 4; 10 / 14 before
    unknown = asked.score({**met, "e0": "n/a:contested"})
    assert (unknown.total, unknown.reason) == (None, "could not be judged: e0 (contested)")
    del met["e0"]
    assert asked.score(met).reason == "not answered: e0"


def test_a_share_counts_each_criterion_once_whatever_it_weighs_and_a_penalty_is_passed_where_it_is_not_present() -> (
    None
):
    def asked(**gate: Any) -> Rubric:
        scale = {"kind": "ordinal", "options": options(0, 1, 4)}
        return rubric(
            [{"id": "big", "points": 90}, {"id": "harm", "points": -5}, {"id": "idle"}, {"id": "scale", **scale}],
            scoring={"pass_at": 0.25, "gates": [{"kind": "hurdle", **gate}]},
        )

    given = {"big": True, "harm": False, "idle": False, "scale": "o1"}
    assert asked(passed_below=0.75).score(given).total == 1.0  # big, harm and scale (1 of 4 is 0.25): 3 of 4
    assert asked(passed_below=0.76).score(given).total == 0.0
    assert asked(passed_below=0.75).score({**given, "harm": True}).total == 0.0  # 2 of 4
    assert asked(passed_below=1, criteria=["big", "scale"]).score(given).total == 1.0
    assert asked(passed_below=1, criteria=["big", "idle"]).score(given).total == 0.0


def test_a_share_may_be_that_of_a_group_or_of_the_criteria_that_an_item_brings() -> None:
    inner = {"id": "inner", "title": "I", "criteria": [{"id": "deep", "text": "Deep"}]}
    outer = {"id": "outer", "title": "O", "criteria": [{"id": "flat", "text": "Flat"}], "groups": [inner]}
    rest = {"id": "rest", "title": "R", "criteria": [{"id": "base", "text": "Base", "points": 1}]}

    def asked(**which: Any) -> Rubric:
        gates = [{"kind": "cap", "value": 0.1, "passed_below": 0.5, **which}]
        return Rubric.model_validate({"id": "r", "title": "R", "groups": [outer, rest], "scoring": {"gates": gates}})

    given = {"base": True, "flat": True, "deep": False}
    assert asked(group="outer").score(given).total == 1.0  # 1 of 2
    assert asked(group="inner").score(given).total == 0.1  # 0 of 1
    own = (Binary(id="own", text="Own", tags=("expert",)),)
    for which in ({"group": "item"}, {"tag": "expert"}):
        assert asked(**which).score({**given, "own": False}, criteria=own).total == 0.1
        assert asked(**which).score({**given, "own": True}, criteria=own).total == 1.0
        assert asked(**which).score(given).total == 1.0


def test_without_a_hurdle_on_anything_answered_a_share_is_no_hurdle_either() -> None:
    gates = [{"kind": "hurdle", "passed_below": 0.5, "tag": "expert"}]
    asked = rubric(
        [{"id": "base", "points": 1}, {"id": "e", "tags": ["expert"]}], scoring={"no_gate": "zero", "gates": gates}
    )
    assert asked.score({"base": True, "e": True}).total == 1.0
    assert asked.score({"base": True, "e": False}).total == 0.0
    assert asked.score({"base": True, "e": "n/a"}).total == 0.0  # nothing to take the hurdle by


def test_another_rule_with_a_gate_on_what_is_not_there_is_refused() -> None:
    scoring = Scoring.model_validate({"gates": [{"kind": "hurdle", "passed_below": 0.5, "group": "expert"}]})
    with pytest.raises(RubricError, match=r"scoring.gates: there is no group 'expert'; there is g and item"):
        archipelago().score({}, scoring=scoring)


def test_the_weights_and_the_capped_penalty_of_archipelago() -> None:
    classes = {"primary": 4, "other": 2, "negative": 0.2}
    asked = rubric(
        [{"id": "p", "weight_class": "primary"}, {"id": "o", "weight_class": "other"}]
        + [
            {"id": f"u{n}", "weight": 0, "gate": {"kind": "penalty", "when": ["met"], "value": points / 100}}
            for n, points in enumerate((5, 12, 8))  # of 100 negative points
        ],
        classes=classes,
        scoring={"rule": "weight_mean", "penalty_cap": 0.2},
    )
    clean = {"p": True, "o": False, "u0": False, "u1": False, "u2": False}
    assert asked.score(clean).total == pytest.approx(4 / 6)
    assert asked.score({**clean, "u0": True, "u1": True}).total == pytest.approx(4 / 6 - 0.17)
    assert asked.score(dict.fromkeys(clean, True)).total == pytest.approx(1 - 0.2)  # 0.25, at most 0.2


def test_a_gate_nobody_could_judge_leaves_no_total() -> None:
    asked = gated({"kind": "cap", "when": ["met"], "value": 0.4})
    assert (
        asked.score({"base": True, "g0": "n/a:outside_expertise"}).reason
        == "could not be judged: g0 (outside expertise)"
    )
    assert asked.score({"base": True, "g0": "n/a"}).total == 1.0


def test_the_total_of_an_item_is_clipped_last_and_only_if_the_rubric_says_so() -> None:
    given = {"dose": False, "source": False, "harm": True}
    assert rubric(CHECKLIST).score(given).total == pytest.approx(-10 / 12)
    assert rubric(CHECKLIST, scoring={"clip_item": (0.0, None)}).score(given).total == 0.0
    assert rubric(CHECKLIST, scoring={"clip_mean": (0.0, 1.0)}).score(given).total == pytest.approx(-10 / 12)


# What is given and what is shown.


def test_answers_are_taken_as_plain_values_as_fields_and_as_objects() -> None:
    asked = rubric(CHECKLIST)
    plain = asked.score({"dose": 1, "source": "Not met", "harm": False})
    fields = asked.score({"dose": {"label": "met"}, "source": {"number": 0.0}, "harm": {"na": "not_applicable"}})
    objects = asked.score(
        [
            SimpleNamespace(criterion=id, label=label)
            for id, label in (("dose", "met"), ("source", "unmet"), ("harm", "unmet"))
        ]
    )
    assert plain.total == fields.total == objects.total == pytest.approx(7 / 12)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"dosis": True}, "rubric r has no criterion 'dosis'; did you mean 'dose'?"),
        ({"dose": "often"}, "criterion dose: must be met, unmet or a number from 0 to 1, got 'often'"),
        ({"dose": 2}, "criterion dose: must be met, unmet or a number from 0 to 1, got 2"),
        ([{"criterion": "dose", "label": "met"}] * 2, "criterion dose: is answered twice"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_and_the_way_out_named(answers, message) -> None:
    with pytest.raises(AnswerError, match=re.escape(message)):
        rubric(CHECKLIST).score(answers)


def test_the_explanation_has_every_criterion_every_step_and_all_parameters() -> None:
    asked = gated({"kind": "cap", "when": ["met"], "value": 0.4}, rescale=1)
    explained = asked.score({"base": True, "g0": True}).explain()
    assert ("base", "met", "1", "10", "10", "10") in explained.rows
    assert explained.steps == ("points earned over positive points: 10 of 10 = 1", "gate, g0 is met: at most 0.4 = 0.4")
    for name in type(asked.scoring).model_fields:
        assert name in explained.parameters
    assert "R 1.0.0: 0.4" in repr(explained)
    left_out = rubric(CHECKLIST).score({"dose": True, "source": "n/a", "harm": False}).explain()
    assert "1 not applicable: left out" in left_out.steps


def test_a_rubrics_words_are_text_in_the_explanation() -> None:
    hostile = rubric([{"id": "a", "points": 1}]).model_copy(update={"title": "<script>alert(1)</script>"})
    html = hostile.score({"a": True})._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_changed_copy_of_a_rubric_scores_by_what_it_says_now() -> None:
    asked = rubric(CHECKLIST)
    given = {"dose": True, "source": False, "harm": False}
    assert asked.score(given).total == pytest.approx(7 / 12)
    changed = asked.model_copy(update={"scoring": asked.scoring.model_copy(update={"rule": "pass_rate"})})
    assert changed.score(given).total == pytest.approx(2 / 3)
    assert asked.score(given, scoring=changed.scoring).total == pytest.approx(2 / 3)
    assert asked == rubric(CHECKLIST)
