"""The lint looks at the whole: balance, scales, gates, examples; says where, why and what to do; and is fast."""

from __future__ import annotations

import time
from typing import Any

import pytest

from evalwidgets.rubrics import Rubric
from evalwidgets.rubrics.lint import LintFinding, LintReport, lint
from evalwidgets.rubrics.model import Binary, Group

POOR_TO_RICH = [
    {"id": "poor", "label": "Poor", "value": 0, "anchor": "Nothing of it is there."},
    {"id": "rich", "label": "Rich", "value": 1, "anchor": "All of it is there."},
]


def of(*criteria: dict[str, Any], **fields: Any) -> Rubric:
    entries = [{"id": f"c{n}", "text": f"Names fact {n}", **criterion} for n, criterion in enumerate(criteria)]
    groups = fields.pop("groups", [{"id": "g", "title": "G", "criteria": entries}])
    return Rubric.model_validate({"id": "r", "title": "R", "groups": groups, **fields})


def rules(rubric: Rubric) -> list[tuple[str, str | None]]:
    return [(finding.rule, finding.criterion) for finding in lint(rubric)]


def test_only_penalties_are_found_where_the_rule_divides_by_what_can_be_earned() -> None:
    assert rules(of({"points": -1}, {"points": -2})) == [("only-penalties", None)]
    assert rules(of({"points": -1}, {"points": 1})) == []
    assert rules(of({}, {})) == []
    assert rules(of({"points": -1}, {"points": -2}, scoring={"rule": "mqm"})) == []


def test_one_criterion_that_holds_most_of_the_points_is_found() -> None:
    assert rules(of({"points": 9}, {"points": 2}, {"points": 2})) == [("one-criterion-decides", "c0")]
    assert "69%" in lint(of({"points": 9}, {"points": 2}, {"points": 2}))[0].found
    assert rules(of({"points": 4}, {"points": 2}, {"points": 2})) == []
    assert rules(of({"points": 9}, {"points": 2})) == []  # of two, one always holds the most
    counted = {"kind": "count", "points": 2, "maximum": 10}
    assert rules(of({"points": 4}, counted, {"points": 4})) == [("one-criterion-decides", "c1")]


def test_the_weights_of_groups_count_where_the_rule_takes_weights() -> None:
    def weighted(weight: float, rule: str) -> Rubric:
        heavy = {"id": "a", "title": "A", "weight": weight, "criteria": [{"id": "x", "text": "Names x"}]}
        light = {
            "id": "b",
            "title": "B",
            "criteria": [{"id": "y", "text": "Shows y"}, {"id": "z", "text": "Weighs z"}],
        }
        return of(groups=[heavy, light], scoring={"rule": rule})

    assert rules(weighted(5, "weight_mean")) == [("one-criterion-decides", "x")]
    assert rules(weighted(2, "weight_mean")) == []  # 2 : 1 : 1
    assert rules(weighted(2, "tree")) == [("one-criterion-decides", "x")]  # 2/3 : 1/6 : 1/6
    assert rules(weighted(1, "tree")) == []
    assert rules(weighted(5, "pass_rate")) == []


def test_an_overall_question_without_a_weight_holds_nothing() -> None:
    overall = {"id": "o", "kind": "ordinal", "text": "As a whole", "options": POOR_TO_RICH}
    rubric = of({"weight": 3}, {"weight": 2}, overall=overall, scoring={"rule": "weight_mean"})
    assert rules(rubric) == []
    heavy = of({"weight": 3}, {"weight": 2}, overall={**overall, "weight": 9}, scoring={"rule": "weight_mean"})
    assert rules(heavy) == [("one-criterion-decides", "o")]


def test_more_criteria_than_fit_one_sitting_are_found() -> None:
    ids = [{"text": f"Names fact number {n}", "points": 1} for n in range(60)]
    assert [rule for rule, _ in rules(of(*ids)) if rule != "no-example"] == ["too-many-criteria"]
    assert [rule for rule, _ in rules(of(*ids[:30])) if rule != "no-example"] == []


def test_classes_that_no_criterion_has_are_found() -> None:
    rubric = of({"weight_class": "major"}, classes={"major": 3, "minor": 1})
    assert rules(rubric) == [("unused-class", None)]
    assert lint(rubric)[0].path == "classes.minor"


