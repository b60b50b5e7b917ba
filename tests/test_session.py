"""A session hands out tasks and takes judgments; every promise on both databases."""

from __future__ import annotations

import threading
import uuid
from pathlib import Path
from types import SimpleNamespace

import pytest

from evalwidgets import Answer, Protocol, Rubric, Study
from evalwidgets.errors import AnswerError, ContinuedElsewhere, NothingToUndo, RubricError, StudyError
from evalwidgets.judgments import Timing
from evalwidgets.store import schema
from tests.store.builders import ANSWERS, RUBRIC, all_rows, check_books, rows, study


def finish(session, count: int | None = None) -> list[int]:
    """Submit until nothing is left (or `count` times); return the tasks in the order they came."""
    done = []
    while (count is None or len(done) < count) and (assignment := session.next()) is not None:
        session.submit(ANSWERS)
        done.append(assignment.task)
    return done


# --- handing out


def test_the_first_task_stays_the_same_until_it_is_judged(place: str) -> None:
    session = study(place).session("ada")
    first = session.next()
    assert session.next() == first
    assert first.position == 1
    session.submit(ANSWERS)
    assert session.next().task != first.task
    assert session.next().position == 2


def test_every_expert_judges_every_task_in_the_order_given(place: str) -> None:
    pilot = study(place, 4)
    assert finish(pilot.session("ada")) == finish(pilot.session("ben")) == [1, 2, 3, 4]
    check_books(pilot.store)


def test_a_shuffled_order_is_the_same_for_all_and_depends_on_the_seed(place: str, tmp_path) -> None:
    one = study(place, 20, order="shuffled", seed=1)
    order = finish(one.session("ada"))
    assert finish(one.session("ben")) == order
    assert sorted(order) == list(range(1, 21))
    assert order != sorted(order)
    other = study(tmp_path / "other.db", 20, order="shuffled", seed=2)
    assert finish(other.session("ada")) != order


def test_none_comes_when_all_is_done(place: str) -> None:
    session = study(place, 2).session("ada")
    finish(session)
    assert session.next() is None
    assert session.deck() == []
    with pytest.raises(StudyError, match=r"no task in hand: call next\(\) first"):
        session.submit(ANSWERS)


def test_a_deck_is_filled_up_to_what_the_caller_wants_to_hold(place: str) -> None:
    session = study(place, 10).session("ada")
    deck = session.deck(3)
    assert [one.task for one in deck] == [1, 2, 3]
    assert [one.position for one in deck] == [1, 2, 3]
    assert [one.task for one in session.deck(3)] == [1, 2, 3], "nothing new while these are open"
    session.submit(ANSWERS, 1)
    assert [one.task for one in session.deck(3, holding=(2, 3))] == [4]
    assert session.deck(3, holding=(2, 3, 4)) == []
    assert [one.task for one in session.deck(4, holding=(2,))] == [3, 4, 5]


def test_a_drafted_task_comes_before_the_others(place: str) -> None:
    session = study(place, 5).session("ada")
    session.deck(3)
    session.draft([Answer(criterion="right", label="met")], 3)
    assert [one.task for one in session.deck(3)] == [3, 1, 2]
    assert session.next().draft.answers[0].label == "met"


def test_a_skipped_and_a_flagged_task_never_come_back_to_that_expert(place: str) -> None:
    pilot = study(place, 3)
    session = pilot.session("ada")
    first = session.next()
    session.skip("outside_expertise", note="dentistry")
    second = session.next()
    session.flag("broken", "the answer is cut off")
    assert finish(session) == [3]
    assert {first.task, second.task} == {1, 2}
    assert finish(pilot.session("ada")) == []
    assert finish(pilot.session("ben")) == [1, 2, 3]
    check_books(pilot.store)


def test_items_added_later_come_to_those_who_were_done(place: str) -> None:
    pilot = study(place, 5, order="shuffled")
    finish(pilot.session("ada"))
    more = [{"id": f"late-{n}", "prompt": "Later?", "response": "Yes."} for n in range(20)]
    pilot.add(more, progress=False)
    assert len(finish(pilot.session("ada"))) == 20
    assert pilot.session("ada").progress.total == 25
    check_books(pilot.store)


