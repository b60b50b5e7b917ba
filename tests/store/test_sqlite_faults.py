"""What can be wrong with a file: each said in words that name it and the way out, and nothing lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from evalwidgets import Rubric, Session, Study
from evalwidgets.errors import (
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreTooNew,
    StudyError,
)
from evalwidgets.store import Store, schema
from tests.store.builders import ANSWERS, PATIENCE, RUBRIC, check_books, ids_of, rows, study

AS_ROOT = os.geteuid() == 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pilot.db"


def judged(file: Path, count: int = 3) -> Study:
    pilot = study(file, 50)
    session = pilot.session("ada")
    for _ in range(count):
        session.next()
        session.submit(ANSWERS)
    return pilot


def test_the_file_is_its_owners_alone(file: Path) -> None:
    study(file)
    assert oct(file.stat().st_mode & 0o777) == "0o600"


def test_it_is_journalled_and_synced_as_promised(file: Path) -> None:
    with study(file).store.reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "page_size", "foreign_keys", "application_id", "user_version")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "page_size": 16384,
        "foreign_keys": 1,
        "application_id": schema.APPLICATION_ID,
        "user_version": schema.VERSION,
    }


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"The folder .*/nowhere does not exist\. Create it, or give another path"):
        study(tmp_path / "nowhere" / "s.db")


def test_a_folder_for_a_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"is a folder\. Give the path of a file in it, e\.g\..*study\.db"):
        study(tmp_path)


def test_no_study_to_open(file: Path) -> None:
    with pytest.raises(StoreError, match=r"There is no study at .*pilot\.db\. Make one by Study\.create"):
        Study.open(file)
    assert not file.exists()


def test_a_newer_study_is_left_as_it_is(file: Path) -> None:
    study(file).close()
    with sqlite3.connect(file) as other:
        other.execute("PRAGMA user_version = 99")
    before = file.read_bytes()
    for attempt in (lambda: Study.open(file), lambda: study(file)):
        with pytest.raises(StoreTooNew, match=r"pilot\.db was written by a newer evalwidgets \(schema 99, this one"):
            attempt()
    assert file.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database, but notes" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_of_something_else_is_left_as_it_is(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    for attempt in (lambda: Study.open(file), lambda: study(file)):
        with pytest.raises(StoreCorrupt, match=r"pilot\.db is not a study of evalwidgets; it was left as it is"):
            attempt()
    assert file.read_bytes() == content


def test_another_programs_database_is_left_as_it_is(file: Path) -> None:
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE items (a)")
    before = file.read_bytes()
    for attempt in (lambda: Study.open(file), lambda: study(file)):
        with pytest.raises(StoreCorrupt, match=r"is not a study of evalwidgets; it was left as it is\. Give another"):
            attempt()
    assert file.read_bytes() == before


def test_an_empty_file_becomes_a_study_but_is_none(file: Path) -> None:
    file.touch()
    with pytest.raises(StoreCorrupt, match="is not a study"):
        Study.open(file)
    assert study(file).status().items == 5


def test_a_damaged_file_says_how_to_rescue_it(file: Path) -> None:
    judged(file).close()
    content = bytearray(file.read_bytes())
    for page in range(1, len(content) // 16384):
        content[page * 16384 : page * 16384 + 200] = b"\xa5" * 200
    file.write_bytes(content)
    with pytest.raises(StoreCorrupt, match=r"pilot\.db is damaged\. Copy it .*aside.*\.recover") as told:
        Study.open(file).session("ada").next()
    assert "-wal" in str(told.value)
    assert file.read_bytes() == bytes(content)


def test_a_file_cut_short_is_damaged(file: Path) -> None:
    judged(file).close()
    with file.open("r+b") as half:
        half.truncate(file.stat().st_size // 2 // 16384 * 16384)
    with pytest.raises(StoreCorrupt, match="is damaged"):
        Study.open(file).session("ada").history()


def test_a_locked_file_is_waited_for_and_then_said(file: Path) -> None:
    judged(file).close()
    pilot = Study(Store.open(file, patience=PATIENCE))
    session = pilot.session("ada")
    session.next()
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match=r"pilot\.db is locked by another program .* Close the program") as told:
            session.submit(ANSWERS)
        assert "Everything that was saved before is safe." in str(told.value)
        assert session.progress.submitted == 3, "reading goes on"
        other.execute("ROLLBACK")
    session.submit(ANSWERS)
    assert session.progress.submitted == 4


def test_a_lock_given_back_in_time_is_not_noticed(file: Path) -> None:
    session = judged(file).session("ada")
    session.next()
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    later = threading.Timer(0.3, lambda: other.execute("ROLLBACK"))
    later.start()
    session.submit(ANSWERS)
    later.join()
    other.close()


def work_without_end(session: Session, made: list[str] | None = None) -> None:
    while session.next() is not None:
        judgment = session.submit({"right": "met", "words": "long " * 1500})
        if made is not None:
            made.append(judgment.id)


def fill(ballast: Path) -> None:
    """Write until the disk is full to the last block."""
    file = os.open(ballast, os.O_CREAT | os.O_WRONLY)
    with suppress(OSError):
        while True:
            os.write(file, b"\0" * 4096)
    os.close(file)


def test_a_full_disk_stops_the_work_and_loses_nothing(file: Path) -> None:
    pilot = judged(file)
    with pilot.store.reading() as connection:  # the pages the file may have: SQLite's own word for a full disk
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    session = pilot.session("ada")
    made: list[str] = []
    with pytest.raises(StoreFull, match=r"The disk that holds .*pilot\.db is full\. Free some space") as told:
        work_without_end(session, made)
    assert "Everything that was saved before is safe." in str(told.value)
    again = Study.open(file)
    assert list(ids_of(again.store))[3:] == made, "what was acknowledged is there, and nothing else"
    check_books(again.store)
    with pilot.store.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    session.next()
    session.submit(ANSWERS)


@pytest.mark.skipif(not AS_ROOT, reason="mounting a small disk needs root")
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2M", "tmpfs", str(disk)], check=True)
    try:
        pilot = judged(disk / "pilot.db")
        session = pilot.session("ada")
        session.next()
        fill(disk / "ballast")
        with pytest.raises(StoreFull, match="is full"):
            work_without_end(session)
        (disk / "ballast").unlink()
        session.submit(ANSWERS, session.next().task)
        check_books(pilot.store)
        pilot.close()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.skipif(not AS_ROOT, reason="mounting a disk read-only needs root")
def test_a_disk_mounted_read_only(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4M", "tmpfs", str(disk)], check=True)
    try:
        judged(disk / "pilot.db").close()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(StoreReadOnly, match=r"cannot be written\. Allow this user to write it, or copy the study"):
            Study.open(disk / "pilot.db").session("ada")
        with pytest.raises(StoreReadOnly, match=r"The folder .*disk .* cannot be written"):
            study(disk / "new.db")
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def as_plain_user(code: str, folder: Path) -> str:
    """Run Python code as a user who may not write everywhere, as root may."""
    command = [sys.executable, "-c", code]
    if not AS_ROOT:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout
    root = Path(__file__).parents[2]
    script = (
        "import os, sys; sys.path.insert(0, sys.argv[2]); import sqlalchemy.dialects.sqlite, evalwidgets.store.store,"
        " evalwidgets.session, evalwidgets.tasks, evalwidgets.study; os.setgid(65534); os.setuid(65534); exec(sys.argv[1])"
    )
    done = subprocess.run([sys.executable, "-c", script, code, str(root)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


TRY = """
from evalwidgets.errors import StoreError
from evalwidgets.study import Study
try:
    Study.open({file!r}).session("ada")