def test_a_tag_that_is_misspelt_and_an_axis_that_earns_nothing_are_found() -> None:
    safe = {"points": 1, "tags": ["axis:safety"]}
    assert rules(of(safe, safe, {"points": 1, "tags": ["axis:saftey"]})) == [("unused-tag", "c2")]
    assert rules(of(safe, safe, {"points": 1, "tags": ["Axis: Safety"]})) == [("unused-tag", "c2")]
    assert rules(of(safe, safe, {"points": 1, "tags": ["axis:tone"]})) == []
    assert rules(of(safe, safe, {"points": -1, "tags": ["axis:harm"]})) == [("unused-tag", "c2")]
    level = {"points": 1, "tags": ["level:1"]}
    assert rules(of(level, level, {"points": 1, "tags": ["level:2"]})) == []


def test_a_scale_without_anchors_at_its_ends_is_found() -> None:
    bare = [{"id": f"o{n}", "label": f"{n}", "value": n} for n in range(1, 6)]
    ends = [{**bare[0], "anchor": "None of it."}, *bare[1:-1], {**bare[-1], "anchor": "All of it."}]
    worded = [
        {"id": "a", "label": "Nothing of it is there", "value": 0},
        {"id": "b", "label": "All of it is there", "value": 1},
    ]
    assert rules(of({"kind": "ordinal", "options": bare})) == [("scale-without-anchors", "c0")]
    assert rules(of({"kind": "ordinal", "options": ends})) == []
    assert rules(of({"kind": "ordinal", "options": worded})) == []
    number = {"kind": "numeric", "minimum": 1, "maximum": 10, "text": "Depth of the analysis"}
    assert rules(of(number)) == [("scale-without-anchors", "c0")]
    assert rules(of({**number, "unit": "min"})) == []
    assert rules(of({**number, "help": "1: none; 10: as deep as the best you have read."})) == []
    assert rules(of({**number, "text": "How many issues were missed"})) == []


def test_two_options_with_one_anchor_are_found() -> None:
    same = [{**option, "anchor": "Some of it is there."} for option in POOR_TO_RICH]
    assert rules(of({"kind": "ordinal", "options": same})) == [("anchors-alike", "c0")]


def test_a_gate_that_nobody_passes_is_found() -> None:
    hurdle = {"kind": "hurdle", "when": ["met", "unmet"]}
    assert rules(of({"gate": hurdle})) == [("gate-without-a-way-to-pass", "c0")]
    assert rules(of({"gate": {**hurdle, "when": ["unmet"]}})) == []
    count = {"kind": "count", "maximum": 5, "points": -1}
    assert rules(of({**count, "gate": {"kind": "cap", "at_least": 0, "value": 0.4}}, {"points": 1})) == [
        ("gate-without-a-way-to-pass", "c0")
    ]
    assert rules(of({**count, "gate": {"kind": "cap", "at_least": 1, "value": 0.4}}, {"points": 1})) == []
    scale = {"kind": "ordinal", "options": POOR_TO_RICH}
    assert rules(of({**scale, "gate": {"kind": "hurdle", "when": ["poor", "rich"]}})) == [
        ("gate-without-a-way-to-pass", "c0")
    ]


def test_a_gate_that_stops_what_is_wanted_is_found() -> None:
    stop = {"kind": "hurdle", "when": ["met"]}
    assert rules(of({"points": 3, "gate": stop})) == [("gate-against-wording", "c0")]
    assert rules(of({"points": -3, "gate": stop}, {"points": 3})) == []
    assert rules(of({"gate": stop})) == []  # neither good nor bad: it may be meant so


def test_a_gate_that_changes_nothing_is_found() -> None:
    met = {"points": -3, "text": "Fabricates a source"}
    one = {"points": 1}
    for gate, idle in (
        ({"kind": "multiplier", "when": ["met"], "value": 1}, True),
        ({"kind": "multiplier", "when": ["met"], "value": 0.8}, False),
        ({"kind": "cap", "when": ["met"], "value": 1}, True),
        ({"kind": "cap", "when": ["met"], "value": 0.4}, False),
        ({"kind": "penalty", "when": ["met"], "value": 0}, True),
    ):
        assert rules(of({**met, "gate": gate}, one)) == ([("gate-without-effect", "c0")] if idle else [])


def test_a_gate_on_a_share_of_nothing_or_without_effect_is_found() -> None:
    def found(**gate: Any) -> list[tuple[str, str]]:
        scoring = {"gates": [{"kind": "cap", "value": 0.3, "passed_below": 0.5, **gate}]}
        note = {"kind": "text", "tags": ["said", "said twice"]}
        expert = {"points": 1, "tags": ["expert", "said twice"]}
        return [(one.rule, one.path) for one in lint(of(expert, note, scoring=scoring)) if "gate" in one.rule]

    assert found() == found(tag="expert") == found(group="g") == found(group="item") == found(criteria=["c0"]) == []
    for tag in ("expret", "said"):  # misspelt; had by what is answered in words alone
        assert found(tag=tag) == [("gate-about-nothing", "scoring.gates[0]")]
    assert found(tag="said twice") == []
    assert found(value=1) == [("gate-without-effect", "scoring.gates[0].value")]


