"""The rows of the table of scores, scored all at once, are what rubric.score says of each judgment."""

from __future__ import annotations

import random
from typing import Any, get_args

import numpy as np
import pyarrow as pa
import pytest

from evalwidgets.results.units import units_of
from evalwidgets.rubrics.model import Rubric
from evalwidgets.rubrics.scoring.plan import Part
from evalwidgets.rubrics.scoring_rule import Rule, Scoring
from evalwidgets.tables.columns import arrow_schema
from evalwidgets.tables.grade_rows import COLUMNS

SCALE = [{"id": f"o{n}", "label": f"Option {n}", "value": n / 2} for n in range(3)]
PLAIN = [{"id": "warm", "label": "Warm"}, {"id": "cold", "label": "Cold"}]
MARKS = {"taxonomy": {"Accuracy": ["Omission"], "Other": []}, "severities": {"major": 5, "minor": 1}, "max_marks": 3}
RUBRIC = Rubric.model_validate(
    {
        "id": "kinds",
        "title": "Every kind",
        "classes": {"critical": 3},
        "groups": [
            {
                "id": "outer",
                "title": "Outer",
                "weight": 2,
                "tags": ["axis:one"],
                "criteria": [
                    {"id": "binary", "text": "Binary", "points": 4, "weight_class": "critical"},
                    {
                        "id": "harm",
                        "text": "Harm",
                        "points": -5,
                        "gate": {"kind": "cap", "when": ["met"], "value": 0.3},
                    },
                    {"id": "third", "kind": "ternary", "text": "Ternary", "points": 2, "needs": ["binary"]},
                ],
                "groups": [
                    {
                        "id": "inner",
                        "title": "Inner",
                        "weight": 0.5,
                        "criteria": [
                            {
                                "id": "scale",
                                "kind": "ordinal",
                                "text": "Scale",
                                "points": 3,
                                "reverse": True,
                                "options": SCALE,
                            },
                            {
                                "id": "count",
                                "kind": "count",
                                "text": "Count",
                                "points": -0.5,
                                "maximum": 4,
                                "required": False,
                            },
                        ],
                    }
                ],
            },
            {
                "id": "second",
                "title": "Second",
                "tags": ["axis:two"],
                "criteria": [
                    {"id": "many", "kind": "multi_choice", "text": "Many", "points": 1, "options": SCALE},
                    {
                        "id": "tone",
                        "kind": "choice",
                        "text": "Tone",
                        "options": PLAIN,
                        "gate": {"kind": "hurdle", "when": ["cold"]},
                    },
                    {"id": "marks", "kind": "span", "text": "Marks", "points": -0.1, **MARKS},
                    {"id": "note", "kind": "text", "text": "Note", "required": False},
                ],
            },
        ],
        "overall": {"id": "all", "kind": "numeric", "text": "All", "minimum": 0, "maximum": 10, "weight": 0.5},
    }
)


def answer(criterion: Any, chance: random.Random) -> dict[str, Any] | None:  # noqa: PLR0911 (one a kind)
    """An answer as the store keeps it; sometimes none, sometimes N/A."""
    if chance.random() < 0.06:
        return None
    if chance.random() < 0.08:
        return {"na": chance.choice(["not_applicable", "not_applicable", "contested"])}
    match criterion.kind:
        case "binary":
            met = chance.random() < 0.5
            return {"label": "met" if met else "unmet", "number": float(met)}
        case "ternary":
            label, number = chance.choice([("met", 1.0), ("partly", 0.5), ("unmet", 0.0)])
            return {"label": label, "number": number}
        case "ordinal":
            option = chance.choice(criterion.options)
            return {"label": option.id, "number": option.value}
        case "choice":
            return {"label": chance.choice(criterion.options).id}
        case "multi_choice":
            return {"labels": [option.id for option in criterion.options if chance.random() < 0.5]}
        case "span":
            marks = [
                {
                    "response": "r",
                    "start": 0,
                    "end": n + 1,
                    "exact": "",
                    "prefix": "",
                    "suffix": "",
                    "category": "Other",
                    "severity": "minor",
                }
                for n in range(chance.randrange(3))
            ]
            return {"number": float(len(marks)), "evidence": marks}
        case "text":
            return {"text": "fine"}
        case _:
            return {"number": float(chance.randrange(5))}


def table(judgments: list[dict[str, dict[str, Any]]], rubric: Rubric, **columns: Any) -> pa.Table:
    """Rows of the table of scores: judgment n is of response "r" of item n."""
    rows = [
        {
            "expert": "ann",
            "expert_kind": "human",
            "item": f"q{n}",
            "response": "r",
            "model": "m",
            "rubric_hash": rubric.hash,
            "group": "any",
            "criterion": id,
            **given,
            **columns,
        }
        for n, answers in enumerate(judgments)
        for id, given in answers.items()
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(COLUMNS))