# --- overlap


def test_no_task_is_judged_by_more_experts_than_the_overlap(place: str) -> None:
    pilot = study(place, 6, overlap=2)
    sessions = [pilot.session(name) for name in ("ada", "ben", "cleo")]
    for turn in range(12):
        session = sessions[turn % 3]
        if session.next() is not None:
            session.submit(ANSWERS)
    for session in sessions:
        finish(session)
    assert {task.submitted for task in all_rows(pilot.store, schema.tasks)} == {2}
    check_books(pilot.store)


def test_only_submits_count_towards_the_overlap(place: str) -> None:
    pilot = study(place, 1, overlap=1)
    ada, ben, cleo = (pilot.session(name) for name in ("ada", "ben", "cleo"))
    assert ada.next() is not None
    assert ben.next() is None, "ada's lease keeps the task for her"
    ada.skip("unclear")
    assert ben.next() is not None
    ben.flag("broken", "no text")
    assert cleo.next() is not None
    cleo.submit(ANSWERS)
    assert pilot.session("dan").next() is None


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The store's clock, to be put forward by `clock.minutes`; of SQLite, where it is ours."""
    import time

    from evalwidgets.store import clock as module

    hands = SimpleNamespace(minutes=0)
    fake = SimpleNamespace(time_ns=lambda: time.time_ns() + hands.minutes * 60_000_000_000)
    monkeypatch.setattr(module, "time", fake)
    return hands


def test_a_lease_that_ran_out_frees_the_task_and_a_late_submit_is_kept(tmp_path, clock) -> None:
    pilot = study(tmp_path / "s.db", 1, overlap=1, lease_minutes=30)
    ada, ben = pilot.session("ada"), pilot.session("ben")
    task = ada.next().task
    clock.minutes = 29
    assert ben.next() is None
    clock.minutes = 31
    assert ben.next().task == task
    assert ada.next() is None, "it is ben's now"
    ada.submit(ANSWERS, task)
    ben.submit(ANSWERS, task)
    assert [row.submitted for row in all_rows(pilot.store, schema.tasks)] == [2]
    check_books(pilot.store)


def test_a_lease_is_renewed_while_the_expert_works(tmp_path, clock) -> None:
    pilot = study(tmp_path / "s.db", 1, overlap=1, lease_minutes=30)
    ada, ben = pilot.session("ada"), pilot.session("ben")
    task = ada.next().task
    clock.minutes = 20
    ada.draft([Answer(criterion="right", label="met")], task)
    clock.minutes = 45
    assert ben.next() is None
    ada.deck(1, holding=(task,))
    clock.minutes = 70
    assert ben.next() is None


def test_a_draft_whose_task_went_to_others_comes_back_if_it_is_needed_again(tmp_path, clock) -> None:
    pilot = study(tmp_path / "s.db", 1, overlap=1, lease_minutes=30)
    ada, ben = pilot.session("ada"), pilot.session("ben")
    task = ada.next().task
    ada.draft([Answer(criterion="right", label="met")], task)
    clock.minutes = 31
    ben.next()
    ben.submit(ANSWERS)
    assert ada.next() is None
    ben.undo()
    ben.skip("unclear", task)
    assert ada.next().draft.answers[0].label == "met"


def test_a_task_taken_back_is_offered_to_those_who_had_gone_past_it(tmp_path) -> None:
    pilot = study(tmp_path / "s.db", 4, overlap=1)
    ada, ben = pilot.session("ada"), pilot.session("ben")
    finish(ada, 2)
    assert finish(ben) == [3, 4]
    first = ada.history()[-1]
    ada.undo(first.id)
    ada.skip("unclear", first.task)
    assert finish(ben) == [first.task]
    check_books(pilot.store)


