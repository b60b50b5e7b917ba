"""Reading is of one moment, leaves nothing behind, and says plainly when it cannot be done."""

from __future__ import annotations

import gc
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest

from evalwidgets import Study
from evalwidgets.errors import StoreCorrupt, StoreError, StoreFull
from evalwidgets.store.bulk import scratch
from tests.store.builders import ANSWERS, study
from tests.store.processes import ROOT, acknowledged, go, start, worker

GRADED = {"right": "met", "kind": "unmet", "words": "so be it"}


def judged(place, count: int = 5) -> Study:
    pilot = study(place, count)
    session = pilot.session("ada")
    while session.next() is not None:
        session.submit(GRADED)
    return pilot


@pytest.mark.parametrize("reads", [12, pytest.param(100, marks=pytest.mark.stress)])
def test_scores_read_while_others_submit_are_of_one_moment_and_nothing_is_lost(place: str, reads: int) -> None:
    """Two threads and another process submit while this one reads; then that process is killed."""
    pilot = study(place, 3000)
    other = worker(place, 3000, "ada")
    go([other])
    said: list[str] = []
    listener = threading.Thread(target=lambda: said.append(other.stdout.read()))
    stop = threading.Event()
    told: list[str] = []

    def submit(expert: str) -> None:
        session = pilot.session(expert)
        while not stop.is_set() and session.next() is not None:
            told.append(session.submit(GRADED).id)

    threads = [*(threading.Thread(target=submit, args=(expert,)) for expert in ("cleo", "dan")), listener]
    for thread in threads:
        thread.start()
    before: list[str] = []
    for _ in range(reads):
        known = set(told)
        scores = pilot.scores()
        ids = list(dict.fromkeys(scores["judgment_id"]))
        assert known <= set(ids), "acknowledged before the reading began, and not in it"
        # PostgreSQL numbers a judgment before it is committed, so that one may come in between, later.
        old = set(before)
        assert [id for id in ids if id in old] == before, "what was there is gone or has moved"
        mine = Counter(id for id in scores["judgment_id"] if id in known)
        assert set(mine.values()) <= {len(GRADED)}, "a judgment came in parts"
        before = ids
    other.kill()
    stop.set()
    for thread in threads:
        thread.join()
    told += [id for _, _, id in acknowledged(said[0])]
    other.communicate()
    pilot.close()
    there = Counter(Study.open(place).scores()["judgment_id"])
    assert set(told) <= set(there)
    assert len(told) > 20


def test_the_data_lives_as_long_as_somebody_uses_it_and_no_longer(tmp_path: Path) -> None:
    pilot = judged(tmp_path / "study.db")
    scores = pilot.scores()
    (path,) = (Path(file["filename"]) for file in scores.cache_files)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    right = scores.select_columns(["criterion", "number"]).filter(lambda row: row["criterion"] == "right")
    del scores
    gc.collect()
    assert path.exists(), "a dataset made from it still needs it"
    assert right["number"] == [1.0] * 5
    del right
    gc.collect()
    assert not path.exists()


def test_a_dataset_can_be_mapped_by_several_processes(tmp_path: Path) -> None:
    scores = judged(tmp_path / "study.db").scores()
    doubled = scores.map(lambda row: {"twice": (row["number"] or 0) * 2}, num_proc=2)
    assert doubled["twice"] == [2.0, 0.0, 0.0] * 5