@pytest.mark.parametrize("rule", get_args(Rule))
def test_what_is_scored_together_is_what_each_judgment_scores_alone(rule: str) -> None:
    chance = random.Random(rule)
    judgments = [
        {criterion.id: given for criterion in RUBRIC.criteria if (given := answer(criterion, chance)) is not None}
        for _ in range(60)
    ]
    judgments = [one for one in judgments if one]
    gates = [
        {"kind": "cap", "value": 0.2, "passed_below": 0.5},
        {"kind": "multiplier", "value": 0.5, "passed_below": 0.75, "tag": "axis:one"},
        {"kind": "penalty", "value": 0.1, "passed_below": 1, "criteria": ["third", "marks"]},
    ]
    shares = Scoring.model_validate({"rule": rule, "unjudged": "drop", "gates": gates})
    for scoring in (
        Scoring(rule=rule),
        shares,
        Scoring(rule=rule, na="zero", unjudged="drop", rescale=-2, penalty_cap=0.1),
    ):
        units = units_of(table(judgments, RUBRIC), RUBRIC, {RUBRIC.hash: RUBRIC}, {}, scoring)
        totals, _ = units.of_part(Part("total"))
        items = units.keys["item"]
        there = 0
        for n, code in enumerate(items.codes):
            alone = RUBRIC.score(judgments[int(items.names[code][1:])], scoring=scoring)
            assert totals[n] == pytest.approx(np.nan if alone.total is None else alone.total, nan_ok=True)
            there += alone.total is not None
            for kind, parts in (("group", alone.groups), ("tag", alone.tags)):
                for name, score in parts.items():
                    assert units.of_part(Part(kind, name))[0][n] == pytest.approx(
                        np.nan if score is None else score, nan_ok=True
                    )
        assert there > 5


def changed(**wordings: str) -> Rubric:
    """The rubric with other words for some criteria of its second group, and another value of an option."""
    data = RUBRIC.model_dump()
    for criterion in data["groups"][1]["criteria"]:
        criterion["text"] = wordings.get(criterion["id"], criterion["text"])
    data["groups"][0]["groups"][0]["criteria"][0]["options"][2]["value"] = 4
    return Rubric.model_validate(data)


COMPLETE: dict[str, dict[str, Any]] = {
    "binary": {"label": "met", "number": 1.0},
    "harm": {"label": "unmet", "number": 0.0},
    "third": {"label": "met", "number": 1.0},
    "scale": {"label": "o2", "number": 1.0},
    "many": {"labels": ["o1"]},
    "tone": {"label": "warm"},
    "marks": {"number": 0.0},
    "all": {"number": 7.0},
}


def test_answers_to_what_was_reworded_are_left_out_and_all_others_carried_over() -> None:
    now = changed(many="Which of these")
    units = units_of(table([COMPLETE], RUBRIC), now, {now.hash: now, RUBRIC.hash: RUBRIC}, {})
    assert units.stale == {"many": 1}
    assert np.isnan(units.of_part(Part("total"))[0][0])
    assert units.of_criterion("many")[0] == pytest.approx([np.nan], nan_ok=True)
    # What was chosen stands, and is worth what the option is worth now.
    assert units.of_criterion("scale")[0] == pytest.approx([4.0])


def test_a_criterion_asked_again_completes_the_older_judgment_and_the_latest_answer_counts() -> None:
    now = changed(many="Which of these")
    again = table([{"many": {"labels": ["o2"]}, "binary": {"label": "unmet", "number": 0.0}}], now)
    both = pa.concat_tables([table([COMPLETE], RUBRIC), again])
    units = units_of(both, now, {now.hash: now, RUBRIC.hash: RUBRIC}, {})
    latest = {**COMPLETE, "many": {"labels": ["o2"]}, "binary": {"label": "unmet", "number": 0.0}}
    latest["scale"] = {"label": "o2", "number": 4.0}
    assert units.of_part(Part("total"))[0] == pytest.approx([now.score(latest).total])
    assert len(units) == 1


def test_a_rule_that_changed_leaves_no_answer_stale() -> None:
    now = RUBRIC.model_copy(update={"scoring": Scoring(rule="tree")})
    units = units_of(table([COMPLETE], RUBRIC), now, {now.hash: now, RUBRIC.hash: RUBRIC}, {})
    assert not units.stale
    assert units.of_part(Part("total"))[0] == pytest.approx([now.score(COMPLETE).total])
