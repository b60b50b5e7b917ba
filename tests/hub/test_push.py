"""Pushing to the Hub: typed, append-only, every row once."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalwidgets import Study
from evalwidgets.errors import HubError
from evalwidgets.hub.patience import Patience
from evalwidgets.hub.push import push
from tests.hub.server.host import Hub
from tests.hub.studies import QUICK, REPO, added, client, compare, every_row_once, grade, load, pilot


@pytest.fixture
def judged(tmp_path: Path) -> Study:
    made = pilot(tmp_path / "study.db")
    grade(made, "ada", 5)
    compare(made, "ada", 2)
    return made


def test_what_is_pushed_loads_with_every_column_equal(hub: Hub, judged: Study, tmp_path: Path) -> None:
    from datasets import load_dataset

    done = push(judged.store, client())
    assert added(done) == {"items": 4, "scores": 10, "judgments": 7, "comparisons": 2, "rubrics": 1, "experts": 1}
    assert "private: only members see it" in repr(done)
    assert hub.repo(REPO).private
    folder = judged.publish(tmp_path / "out", progress=False).path
    for name in done.rows:
        there, here = load(name), load_dataset(str(folder), name, split="train")
        assert there.features == here.features
        assert list(there) == list(here)
    assert list(load()) == list(load("scores"))


def test_a_second_push_moves_only_new_rows(hub: Hub, judged: Study) -> None:
    push(judged.store, client())
    before, received = dict(hub.repo(REPO).at("main").tree), hub.storage.received
    grade(judged, "ada", 1)
    done = push(judged.store, client())
    after = hub.repo(REPO).at("main").tree
    assert added(done) == {"scores": 2, "judgments": 1}
    assert {path: after[path] for path in before if path != "README.md"} == {
        path: blob for path, blob in before.items() if path != "README.md"
    }
    assert hub.storage.received - received < 80_000
    every_row_once(judged)


def test_nothing_new_is_no_commit(hub: Hub, judged: Study) -> None:
    push(judged.store, client())
    commits = len(hub.repo(REPO).history())
    hub.log.clear()
    assert push(judged.store, client()).commit is None
    assert len(hub.repo(REPO).history()) == commits
    assert len(hub.log) <= 4


def test_results_and_agreement_are_those_of_the_last_judgment(hub: Hub, judged: Study) -> None:
    grade(judged, "ben", 5)
    push(judged.store, client())
    expected = [{key: row[key] for key in ("model", "score", "low", "high", "n_items")} for row in judged.results()]
    assert [{key: row[key] for key in expected[0]} for row in load("results")] == expected
    assert "## How far experts agree" in card(hub)
    assert "| `right` | 1.00 (1.00 to 1.00) | 100% | 5 |" in card(hub)
    grade(judged, "ben", 1)
    push(judged.store, client())
    rows = load("results")
    assert len(rows) == 2 * len(expected)
    latest = [row for row in rows if row["as_of"] == max(rows["as_of"])]
    assert [row["score"] for row in latest] == [row["score"] for row in judged.results()]
    grade(judged, "ben", 1)
    assert "results" not in push(judged.store, client(), refresh=False).rows


def card(hub: Hub) -> str:
    return hub.storage.read(hub.repo(REPO).at("main").tree["README.md"].sha256).decode()


def test_corrections_follow_what_they_replace(hub: Hub, judged: Study) -> None:
    session = judged.session("ada")
    never_sent = session.history()[0]
    session.amend(never_sent, {"right": "unmet"})
    push(judged.store, client())
    assert never_sent.id not in load("judgments")["judgment_id"], (
        "what was replaced before the first push stays at home"
    )
    sent = session.history()[-1]
    once = session.amend(sent, {"right": "met"})
    twice = session.amend(once, {"right": "unmet"})
    session.undo()
    push(judged.store, client())
    rows = load("judgments")
    chain = {row["judgment_id"]: (row["supersedes"], row["status"]) for row in rows}
    assert chain[once.id] == (sent.id, "submitted")
    assert chain[twice.id] == (once.id, "submitted")
    assert (twice.id, "withdrawn") in chain.values()
    replaced = set(rows["supersedes"])
    standing = {
        row["judgment_id"] for row in rows if row["judgment_id"] not in replaced and row["status"] != "withdrawn"
    }
    assert standing == set(judged.judgments()["judgment_id"])


def test_a_copy_of_the_study_on_another_machine_doubles_nothing(hub: Hub, judged: Study, tmp_path: Path) -> None:
    push(judged.store, client())
    grade(judged, "ada", 1)
    judged.close()
    (tmp_path / "copy.db").write_bytes((tmp_path / "study.db").read_bytes())
    copy = Study.open(tmp_path / "copy.db")
    grade(copy, "ben", 3)
    push(judged.store, client())
    assert added(push(copy.store, client())) == {"scores": 6, "judgments": 3, "experts": 1}
    every_row_once(copy)
    assert added(push(judged.store, client())) == {}


def test_two_copies_that_push_the_same_rows_at_once_add_them_once(hub: Hub, judged: Study, tmp_path: Path) -> None:
    judged.close()
    (tmp_path / "copy.db").write_bytes((tmp_path / "study.db").read_bytes())
    copy = Study.open(tmp_path / "copy.db")
    grade(copy, "ben", 1)
    other, repo = client(), client()
    look = other.look

    def after_the_first_has_pushed(revision: str = "main"):
        found = look(revision)
        if found is not None and len(hub.repo(REPO).history()) == 1:
            push(judged.store, repo)
        return found

    other.look = after_the_first_has_pushed
    push(copy.store, other, patience=QUICK)
    every_row_once(copy)


STAGES = ("create", "revision", "tree", "preupload", "lfs_batch", "lfs_put", "validate_yaml", "commit")


@pytest.mark.parametrize("kind", ["503", "drop", "lost"])
def test_a_fault_at_every_stage_costs_a_moment_and_no_row(hub: Hub, judged: Study, kind: str) -> None:
    for stage in STAGES:
        hub.faults.put(kind, stage)
    push(judged.store, client(), patience=QUICK)
    assert sorted(fault.route for fault in hub.faults.happened) == sorted(STAGES)
    every_row_once(judged)
    assert added(push(judged.store, client())) == {}


def test_a_silent_hub_is_not_waited_for_for_ever(hub: Hub, judged: Study) -> None:
    hub.faults.put("hang", "revision")
    hub.faults.put("hang", "commit")
    hub.faults.silence = 3.0
    push(judged.store, client(silence=0.5), patience=QUICK)
    assert len(hub.faults.happened) == 2
    every_row_once(judged)


def test_a_pause_that_the_hub_asks_for_is_kept() -> None:
    patience = Patience(first=1.0, longest=10.0)
    assert patience.pause(1, 30.0) == 30.0
    assert 0.5 <= patience.pause(1, None) <= 1.0
    assert 5.0 <= patience.pause(20, None) <= 10.0


def test_a_dataset_that_went_away_is_filled_again(hub: Hub, judged: Study) -> None:
    push(judged.store, client())
    del hub.storage.repos[REPO]
    assert push(judged.store, client()).rows["judgments"] == 7
    every_row_once(judged)


def test_the_token_is_in_no_message_and_no_file(
    hub: Hub, judged: Study, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []
    hub.faults.put("503", "commit", times=2)
    done = push(judged.store, client(), patience=QUICK, report=said.append)
    spoken = [repr(done), repr(client()), repr(judged), caplog.text, *said]
    hub.faults.put("401", "revision")
    with pytest.raises(HubError) as refused:
        push(judged.store, client(), patience=QUICK)
    spoken += [str(refused.value), repr(refused.value)]
    judged.close()
    assert not any("hf_writer" in text for text in spoken)
    assert not any(b"hf_writer" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_public_is_said_and_private_is_not_pushed_in_public(hub: Hub, judged: Study) -> None:
    push(judged.store, client())
    done = push(judged.store, client(), private=False)
    assert not hub.repo(REPO).private
    assert "public: everybody sees it" in repr(done)
    with pytest.raises(HubError, match=r"org/graded is public\. Make it private"):
        push(judged.store, client(), private=True)
