"""What is asked only after certain answers, and the kinds of criterion that are answered in several parts."""

from __future__ import annotations

from typing import Any

import pytest

from evalwidgets.errors import AnswerError
from evalwidgets.protocol import Protocol
from evalwidgets.tasks import KINDS, Answer, Evidence
from tests.tasks.examples import ITEM, NESTED

SHOWN = ("secret-model-1",)
MARK = ("tablets", "Accuracy/Omission", "major")
COMPLETE: dict[str, Any] = {
    "drugs": {"aspirin": "fine", "heparin": "harmful"},
    "known": "partly",
    "errors": [],
    "whole": 6,
}


def grade(given: Any, **rules: Any) -> dict[str, Answer]:
    return {
        answer.criterion: answer for answer in KINDS["grade"].answers(given, ITEM, SHOWN, NESTED, Protocol(**rules))
    }


class TestNeeds:
    def test_a_criterion_whose_needs_are_not_met_is_not_required(self) -> None:
        assert list(grade(COMPLETE)) == ["drugs", "known", "errors", "whole"]

    def test_a_criterion_whose_needs_are_met_is_required(self) -> None:
        with pytest.raises(AnswerError, match="criterion why: is required; answer “Says why”") as caught:
            grade({**COMPLETE, "known": "met"})
        assert caught.value.criterion == "why"
        assert "why" in grade({**COMPLETE, "known": "met", "why": True})

    def test_all_needs_must_hold(self) -> None:
        grave = {**COMPLETE, "known": "met", "why": True, "errors": [MARK]}
        with pytest.raises(AnswerError, match="criterion grave: is required"):
            grade(grave)
        assert grade({**grave, "grave": "The dose"})["grave"].text == "The dose"
        with pytest.raises(
            AnswerError, match="criterion grave: is asked only where errors is at least 5; leave it out"
        ):
            grade({**grave, "errors": [], "grave": "The dose"})

    @pytest.mark.parametrize("known", ["partly", {"na": "contested"}])
    def test_an_answer_that_was_not_asked_for_is_refused_with_the_need(self, known: Any) -> None:
        with pytest.raises(AnswerError, match="criterion why: is asked only where known is met; leave it out"):
            grade({**COMPLETE, "known": known, "why": True})

    def test_a_comparison_asks_on_every_criterion(self) -> None:
        given = {"preference": "A", "strength": 1, "why": "B", "errors": "tie", "drugs": "A", "whole": "B"}
        answers = KINDS["compare"].answers(given, ITEM, ("secret-model-1", "secret-model-2"), NESTED, Protocol())
        found = {answer.criterion: answer.label for answer in answers}
        assert found["why"] == "secret-model-2"
        assert found["errors"] == "tie"


class TestTernary:
    @pytest.mark.parametrize(
        ("given", "label", "number"),
        [("met", "met", 1), ("Partly", "partly", 0.25), (0.25, "partly", 0.25), (False, "unmet", 0), (0, "unmet", 0)],
    )
    def test_it_is_read_from_words_numbers_and_truths(self, given: Any, label: str, number: float) -> None:
        why = {"why": True} if label == "met" else {}
        assert grade({**COMPLETE, "known": given, **why})["known"] == Answer(
            criterion="known", label=label, number=number
        )

    def test_anything_else_is_refused(self) -> None:
        with pytest.raises(AnswerError, match=r"criterion known: must be met, partly or unmet, got 0\.5"):
            grade({**COMPLETE, "known": 0.5})