def test_with_an_overlap_the_total_is_what_is_done_and_what_is_left_for_this_expert(place: str) -> None:
    pilot = study(place, 4, overlap=1)
    ada, ben = pilot.session("ada"), pilot.session("ben")
    finish(ada, 3)
    assert (ada.progress.submitted, ada.progress.total) == (3, 4)
    assert (ben.progress.submitted, ben.progress.total) == (0, 1)
    finish(ben)
    assert (ben.progress.submitted, ben.progress.total) == (1, 1)


# --- judgments


def test_a_judgment_says_who_when_and_under_which_rules(place: str) -> None:
    pilot = study(place, 1, responses=2, seed=7)
    session = pilot.session("ada", "compare")
    shown = session.next()
    made = session.submit(
        {"preference": "A", "strength": 2}, timing=Timing(active_ms=900, idle_ms=100, changes=3), note=" both short "
    )
    assert made == session.history()[0], "what is returned is what is stored"
    assert made.expert == "ada"
    assert made.item == "q0"
    assert made.kind == "compare"
    assert made.answers[0].label == made.responses[0] in ("response_a", "response_b")
    assert made.rubric_hash == pilot.rubric.hash
    assert made.instructions_hash == pilot.rubric.instructions_hash
    assert (made.order_seed, made.position, made.note) == (7, shown.position, "both short")
    assert made.timing == Timing(active_ms=900, idle_ms=100, changes=3)
    assert made.at > 1_700_000_000_000_000


def test_the_same_judgment_twice_is_stored_once(place: str) -> None:
    pilot = study(place, 3)
    session = pilot.session("ada")
    id, task = str(uuid.uuid4()), session.next().task
    first = session.submit(ANSWERS, task, id=id)
    assert session.submit({"right": "unmet"}, task, id=id) == first
    assert session.progress.submitted == 1
    assert len(all_rows(pilot.store, schema.judgments)) == 1
    check_books(pilot.store)


def test_an_id_that_is_another_judgments_is_refused(place: str) -> None:
    session = study(place, 3).session("ada")
    made = session.submit(ANSWERS, session.next().task)
    other = session.next().task
    with pytest.raises(StudyError, match=f"{made.id} is that of another judgment"):
        session.submit(ANSWERS, other, id=made.id)


def test_answers_that_do_not_fit_are_refused_and_nothing_is_stored(place: str) -> None:
    pilot = study(place)
    session = pilot.session("ada")
    session.next()
    with pytest.raises(AnswerError, match="criterion right") as refused:
        session.submit({"kind": "met"})
    assert refused.value.criterion == "right"
    assert all_rows(pilot.store, schema.judgments) == []
    assert session.next().position == 1


def test_a_task_never_given_cannot_be_judged(place: str) -> None:
    pilot = study(place, 3)
    session = pilot.session("ada")
    session.next()
    with pytest.raises(StudyError, match=r"Task 3 was not given to ada; call next\(\)"):
        session.submit(ANSWERS, 3)
    with pytest.raises(StudyError, match="no grade task 99"):
        session.submit(ANSWERS, 99)
    with pytest.raises(StudyError, match="Task 3 was not given to ada"):
        session.visit(3)
    with pytest.raises(StudyError, match="Task 3 was not given to ada"):
        session.draft([], 3)


def test_a_late_submit_for_a_task_judged_meanwhile_is_an_amendment(place: str) -> None:
    pilot = study(place)
    session = pilot.session("ada")
    task = session.next().task
    first = session.submit(ANSWERS, task)
    late = session.submit({"right": "unmet"}, task, id=str(uuid.uuid4()))
    assert late.supersedes == first.id
    assert session.progress.submitted == 1
    assert session.visit(task).judgment == late
    check_books(pilot.store)