SCRIPT = """
import os, signal, sys
from evalwidgets import Study
scores = Study.open(sys.argv[1]).scores()
print(os.path.dirname(scores.cache_files[0]["filename"]), flush=True)
if sys.argv[2] == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("end", ["left", "killed"])
def test_files_of_a_process_that_has_ended_are_gone_after_the_next_reading(tmp_path: Path, end: str) -> None:
    pilot = judged(tmp_path / "study.db")
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "study.db"), end]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    folder = Path(subprocess.run(command, capture_output=True, text=True, env=environment).stdout.strip())
    assert folder.name.startswith("evalwidgets-tables-")
    assert folder.exists() == (end == "killed")
    scratch._sweep()
    assert not folder.exists()
    assert len(pilot.scores()) == 15


def test_a_sweep_leaves_the_files_of_living_processes_alone(tmp_path: Path) -> None:
    scores = judged(tmp_path / "study.db").scores()
    command = [sys.executable, "-c", "from evalwidgets.store.bulk import scratch; scratch._sweep()"]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert Path(scores.cache_files[0]["filename"]).exists()


def test_the_parent_never_imports_a_second_sqlite(tmp_path: Path) -> None:
    judged(tmp_path / "study.db")
    script = """
import sys
from evalwidgets import Study
study = Study.open(sys.argv[1])
assert len(study.scores()) == 15
assert not [name for name in sys.modules if "adbc" in name], "the driver is in this process"
"""
    command = [sys.executable, "-c", script, str(tmp_path / "study.db")]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})


def reader_of(me: psutil.Process) -> psutil.Process:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for child in me.children():
            try:
                if "evalwidgets.store.bulk" in child.cmdline():
                    return child
            except psutil.NoSuchProcess:
                continue
        time.sleep(0.005)
    raise AssertionError("no child process reads")


def test_a_reading_process_that_is_killed_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    pilot = judged(tmp_path / "study.db")
    kept = pilot.scores()
    folder = Path(kept.cache_files[0]["filename"]).parent
    before = set(folder.iterdir())
    assassin = threading.Thread(target=lambda: reader_of(psutil.Process()).kill())
    assassin.start()
    with pytest.raises(StoreError, match=r"the process that reads tables was ended by signal 9"):
        pilot.scores()
    assassin.join()
    assert set(folder.iterdir()) == before
    assert len(pilot.scores()) == 15
    session = pilot.session("ben")
    session.next()
    session.submit(ANSWERS)
    assert len(pilot.scores()) == 16


def test_a_reading_process_ends_with_the_one_that_asked(tmp_path: Path) -> None:
    judged(tmp_path / "study.db")
    asking = start("tests.reading_forever", str(tmp_path / "study.db"))
    child = reader_of(psutil.Process(asking.pid))
    os.kill(asking.pid, signal.SIGKILL)
    asking.wait()
    asking.stdout.close()
    _, alive = psutil.wait_procs([child], timeout=20)
    assert not alive


def test_a_full_disk_for_temporary_files_is_said(tmp_path: Path, monkeypatch) -> None:
    pilot = judged(tmp_path / "study.db")
    monkeypatch.setattr("evalwidgets.store.bulk.parent.new_file", lambda name: Path("/dev/full"))
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)
    with pytest.raises(StoreFull, match=r"The disk for temporary files, .*TMPDIR"):
        pilot.scores()


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    pilot = judged(tmp_path / "study.db", 400)
    pilot.close()
    path = tmp_path / "study.db"
    with path.open("r+b") as file:
        file.seek(16384)
        file.write(os.urandom(path.stat().st_size - 16384))
    with pytest.raises(StoreCorrupt, match=r"study.db is damaged"):
        pilot.scores()


def test_answers_that_others_wrote_are_refused_not_guessed(tmp_path: Path) -> None:
    pilot = judged(tmp_path / "study.db")
    with pilot.store.writing() as connection:
        connection.exec_driver_sql("""UPDATE judgments SET answers = '[ {"criterion": "right"} ]' WHERE seq = 1""")
    with pytest.raises(StoreError, match="answers that evalwidgets did not write"):
        pilot.scores()


def test_temporary_files_follow_tmpdir(tmp_path: Path) -> None:
    judged(tmp_path / "study.db")
    (tmp_path / "elsewhere").mkdir()
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "study.db"), "left"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "elsewhere")}
    said = subprocess.run(command, capture_output=True, text=True, env=environment).stdout.strip()
    assert Path(said).parent == tmp_path / "elsewhere"
    assert Path(tempfile.gettempdir()) != tmp_path / "elsewhere"
