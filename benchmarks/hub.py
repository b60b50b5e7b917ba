"""Publishing and pushing, to a Hub on this machine, beside `Dataset.push_to_hub` and Potato's exporter of the same rows.

Each figure is taken in a process of its own, after the libraries are imported and the Hub has been
spoken to once: what an import takes is paid once a session.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from benchmarks import hub_potato
from benchmarks.report import Line, at_most, percentile
from benchmarks.tables import _anonymous, synthesise
from tests.hub.address import LISTENER
from tests.hub.server.host import Hub

ROWS_PER_JUDGMENT = 10
SMALL, LARGE = 100_000, 1_000_000
"""Judgments: of ten criteria each, so that these are one and ten million rows."""

_OPEN = """
import json, sys, time
from evalwidgets import Study
from evalwidgets.hub.client import HubClient
from evalwidgets.hub.push import push
study = Study.open(sys.argv[1])
hub = HubClient("org/bench", token="hf_writer")
hub.look()
import datasets, pyarrow.parquet

def grade(expert, count):
    session, took = study.session(expert), []
    answers = {one.id: 1 if one.kind in ("numeric", "count") else "met" if one.kind == "binary" else one.options[0].id
               for one in study.rubric.criteria}
    for _ in range(count):
        session.next()
        start = time.perf_counter()
        session.submit(answers)
        took.append(time.perf_counter() - start)
    return took

def timed(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start
"""
_FIRST = """
print(json.dumps(timed(lambda: push(study.store, hub))))
"""
_APPEND = """
push(study.store, hub)
took = []
for _ in range(5):
    grade("dr-late", 100)
    took.append(timed(lambda: push(study.store, hub)))
print(json.dumps(took))
"""
_SUBMITS = """
from evalwidgets.hub.sync import Sync, SyncOrder
push(study.store, hub)
grade("dr-quick", 200)
ratios = []
for _ in range(3):
    alone = grade("dr-quick", 400)
    sync = Sync(SyncOrder(sys.argv[1], "org/bench", "hf_writer", 0.2, propose=False, names=()))
    while sync.state.last is None:
        time.sleep(0.05)
    during = grade("dr-quick", 400)
    sync.stop()
    ratios.append([alone, during])
print(json.dumps(ratios))
"""
_PUBLISH = """
print(json.dumps(timed(lambda: study.publish(sys.argv[2], progress=False))), flush=True)
"""
_PLAIN = """
scores = study.scores()
first = timed(lambda: scores.push_to_hub("org/plain", token="hf_writer", private=True))
grade("dr-plain", 100)
more = study.scores()
print(json.dumps([first, timed(lambda: more.push_to_hub("org/plain", token="hf_writer"))]))
"""


def run() -> list[Line]:
    with tempfile.TemporaryDirectory(prefix="evalwidgets-bench-") as place:
        folder = Path(place)
        hub = Hub(LISTENER, folder / "blobs")
        small, large = folder / "small.db", folder / "large.db"
        synthesise(small, SMALL).close()
        lines = [*_pushes(hub, small), _submits(hub, small), *_plain(hub, small)]
        lines += hub_potato.run(small, folder / "potato")
        hub.shutdown()
        synthesise(large, LARGE).close()
        return [*lines, *_publish(large, folder / "published")]


def _pushes(hub: Hub, study: Path) -> list[Line]:
    rows = SMALL * ROWS_PER_JUDGMENT
    first, _ = _ran(hub, _FIRST, study)
    received = hub.storage.received
    took, _ = _ran(hub, _APPEND, study)
    sent = (hub.storage.received - received) / len(took) / 1e6
    what = f"append of 1,000 rows to {rows:,}"
    return [
        at_most(f"first push of {rows:,} score rows", first, 10.0, " s"),
        at_most(what, sorted(took)[len(took) // 2], 0.5, " s", f"of {len(took)}: {min(took):.2f} to {max(took):.2f} s"),
        at_most(f"{what}: sent", sent, 1.0, " MB"),
    ]


def _submits(hub: Hub, study: Path) -> Line:
    rounds, _ = _ran(hub, _SUBMITS, study)
    alone, during = ([value for one in rounds for value in one[place]] for place in (0, 1))
    before, after = percentile(alone, 0.95), percentile(during, 0.95)
    detail = f"p95 {before * 1000:.1f} ms alone, {after * 1000:.1f} ms while pushing without a pause"
    return at_most("a submit during a sync beside one without", after / before, 1.5, " ×", detail)


def _plain(hub: Hub, study: Path) -> list[Line]:
    received = hub.storage.received
    (first, again), sent = _ran(hub, _PLAIN, study)
    what = "beside: Dataset.push_to_hub of the same rows"
    return [
        Line(what, f"{first:.3g} s"),
        Line(f"{what} and 1,000 more", f"{again:.3g} s, {(sent - received) / 2e6:.3g} MB sent"),
    ]


def _publish(study: Path, target: Path) -> list[Line]:
    rows = LARGE * ROWS_PER_JUDGMENT
    command = [sys.executable, "-c", _OPEN.replace("hub.look()", "") + _PUBLISH, str(study), str(target)]
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as publishing:
        watched = psutil.Process(publishing.pid)
        while publishing.poll() is None:
            with suppress(psutil.NoSuchProcess):
                peak = max(peak, _anonymous(watched))
            time.sleep(0.1)
        assert publishing.stdout is not None
        seconds = json.loads(publishing.stdout.read())
    size = sum(path.stat().st_size for path in target.rglob("*.parquet")) / 1e6
    return [
        at_most(f"study.publish() of {rows:,} score rows", seconds, 20.0, " s", f"{size:,.0f} MB of Parquet"),
        at_most("study.publish(): anonymous memory, child included", peak / 1e9, 1.5, " GB"),
    ]


def _ran(hub: Hub, script: str, study: Path) -> tuple[Any, int]:
    """Run a script in a fresh process; return what it printed, and the bytes that the Hub has then received."""
    done = subprocess.run(
        [sys.executable, "-c", _OPEN + script, str(study)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1]), hub.storage.received
