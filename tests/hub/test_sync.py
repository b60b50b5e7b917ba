"""A background push keeps up while experts grade, ends with its kernel, and shows how it is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evalwidgets import Study
from evalwidgets.errors import HubError
from evalwidgets.hub.sync import FLUSH, Sync, SyncOrder, seconds_of
from tests.hub.server.host import Hub
from tests.hub.studies import REPO, every_row_once, grade, load, pilot

KERNEL = """
import sys, time
from evalwidgets import Study
from tests.hub.studies import REPO, grade
study = Study.open(sys.argv[1])
sync = study.sync(REPO, every="1 h", token="hf_writer")
sync.now()
grade(study, "ben", 2)
print("graded", flush=True)
if sys.argv[2] == "exit":
    sys.exit()
time.sleep(60)
"""


@pytest.fixture
def judged(tmp_path: Path) -> Study:
    made = pilot(tmp_path / "study.db", 8)
    grade(made, "ada", 2)
    return made


@pytest.fixture
def started(judged: Study) -> Iterator[Sync]:
    sync = judged.sync(REPO, every="5 min", token="hf_writer")
    yield sync
    sync.stop()


def test_what_is_judged_meanwhile_goes_without_being_asked(hub: Hub, judged: Study) -> None:
    sync = Sync(SyncOrder(str(judged.store.place), REPO, "hf_writer", 0.3, propose=False, names=()))
    until = time.monotonic() + 60
    grade(judged, "ben", 3)
    while sync.state.pushed < 5 and time.monotonic() < until:
        time.sleep(0.1)
    requests = len(hub.log)
    time.sleep(1.0)
    assert len(hub.log) == requests, "without anything new, the Hub is left in peace"
    grade(judged, "ben", 2)
    while sync.state.pushed < 7 and time.monotonic() < until:
        time.sleep(0.1)
    assert sync.stop().word == "stopped"
    every_row_once(judged)


def test_its_state_can_be_seen(hub: Hub, judged: Study, started: Sync) -> None:
    assert started.now().word == "waiting"
    assert "sync to org/graded every 300 s: waiting; 2 judgments pushed, all there at" in repr(started)
    grade(judged, "ben", 1)
    hub.faults.put("401", "revision")
    state = started.now()
    assert (state.word, "does not know this token" in state.words) == ("failing", True)
    assert "hf_writer" not in repr(started)
    assert (started.now().word, started.state.pushed) == ("waiting", 3)
    session = judged.session("ben")
    session.next()
    session.submit({"right": {"value": "met", "comment": "call +49 170 1234567"}})
    state = started.now()
    assert (state.word, "+49 170 1234567" in state.words) == ("held", True)
    assert started.state.pushed == 3


def test_a_second_sync_of_the_study_takes_the_place_of_the_first(hub: Hub, judged: Study, started: Sync) -> None:
    again = judged.sync(REPO, every="10 min", token="hf_writer")
    assert (started.state.word, started.is_running, again.is_running) == ("stopped", False, True)
    again.stop()


@pytest.mark.parametrize("end", ["exit", "kill"])
def test_what_is_left_is_flushed_when_the_kernel_ends(hub: Hub, judged: Study, tmp_path: Path, end: str) -> None:
    kernel = subprocess.Popen(
        [sys.executable, "-c", KERNEL, str(tmp_path / "study.db"), end], stdout=subprocess.PIPE, text=True
    )
    assert kernel.stdout.readline() == "graded\n"
    start = time.monotonic()
    if end == "kill":
        os.kill(kernel.pid, signal.SIGKILL)
    kernel.wait()
    assert time.monotonic() - start < FLUSH + 3
    until = time.monotonic() + FLUSH + 2
    while len(load("judgments")) < 4 and time.monotonic() < until:
        time.sleep(0.2)
    every_row_once(judged)


def test_an_exit_does_not_wait_for_a_silent_hub(hub: Hub, judged: Study, started: Sync) -> None:
    started.now()
    grade(judged, "ben", 1)
    hub.faults.silence = 30
    hub.faults.put("hang", "revision")
    start = time.monotonic()
    started.stop()
    assert time.monotonic() - start < FLUSH + 2
    assert not started.is_running
    judged.push_to_hub(REPO, token="hf_writer", progress=False)
    every_row_once(judged)


def test_no_signal_handler_is_installed(hub: Hub, judged: Study) -> None:
    before = {name: signal.getsignal(name) for name in signal.valid_signals()}
    judged.sync(REPO, every="5 min", token="hf_writer").stop()
    assert {name: signal.getsignal(name) for name in signal.valid_signals()} == before


@pytest.mark.parametrize(
    ("every", "seconds"), [("5 min", 300), ("90 s", 90), ("1 hour", 3600), ("2 Hours", 7200), (45, 45), ("0.5 min", 30)]
)
def test_intervals_are_read_as_people_write_them(every: str | float, seconds: float) -> None:
    assert seconds_of(every) == seconds


@pytest.mark.parametrize(("every", "message"), [("often", "is no interval"), ("5 s", "too often"), (1, "too often")])
def test_an_interval_that_cannot_be_is_said(every: str | float, message: str) -> None:
    with pytest.raises(HubError, match=message):
        seconds_of(every)