except StoreError as error:
    print(type(error).__name__, error)
"""


def open_to_all(folder: Path) -> None:
    for place in (folder, *folder.parents):
        if str(place).startswith("/tmp/") and place.exists():
            place.chmod(0o755)


def test_a_file_that_may_not_be_written(tmp_path: Path) -> None:
    file = tmp_path / "pilot.db"
    judged(file).close()
    open_to_all(tmp_path)
    file.chmod(0o444)
    tmp_path.chmod(0o777)
    said = as_plain_user(TRY.format(file=str(file)), tmp_path)
    assert said.startswith(f"StoreReadOnly The file {file} cannot be written.")


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    file = tmp_path / "pilot.db"
    judged(file).close()
    open_to_all(tmp_path)
    file.chmod(0o666)
    tmp_path.chmod(0o555)
    said = as_plain_user(TRY.format(file=str(file)), tmp_path)
    assert said.startswith(f"StoreReadOnly The folder {tmp_path} (SQLite writes a log beside pilot.db) cannot be")


def test_another_rubric_is_refused_with_both_hashes(file: Path) -> None:
    study(file).close()
    other = Rubric.model_validate(RUBRIC.model_dump() | {"title": "Another"})
    with pytest.raises(StudyError, match=f"another rubric: there {RUBRIC.hash[:12]}, given {other.hash[:12]}"):
        Study.create(file, items=rows(5), rubric=other, protocol={"kinds": ["grade"]})


def test_another_protocol_is_refused_with_both_hashes(file: Path) -> None:
    first = study(file)
    with pytest.raises(StudyError, match=f"another protocol: there {first.protocol.hash[:12]}, given [0-9a-f]{{12}}"):
        study(file, overlap=2)


def test_two_processes_that_create_the_same_study_make_one(tmp_path: Path) -> None:
    file = tmp_path / "s.db"
    code = "from tests.store.builders import study; import sys\nsys.stdin.readline(); print(study(sys.argv[1], 20).id)"
    root = Path(__file__).parents[2]
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
        )
        for _ in range(3)
    ]
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()
    ids = {process.communicate()[0].strip() for process in both}
    assert len(ids) == 1
    pilot = Study.open(file)
    assert pilot.status().items == 20
    check_books(pilot.store)


def test_a_copy_of_the_file_is_the_whole_study_once_it_is_closed(file: Path, tmp_path: Path) -> None:
    judged(file).close()
    shutil.copy(file, tmp_path / "copy.db")
    assert Study.open(tmp_path / "copy.db").session("ada").progress.submitted == 3
