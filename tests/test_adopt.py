"""A study moves to another version of its rubric: what stands is carried over, what has changed is asked again."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from evalwidgets import Answer, Protocol, Study
from evalwidgets.errors import AnswerError, StudyError
from evalwidgets.items.model import Item, Message, Response
from evalwidgets.rubrics import Rubric
from evalwidgets.rubrics.model import Binary
from evalwidgets.store import adopting, schema
from tests.store.builders import all_rows, check_books, rows

V1 = """\
id: letter
title: Letter
version: "1.0.0"
groups:
  - id: all
    title: All
    criteria:
      - {id: dose, text: Gives a safe dose, points: 8}
      - {id: limit, text: Names the highest dose, points: 2, needs: [dose]}
      - id: tone
        kind: ordinal
        text: Tone
        options: [{id: cold, label: Cold, value: 0}, {id: warm, label: Warm, value: 1}]
      - {id: note, kind: text, text: Anything else, required: false}
"""
DOSE = "Gives a dose that is safe for a child"
V2 = V1.replace('"1.0.0"', '"1.1.0"')
REWORDED = V2.replace("Gives a safe dose", DOSE)
SCORED = V2.replace("points: 8", "points: 9").replace("value: 1}", "value: 3}")
MORE = V2 + "      - {id: source, text: Cites a source}\n"
FULL = {"dose": True, "limit": False, "tone": "warm", "note": "Short."}


def first(place: Any, count: int = 2, *, responses: int = 1, **rules: Any) -> Study:
    rules.setdefault("kinds", ("grade",) if responses == 1 else ("compare",))
    return Study.create(
        place, items=rows(count, responses), rubric=Rubric.from_yaml(V1), protocol=Protocol(**rules), progress=False
    )


def judged(place: Any, answers: dict[str, Any] = FULL, count: int = 2, **rules: Any) -> Study:
    pilot = first(place, count, **rules)
    ada = pilot.session("ada")
    while ada.next() is not None:
        ada.submit(answers)
    return pilot


def shown(assignment: Any) -> list[str]:
    return [criterion.id for group in assignment.view.groups for criterion in group.criteria]


def stored(pilot: Study) -> dict[str, dict[str, Any]]:
    """The scores that stand, by criterion, of the first item."""
    return {row["criterion"]: row for row in pilot.scores() if row["item"] == "q0"}


class TestWhatStands:
    def test_points_and_values_alone_change_the_score_and_ask_nobody(self, place: str) -> None:
        pilot = judged(place)
        done = pilot.adopt(Rubric.from_yaml(SCORED))
        assert (done.carried, dict(done.stale)) == (2, {})
        ada = pilot.session("ada")
        assert ada.next() is None
        assert ada.progress.submitted == 2
        found = stored(pilot)
        assert found["dose"]["points"] == 9
        assert (found["tone"]["label"], found["tone"]["number"]) == ("warm", 3)
        assert {row["rubric_version"] for row in pilot.scores()} == {"1.1.0"}
        check_books(pilot.store)

    def test_what_was_judged_before_stays_on_record(self, place: str) -> None:
        pilot = judged(place, count=1)
        (before,) = pilot.judgments()
        pilot.adopt(Rubric.from_yaml(SCORED))
        old, new = pilot.judgments(superseded=True)
        assert old["current"] is False
        assert {**before, "current": False} == old
        assert (new["supersedes"], new["reason"]) == (
            before["judgment_id"],
            "carried over to version 1.1.0 of the rubric",
        )
        assert (new["active_ms"], new["position"]) == (before["active_ms"], before["position"])

    def test_an_answer_to_a_criterion_that_is_gone_is_left_out(self, place: str) -> None:
        pilot = judged(place)
        done = pilot.adopt(
            Rubric.from_yaml(V2.replace("      - {id: note, kind: text, text: Anything else, required: false}\n", ""))
        )
        assert (done.carried, dict(done.dropped)) == (2, {"note": 2})
        assert list(stored(pilot)) == ["dose", "limit", "tone"]
        assert {row["criterion"] for row in pilot.scores(superseded=True)} == set(FULL)

    def test_a_new_criterion_that_is_optional_is_not_worth_coming_back_for(self, place: str) -> None:
        done = judged(place).adopt(
            Rubric.from_yaml(MORE.replace("Cites a source}", "Cites a source, required: false}"))
        )
        assert (done.carried, dict(done.stale)) == (2, {})

    def test_an_optional_one_is_asked_where_the_task_comes_back_anyway(self, place: str) -> None:
        optional = MORE.replace("Cites a source}", "Cites a source, required: false}").replace(
            "text: Tone", "text: The tone"
        )
        pilot = judged(place)
        pilot.adopt(Rubric.from_yaml(optional))
        ada = pilot.session("ada")
        assert shown(ada.next()) == ["tone", "source"]
        assert "source" not in [answer.criterion for answer in ada.submit({"tone": "cold"}).answers]

    def test_comparisons_keep_the_preference_and_lose_reasons_that_answer_something_else(self, place: str) -> None:
        pilot = first(place, 1, responses=2)
        ada = pilot.session("ada", "compare")
        ada.next()
        ada.submit({"preference": "A", "strength": 2, "dose": "B", "tone": "tie"})
        done = pilot.adopt(Rubric.from_yaml(REWORDED))
        assert (done.carried, dict(done.dropped)) == (1, {"dose": 1})
        (row,) = pilot.comparisons()
        assert (row["choice"], row["strength"], row["rubric_version"]) == ("a", 2, "1.1.0")
        assert [(reason["criterion"], reason["choice"]) for reason in row["reasons"]] == [("tone", "tie")]
        assert ada.next() is None


class TestWhatIsAskedAgain:
    def test_only_what_has_changed_and_what_hangs_on_it(self, place: str) -> None:
        pilot = judged(place)
        before = {row["judgment_id"] for row in pilot.judgments()}
        done = pilot.adopt(Rubric.from_yaml(REWORDED))
        assert dict(done.stale) == dict.fromkeys(before, ("dose", "limit"))
        assert dict(done.by_criterion) == {"dose": 2, "limit": 2}
        ada = pilot.session("ada")
        assert (ada.progress.submitted, ada.progress.total) == (0, 2)
        one = ada.next()
        assert shown(one) == ["dose", "limit"]
        assert [(answer.criterion, answer.label) for answer in one.draft.answers] == [("limit", "unmet")]
        made = ada.submit({"dose": True, "limit": True})
        assert [answer.criterion for answer in made.answers] == list(FULL)
        assert made.reason == "answered anew: dose, limit"
        assert made.supersedes in before
        found = stored(pilot)
        assert {row["rubric_version"] for row in found.values()} == {"1.1.0"}
        assert (found["dose"]["criterion_text"], found["limit"]["label"]) == (DOSE, "met")
        assert (found["tone"]["label"], found["note"]["text"]) == ("warm", "Short.")
        assert ada.progress.submitted == 1
        check_books(pilot.store)

    def test_until_it_is_answered_the_old_judgment_stands(self, place: str) -> None:
        pilot = judged(place)
        pilot.adopt(Rubric.from_yaml(REWORDED))
        found = stored(pilot)
        assert list(found) == list(FULL)
        assert {row["rubric_version"] for row in found.values()} == {"1.0.0"}

    def test_a_new_criterion_is_asked_by_itself(self, place: str) -> None:
        pilot = judged(place)
        pilot.adopt(Rubric.from_yaml(MORE))
        ada = pilot.session("ada")
        assert shown(ada.next()) == ["source"]
        made = ada.submit([Answer(criterion="source", label="met")])
        assert [answer.criterion for answer in made.answers] == [*FULL, "source"]

    def test_what_is_shown_needs_nothing_that_is_not(self, place: str) -> None:
        pilot = judged(place)
        pilot.adopt(Rubric.from_yaml(V2.replace("Names the highest", "Names the")))
        one = pilot.session("ada").next()
        assert shown(one) == ["limit"]
        assert one.view.groups[0].criteria[0].needs == ()

    def test_what_is_not_asked_any_more_after_other_answers_is_not_asked_again(self, place: str) -> None:
        pilot = judged(place, {"dose": False, "tone": "warm"})
        done = pilot.adopt(Rubric.from_yaml(V2.replace("Names the highest", "Names the")))
        assert (done.carried, dict(done.stale)) == (2, {})

    def test_an_answer_that_the_new_version_does_not_take_is_asked_again(self, place: str) -> None:
        pilot = judged(place)
        done = pilot.adopt(Rubric.from_yaml(V2.replace("text: Tone", "text: Tone\n        require_comment: true")))
        assert dict(done.by_criterion) == {"tone": 2}

    def test_the_answers_to_what_is_asked_are_checked(self, place: str) -> None:
        pilot = judged(place)
        pilot.adopt(Rubric.from_yaml(REWORDED))
        ada = pilot.session("ada")
        ada.next()
        with pytest.raises(AnswerError, match="criterion limit: is required"):
            ada.submit({"dose": True})
        assert [one.criterion for one in ada.submit({"dose": False}).answers] == ["dose", "tone", "note"]

    def test_it_comes_before_new_tasks_and_does_not_raise_the_overlap(self, place: str) -> None:
        pilot = first(place, 3, overlap=1)
        ada = pilot.session("ada")
        ada.submit(FULL, ada.next().task)
        pilot.adopt(Rubric.from_yaml(MORE))
        ben = pilot.session("ben")
        assert [shown(one) == ["source"] for one in ada.deck(3)] == [True, False, False]
        assert ada.progress.total == 3
        assert ben.deck(3) == [], "the other tasks are in ada's hands, and what she judged is hers"
        check_books(pilot.store)

    def test_a_draft_goes_on_and_reads_the_same_after_a_reload(self, place: str) -> None:
        pilot = judged(place, count=1)
        pilot.adopt(Rubric.from_yaml(REWORDED))
        ada = pilot.session("ada")
        one = ada.next()
        kept = ada.draft([Answer(criterion="dose", label="unmet", number=0)], one.task)
        again = Study.open(place).session("ada").next()
        assert (again.draft, shown(again)) == (kept, ["dose", "limit"])

    def test_a_visit_shows_what_is_asked_again_and_skipping_settles_it(self, place: str) -> None:
        pilot = judged(place, count=1)
        pilot.adopt(Rubric.from_yaml(REWORDED))
        ada = pilot.session("ada")
        (judgment,) = ada.history()
        assert shown(ada.visit(judgment.task)) == ["dose", "limit"]
        ada.skip("no longer mine", judgment.task)
        assert ada.next() is None
        check_books(pilot.store)

    def test_taking_back_the_old_judgment_asks_the_whole_task_with_what_stands(self, place: str) -> None:
        pilot = judged(place, count=1)
        pilot.adopt(Rubric.from_yaml(REWORDED))
        ada = pilot.session("ada")
        back = ada.undo()
        assert shown(back) == list(FULL)
        assert [answer.criterion for answer in back.draft.answers] == ["limit", "tone", "note"]
        check_books(pilot.store)

    def test_taking_back_the_new_one_opens_the_whole_task_again(self, place: str) -> None:
        pilot = judged(place, count=1)
        pilot.adopt(Rubric.from_yaml(MORE))
        ada = pilot.session("ada")
        ada.next()
        ada.submit({"source": True})
        back = ada.undo()
        assert [answer.criterion for answer in back.draft.answers] == [*FULL, "source"]
        assert ada.submit({**FULL, "source": False}, back.task).supersedes is None
        check_books(pilot.store)


class TestWhileExpertsWork:
    def test_a_task_in_hand_is_judged_by_the_version_it_was_given_with_and_then_asks_the_rest(self, place: str) -> None:
        pilot = first(place, 1)
        ada = pilot.session("ada")
        ada.next()
        Study.open(place).adopt(Rubric.from_yaml(MORE))  # by another process, say
        made = ada.submit(FULL)
        assert made.rubric_hash == Rubric.from_yaml(V1).hash
        assert shown(ada.next()) == ["source"]
        assert ada.submit({"source": True}).rubric_hash == Rubric.from_yaml(MORE).hash
        assert ada.next() is None
        check_books(pilot.store)

    def test_a_late_judgment_whose_answers_all_stand_is_carried_over_at_once(self, place: str) -> None:
        pilot = first(place, 1)
        ada = pilot.session("ada")
        one = ada.next()
        Study.open(place).adopt(Rubric.from_yaml(SCORED))
        made = ada.submit(FULL, one.task, id="11111111-1111-4111-8111-111111111111")
        assert ada.submit(FULL, one.task, id=made.id) == made
        assert ada.next() is None
        assert {row["rubric_version"] for row in Study.open(place).scores()} == {"1.1.0"}
        check_books(pilot.store)

    def test_an_open_draft_keeps_the_answers_that_still_stand(self, place: str) -> None:
        pilot = first(place, 1)
        ada = pilot.session("ada")
        one = ada.next()
        ada.draft([Answer(criterion="dose", label="met", number=1), Answer(criterion="note", text="Hm")], one.task)
        pilot.adopt(Rubric.from_yaml(REWORDED))
        again = ada.next()
        assert shown(again) == list(FULL)
        assert [answer.criterion for answer in again.draft.answers] == ["note"]

    def test_a_draft_that_comes_late_is_read_by_the_version_it_was_made_by(self, place: str) -> None:
        pilot = first(place, 1)
        ada = pilot.session("ada")
        one = ada.next()
        pilot.adopt(Rubric.from_yaml(REWORDED))
        ada.draft([Answer(criterion="dose", label="met"), Answer(criterion="tone", label="warm")], one.task)
        assert [answer.criterion for answer in ada.next().draft.answers] == ["tone"]

    def test_two_versions_in_a_row_ask_what_has_changed_in_all(self, place: str) -> None:
        pilot = judged(place, count=1)
        pilot.adopt(Rubric.from_yaml(MORE))
        ada = pilot.session("ada")
        held = ada.next()
        third = MORE.replace('"1.1.0"', '"1.2.0"').replace("text: Tone", "text: Tone of the letter")
        pilot.adopt(Rubric.from_yaml(third))
        assert shown(ada.visit(held.task)) == ["tone", "source"]
        made = ada.submit({"source": True}, held.task, asked=held.view.asked)  # from the page that shows 1.1.0
        assert (made.rubric_hash, made.answers[-1].criterion) == (Rubric.from_yaml(MORE).hash, "source")
        assert shown(ada.next()) == ["tone"]
        ada.submit({"tone": "cold"})
        assert {row["rubric_version"] for row in pilot.scores()} == {"1.2.0"}
        check_books(pilot.store)

    def test_back_to_the_version_before_asks_nothing_that_was_answered_then(self, place: str) -> None:
        pilot = judged(place)
        pilot.adopt(Rubric.from_yaml(REWORDED))
        done = pilot.adopt(Rubric.from_yaml(V1))
        assert dict(done.stale) == {}
        assert pilot.session("ada").progress.submitted == 2

    def test_an_adoption_that_was_killed_goes_on_when_asked_again(
        self, place: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pilot = judged(place, count=5)
        monkeypatch.setattr(adopting, "AT_A_TIME", 2)
        settle, done = adopting.settle, []

        def dies(*given: Any) -> Any:
            if len(done) == 3:
                raise KeyboardInterrupt
            done.append(1)
            return settle(*given)

        with monkeypatch.context() as broken:
            broken.setattr(adopting, "settle", dies)
            with pytest.raises(KeyboardInterrupt):
                pilot.adopt(Rubric.from_yaml(SCORED))
        check_books(pilot.store)
        assert pilot.adopt(Rubric.from_yaml(SCORED)).carried == 3
        assert {row["rubric_version"] for row in pilot.scores()} == {"1.1.0"}
        assert pilot.adopt(Rubric.from_yaml(SCORED)).carried == 0

    def test_experts_judge_while_it_goes_on(self, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(adopting, "AT_A_TIME", 3)
        pilot = judged(place, count=20)
        faults: list[Exception] = []

        def work(expert: str) -> None:
            try:
                session = Study.open(place).session(expert)
                while (one := session.next()) is not None:
                    again = one.view.asked.criteria is not None
                    session.submit(
                        {"source": True} if again else {**FULL, **({"source": True} if "source" in shown(one) else {})}
                    )
            except Exception as error:  # noqa: BLE001 (it is looked at in the test's own thread)
                faults.append(error)

        threads = [threading.Thread(target=work, args=(name,)) for name in ("ben", "cleo")]
        for thread in threads:
            thread.start()
        pilot.adopt(Rubric.from_yaml(MORE))
        for thread in threads:
            thread.join()
        assert not faults
        check_books(pilot.store)
        work("ada")
        work("ben")
        work("cleo")
        assert not faults
        scores = pilot.scores()
        assert {row["rubric_version"] for row in scores} == {"1.1.0"}
        assert len(scores) == 3 * 20 * 5


class TestCopies:
    """Two files of one study, each judged in and each moved to the new version."""

    @pytest.mark.parametrize(("text", "waiting"), [(SCORED, 0), (MORE, 4)])
    def test_they_are_merged_as_one(self, tmp_path: Path, text: str, waiting: int) -> None:
        judged(tmp_path / "one.db").close()
        shutil.copy(tmp_path / "one.db", tmp_path / "other.db")
        one, other = Study.open(tmp_path / "one.db"), Study.open(tmp_path / "other.db")
        ben = other.session("ben")
        while ben.next() is not None:
            ben.submit(FULL)
        for pilot in (one, other):
            pilot.adopt(Rubric.from_yaml(text))
        one.merge(other)
        check_books(one.store)
        assert sum(seat.stale for seat in all_rows(one.store, schema.seats)) == waiting
        assert len(one.judgments()) == 4
        for expert in ("ada", "ben"):
            session = one.session(expert)
            assert session.progress.submitted == (0 if waiting else 2)
            while session.next() is not None:
                session.submit({"source": True})
        assert {row["rubric_version"] for row in one.scores()} == {"1.1.0"}
        check_books(one.store)


class TestTheStudy:
    def test_who_has_it_open_elsewhere_sees_the_new_version(self, place: str) -> None:
        here, elsewhere = first(place), Study.open(place)
        elsewhere.adopt(Rubric.from_yaml(MORE))
        assert here.rubric.version == "1.1.0"
        assert repr(here.status().rubric) == "'Letter 1.1.0'"

    def test_create_with_the_new_rubric_opens_it_and_with_the_old_one_says_what_happened(self, place: str) -> None:
        first(place).adopt(Rubric.from_yaml(MORE))
        kept = {"protocol": Protocol(kinds=("grade",)), "progress": False}
        assert Study.create(place, rubric=Rubric.from_yaml(MORE), **kept).rubric.version == "1.1.0"
        with pytest.raises(
            StudyError, match=r"has moved on from this rubric \(version 1\.0\.0, .*\) to version 1\.1\.0"
        ):
            Study.create(place, rubric=Rubric.from_yaml(V1), **kept)
        with pytest.raises(StudyError, match=r"another rubric: .* move it to this one by study\.adopt"):
            Study.create(place, rubric=Rubric.from_yaml(REWORDED), **kept)

    def test_an_items_own_criterion_in_the_way_is_refused_and_nothing_changes(self, place: str) -> None:
        own = Item(
            id="own",
            prompt=(Message(role="user", text="?"),),
            responses=(Response(id="a", messages=(Message(role="assistant", text="!"),)),),
            criteria=(Binary(id="source", text="Names the leaflet"),),
        )
        pilot = Study.create(
            place, items=[own.model_dump(mode="json")], rubric=Rubric.from_yaml(V1), protocol={"kinds": ("grade",)}
        )
        with pytest.raises(StudyError, match=r"does not fit item 'own': its own criterion 'source' has the id"):
            pilot.adopt(Rubric.from_yaml(MORE))
        assert Study.open(place).rubric.version == "1.0.0"
        assert len(all_rows(pilot.store, schema.rubrics)) == 1

    def test_an_items_own_criteria_are_carried_over(self, place: str) -> None:
        own = Item(
            id="own",
            prompt=(Message(role="user", text="?"),),
            responses=(Response(id="a", messages=(Message(role="assistant", text="!"),)),),
            criteria=(Binary(id="leaflet", text="Names the leaflet"),),
        )
        pilot = Study.create(
            place, items=[own.model_dump(mode="json")], rubric=Rubric.from_yaml(V1), protocol={"kinds": ("grade",)}
        )
        ada = pilot.session("ada")
        ada.next()
        ada.submit({**FULL, "leaflet": True})
        pilot.adopt(Rubric.from_yaml(MORE))
        assert shown(ada.next()) == ["source"]
        assert "leaflet" in [answer.criterion for answer in ada.submit({"source": True}).answers]

    def test_the_report_says_what_was_done(self, place: str) -> None:
        done = judged(place).adopt(Rubric.from_yaml(REWORDED))
        assert repr(done) == (
            "Letter 1.1.0, before it 1.0.0\n"
            "0 judgments carried over, 2 judgments to be answered anew in part\n"
            "  dose   asked again in 2 judgments\n"
            "  limit  asked again in 2 judgments"
        )
        assert [change.criterion for change in done.changes if change.criterion] == ["dose"]
        assert DOSE in done._repr_html_()

    def test_the_screen_gets_and_returns_what_was_asked(self, place: str) -> None:
        pilot = judged(place, count=1)
        pilot.adopt(Rubric.from_yaml(MORE))
        one = pilot.session("ada").next()
        assert one.view.asked.model_dump() == {"rubric": pilot.rubric.hash, "criteria": ("source",)}
        assert "asked again" in repr(one)
