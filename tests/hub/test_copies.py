"""Experts grade on copies of a published study, and what was judged in several places comes together."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from evalwidgets import Study
from evalwidgets.errors import HubError, StudyError
from evalwidgets.hub.push import push
from tests.hub.server.host import Hub
from tests.hub.studies import REPO, added, client, compare, grade, load, pilot
from tests.store.builders import RUBRIC, check_books, rows

HEAD = {"token": "hf_writer"}


@pytest.fixture
def founder(tmp_path: Path) -> Study:
    made = pilot(tmp_path / "founder.db", 4, order="shuffled", seed=3, withhold=("gold", "items.reference"))
    grade(made, "dr-osei", 3)
    return made


def judged_ids(study: Study) -> set[str]:
    return set(study.judgments()["judgment_id"])


def test_a_copy_has_items_rubric_and_protocol_but_nobodys_judgments(hub: Hub, founder: Study, tmp_path: Path) -> None:
    push(founder.store, client())
    copy = Study.from_hub(REPO, tmp_path / "copy.db", **HEAD)
    assert (copy.id, copy.title, copy.rubric, copy.protocol) == (
        founder.id,
        founder.title,
        founder.rubric,
        founder.protocol,
    )
    assert list(copy.items()) == list(founder.items())
    assert len(copy.judgments()) == 0
    mine, theirs = copy.session("reader-7"), founder.session("reader-7")
    for _ in range(8):
        assert mine.next().view == theirs.next().view.model_copy(update={"task": mine.next().task})
        mine.submit({"right": "met"})
        theirs.submit({"right": "met"})
    again = Study.from_hub(REPO, tmp_path / "copy.db", **HEAD)
    assert len(again.judgments()) == 8, "opened again, it goes on"


def test_experts_without_a_server_push_their_own_rows_and_the_team_merges_them(
    hub: Hub, founder: Study, tmp_path: Path
) -> None:
    push(founder.store, client())
    card = load_card(hub)
    for name in ("reader-1", "reader-2"):
        copy = Study.from_hub(REPO, tmp_path / f"{name}.db", **HEAD)
        grade(copy, name, 5)
        compare(copy, name, 2)
        assert push(copy.store, client()).rows["judgments"] == 7
        check_books(copy.store)
    assert Counter(load("judgments")["expert"])["reader-1"] == 7, "the id given to a copy is the pseudonym already"
    assert load_card(hub).split("## Reading it")[0].split("---")[2] == card.split("## Reading it")[0].split("---")[2]
    done = founder.merge(REPO, **HEAD)
    assert (done.judgments, done.known, done.experts) == (14, 3, 2)
    check_books(founder.store)
    assert judged_ids(founder) == set(load("judgments")["judgment_id"])
    by = {row["judgment_id"]: row for row in founder.judgments()}
    for row in load("judgments"):
        mine = by[row["judgment_id"]]
        assert (row["answers"], row["note"], row["at"], row["position"], row["models"]) == (
            mine["answers"],
            mine["note"],
            mine["at"],
            mine["position"],
            mine["models"],
        )
    assert {row["expert"] for row in founder.judgments()} == {"dr-osei", "reader-1", "reader-2"}
    assert added(push(founder.store, client())) == {}, "what came from there is not sent back"
    assert founder.merge(REPO, **HEAD).judgments == 0


def load_card(hub: Hub) -> str:
    return hub.storage.read(hub.repo(REPO).at("main").tree["README.md"].sha256).decode()


def test_work_goes_on_after_a_merge(hub: Hub, founder: Study, tmp_path: Path) -> None:
    push(founder.store, client())
    copy = Study.from_hub(REPO, tmp_path / "copy.db", **HEAD)
    grade(copy, "reader-1", 8)
    founder.merge(copy)
    assert founder.session("reader-1").next() is None
    grade(founder, "dr-osei")
    assert len(founder.judgments()) == 16
    check_books(founder.store)


@pytest.mark.parametrize("overlap", [None, 2])
def test_files_of_one_study_merge_without_conflict(tmp_path: Path, overlap: int | None) -> None:
    pilot(tmp_path / "0.db", 4, overlap=overlap).close()
    shutil.copy(tmp_path / "0.db", tmp_path / "1.db")
    here, there = Study.open(tmp_path / "0.db"), Study.open(tmp_path / "1.db")
    there.add_expert("ben", publish=("years",), years=3)
    grade(here, "ada", 4)
    grade(there, "ben", 6)
    session = there.session("ben")
    session.amend(session.history()[0], {"right": "met"})
    session.undo(session.history()[1].id)
    session.next()
    session.skip("unclear")
    done = here.merge(tmp_path / "1.db")
    assert done.judgments == 9
    check_books(here.store)
    assert Counter(row["status"] for row in here.judgments()) == {"submitted": 4 + 5, "skipped": 1}
    assert here.merge(there).judgments == 0
    there.merge(here)
    assert judged_ids(there) == judged_ids(here)
    grade(here, "carl")
    assert here.session("carl").next() is None
    check_books(here.store)


def test_a_task_that_one_expert_judged_in_two_places_counts_once(tmp_path: Path) -> None:
    pilot(tmp_path / "0.db", 4).close()
    shutil.copy(tmp_path / "0.db", tmp_path / "1.db")
    here, there = Study.open(tmp_path / "0.db"), Study.open(tmp_path / "1.db")
    grade(here, "ada", 4)
    grade(there, "ada", 2)
    assert here.merge(there).judgments == 2
    assert len(here.judgments()) == here.session("ada").progress.submitted == 4
    assert judged_ids(there) < judged_ids(here), "the later one counts"


def test_separate_files_of_the_same_items_and_rubric_merge_too(tmp_path: Path) -> None:
    here, there = pilot(tmp_path / "here.db", 3), pilot(tmp_path / "there.db", 4)
    grade(here, "ada", 2)
    grade(there, "ben", 8)
    done = here.merge(there)
    assert (done.judgments, done.items) == (8, 1)
    check_books(here.store)


def test_remarks_and_adjudications_come_along_and_the_latest_counts(place: str, tmp_path: Path) -> None:
    here, there = pilot(place, 3), pilot(tmp_path / "there.db", 2)
    for made in (here, there):
        session = made.session("ada" if made is here else "ben")
        session.next()
        session.submit({"right": "met" if made is here else "unmet"})
    said = there.session("cleo").remark("propose", "Names a source")
    there.session("ben").next()
    unclear = there.session("ben").remark("unclear", "In which country?", "right")
    there.answer_remark(said, "declined", "That is for another rubric.")
    assert here.merge(there).notes == 2
    by_id = {one.id: one for one in here.remarks()}
    assert by_id[unclear.id].model_dump(exclude={"task"}) == unclear.model_dump(exclude={"task"})
    assert by_id[said.id].state == "declined: That is for another rubric."
    here.answer_remark(said.id, "accepted", "After all.")

    def settle(made: Study, label: str) -> str:
        chief = made.adjudicator("chief")
        (dispute,) = chief.queue()
        return chief.settle(dispute, next(side.letter for side in dispute.sides if side.answer.label == label)).id

    there.merge(here)
    earlier, later = settle(there, "met"), settle(here, "unmet")
    assert here.merge(there).notes == there.merge(here).notes == 1
    for made in (here, there):
        assert [one.id for one in made.adjudications()] == [later], "what was settled last, wherever that was"
        assert {one.id for one in made.adjudications(superseded=True)} == {earlier, later}
        assert [one.id for one in made.remarks().open] == [unclear.id]
        assert made.adjudicator("chief").queue() == []
        assert made.merge(there if made is here else here).notes == 0
        check_books(made.store)


def test_a_published_folder_merges_like_a_file(founder: Study, tmp_path: Path) -> None:
    folder = founder.publish(tmp_path / "out", progress=False).path
    other = pilot(tmp_path / "other.db", 4)
    assert other.merge(folder).judgments == 3
    check_books(other.store)
    assert founder.merge(folder).known == 3, "behind the pseudonym is our own expert"


def test_what_does_not_mean_the_same_is_not_merged(founder: Study, tmp_path: Path) -> None:
    rubric = RUBRIC.model_copy(update={"instructions": "Read it once."})
    other = Study.create(tmp_path / "other.db", items=rows(4, 2), rubric=rubric, progress=False)
    with pytest.raises(StudyError, match="is judged by another rubric"):
        founder.merge(other)
    changed = Study.create(
        tmp_path / "changed.db",
        items=[{**row, "prompt": "Another?"} for row in rows(4, 2)],
        rubric=RUBRIC,
        progress=False,
    )
    grade(changed, "ben", 1)
    with pytest.raises(StudyError, match=r"item 'q0' has other content in .* Nothing was merged"):
        founder.merge(changed)
    assert len(founder.judgments()) == 3
    with pytest.raises(StudyError, match="cannot be merged with itself"):
        founder.merge(tmp_path / "founder.db")


def test_what_is_no_published_study_is_said(hub: Hub, founder: Study, tmp_path: Path) -> None:
    with pytest.raises(HubError, match="There is no dataset org/graded that this token may see"):
        Study.from_hub(REPO, tmp_path / "copy.db", **HEAD)
    founder.scores().push_to_hub(REPO, token="hf_writer")
    with pytest.raises(HubError, match=r"was not published by evalwidgets: it has no study\.json"):
        Study.from_hub(REPO, tmp_path / "copy.db", **HEAD)
    with pytest.raises(HubError, match="no study"):
        founder.merge(REPO, **HEAD)