def test_a_gate_that_may_be_left_unanswered_is_found() -> None:
    gate = {"kind": "hurdle", "when": ["unmet"]}
    assert rules(of({"gate": gate, "required": False})) == [("optional-gate", "c0")]


def test_a_long_rubric_without_worked_examples_is_found() -> None:
    texts = ("the drug", "its dose", "a danger", "the cause", "one test", "some risk", "both sides", "what follows")
    criteria = [{"text": f"Names {text}", "points": 1} for text in texts]
    answers = {f"c{n}": "met" for n in range(8)}
    good = {"title": "One", "quality": "good", "response": "…", "answers": answers}
    flawed = {**good, "title": "Two", "quality": "flawed"}
    assert rules(of(*criteria)) == [("no-example", None)]
    assert "a good or a flawed" in lint(of(*criteria))[0].found
    assert rules(of(*criteria, examples=[good])) == [("no-example", None)]
    assert rules(of(*criteria, examples=[good, flawed])) == []
    assert rules(of(*criteria[:7])) == []


def test_an_example_that_leaves_a_required_criterion_open_is_found() -> None:
    first, second = {"text": "Names the drug"}, {"text": "Says how to take it", "needs": ["c0"]}
    for answers, left in (
        ({"c0": "met", "c1": "met"}, ""),
        ({"c0": "unmet"}, ""),  # what is not asked needs no answer
        ({"c0": "met"}, "c1"),
        ({"c1": "n/a:not_applicable"}, "c0"),
    ):
        report = lint(of(first, second, examples=[{"title": "E", "answers": answers}]))
        assert [finding.rule for finding in report] == (["unanswered-example"] if left else [])
        assert all(left in finding.found for finding in report)


def test_a_report_prints_each_finding_with_its_place_its_reason_and_a_way_out() -> None:
    report = of({"points": -1}, {"points": -2, "text": "Gives appropriate advice"}).lint()
    assert isinstance(report, LintReport)
    assert all(isinstance(finding, LintFinding) for finding in report)
    printed = repr(report)
    assert printed.startswith("2 warnings")
    for finding in report:
        for words in (finding.rule, finding.place, finding.found, finding.why, finding.suggestion):
            assert words in printed
    assert report.of("c1") == report[1:]
    assert report[1].group == "g"
    assert repr(of({"points": 1}).lint()) == "No lint: nothing about this rubric stands out."


def test_hostile_wording_is_text_in_the_report() -> None:
    evil = {"text": "<script>alert(1)</script> and <b>", "points": 1}
    html = of(evil, evil).lint()._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "<p>No lint" in of({"points": 1}).lint()._repr_html_()


def wide(count: int, word: str) -> Rubric:
    """A rubric of long criteria that share most of their words, which is the worst for comparing them."""
    criteria = tuple(
        Binary(
            id=f"c{n}",
            text=f"Recommends that the patient take {word} number {n} with food at {n % 24} o'clock",
            points=1,
            tags=(f"theme:{word}{n}", f"axis:{n % 50} of {word}"),
        )
        for n in range(count)
    )
    return Rubric(id="r", title="R", groups=(Group(id="g", title="G", criteria=criteria),))


@pytest.mark.parametrize("again", [False, True], ids=["first", "while typing"])
def test_200_criteria_are_linted_between_two_keystrokes(again: bool) -> None:
    times: list[float] = []
    for turn in range(5):
        rubric = wide(200, "tablet" if again else f"tablet{turn}")
        start = time.process_time()
        report = lint(rubric)
        times.append(time.process_time() - start)
        assert {finding.rule for finding in report} == {"too-many-criteria", "no-example"}
    assert min(times[again:]) < 0.050


def test_a_criterion_as_long_as_a_book_does_not_stop_the_screen() -> None:
    for text in ("both " * 20_000, "and a " * 20_000, "recommends that " * 8_000, "not " * 20_000, "a" * 100_000):
        start = time.process_time()
        found = of({"text": text}).lint()
        assert time.process_time() - start < 0.5
        assert len(text.split()) == 1 or "long-wording" in {finding.rule for finding in found}
