"""What is next for an expert is found at once, however much they have judged before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import event

from tests.store.builders import ANSWERS, study


def test_a_task_late_in_a_study_takes_no_more_work_of_the_database_than_an_early_one(tmp_path: Path) -> None:
    pilot = study(tmp_path / "study.db", 1500)
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    @event.listens_for(pilot.store._engine, "checkout")
    def _watch(connection: Any, *_: object) -> None:
        connection.set_progress_handler(count, 10)  # called at every tenth instruction of SQLite's machine

    session = pilot.session("ada")
    taken: list[int] = []
    for _ in range(1200):
        steps = 0
        session.next()
        session.submit(ANSWERS)
        taken.append(steps)
    early, late = sorted(taken[10:60])[25], sorted(taken[-50:])[25]
    assert 0 < late < 1.5 * early
