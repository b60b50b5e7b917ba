"""The kernel's side of the messages: every request is answered once, in words, and tells nothing it must not."""

from __future__ import annotations

import json
import logging
import uuid
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from evalwidgets import PairwiseComparison, Protocol, RubricGrader, Study, grade
from evalwidgets.errors import StudyError
from evalwidgets.widgets import assets, live
from tests.tasks.examples import COMPLETE, RUBRIC
from tests.widgets.peer import Peer

ITEMS = [
    {
        "id": f"item-named-after-gpt-{number}",
        "prompt": f"Question {number}?",
        "responses": [
            {"id": "from-northwind", "text": f"First answer {number}.", "model": "northwind-secret"},
            {"id": "from-harbour", "text": f"Second answer {number}.", "model": "harbour-secret"},
        ],
        "gold": {"dose": "gold-secret"},
        "metadata": {"verdict": "judge-secret"},
    }
    for number in range(3)
]
ANSWERS = [
    {"criterion": "dose", "label": "met", "evidence": [{"response": "A", "start": 0, "end": 5}]},
    {"criterion": "harm", "label": "unmet"},
    {"criterion": "unsupported", "number": 2},
    {"criterion": "clarity", "label": "full"},
]


class Browser(Peer):
    """The page of one expert."""

    def judge(self, task: int, answers: Any = ANSWERS, **changes: Any) -> dict[str, Any]:
        fields = {"judgment": str(uuid.uuid4()), "task": task, "status": "submitted", "answers": answers}
        return self.result("judge", **{**fields, **changes})


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study.create(tmp_path / "study.db", items=ITEMS, rubric=RUBRIC, title="Pilot", progress=False)


@pytest.fixture
def peer(study: Study) -> Browser:
    return Browser(RubricGrader(study, expert="dr-osei"))


def test_a_page_opens_with_everything_it_needs_and_three_tasks(peer: Browser, study: Study) -> None:
    opened = peer.result("open")
    assert opened["study"] == study.id
    assert opened["title"] == "Pilot"
    assert opened["kind"] == "grade"
    assert opened["settings"]["block_minutes"] == 45
    assert [ticket["position"] for ticket in opened["deck"]["tickets"]] == [1, 2, 3]
    assert opened["deck"]["progress"] == {"submitted": 0, "skipped": 0, "flagged": 0, "total": 6}


def test_the_app_comes_by_its_hash(peer: Browser) -> None:
    bundle = peer.result("bundle", hash=peer.widget._app)
    assert bundle == {"hash": assets.hash_of("app"), "code": assets.code("app")}


def test_what_is_judged_in_the_browser_is_in_the_scores(peer: Browser, study: Study) -> None:
    (task, *_) = (ticket["view"]["task"] for ticket in peer.result("open")["deck"]["tickets"])
    judged = peer.judge(task, active_ms=1200, idle_ms=50, changes=5)
    assert judged["progress"]["submitted"] == 1
    rows = {row["criterion"]: row for row in study.scores()}
    assert rows["dose"]["label"] == "met"
    assert rows["dose"]["evidence"][0]["exact"] == "First"
    assert rows["unsupported"]["number"] == 2
    assert rows["dose"]["model"] == "northwind-secret"


def test_a_judgment_sent_again_is_stored_once(peer: Browser, study: Study) -> None:
    task = peer.result("open")["deck"]["tickets"][0]["view"]["task"]
    id = str(uuid.uuid4())
    first = peer.judge(task, judgment=id)
    assert peer.judge(task, judgment=id) == first
    assert len(study.judgments()) == 1


def test_the_deck_goes_on_after_what_the_page_holds(peer: Browser) -> None:
    tasks = [ticket["view"]["task"] for ticket in peer.result("open")["deck"]["tickets"]]
    peer.judge(tasks[0])
    deck = peer.result("deck", n=3, holding=tasks[1:])
    assert [ticket["position"] for ticket in deck["tickets"]] == [4]


def test_skip_and_flag_need_a_reason(peer: Browser) -> None:
    tasks = [ticket["view"]["task"] for ticket in peer.result("open")["deck"]["tickets"]]
    refused = peer.error("judge", judgment=str(uuid.uuid4()), task=tasks[0], status="skipped")
    assert "needs a reason" in refused["message"]
    peer.judge(tasks[0], [], status="skipped", reason="outside my field")
    judged = peer.judge(tasks[1], [], status="flagged", reason="personal data", note="a name")
    assert judged["progress"] == {"submitted": 0, "skipped": 1, "flagged": 1, "total": 6}