def test_an_amendment_supersedes_and_both_stay_on_record(place: str) -> None:
    pilot = study(place)
    session = pilot.session("ada")
    session.next()
    first = session.submit(ANSWERS)
    second = session.amend(first, {"right": "unmet"}, reason="misread the dose")
    third = session.amend(second.id, {"right": "met"})
    assert (second.supersedes, third.supersedes) == (first.id, second.id)
    assert second.reason == "misread the dose"
    assert [one.id for one in session.history()] == [third.id]
    assert len(all_rows(pilot.store, schema.judgments)) == 3
    with pytest.raises(StudyError, match="ben has no judgment"):
        pilot.session("ben").amend(first, ANSWERS)


def test_a_skip_can_become_a_submit_and_back(place: str) -> None:
    pilot = study(place, 3, overlap=1)
    session = pilot.session("ada")
    task = session.next().task
    session.skip("unclear")
    session.submit(ANSWERS, task)
    assert (session.progress.submitted, session.progress.skipped) == (1, 0)
    session.flag("broken", "no, it is broken", task)
    assert (session.progress.submitted, session.progress.flagged) == (0, 1)
    check_books(pilot.store)


def test_words_that_a_database_cannot_keep_do_not_cost_the_judgment(place: str) -> None:
    session = study(place).session("ada")
    session.next()
    made = session.submit({"right": "met", "words": "nul \0 and é \u202e"}, note="a\0b \ud800")
    assert session.history()[0] == made
    assert made.note == "ab ?"
    assert made.answers[1].text.replace("\0", "") == "nul  and é \u202e"


# --- undo, drafts, visits


def test_undo_takes_back_the_latest_and_reopens_it_as_a_draft(place: str) -> None:
    pilot = study(place)
    session = pilot.session("ada")
    first, second = session.next().task, None
    session.submit(ANSWERS)
    second = session.next().task
    session.submit({"right": "unmet"}, note="hm", timing=Timing(changes=4))
    back = session.undo()
    assert (back.task, back.position, back.judgment) == (second, 2, None)
    assert (back.draft.answers[0].label, back.draft.note, back.draft.changes) == ("unmet", "hm", 4)
    assert session.next().task == second, "a drafted task comes first"
    assert session.undo().task == first
    assert session.progress.done == 0
    with pytest.raises(NothingToUndo, match="ada has no judgment that could be taken back"):
        session.undo()
    record = [row.status for row in all_rows(pilot.store, schema.judgments)]
    assert record == ["submitted", "submitted", "withdrawn", "withdrawn"]
    check_books(pilot.store)


def test_the_same_undo_twice_takes_back_one(place: str) -> None:
    session = study(place).session("ada")
    finish(session, 2)
    id = str(uuid.uuid4())
    assert session.undo(id=id).task == session.undo(id=id).task == 2
    assert session.progress.submitted == 1


def test_what_was_taken_back_or_amended_cannot_be_taken_back_again(place: str) -> None:
    pilot = study(place)
    session = pilot.session("ada")
    session.next()
    first = session.submit(ANSWERS)
    session.undo(first.id)
    with pytest.raises(NothingToUndo, match="has been taken back or replaced already"):
        session.undo(first.id)
    with pytest.raises(NothingToUndo, match="ben has no judgment"):
        pilot.session("ben").undo(first.id)


def test_an_undone_skip_brings_the_answers_back_that_were_there_before(place: str) -> None:
    session = study(place).session("ada")
    task = session.next().task
    session.draft([Answer(criterion="right", label="met")], task)
    session.skip("unclear", task)
    assert session.undo().draft.answers[0].label == "met"


def test_of_two_drafts_the_one_with_more_changes_stays(place: str) -> None:
    session = study(place).session("ada")
    task = session.next().task
    kept = session.draft([Answer(criterion="right", label="met")], task, note="n", timing=Timing(changes=5))
    assert kept.changes == 5
    late = session.draft([Answer(criterion="right", label="unmet")], task, timing=Timing(changes=3))
    assert late == kept
    assert session.next().draft == kept
    assert session.draft([], task, changes=6).answers == ()
    assert session.draft([], task).changes == 7, "without a count it is one more"


