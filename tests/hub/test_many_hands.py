"""Many processes push at once, lines break, processes are killed: every row is on the Hub once."""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from pathlib import Path

import pytest

from evalwidgets import Study
from evalwidgets.hub.push import push
from evalwidgets.store import parcels
from tests.hub.server.faults import Fault
from tests.hub.server.host import Hub
from tests.hub.studies import QUICK, REPO, added, client, every_row_once, grade, load, pilot
from tests.store.processes import go, start

FAULTS = [
    Fault(kind, route)
    for kind in ("429", "503", "drop", "lost", "hang")
    for route in ("commit", "commit", "commit", "preupload", "lfs_put", "lfs_batch", "tree")
] + [Fault("412", "commit")] * 5


@pytest.mark.timeout(400)
def test_six_processes_push_ten_times_each_under_forty_faults(hub: Hub, tmp_path: Path) -> None:
    assert len(FAULTS) == 40
    pilot(tmp_path / "0.db", 8).close()
    for copy in (1, 2):
        shutil.copy(tmp_path / "0.db", tmp_path / f"{copy}.db")
    push(Study.open(tmp_path / "0.db").store, client())
    hub.faults.silence = 3.0
    hub.faults.scatter(FAULTS, chance=0.3, seed=1)
    # Three copies of one study, as on three machines, and two processes at work in each.
    pushers = [start("tests.hub.pusher", str(tmp_path / f"{n % 3}.db"), f"expert-{n}", "10") for n in range(6)]
    try:
        go(pushers)
        for pusher in pushers:
            said, _ = pusher.communicate(timeout=300)
            assert said.endswith("pushed 9\n"), said
    finally:
        for pusher in pushers:
            pusher.kill()
    # How many requests the pushes take depends on who comes when; the faults that are left happen now.
    more, study = 0, Study.open(tmp_path / "0.db")
    while hub.faults.left:
        grade(study, f"late-{more}", 1)
        push(study.store, client(silence=2.0), refresh=False, patience=QUICK)
        more += 1
    ours = Counter(id for n in range(3) for id in Study.open(tmp_path / f"{n}.db").judgments()["judgment_id"])
    assert len(ours) == 6 * 11 + more
    rows = load("judgments")
    assert Counter(rows["judgment_id"]) == ours
    assert Counter(Counter(load()["judgment_id"]).values()) == {2: 6 * 11 + more}, "two scores for each judgment"
    for n in range(3):
        assert added(push(Study.open(tmp_path / f"{n}.db").store, client())) == {}


def kill_and_push_again(hub: Hub, folder: Path, times: int) -> None:
    made = pilot(folder / "study.db", 40)
    chance = random.Random(times)
    grade(made, "ada", 1)
    push(made.store, client())
    midway = n = 0
    # On a busy machine, all of a few kills may come elsewhere: it goes on until one has come between plan and answer.
    while n < times or (not midway and n < times + 20):
        pusher = start("tests.hub.pusher", str(folder / "study.db"), f"expert-{n}", "60")
        go([pusher])
        requests = len(hub.log) + chance.randrange(40)  # four pushes or so
        while len(hub.log) < requests and pusher.poll() is None:
            time.sleep(0.002)
        time.sleep(chance.uniform(0.0, 0.05))
        pusher.kill()
        pusher.communicate()
        with made.store.reading() as connection:
            midway += any(one.state == "planned" for one in parcels.parcels(connection, REPO))
        there = Counter(load("judgments")["judgment_id"])
        assert set(there.values()) <= {1}, "the dataset loads at every moment, without doubles"
        assert set(there) <= set(made.judgments()["judgment_id"])
        if n % 2:
            push(made.store, client(), patience=QUICK)
            every_row_once(made)
        n += 1
    push(made.store, client(), patience=QUICK)
    every_row_once(made)
    assert midway, "no kill came between the plan and the answer"


@pytest.mark.timeout(400)
def test_a_process_killed_at_any_moment_of_a_push_drops_and_doubles_nothing(hub: Hub, tmp_path: Path) -> None:
    kill_and_push_again(hub, tmp_path, 5)


@pytest.mark.stress
def test_thirty_kills(hub: Hub, tmp_path: Path) -> None:
    kill_and_push_again(hub, tmp_path, 30)
