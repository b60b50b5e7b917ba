"""Disagreements are settled blind, once, and beside the judgments: nothing is erased."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from evalwidgets import Protocol, Study
from evalwidgets.errors import AnswerError, StudyError
from evalwidgets.rubrics.model import Binary, Group, MultiChoice, Option, Ordinal, Rubric

RUBRIC = Rubric(
    id="r",
    title="R",
    groups=(
        Group(
            id="all",
            title="All",
            criteria=(
                Binary(id="right", text="Is right", points=5),
                Ordinal(
                    kind="ordinal",
                    id="harm",
                    text="Harm",
                    options=tuple(Option(id=id, label=id.title(), value=n) for n, id in enumerate(("none", "mild", "grave"))),
                ),
                MultiChoice(
                    kind="multi_choice",
                    id="flaws",
                    text="Flaws",
                    required=False,
                    options=(Option(id="long", label="Long"), Option(id="vague", label="Vague")),
                ),
            ),
        ),
    ),
)  # fmt: skip
WORDS = "Rest, and call tomorrow."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    items = [
        {"id": f"q{n}", "prompt": "What now?", "response": f"{n}. {WORDS}", "model": "secret-model"} for n in range(3)
    ]
    return Study.create(tmp_path / "s.db", items, rubric=RUBRIC, progress=False)


def judge(study: Study, expert: str, *answers: dict[str, object]) -> None:
    session = study.session(expert)
    for given in answers:
        assignment = session.next()
        assert assignment is not None
        session.submit(given, assignment.task)


def disagree(study: Study) -> None:
    agreed = {"right": "met", "harm": "none"}
    judge(
        study,
        "ada",
        {"right": {"value": "met", "comment": "Yes", "evidence": ["Rest"]}, "harm": "none"},
        agreed,
        agreed,
    )
    judge(
        study, "ben", {"right": {"value": "unmet", "comment": "No"}, "harm": "none"}, agreed, agreed | {"harm": "mild"}
    )
    judge(study, "eva", {"right": "met", "harm": "none"}, agreed, agreed | {"harm": "grave"})


def test_the_queue_holds_what_experts_disagree_on_and_names_nobody(study: Study) -> None:
    disagree(study)
    chief = study.adjudicator("chief")
    queue = chief.queue()
    assert {(one.item, one.criterion) for one in queue} == {("q0", "right"), ("q2", "harm")}
    (right,) = (one for one in queue if one.criterion == "right")
    assert {side.words: len(side.judgments) for side in right.sides} == {"met": 2, "unmet": 1}
    (met,) = (side for side in right.sides if side.words == "met")
    assert [mark.exact for answer in met.given for mark in answer.evidence] == ["Rest"]
    assert not any(name in str(right) for name in ("ada", "ben", "eva"))
    view = chief.view(right)
    assert [one.id for group in view.groups for one in group.criteria] == ["right"]
    assert "secret-model" not in view.model_dump_json()


def test_siding_with_one_settles_it_and_changes_no_judgment(study: Study) -> None:
    disagree(study)
    before = study.judgments(superseded=True).to_list()
    chief = study.adjudicator("chief")
    (right,) = (one for one in chief.queue() if one.criterion == "right")
    (side,) = (side for side in right.sides if side.words == "unmet")
    settled = chief.settle(right, side.letter)
    assert (settled.answer.label, settled.judgments, settled.adjudicator) == ("unmet", side.judgments, "chief")
    assert [one.criterion for one in chief.queue()] == ["harm"]
    assert study.judgments(superseded=True).to_list() == before
    assert study.adjudications() == [settled]


def test_neither_needs_a_reason_and_may_say_what_holds_instead(study: Study) -> None:
    disagree(study)
    chief = study.adjudicator("chief")
    (harm,) = (one for one in chief.queue() if one.criterion == "harm")
    with pytest.raises(StudyError, match="Say why neither"):
        chief.settle(harm, None)
    with pytest.raises(AnswerError, match="has no option 'fatal'"):
        chief.settle(harm, None, answer="fatal", reason="Worse than all")
    assert study.adjudications() == []
    chief.settle(harm, None, answer="mild", reason="One visit is enough")
    (settled,) = study.adjudications()
    assert (settled.answer.label, settled.answer.number, settled.judgments) == ("mild", 1, ())
    with pytest.raises(StudyError, match="no side 'Z'"):
        chief.settle(harm, "Z")


def test_a_decision_sent_twice_is_one_and_the_last_of_several_counts(study: Study) -> None:
    disagree(study)
    chief = study.adjudicator("chief")
    (right,) = (one for one in chief.queue() if one.criterion == "right")
    id = str(uuid.uuid4())
    assert chief.settle(right, "A", id=id) == chief.settle(right, "B", id=id)
    later = chief.settle(right, None, reason="The guideline is silent")
    assert study.adjudications() == [later]
    assert later.answer.na == "contested"
    assert [one.id for one in study.adjudications(superseded=True)] == [id, later.id]


def test_a_judgment_that_is_replaced_opens_the_dispute_again(study: Study) -> None:
    disagree(study)
    chief = study.adjudicator("chief")
    for dispute in chief.queue():
        chief.settle(dispute, "A")
    assert chief.next() is None
    ben = study.session("ben")
    first = ben.history()[-1]
    ben.amend(first.id, {"right": "unmet", "harm": "grave"}, reason="Read again")
    assert {(one.item, one.criterion) for one in chief.queue()} == {("q0", "right"), ("q0", "harm")}


def test_what_is_settled_takes_the_place_of_the_majority(study: Study) -> None:
    disagree(study)
    for expert, right, flaws in (("ada", "met", ["long"]), ("ben", "unmet", ["vague"])):
        session = study.session(expert)
        session.amend(session.history()[-1].id, {"right": right, "harm": "none", "flaws": flaws}, reason="Flaws")
    chief = study.adjudicator("chief")
    for dispute in chief.queue():
        if dispute.criterion == "flaws":
            chief.settle(dispute, None, answer=["long", "vague"], reason="Both are there")
        else:
            chief.settle(dispute, next(side.letter for side in dispute.sides if side.words in ("unmet", "grave")))
    found = {(row["item"], row["criterion"], row["part"]): row for row in study.consensus("adjudicated").to_list()}
    assert (found["q0", "right", ""]["label"], found["q0", "right", ""]["how"]) == ("unmet", "adjudicated")
    assert (found["q2", "harm", ""]["label"], found["q2", "harm", ""]["number"]) == ("grave", 2)
    assert [found["q0", "flaws", part]["label"] for part in ("long", "vague")] == ["met", "met"]
    assert found["q1", "right", ""]["how"] == "majority, tie none"
    assert found["q0", "right", ""]["experts"] == ["ada", "ben", "eva", "chief"]


def test_the_protocol_says_which_disagreements_wait(tmp_path: Path) -> None:
    items = [{"id": "q", "prompt": "What now?", "response": WORDS}]
    study = Study.create(
        tmp_path / "s.db", items, rubric=RUBRIC, protocol=Protocol(adjudicate="no_majority"), progress=False
    )
    for expert, label in (("ada", "met"), ("ben", "unmet"), ("eva", "met")):
        judge(study, expert, {"right": label, "harm": "none"})
    assert study.adjudicator("chief").queue() == []
    assert len(study.adjudicator("chief", "any").queue()) == 1
