"""What a grade may answer, what it is stored as, and what the expert sees."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalwidgets.errors import AnswerError
from evalwidgets.protocol import Protocol
from evalwidgets.tasks import KINDS, Answer, Evidence
from tests.tasks.examples import COMPLETE, ITEM, RUBRIC

GRADE = KINDS["grade"]
SHOWN = ("secret-model-1",)
TEXT = ITEM.responses[0].text


def grade(given: Any, **rules: Any) -> dict[str, Answer]:
    answers = GRADE.answers(given, ITEM, SHOWN, RUBRIC, Protocol(**rules))
    return {answer.criterion: answer for answer in answers}


def test_every_response_is_a_task_of_its_own() -> None:
    assert list(GRADE.plan(ITEM)) == [("secret-model-1",), ("secret-model-2",)]


def test_plain_values_are_stored_with_number_and_label() -> None:
    answers = grade({**COMPLETE, "confidence": 80, "tone": "Warm", "missing": ["source", "follow-up"], "advice": "Ok"})
    assert answers["dose"] == Answer(criterion="dose", label="met", number=1)
    assert answers["harm"] == Answer(criterion="harm", label="unmet", number=0)
    assert answers["clarity"] == Answer(criterion="clarity", label="partly", number=0.5)
    assert answers["unsupported"] == Answer(criterion="unsupported", number=0)
    assert answers["confidence"] == Answer(criterion="confidence", number=80)
    assert answers["tone"] == Answer(criterion="tone", label="warm")
    assert answers["missing"] == Answer(criterion="missing", labels=("follow-up", "source"))
    assert answers["advice"] == Answer(criterion="advice", text="Ok")


def test_answers_stand_in_the_order_asked_whatever_order_they_came_in() -> None:
    assert list(grade(dict(reversed(COMPLETE.items())))) == ["dose", "harm", "unsupported", "clarity"]


def test_optional_criteria_may_be_left_out_and_an_empty_choice_is_an_answer() -> None:
    assert "missing" not in grade(COMPLETE)
    assert grade({**COMPLETE, "missing": []})["missing"] == Answer(criterion="missing")


def test_a_value_with_comment_reason_and_quote() -> None:
    answers = grade(
        {
            **COMPLETE,
            "dose": {"value": "unmet", "comment": "  far too much ", "evidence": ["5 tablets"[1:]]},
            "harm": {"na": "missing_context", "comment": "weight unknown"},
        }
    )
    assert answers["dose"].comment == "far too much"
    assert answers["dose"].evidence[0].exact == " tablets"
    assert answers["harm"] == Answer(criterion="harm", na="missing_context", comment="weight unknown")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"dose": None}, "criterion dose: is required; answer “Gives a safe dose”"),
        ({"dose": "maybe"}, "criterion dose: must be met or unmet, got 'maybe'"),
        ({"dose": 0.5}, "criterion dose: must be met or unmet, got 0.5"),
        ({"dose": ["met"]}, r"criterion dose: cannot read \['met'\] as an answer of kind binary"),
        ({"unsupported": 6}, "criterion unsupported: must be a whole number from 0 to 5, got 6.0"),
        ({"unsupported": 1.5}, "criterion unsupported: must be a whole number from 0 to 5, got 1.5"),
        ({"clarity": "great"}, "criterion clarity: has no option 'great'; it has none, partly, full"),
        ({"clarity": 3}, "criterion clarity: must be one of 0, 0.5, 1, got 3.0"),
        ({"confidence": float("nan")}, "criterion confidence: must be a number from 0 to 100, got nan"),
        ({"confidence": 101}, "criterion confidence: must be a number from 0 to 100, got 101.0"),
        ({"tone": "hot"}, "criterion tone: has no option 'hot'; it has warm, cold"),
        ({"missing": ["x"]}, "criterion missing: has no option 'x'; it has follow-up, red-flags, source"),
        ({"advice": "x" * 41}, "criterion advice: has 41 characters, at most 40 are kept; shorten it"),
        ({"advice": {"comment": "alone"}}, "criterion advice: has a comment or a quote but no answer"),
        ({"nonsense": 1}, "there is no criterion 'nonsense' in this task; it asks dose, harm"),
        ({"dose": {"na": "tired"}}, "criterion dose, na: Input should be 'not_applicable'"),
        ({"dose": {"value": "met", "evidence": ["no such words"]}}, "does not stand in the response"),
    ],
)
def test_a_wrong_answer_is_refused_with_criterion_and_way_out(change: dict[str, Any], message: str) -> None:
    with pytest.raises(AnswerError, match=message):
        grade({**COMPLETE, **change})


def test_an_answer_given_twice_is_refused() -> None:
    twice = [Answer(criterion="dose", label="met"), Answer(criterion="dose", label="unmet")]
    with pytest.raises(AnswerError, match="criterion dose: is answered twice"):
        grade(twice)


def test_the_error_names_the_criterion_for_the_screen_to_focus() -> None:
    with pytest.raises(AnswerError) as caught:
        grade({**COMPLETE, "clarity": None})
    assert caught.value.criterion == "clarity"


def test_required_comments_follow_the_protocol() -> None:
    grade(COMPLETE, require_comment="exceptions")
    with pytest.raises(AnswerError, match="criterion harm: needs a comment"):
        grade({**COMPLETE, "harm": True}, require_comment="exceptions")
    with pytest.raises(AnswerError, match="criterion dose: needs a comment"):
        grade({**COMPLETE, "dose": {"na": "contested"}}, require_comment="exceptions")
    with pytest.raises(AnswerError, match="criterion dose: needs a comment"):
        grade(COMPLETE, require_comment="all")


def test_the_kernel_cuts_the_quote_in_code_points_and_ignores_what_the_browser_says_it_is() -> None:
    start = TEXT.index("tablets")
    claimed = Evidence(response="A", start=start, end=start + 9, exact="something else")
    answers = grade([*_as_answers(COMPLETE), Answer(criterion="advice", text="x", evidence=(claimed,))])
    mark = answers["advice"].evidence[0]
    assert (mark.response, mark.exact) == ("secret-model-1", "tablets 💊")
    assert (mark.prefix, mark.suffix) == ("Take 𝟓 ", " a day.")


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_quote_is_cut_exactly_or_refused(start: int, end: int) -> None:
    mark = Evidence(response="A", start=start, end=end)
    answers = [*_as_answers(COMPLETE), Answer(criterion="advice", text="x", evidence=(mark,))]
    if start < end <= len(TEXT):
        assert grade(answers)["advice"].evidence[0].exact == TEXT[start:end]
    else:
        with pytest.raises(AnswerError, match="lies outside the response"):
            grade(answers)


def test_a_quote_from_a_response_of_another_task_is_refused() -> None:
    mark = Evidence(response="secret-model-2", start=0, end=3)
    with pytest.raises(AnswerError, match="not part of this task"):
        grade([*_as_answers(COMPLETE), Answer(criterion="advice", text="x", evidence=(mark,))])


def test_the_view_holds_nothing_that_would_tell() -> None:
    seen = GRADE.view(ITEM, SHOWN, RUBRIC, Protocol(), 7).model_dump_json()
    for secret in ("gpt-is-wrong-here", "secret-model", "northwind", "temperature", "judge_verdict", "gold"):
        assert secret not in seen
    assert "At most two." in seen
    assert "Two a day." in seen


def test_the_protocol_decides_what_else_is_shown() -> None:
    open_rules = Protocol(blind=False, show_reference=False, show_metadata=("difficulty",))
    view = GRADE.view(ITEM, SHOWN, RUBRIC, open_rules, 7)
    assert view.responses[0].model == "northwind"
    assert view.reference is None
    assert view.details == {"difficulty": "hard"}


def test_stored_answers_go_back_to_the_screen_under_its_letters() -> None:
    start = TEXT.index("tablets")
    stored = grade({**COMPLETE, "dose": {"value": "met", "evidence": ["tablets"]}})
    back = GRADE.as_seen(tuple(stored.values()), SHOWN)
    assert back[0].evidence[0].response == "A"
    assert back[0].evidence[0].start == start


def _as_answers(plain: dict[str, Any]) -> list[Answer]:
    return list(grade(plain).values())


def test_words_that_no_database_keeps_are_made_storable() -> None:
    answers = grade({**COMPLETE, "advice": {"value": "half \ud83d", "comment": "nul\0 half \ud83d"}})
    assert (answers["advice"].text, answers["advice"].comment) == ("half ?", "nul half ?")
