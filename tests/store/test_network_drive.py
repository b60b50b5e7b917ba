"""On a network drive: a rollback journal, one writing process, and a warning that says so."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from evalwidgets import Study
from evalwidgets.errors import StoreBusy
from evalwidgets.store import sqlite_file
from tests.store.builders import ANSWERS, check_books, study


@pytest.fixture
def drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that passes for one on NFS."""
    monkeypatch.setattr(sqlite_file, "network_file_system", lambda _path: "nfs4")
    return tmp_path


def lock_of(place: Path) -> Path:
    return place.with_name(place.name + ".lock")


def test_it_is_said_and_the_study_works(drive: Path) -> None:
    place = drive / "s.db"
    with pytest.warns(UserWarning, match=r"s.db is on a network file system \(nfs4\).*only one notebook at a time"):
        pilot = study(place)
    session = pilot.session("ada")
    session.next()
    session.submit(ANSWERS)
    session.undo()
    check_books(pilot.store)
    with sqlite3.connect(place) as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    with pilot.store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 3, "EXTRA: the folder is synced, too"
    assert not place.with_name("s.db-wal").exists()
    assert json.loads(lock_of(place).read_text())["pid"] == os.getpid()
    pilot.close()
    assert not lock_of(place).exists()


@pytest.mark.filterwarnings("ignore:.*network file system")
def test_a_second_writing_process_is_refused_and_told_who_writes(drive: Path) -> None:
    place = drive / "s.db"
    pilot = study(place)
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        from evalwidgets.store import writer_lock

        holder = writer_lock.Holder(socket.gethostname(), other.pid, writer_lock._started(other.pid) or "")
        pilot.close()
        lock_of(place).write_text(json.dumps(holder.__dict__))
        again = Study.open(place)
        with pytest.raises(StoreBusy, match=f"being written by process {other.pid} on {socket.gethostname()}"):
            again.session("ada")
        assert again.status().items == 5, "reading is allowed"
    finally:
        other.communicate(b"\n")
    again.session("ada"), "its process is gone: the lock is taken over"
    assert json.loads(lock_of(place).read_text())["pid"] == os.getpid()


@pytest.mark.filterwarnings("ignore:.*network file system")
def test_a_lock_of_another_host_is_never_taken_over(drive: Path) -> None:
    place = drive / "s.db"
    pilot = study(place)
    pilot.close()
    lock_of(place).write_text(json.dumps({"host": "lab-7", "pid": 1, "started": "5"}))
    with pytest.raises(StoreBusy, match=r"process 1 on lab-7\. Close that notebook first; if it is long gone, delete"):
        pilot.session("ada")


@pytest.mark.filterwarnings("ignore:.*network file system")
def test_a_process_number_used_again_is_not_mistaken_for_the_holder(drive: Path) -> None:
    place = drive / "s.db"
    pilot = study(place)
    pilot.close()
    lock_of(place).write_text(json.dumps({"host": socket.gethostname(), "pid": os.getppid(), "started": "1"}))
    pilot.session("ada")


@pytest.mark.filterwarnings("ignore:.*network file system")
def test_a_study_moved_to_a_network_drive_and_back_changes_its_journal(tmp_path: Path, monkeypatch) -> None:
    place = tmp_path / "s.db"
    study(place).close()
    with monkeypatch.context() as there:
        there.setattr(sqlite_file, "network_file_system", lambda _path: "cifs")
        Study.open(place).close()
        with sqlite3.connect(place) as file:
            assert file.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    Study.open(place).close()
    with sqlite3.connect(place) as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