def test_undo_brings_the_answers_back_as_a_draft(peer: Browser, study: Study) -> None:
    task = peer.result("open")["deck"]["tickets"][0]["view"]["task"]
    peer.judge(task)
    undone = peer.result("undo", judgment=str(uuid.uuid4()))
    assert undone["ticket"]["view"]["task"] == task
    assert [answer["criterion"] for answer in undone["ticket"]["draft"]["answers"]] == list(COMPLETE)
    assert undone["ticket"]["draft"]["answers"][0]["evidence"][0]["response"] == "A"
    assert undone["progress"]["submitted"] == 0
    assert len(study.scores()) == 0
    assert peer.error("undo", judgment=str(uuid.uuid4()))["code"] == "nothing_to_undo"


def test_a_draft_is_there_again_after_a_reload_and_the_later_one_stays(peer: Browser) -> None:
    task = peer.result("open")["deck"]["tickets"][0]["view"]["task"]
    draft = {
        "answers": [{"criterion": "dose", "label": "unmet"}],
        "note": "",
        "changes": 4,
        "active_ms": 9,
        "idle_ms": 0,
    }
    assert peer.result("draft", task=task, draft=draft) == {"changes": 4}
    earlier = {**draft, "answers": [], "changes": 2}
    assert peer.result("draft", task=task, draft=earlier) == {"changes": 4}
    (ticket, *_) = peer.result("open")["deck"]["tickets"]
    assert ticket["view"]["task"] == task
    assert ticket["draft"]["answers"][0]["label"] == "unmet"


def test_history_and_visit_show_what_was_judged_and_amending_supersedes_it(peer: Browser, study: Study) -> None:
    task = peer.result("open")["deck"]["tickets"][0]["view"]["task"]
    first = peer.judge(task)
    (entry,) = peer.result("list")["entries"]
    assert (entry["task"], entry["status"], entry["title"], entry["amended"]) == (
        task,
        "submitted",
        "Question 0?",
        False,
    )
    ticket = peer.result("visit", task=task)
    assert ticket["judgment"] == first["judgment"]
    assert ticket["draft"]["answers"][0]["label"] == "met"
    changed = [{**ANSWERS[0], "label": "unmet"}, *ANSWERS[1:]]
    amended = peer.judge(task, changed, supersedes=first["judgment"])
    assert amended["amended"]
    assert [row["label"] for row in study.scores() if row["criterion"] == "dose"] == ["unmet"]


def test_a_remark_reaches_the_researcher_and_its_verdict_the_expert(peer: Browser, study: Study) -> None:
    task = peer.result("open")["deck"]["tickets"][0]["view"]["task"]
    said = {"remark": str(uuid.uuid4()), "kind": "unclear", "text": "Safe for whom?", "criterion": "dose", "task": task}
    first = peer.result("remark", **said)
    assert peer.result("remark", **said) == first
    (kept,) = study.remarks()
    study.answer_remark(kept, "declined", "For the person who asks.")
    (read,) = peer.result("remarks")["remarks"]
    assert read == {**first, "verdict": "declined", "reason": "For the person who asks."}
    assert {name: read[name] for name in said} == said


def test_wrong_answers_are_refused_with_the_criterion(peer: Browser) -> None:
    task = peer.result("open")["deck"]["tickets"][0]["view"]["task"]
    error = peer.error("judge", judgment=str(uuid.uuid4()), task=task, status="submitted", answers=ANSWERS[:2])
    assert error["code"] == "invalid_answers"
    assert error["criterion"] == "unsupported"
    assert "is required" in error["message"]


