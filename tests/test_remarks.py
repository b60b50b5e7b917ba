"""Experts say what they think of the rubric, and read what became of it."""

from __future__ import annotations

import sqlite3
import uuid
from pathlib import Path

import pytest

from evalwidgets import Study
from evalwidgets.errors import StudyError
from evalwidgets.items.model import Item, Message, Response
from evalwidgets.remarks import LONGEST
from evalwidgets.rubrics.model import Binary
from evalwidgets.store import schema
from tests.store.builders import ANSWERS, RUBRIC, all_rows, check_books, study


def test_a_remark_is_kept_with_what_was_being_judged_and_by_which_rubric(place: str) -> None:
    pilot = study(place, 2)
    ada = pilot.session("ada")
    assignment = ada.next()
    assert assignment is not None
    said = ada.remark("unclear", "  Right in which country?\n", "right")
    assert (said.kind, said.text, said.criterion) == ("unclear", "Right in which country?", "right")
    assert (said.expert, said.task, said.item) == ("ada", assignment.task, "q0")
    assert said.rubric_hash == RUBRIC.hash
    assert said.verdict is None
    assert list(Study.open(place).remarks()) == [said]


def test_a_remark_need_not_be_about_a_task_or_a_criterion(place: str) -> None:
    said = study(place, 1).session("ada").remark("propose", "Cites a source")
    assert (said.criterion, said.task, said.item) == (None, None, None)


def test_a_remark_sent_twice_is_one(place: str) -> None:
    ada = study(place, 1).session("ada")
    id = str(uuid.uuid4())
    assert ada.remark("propose", "Cites a source", id=id) == ada.remark("propose", "Cites two sources", id=id)
    assert [remark.text for remark in ada.remarks] == ["Cites a source"]
    with pytest.raises(StudyError, match="another expert's"):
        study(place, 1).session("ben").remark("propose", "Mine", id=id)


def test_the_expert_reads_the_verdict_and_the_last_one_counts(place: str) -> None:
    pilot = study(place, 1)
    ada = pilot.session("ada")
    first, second = ada.remark("propose", "Cites a source"), ada.remark("unclear", "Kind to whom?", "kind")
    pilot.session("ben").remark("propose", "Is short")
    pilot.answer_remark(first, "declined", "That is for another rubric.")
    pilot.answer_remark(second.id, "accepted")
    pilot.answer_remark(first.id, "accepted", "It is for this one, after all.")
    stands = [(remark.id, remark.state) for remark in ada.remarks]
    assert stands == [(second.id, "accepted"), (first.id, "accepted: It is for this one, after all.")]
    assert [remark.expert for remark in pilot.remarks().open] == ["ben"]
    assert len(all_rows(pilot.store, schema.remark_verdicts)) == 3


def test_what_cannot_be_a_remark_is_refused_with_the_way_out(place: str) -> None:
    ada = study(place, 1).session("ada")
    for given, message in (
        (("propose", "  "), "A remark needs words"),
        (("unclear", "Hm"), "Say which criterion is unclear"),
        (("unclear", "Hm", "rigth"), "There is no criterion 'rigth' in this task; it asks right, kind, words"),
        (("praise", "Well done"), "its kind cannot be 'praise'"),
        (("propose", "x" * (LONGEST + 1)), "has 4,001 characters, at most 4,000 are kept"),
        (("propose", "Hm", None, 99), "The study has no grade task 99"),
    ):
        with pytest.raises(StudyError, match=message):
            ada.remark(*given)  # type: ignore[arg-type]
    assert not ada.remarks


def test_a_verdict_needs_a_remark_and_a_refusal_a_reason(place: str) -> None:
    pilot = study(place, 1)
    said = pilot.session("ada").remark("propose", "Cites a source")
    with pytest.raises(StudyError, match="Say why it is declined"):
        pilot.answer_remark(said, "declined", " ")
    with pytest.raises(StudyError, match=r"The study has no remark nothing; study\.remarks\(\) lists them"):
        pilot.answer_remark("nothing", "accepted")
    with pytest.raises(StudyError, match="accepted or declined, not 'maybe'"):
        pilot.answer_remark(said, "maybe")  # type: ignore[arg-type]


def test_an_items_own_criterion_can_be_unclear(place: str) -> None:
    own = Item(
        id="own",
        prompt=(Message(role="user", text="?"),),
        responses=(Response(id="a", messages=(Message(role="assistant", text="!"),)),),
        criteria=(Binary(id="aspirin", text="Names aspirin"),),
    )
    pilot = Study.create(place, items=[own.model_dump(mode="json")], rubric=RUBRIC, protocol={"kinds": ("grade",)})
    ada = pilot.session("ada")
    with pytest.raises(StudyError, match="no criterion 'aspirin'"):
        ada.remark("unclear", "By which name?", "aspirin")
    ada.next()
    assert ada.remark("unclear", "By which name?", "aspirin").item == "own"


def test_remarks_touch_no_judgment_and_print_as_a_table(place: str) -> None:
    pilot = study(place, 1)
    assert repr(pilot.remarks()) == "no remarks"
    ada = pilot.session("ada")
    ada.next()
    ada.remark("propose", "Says <b>why</b>")
    ada.submit(ANSWERS)
    check_books(pilot.store)
    assert repr(pilot.remarks()).startswith("1 remark, 1 open\n  <remark ")
    html = pilot.remarks()._repr_html_()
    assert "Says &lt;b&gt;why&lt;/b&gt;" in html
    assert "<b>" not in html


def test_remarks_are_kept_in_a_study_of_an_older_schema(tmp_path: Path) -> None:
    place = tmp_path / "old.db"
    with sqlite3.connect(place) as file:
        file.executescript((Path(__file__).parent / "store" / "fixtures" / "v3.sql").read_text("utf-8"))
    pilot = Study.open(place)
    said = pilot.session("ada").remark("propose", "Cites a source")
    pilot.answer_remark(said, "accepted")
    assert pilot.remarks()[0].state == "accepted"