class TestMarks:
    def test_none_on_purpose_is_an_answer(self) -> None:
        assert grade(COMPLETE)["errors"] == Answer(criterion="errors", number=0)

    def test_they_keep_category_and_severity_and_weigh_together(self) -> None:
        given = [MARK, {"exact": "day", "category": "Non-translation", "severity": "minor"}]
        answer = grade({**COMPLETE, "errors": given})["errors"]
        assert answer.number == 30
        kept = [(mark.response, mark.exact, mark.category, mark.severity) for mark in answer.evidence]
        assert kept == [("secret-model-1", *MARK), ("secret-model-1", "day", "Non-translation", "minor")]

    def test_the_browser_sends_positions_and_the_kernel_weighs(self) -> None:
        start = ITEM.responses[0].text.index("tablets")
        mark = Evidence(response="A", start=start, end=start + 7, category="Accuracy/Omission", severity="minor")
        sent = Answer(criterion="errors", number=999, evidence=(mark,))
        answer = grade({**COMPLETE, "errors": sent})["errors"]
        assert (answer.number, answer.evidence[0].exact) == (1, "tablets")
        back = KINDS["grade"].as_seen((answer,), SHOWN)[0].evidence[0]
        assert (back.response, back.category, back.severity) == ("A", "Accuracy/Omission", "minor")

    @pytest.mark.parametrize(
        ("marks", "message"),
        [
            (
                [("tablets", "Accuracy", "major")],
                "criterion errors: has no category 'Accuracy'; it has Accuracy/Omission",
            ),
            (
                [("tablets", "Non-translation", "grave")],
                "criterion errors: has no severity 'grave'; it has major, minor",
            ),
            (["tablets"], "criterion errors: each mark needs a category and a severity"),
            ([MARK] * 4, "criterion errors: has 4 marks, at most 3 are kept; keep the gravest"),
            ([7], "criterion errors: cannot read 7 as a quote; give its words, its category and its severity"),
            ([("nowhere", *MARK[1:])], "criterion errors: the quote 'nowhere' does not stand in the response"),
            ("many", "criterion errors: takes a list of marks, got 'many'"),
            (3, "criterion errors: takes a list of marks, got 3"),
        ],
    )
    def test_a_wrong_mark_is_refused_with_the_way_out(self, marks: Any, message: str) -> None:
        with pytest.raises(AnswerError, match=message):
            grade({**COMPLETE, "errors": marks})

    def test_a_quote_elsewhere_has_no_category(self) -> None:
        with pytest.raises(AnswerError, match="criterion known: its quotes have no category and no severity"):
            grade({**COMPLETE, "known": {"value": "met", "evidence": [MARK]}, "why": True})


class TestOptionRatings:
    def test_each_subject_has_its_option_and_the_number_is_the_mean(self) -> None:
        kept = Answer(criterion="drugs", labels=("aspirin=fine", "heparin=harmful"), number=0)
        assert grade(COMPLETE)["drugs"] == kept
        assert grade({**COMPLETE, "drugs": ["heparin=Does harm", "aspirin=fine"]})["drugs"] == kept

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"aspirin": "fine"}, "criterion drugs: heparin is not rated; it rates each of aspirin, heparin"),
            ({"aspirin": "fine", "heparin": "fine", "x": "fine"}, "criterion drugs: x is not asked for; it rates each"),
            ({"aspirin": "good", "heparin": "fine"}, "criterion drugs: has no option 'good'; it has harmful, fine"),
            (["aspirin=fine", "aspirin=harmful"], "criterion drugs: rates aspirin twice"),
        ],
    )
    def test_a_wrong_rating_is_refused(self, given: Any, message: str) -> None:
        with pytest.raises(AnswerError, match=message):
            grade({**COMPLETE, "drugs": given})


def test_a_penalty_by_polarity_is_an_exception_without_points() -> None:
    rubric = NESTED.model_copy(
        update={
            "groups": tuple(
                group.model_copy(
                    update={"groups": (), "criteria": (NESTED.criterion("why").model_copy(update={"needs": (), "polarity": "bad"}),)}
                )
                for group in NESTED.groups
            ),
            "overall": None,
        }
    )  # fmt: skip
    with pytest.raises(AnswerError, match="criterion why: needs a comment"):
        KINDS["grade"].answers({"why": True}, ITEM, SHOWN, rubric, Protocol(require_comment="exceptions"))
