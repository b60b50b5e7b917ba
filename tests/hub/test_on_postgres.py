"""A study on PostgreSQL goes to the Hub as one in a file does: the ledger of what is there has the same tables."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from evalwidgets import Study
from evalwidgets.hub.push import push
from evalwidgets.hub.sync import Sync, SyncOrder
from tests.hub.server.host import Hub
from tests.hub.studies import QUICK, REPO, added, client, compare, every_row_once, grade, load, pilot
from tests.postgres import Server
from tests.store.builders import check_books
from tests.store.processes import go, start

pytestmark = pytest.mark.postgres


@pytest.fixture
def url(postgres: Server) -> str:
    return postgres.fresh()


def test_what_is_pushed_and_published_is_equal_and_comes_once(hub: Hub, url: str, tmp_path: Path) -> None:
    from datasets import load_dataset

    made = pilot(url)
    grade(made, "ada", 5)
    compare(made, "ada", 2)
    done = push(made.store, client())
    assert added(done) == {"items": 4, "scores": 10, "judgments": 7, "comparisons": 2, "rubrics": 1, "experts": 1}
    folder = made.publish(tmp_path / "out", progress=False).path
    for name in done.rows:
        there, here = load(name), load_dataset(str(folder), name, split="train")
        assert there.features == here.features
        assert list(there) == list(here)
    session = made.session("ada")
    session.amend(session.history()[0], {"right": "met"})
    session.undo(session.history()[1].id)
    assert added(push(made.store, client())) == {"scores": 1, "judgments": 2}
    assert added(push(made.store, client())) == {}
    standing = {row["judgment_id"] for row in load("judgments")}
    assert standing == set(made.judgments(superseded=True)["judgment_id"])


@pytest.mark.parametrize("kind", ["503", "lost"])
def test_processes_that_push_one_study_at_once_add_every_row_once(hub: Hub, url: str, kind: str) -> None:
    made = pilot(url, 8)
    push(made.store, client())
    for stage in ("commit", "preupload", "lfs_put", "commit", "tree"):
        hub.faults.put(kind, stage)
    pushers = [start("tests.hub.pusher", url, f"expert-{n}", "3") for n in range(3)]
    try:
        go(pushers)
        for pusher in pushers:
            said, _ = pusher.communicate(timeout=120)
            assert said.endswith("pushed 2\n"), said
    finally:
        for pusher in pushers:
            pusher.kill()
    assert added(push(made.store, client(), patience=QUICK)) == {}
    assert len(made.judgments()) == 3 * 4
    every_row_once(made)


def test_a_killed_push_is_taken_up_again(hub: Hub, url: str) -> None:
    made = pilot(url, 20)
    grade(made, "ada", 1)
    push(made.store, client())
    for n in range(3):
        pusher = start("tests.hub.pusher", url, f"expert-{n}", "40")
        go([pusher])
        requests = len(hub.log) + 7 + 5 * n
        while len(hub.log) < requests and pusher.poll() is None:
            time.sleep(0.002)
        pusher.kill()
        pusher.communicate()
        there = Counter(load("judgments")["judgment_id"])
        assert set(there.values()) <= {1}
        push(made.store, client(), patience=QUICK)
        every_row_once(made)


def test_what_is_judged_meanwhile_goes_by_itself(hub: Hub, url: str) -> None:
    made = pilot(url, 8)
    grade(made, "ada", 2)
    sync = Sync(SyncOrder(url, REPO, "hf_writer", 0.3, propose=False, names=()))
    until = time.monotonic() + 60
    grade(made, "ben", 3)
    while sync.state.pushed < 5 and time.monotonic() < until:
        time.sleep(0.1)
    assert sync.stop().word == "stopped"
    every_row_once(made)


def test_copies_and_files_come_together_on_the_server(hub: Hub, url: str, tmp_path: Path) -> None:
    made = pilot(url, 4)
    grade(made, "ada", 3)
    push(made.store, client())
    copy = Study.from_hub(REPO, tmp_path / "copy.db", token="hf_writer")
    grade(copy, "reader-1", 4)
    push(copy.store, client())
    assert made.merge(REPO, token="hf_writer").judgments == 4
    check_books(made.store)
    assert Counter(made.judgments()["expert"]) == {"ada": 3, "reader-1": 4}
    assert added(push(made.store, client())) == {}, "what came from there is not sent back"
    grade(made, "ben", 2)
    assert copy.merge(made).judgments == 3 + 2
    check_books(copy.store)