def test_a_draft_that_comes_after_its_submit_changes_nothing(place: str) -> None:
    pilot = study(place)
    session = pilot.session("ada")
    task = session.next().task
    made = session.submit(ANSWERS, timing=Timing(changes=3))
    session.draft([Answer(criterion="right", label="unmet")], task, timing=Timing(changes=2))
    visit = session.visit(task)
    assert (visit.judgment, visit.draft.answers[0].label) == (made, "met")
    check_books(pilot.store)


def test_an_amendment_begun_survives_as_a_draft(place: str) -> None:
    pilot = study(place)
    session = pilot.session("ada")
    task = session.next().task
    session.submit(ANSWERS, timing=Timing(changes=3))
    session.draft([Answer(criterion="right", label="unmet")], task, timing=Timing(changes=4))
    assert session.visit(task).draft.answers[0].label == "unmet"
    assert session.next().task != task
    session.submit({"right": "unmet"}, task, timing=Timing(changes=4))
    assert session.visit(task).draft.changes == 4
    check_books(pilot.store)


def test_a_visit_shows_the_current_answers_with_the_screens_letters(place: str) -> None:
    session = study(place, 1, responses=2).session("ada", "compare")
    task = session.next().task
    made = session.submit({"preference": "B", "strength": 1})
    visit = session.visit(task)
    assert visit.judgment == made
    assert visit.draft.answers[0].label == "B"


def test_history_comes_latest_first_in_pages(place: str) -> None:
    session = study(place, 7).session("ada")
    finish(session)
    first = session.history(limit=3)
    assert [one.task for one in first] == [7, 6, 5]
    assert [one.task for one in session.history(before=first[-1].seq, limit=10)] == [4, 3, 2, 1]
    assert session.prompts([7, 2]) == {7: "Question 6?", 2: "Question 1?"}


# --- seats


def test_a_newer_session_takes_the_seat_with_its_tasks_and_drafts(place: str) -> None:
    pilot = study(place)
    old = pilot.session("ada")
    old.deck(3)
    old.draft([Answer(criterion="right", label="met")], 2)
    new = pilot.session("ada")
    assert new.seat == old.seat
    assert (old.is_current, new.is_current) == (False, True)
    assert [one.task for one in new.deck(3)] == [2, 1, 3]
    for call in (
        old.next,
        old.deck,
        old.undo,
        lambda: old.draft([], 1),
        lambda: old.submit(ANSWERS, 1),
        lambda: old.skip("unclear", 1),
    ):
        with pytest.raises(ContinuedElsewhere, match="ada has opened this study again"):
            call()
    assert len(all_rows(pilot.store, schema.judgments)) == 0


def test_late_work_from_an_older_windows_outbox_is_stored(place: str) -> None:
    pilot = study(place)
    old = pilot.session("ada")
    old.deck(3)
    pilot.session("ada")
    made = old.submit(ANSWERS, 1, id=str(uuid.uuid4()))
    old.skip("unclear", 2, id=str(uuid.uuid4()))
    old.flag("broken", "cut off", 3, id=str(uuid.uuid4()))
    assert old.progress.done == 3, "progress may be asked of any session"
    assert old.visit(1).judgment == made
    check_books(pilot.store)


def test_seats_are_apart_by_expert_and_by_kind(place: str) -> None:
    pilot = study(place, 2, responses=2)
    ada, ben, pairs = pilot.session("ada"), pilot.session("ben"), pilot.session("ada", "compare")
    assert len({ada.seat, ben.seat, pairs.seat}) == 3
    assert ada.is_current
    ada.submit(ANSWERS, ada.next().task)
    assert (ada.progress.done, ben.progress.done, pairs.progress.done) == (1, 0, 0)


def test_a_kind_that_the_study_does_not_have_is_refused(place: str) -> None:
    with pytest.raises(StudyError, match="no tasks of kind 'compare'; it has grade"):
        study(place).session("ada", "compare")


