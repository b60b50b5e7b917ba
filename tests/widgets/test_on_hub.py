"""How a background push stands is told to the seats of its study, without a word that experts must not read."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evalwidgets import PairwiseComparison, RubricGrader, Study
from evalwidgets.hub.sync import Sync
from tests.hub.server.host import Hub
from tests.hub.studies import REPO, grade, pilot
from tests.widgets.peer import Peer


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = pilot(tmp_path / "study.db", 8)
    grade(made, "ada", 2)
    return made


@pytest.fixture
def begin(study: Study) -> Iterator[Callable[[], Sync]]:
    begun: list[Sync] = []

    def start() -> Sync:
        begun.append(study.sync(REPO, every="5 min", token="hf_writer"))
        return begun[-1]

    yield start
    for sync in begun:
        sync.stop()


def told(peer: Peer) -> list[dict[str, Any]]:
    return [message["on_hub"] for message in peer.received if message.get("event") == "on_hub"]


def until(test: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not test():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_seat_hears_what_changes_and_a_later_one_how_it_stands(
    hub: Hub, study: Study, begin: Callable[[], Sync]
) -> None:
    first = Peer(RubricGrader(study, expert="ben"))
    assert first.result("open")["on_hub"] is None
    sync = begin()
    sync.now()
    until(lambda: bool(told(first)) and told(first)[-1]["word"] == "waiting")
    assert sync.state.last is not None
    assert told(first)[-1] == {"word": "waiting", "at": int(sync.state.last * 1e6), "passing": None}
    assert "pushing" in [state["word"] for state in told(first)]
    later = Peer(PairwiseComparison(Study.open(study.store.place.path), expert="eva"))
    assert later.result("open")["on_hub"] == told(first)[-1]
    sync.stop()
    until(lambda: told(first)[-1]["word"] == "stopped")
    assert told(later)[-1]["word"] == "stopped"


def test_what_stands_in_the_way_is_told_without_its_words(hub: Hub, study: Study, begin: Callable[[], Sync]) -> None:
    peer = Peer(RubricGrader(study, expert="ben"))
    sync = begin()
    sync.now()
    grade(study, "ada", 1)
    hub.faults.put("401", "revision")
    assert sync.now().word == "failing"
    until(lambda: told(peer)[-1]["word"] == "failing")
    assert told(peer)[-1]["passing"] is None
    sync.now()
    session = study.session("ada")
    session.next()
    session.submit({"right": {"value": "met", "comment": "call +49 170 1234567"}})
    assert sync.now().word == "held"
    until(lambda: told(peer)[-1]["word"] == "held")
    said = json.dumps(peer.received)
    for secret in ("170 1234567", "token", "hf_writer", REPO):
        assert secret not in said


def test_no_network_is_told_as_what_passes(
    study: Study, begin: Callable[[], Sync], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # nobody listens there
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    peer = Peer(RubricGrader(study, expert="ben"))
    begin()
    until(lambda: bool(told(peer)) and told(peer)[-1]["word"] == "failing")
    assert told(peer)[-1]["passing"] == "network"


def test_the_newest_push_of_a_study_is_the_one_that_is_told(hub: Hub, study: Study, begin: Callable[[], Sync]) -> None:
    peer = Peer(RubricGrader(study, expert="ben"))
    begin().now()
    begin().now()
    until(lambda: told(peer)[-1]["word"] == "waiting")
    time.sleep(0.3)
    assert told(peer)[-1]["word"] == "waiting", "the older one's end is no news"


def test_a_widget_that_is_gone_is_not_kept_for_its_news(hub: Hub, study: Study, begin: Callable[[], Sync]) -> None:
    from evalwidgets.hub import sync

    class Heard:
        states = 0

        def hear(self, _state: sync.SyncState) -> None:
            Heard.states += 1

    listener = Heard()
    sync.watch(study.store, listener.hear)
    running = begin()
    running.now()
    assert Heard.states > 0
    del listener
    gc.collect()
    heard = Heard.states
    running.now()
    assert Heard.states == heard
