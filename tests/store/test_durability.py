"""What was acknowledged is there, once: whoever writes at the same time, whoever is killed."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest

from evalwidgets import Study
from evalwidgets.store import schema
from tests.store.builders import all_rows, check_books, study
from tests.store.processes import acknowledged, go, worker


def stored(store) -> dict[str, tuple[str, int]]:
    experts = {seat.id: seat.expert for seat in all_rows(store, schema.seats)}
    judgments = all_rows(store, schema.judgments)
    assert max(Counter(row.id for row in judgments).values(), default=1) == 1
    return {row.id: (experts[row.seat], row.task) for row in judgments}


@pytest.mark.parametrize("moment", range(3))
def test_after_kill_9_every_acknowledged_judgment_is_there(place: str, moment: int) -> None:
    """Two threads of one process and another process submit, a third reads; then both are killed."""
    pilot = study(place, 3000)
    both = [worker(place, 3000, "ada", "ben"), worker(place, 3000, "cleo")]
    go(both)
    enough = random.Random(moment).randrange(40, 250)
    deadline = time.monotonic() + 60
    seen = 0
    while seen < enough and time.monotonic() < deadline:
        judged = sum(one.done for one in pilot.status().experts)
        assert judged >= seen, "a reader saw judgments go away"
        seen = judged
        pilot.session("reader").history()
    for process in both:
        process.kill()
    said = [process.communicate()[0] for process in both]
    told = [one for text in said for one in acknowledged(text)]
    pilot.close()
    again = Study.open(place)
    there = stored(again.store)
    for expert, task, id in told:
        assert there.get(id) == (expert, task), f"{expert} was told that task {task} is saved, and it is not there"
    assert len(told) <= len(there) <= len(told) + 3, "only what each was just saving may be there untold"
    assert len(told) > 20
    check_books(again.store)


@pytest.mark.timeout(600)
def test_eight_processes_submit_500_each_and_nothing_is_lost_or_doubled(place: str) -> None:
    pilot = study(place, 500)
    workers = [worker(place, 500, f"expert-{n}") for n in range(8)]
    go(workers)
    told = [one for process in workers for one in acknowledged(process.communicate(timeout=500)[0])]
    assert [process.returncode for process in workers] == [0] * 8
    assert len(told) == 8 * 500
    assert stored(pilot.store) == {id: (expert, task) for expert, task, id in told}
    assert all(one.submitted == one.total == 500 for one in pilot.status().experts)
    check_books(pilot.store)


@pytest.mark.timeout(600)
def test_eight_processes_share_an_overlap_and_no_task_is_judged_too_often(place: str) -> None:
    pilot = study(place, 300, overlap=2)
    workers = [worker(place, 500, f"expert-{n}") for n in range(8)]
    go(workers)
    told = [one for process in workers for one in acknowledged(process.communicate(timeout=500)[0])]
    assert [process.returncode for process in workers] == [0] * 8
    assert len(told) == 2 * 300
    assert {row.submitted for row in all_rows(pilot.store, schema.tasks)} == {2}
    check_books(pilot.store)


def test_one_experts_two_windows_never_double_a_task(place: str) -> None:
    """Both processes take the same seat from each other; whoever lost it stops with an error, nothing is lost."""
    pilot = study(place, 400)
    workers = [worker(place, 400, "ada"), worker(place, 400, "ada")]
    go(workers)
    told = [one for process in workers for one in acknowledged(process.communicate(timeout=100)[0])]
    assert len({task for _, task, _ in told}) == len(told)
    assert stored(pilot.store) == {id: (expert, task) for expert, task, id in told}
    check_books(pilot.store)