def test_a_kind_that_no_item_allows_is_refused_and_leaves_no_expert(place: str) -> None:
    pilot = study(place, 2, kinds=("grade", "compare"))
    with pytest.raises(StudyError, match="No item of the study has a task of kind 'compare': a comparison needs"):
        pilot.session("ada", "compare")
    assert all_rows(pilot.store, schema.experts) == []


def test_a_study_without_items_waits_for_them(tmp_path) -> None:
    empty = Study.create(tmp_path / "s.db", rubric=RUBRIC)
    session = empty.session("ada", "compare")
    assert session.next() is None
    empty.add(rows(1, responses=2), progress=False)
    assert session.next() is not None


@pytest.mark.parametrize("name", ["", " ada", "a\nb", "x" * 201])
def test_a_name_that_cannot_be_one_is_refused(tmp_path, name: str) -> None:
    with pytest.raises(StudyError, match="cannot name an expert"):
        study(tmp_path / "s.db").session(name)


def test_an_experts_qualifications_are_kept(place: str) -> None:
    pilot = study(place)
    pilot.session("ada")
    pilot.add_expert("ada", specialty="cardiology", years=12)
    pilot.add_expert("judge-1", kind="model")
    found = {row.id: (row.kind, row.qualifications) for row in all_rows(pilot.store, schema.experts)}
    assert found == {"ada": ("human", '{"specialty": "cardiology", "years": 12}'), "judge-1": ("model", "{}")}


def test_one_session_may_be_used_from_many_threads_at_once(place: str) -> None:
    pilot = study(place, 60)
    session = pilot.session("ada")
    failures = []

    def work() -> None:
        try:
            for _ in range(10):
                for one in session.deck(4):
                    session.draft([Answer(criterion="right", label="met")], one.task)
                    session.submit(ANSWERS, one.task)
                _ = session.progress, session.history(limit=2)
        except Exception as error:  # noqa: BLE001 (any of them fails the test)
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    finish(session)
    assert failures == []
    assert session.progress.submitted == session.progress.total == 60
    check_books(pilot.store)


def test_a_task_prints_its_question(place: str) -> None:
    pilot = study(place)
    session = pilot.session("ada")
    assert repr(session.next()) == "<grade task 1, your no. 1, open: “Question 0?”>"
    assert repr(session) == "<session of ada: grade, 0 of 5 done>"


def test_what_an_expert_gets_names_no_model(place: str) -> None:
    view = study(place, 1, responses=2).session("ada", "compare").next().view
    assert "model-a" not in view.model_dump_json()
    assert "q0" not in view.model_dump_json()


def test_the_protocol_is_read_back_with_the_study(place: str) -> None:
    rules = Protocol(kinds=("grade",), overlap=2, order="shuffled", seed=9)
    study(place, 1, overlap=2, order="shuffled", seed=9)
    assert Study.open(place).protocol == rules


def test_an_expert_reads_the_rubric_in_a_language_that_it_is_written_in(tmp_path: Path) -> None:
    rubric = Rubric.model_validate(
        {
            "id": "plain",
            "title": "Plain",
            "language": "en",
            "instructions": "Read it twice.",
            "groups": [{"id": "all", "title": "All", "criteria": [{"id": "right", "text": "Is right"}]}],
            "translations": {"de": {"instructions": "Zweimal lesen.", "criteria": {"right": {"text": "Ist richtig"}}}},
        }
    )
    pilot = Study.create(tmp_path / "s.db", rows(1), rubric=rubric, progress=False)
    eva = pilot.session("eva", language="de")
    task = eva.next()
    assert [one.text for group in task.view.groups for one in group.criteria] == ["Ist richtig"]
    judged = eva.submit({"right": "met"})
    assert judged.rubric_hash == rubric.hash, "the rubric is the same in every language"
    assert judged.instructions_hash == rubric.translated("de").instructions_hash, "it names what was read"
    assert pilot.session("ada").next().view.groups[0].criteria[0].text == "Is right"
    with pytest.raises(RubricError, match="is not written in 'fr'; it is in en, de"):
        pilot.session("zoe", language="fr")
