"""Comparisons: blind, in random order that is recorded, with ties, strength and reasons."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from evalwidgets.errors import AnswerError, ItemError
from evalwidgets.protocol import Protocol
from evalwidgets.tasks import KINDS, Answer, shown
from tests.tasks.examples import ITEM, RUBRIC

COMPARE = KINDS["compare"]
SHOWN = ("secret-model-2", "secret-model-1")


def compare(given: Any, order: tuple[str, ...] = SHOWN) -> dict[str, Answer]:
    answers = COMPARE.answers(given, ITEM, order, RUBRIC, Protocol())
    return {answer.criterion: answer for answer in answers}


def test_every_pair_of_responses_is_a_task() -> None:
    assert list(COMPARE.plan(ITEM)) == [("secret-model-1", "secret-model-2")]
    alone = ITEM.model_copy(update={"responses": ITEM.responses[:1]})
    assert list(COMPARE.plan(alone)) == []


def test_a_response_called_tie_is_refused() -> None:
    tie = ITEM.responses[0].model_copy(update={"id": "tie"})
    with pytest.raises(ItemError, match='a response is called "tie"'):
        list(COMPARE.plan(ITEM.model_copy(update={"responses": (tie, ITEM.responses[1])})))


def test_a_letter_is_stored_as_the_response_that_was_shown_under_it() -> None:
    given = {"preference": "A", "strength": 2, "dose": "B", "harm": "tie"}
    answers = compare(given)
    assert answers["preference"] == Answer(criterion="preference", label="secret-model-2", number=2)
    assert answers["dose"].label == "secret-model-1"
    assert answers["harm"].label == "tie"
    assert compare(given, SHOWN[::-1])["preference"].label == "secret-model-1"


def test_a_tie_has_no_strength_and_a_preference_has_one() -> None:
    assert compare({"preference": "tie"})["preference"] == Answer(criterion="preference", label="tie")
    with pytest.raises(AnswerError, match="a tie has no strength"):
        compare({"preference": "tie", "strength": 1})
    with pytest.raises(AnswerError, match=r"strength must be 1 \(slightly\), 2 \(clearly\), 3 \(much\)"):
        compare({"preference": "A"})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "say which response is better, or that it is a tie"),
        ({"preference": "C", "strength": 1}, "criterion preference: must be A, B or tie, got 'C'"),
        ({"preference": "tie", "nonsense": "A"}, "there is no criterion 'nonsense'"),
        ({"preference": {"na": "contested"}}, "say which response is better"),
    ],
)
def test_a_wrong_comparison_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(AnswerError, match=message):
        compare(given)


def test_the_order_shown_is_random_yet_the_same_each_time() -> None:
    pair = ("x", "y")
    orders = [shown(pair, seed=1, expert="dr-osei", task=task) for task in range(2000)]
    assert orders == [shown(pair, seed=1, expert="dr-osei", task=task) for task in range(2000)]
    first = Counter(order[0] for order in orders)
    assert 900 < first["x"] < 1100
    assert orders != [shown(pair, seed=2, expert="dr-osei", task=task) for task in range(2000)]
    assert orders != [shown(pair, seed=1, expert="dr-ito", task=task) for task in range(2000)]


def test_the_view_letters_the_responses_in_the_order_shown_and_hides_who_wrote_them() -> None:
    view = COMPARE.view(ITEM, SHOWN, RUBRIC, Protocol(), 3)
    assert [(response.key, response.messages[0].text) for response in view.responses] == [
        ("A", "Ask a pharmacist."),
        ("B", "Take 𝟓 tablets 💊 a day."),
    ]
    assert "secret-model" not in view.model_dump_json()


def test_stored_answers_go_back_to_the_screen_under_its_letters() -> None:
    stored = tuple(compare({"preference": "B", "strength": 3, "dose": "tie"}).values())
    assert [answer.label for answer in COMPARE.as_seen(stored, SHOWN)] == ["B", "tie"]