def test_a_newer_widget_takes_the_seat_over_and_the_older_is_told(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_cell", iter(["cell-1", "cell-2"]).__next__)
    old = Browser(RubricGrader(study, expert="dr-osei"))
    task = old.result("open")["deck"]["tickets"][0]["view"]["task"]
    new = Browser(RubricGrader(study, expert="dr-osei"))
    assert "continued_elsewhere" in old.events
    assert old.error("deck")["code"] == "continued_elsewhere"
    old.judge(task)
    assert new.result("deck")["progress"]["submitted"] == 1


def test_the_older_page_can_take_the_seat_back(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = iter(["cell-1", "cell-2"])
    monkeypatch.setattr(live, "_cell", lambda: next(cells, None))  # while a message is answered, no cell runs
    old = Browser(RubricGrader(study, expert="dr-osei"))
    new = Browser(RubricGrader(study, expert="dr-osei"))
    assert old.result("open")["deck"]["tickets"]
    assert "continued_elsewhere" in new.events
    assert new.error("deck")["code"] == "continued_elsewhere"
    assert new.widget.comm is not None, "the expert can go on there"


def test_a_cell_that_is_run_again_closes_its_predecessor(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_cell", lambda: "the-same-cell")
    old = RubricGrader(study, expert="dr-osei")
    RubricGrader(study, expert="dr-ito")
    assert old.comm is not None
    RubricGrader(study, expert="dr-osei")
    assert old.comm is None


def test_a_message_that_is_no_request_is_logged_without_its_content(
    peer: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    peer.widget._handle_custom_msg({"op": "open", "patient": "Mrs Secret"}, [])
    assert peer.received == []
    assert "is not a request" in caplog.text
    assert "Secret" not in caplog.text


def test_wrong_fields_and_another_version_are_said_in_words(peer: Browser) -> None:
    assert "wrong fields: task" in peer.error("visit", task="Mrs Secret")["message"]
    peer.widget._handle_custom_msg({"v": 99, "id": "x", "op": "open", "payload": {}}, [])
    assert peer.received[-1]["error"]["code"] == "version"


def test_an_unexpected_fault_is_answered_and_logged_without_values(
    peer: Browser, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = "Mrs Secret"

    def fail(*_args: object) -> None:
        raise RuntimeError(patient)

    monkeypatch.setattr(peer.widget.session, "visit", fail)
    with caplog.at_level(logging.ERROR):
        error = peer.error("visit", task=1)
    assert error["code"] == "internal"
    assert "RuntimeError" in caplog.text
    assert "in fail" in caplog.text
    assert patient not in caplog.text + error["message"]


def test_a_full_session_tells_the_browser_no_secret(study: Study) -> None:
    for widget in (RubricGrader(study, expert="dr-osei"), PairwiseComparison(study, expert="dr-osei")):
        colleague = study.session("dr-colleague", kind=widget.kind)
        while assignment := colleague.next():
            colleague.skip("colleague-secret", assignment.task)
        peer = Browser(widget)
        peer.result("open")
        while tickets := peer.result("deck")["tickets"]:
            for ticket in tickets:
                task = ticket["view"]["task"]
                answers = ANSWERS if widget.kind == "grade" else [{"criterion": "preference", "label": "tie"}]
                peer.judge(task, answers)
                peer.result("visit", task=task)
        peer.result("list")
        peer.result("remark", remark=str(uuid.uuid4()), kind="propose", text="Cites a source", task=task)
        peer.result("remarks")
        peer.result("undo", judgment=str(uuid.uuid4()))
        sent = json.dumps(peer.received)
        for secret in ("item-named", "from-northwind", "from-harbour", "-secret", "dr-colleague"):
            assert secret not in sent
        state = json.dumps({name: str(value) for name, value in widget.get_state().items()})
        for text in ("Question", "answer 0", "-secret", "dr-osei"):
            assert text not in state


def test_a_study_can_be_named_by_its_path(study: Study, tmp_path: Path) -> None:
    widget = RubricGrader(tmp_path / "study.db", expert="dr-ito")
    assert widget.study.id == study.id
    assert repr(widget) == "RubricGrader('Pilot', expert='dr-ito')"


def test_comparing_needs_items_with_two_responses(tmp_path: Path) -> None:
    study = Study.create(
        tmp_path / "single.db",
        items=[{"prompt": "a?", "response": "b"}],
        rubric=RUBRIC,
        protocol=Protocol(),
        progress=False,
    )
    with pytest.raises(StudyError, match="two responses"):
        PairwiseComparison(study, expert="dr-osei")


def test_one_line_grades_a_frame_and_goes_on_when_run_again(tmp_path: Path) -> None:
    frame = pd.DataFrame({"question": ["a?", "c?"], "answer": ["b", "d"]})
    first = grade(frame, rubric=RUBRIC, into=tmp_path / "grades.db", expert="dr-osei")
    first.session.next()
    first.session.submit(COMPLETE)
    again = grade(frame, rubric=RUBRIC, into=tmp_path / "grades.db", expert="dr-osei")
    assert again.session.progress.submitted == 1
    assert len(again.study.scores()) == len(COMPLETE)
