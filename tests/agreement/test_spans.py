"""Marked spans: the same marks, and the same characters."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalwidgets import Study
from evalwidgets.agreement import span_agreement
from evalwidgets.errors import AgreementError
from evalwidgets.rubrics.model import Option, OptionRatings, Span, Subject
from tests.agreement.studies import rubric_of

ADA = {"a": [(0, 10), (20, 30)], "b": [(5, 9)], "c": []}
BEN = {"a": [(0, 10), (25, 35)], "b": [], "c": [], "d": [(0, 3)]}


def test_exact_and_overlap_are_different_questions() -> None:
    exact = span_agreement(ADA, BEN, match="exact")
    assert exact.value == pytest.approx(2 * 1 / (3 + 2))
    overlap = span_agreement(ADA, BEN, match="overlap")
    assert overlap.value == pytest.approx(2 * 15 / (24 + 20))
    assert overlap.n_pairable == 3
    assert overlap.n_units == 4
    assert overlap.interval.low <= overlap.value <= overlap.interval.high


def test_a_category_that_differs_is_no_match() -> None:
    first, second = {"a": [(0, 10, "Fluency")]}, {"a": [(0, 10, "Accuracy")]}
    assert span_agreement(first, second).value == 0
    assert span_agreement(first, first).value == 1


def test_marks_that_overlap_each_other_are_counted_once() -> None:
    assert span_agreement({"a": [(0, 10), (5, 15)]}, {"a": [(0, 15)]}).value == 1


def test_nothing_shared_and_nothing_marked_are_states() -> None:
    assert span_agreement({"a": []}, {"b": []}).state == "no_overlap"
    assert span_agreement({"a": []}, {"a": []}).state == "no_variation"
    assert span_agreement({"a": []}).state == "one_rater"
    with pytest.raises(AgreementError, match="there is no match 'near'"):
        span_agreement(ADA, BEN, match="near")


def test_every_two_raters_of_a_unit_count() -> None:
    cem = {"a": [(0, 10)], "d": [(0, 3)]}
    three = span_agreement(ADA, BEN, cem, match="exact")
    # Same marks and marks of both: ada and ben 1 of 3 + 2, ada and cem 1 of 2 + 1, ben and cem 2 of 3 + 2.
    assert three.value == pytest.approx(2 * (1 + 1 + 2) / (5 + 3 + 5))
    assert three.n_raters == 3


def test_a_study_of_marked_spans_and_of_rated_options_is_compared(tmp_path: Path) -> None:
    rubric = rubric_of(
        Span(kind="span", id="errors", text="Errors", taxonomy={"Wrong": ()}, severities={"major": 5, "minor": 1}),
        OptionRatings(
            kind="option_ratings",
            id="options",
            text="Options",
            subjects=(Subject(id="aspirin", label="Aspirin"), Subject(id="scan", label="Scan")),
            options=tuple(Option(id=id, label=id, value=n) for n, id in enumerate(("harmful", "open", "right"))),
        ),
    )
    items = [{"id": f"q{n}", "prompt": f"Q{n}?", "response": "Take forty tablets every day."} for n in range(12)]
    study = Study.create(tmp_path / "s.db", items=items, rubric=rubric, protocol={"kinds": ("grade",)}, progress=False)
    for expert, end in (("ada", 18), ("ben", 11)):
        session = study.session(expert)
        for n in range(12):
            mark = {"response": "A", "start": 5, "end": end, "category": "Wrong", "severity": "major"}
            answers = {
                "errors": {"value": 5, "evidence": [mark]} if n % 3 else {"value": 0, "evidence": []},
                "options": {"aspirin": "harmful" if n % 2 else "open", "scan": "right" if expert == "ada" else "open"},
            }
            session.submit(answers, session.next().task)
    found = study.agreement(resamples=50)
    spans = found["errors"].spans
    assert spans.value == pytest.approx(2 * 6 / (13 + 6))
    assert spans.over == "12 items"
    assert "F1 0.63" in found._repr_html_()
    assert found["options"].coefficient.n_units == 24
    assert found["options"].coefficient.metric == "ordinal"
    assert len(found.cases("options", agreed=False)) == 12
