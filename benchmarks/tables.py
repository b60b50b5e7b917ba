"""A million judgments of ten criteria each, read out as ten million typed rows."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from benchmarks.report import Line, at_most
from evalwidgets.protocol import Protocol
from evalwidgets.rubrics.model import Binary, Count, Criterion, Group, NaReason, Numeric, Option, Ordinal, Rubric
from evalwidgets.store import Store
from evalwidgets.store.records import answers_to_json
from evalwidgets.tasks.answers import Answer, Evidence

JUDGMENTS = 1_000_000
ITEMS = 50_000
MODELS = ("northwind-2", "harbour-7b")
EXPERTS = tuple(f"dr-{n:02}" for n in range(10))
SHARE = 0.05
"""Of answers that are N/A, that have a comment, that have a quote."""

SECONDS = 16.0
MEGABYTES = 800.0

_SCALE = tuple(Option(id=word, label=word.title(), value=float(n)) for n, word in enumerate(("poor", "fair", "good")))
_CRITERIA: tuple[Criterion, ...] = (
    *(
        Binary(id=f"fact_{n}", text=f"States the fact number {n} that a careful colleague expects", points=2)
        for n in range(4)
    ),
    *(Binary(id=f"harm_{n}", text=f"Gives advice of kind {n} that may do harm", points=-4) for n in range(2)),
    *(
        Ordinal(kind="ordinal", id=f"style_{n}", text="Reads well to a patient", options=_SCALE, points=1)
        for n in range(2)
    ),
    Numeric(kind="numeric", id="overall", text="Over all, from 0 to 10", minimum=0, maximum=10, points=0),
    Count(kind="count", id="slips", text="Slips of the pen", points=-1),
)
RUBRIC = Rubric(
    id="ten",
    title="Ten criteria",
    instructions="Judge as you would a colleague's letter.",
    groups=(
        Group(id="content", title="Content", criteria=_CRITERIA[:6]),
        Group(id="form", title="Form", criteria=_CRITERIA[6:]),
    ),
)
_TEXT = "Take one tablet in the morning with water; see your doctor if the dizziness does not pass. " * 16


def _answer(criterion: Criterion, chance: random.Random) -> Answer:
    reason: NaReason = "missing_context"
    comment = f"Not what the guideline says (page {chance.randrange(10_000)})." if chance.random() < SHARE else None
    start = chance.randrange(1000)
    quote = Evidence(
        response="r1",
        start=start,
        end=start + 60,
        exact=_TEXT[start : start + 60],
        prefix=_TEXT[max(0, start - 32) : start],
        suffix=_TEXT[start + 60 : start + 92],
    )
    evidence = (quote,) if chance.random() < SHARE else ()
    if chance.random() < SHARE:
        return Answer(criterion=criterion.id, na=reason, comment=comment, evidence=evidence)
    if isinstance(criterion, Binary):
        met = chance.random() < 0.6
        value = {"label": "met" if met else "unmet", "number": float(met)}
    elif isinstance(criterion, Ordinal):
        option = chance.choice(criterion.options)
        value = {"label": option.id, "number": option.value}
    else:
        value = {"number": float(chance.randrange(10))}
    return Answer.model_validate({"criterion": criterion.id, "comment": comment, "evidence": evidence, **value})


def _judgments(count: int) -> Iterator[tuple[object, ...]]:
    chance = random.Random(7)
    # More than a batch holds, so that reading finds as few repetitions in it as in a real study.
    written = [answers_to_json(tuple(_answer(criterion, chance) for criterion in _CRITERIA)) for _ in range(20_000)]
    tasks = ITEMS * len(MODELS)
    for n in range(count):
        task, seat = n % tasks + 1, n // tasks + 1
        id = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        shown = '["r1"]' if task % 2 else '["r2"]'
        yield (
            *(n + 1, id, task, seat, "submitted", None, None, None, written[n % len(written)], shown),
            *(RUBRIC.hash, RUBRIC.instructions_hash, 0, task, 41_000, 2_000, 12, 1_790_000_000_000_000 + n * 1_000_000),
        )


def synthesise(path: Path, judgments: int = JUDGMENTS) -> Store:
    """Write a study with that many judgments straight into the tables."""
    store = Store.create(path, rubric=RUBRIC, protocol=Protocol(), title="Bench")
    body = {
        "prompt": [{"role": "user", "text": "May I take it on an empty stomach?"}],
        "responses": [{"id": f"r{n}", "messages": [{"role": "assistant", "text": _TEXT}]} for n in (1, 2)],
    }
    items = range(1, ITEMS + 1)
    with store.writing() as connection:
        insert = connection.exec_driver_sql
        texts = [(n, f"item-{n}", f"{n:064x}", json.dumps({"id": f"item-{n}", **body})) for n in items]
        insert("INSERT INTO items VALUES (?, ?, ?, ?)", texts)
        insert(
            "INSERT INTO responses VALUES (?, ?, ?)",
            [(n, f"r{k + 1}", model) for n in items for k, model in enumerate(MODELS)],
        )
        tasks = [(2 * n - 1 + k, "grade", n, f'["r{k + 1}"]', n, 10) for n in items for k in range(2)]
        insert("INSERT INTO tasks VALUES (?, ?, ?, ?, ?, ?)", tasks)
        insert("INSERT INTO experts (id, added) VALUES (?, 0)", [(expert,) for expert in EXPERTS])
        seats = [(n + 1, expert, "grade", expert, 0) for n, expert in enumerate(EXPERTS)]
        insert("INSERT INTO seats (id, expert, kind, key, cursor_rank) VALUES (?, ?, ?, ?, ?)", seats)
        marks = ", ".join("?" * 18)
        insert(f"INSERT INTO judgments VALUES ({marks})", list(_judgments(judgments)))
        insert(
            "INSERT INTO assignments (seat, task, position, status, leased_until, judgment) "
            "SELECT seat, task, position, status, 0, seq FROM judgments ORDER BY seat, task"
        )
    return store


_READ = """
import sys, time
from evalwidgets import Study
study = Study.open(sys.argv[1])
start = time.perf_counter()
scores = study.scores()
print(time.perf_counter() - start, len(scores))
"""


def _anonymous(process: psutil.Process) -> int:
    """Bytes of memory that belong to the process and its children alone: what is mapped from files is not counted."""
    total = 0
    for one in (process, *process.children(recursive=True)):
        with suppress(OSError, psutil.Error):
            # A counter; smaps_rollup would walk all pages of the files mapped, and hold up the process meanwhile.
            text = Path(f"/proc/{one.pid}/status").read_text("utf-8")
            # None in one that has just ended.
            total += sum(1024 * int(line.split()[1]) for line in text.splitlines() if line.startswith("RssAnon:"))
    return total


def read_scores(path: Path) -> tuple[float, int, float]:
    """Read the scores in a fresh process; return seconds, rows and peak anonymous megabytes, children included."""
    command = [sys.executable, "-c", _READ, str(path)]
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as reading:
        watched = psutil.Process(reading.pid)
        while reading.poll() is None:
            with suppress(psutil.NoSuchProcess):
                peak = max(peak, _anonymous(watched))
            time.sleep(0.1)
        assert reading.stdout is not None
        seconds, rows = reading.stdout.read().split()
    return float(seconds), int(rows), peak / 1e6


def run() -> list[Line]:
    """Synthesise the study, read it, and compare with the budgets."""
    with tempfile.TemporaryDirectory(prefix="evalwidgets-bench-") as folder:
        path = Path(folder) / "study.db"
        synthesise(path).close()
        seconds, rows, megabytes = read_scores(path)
    what = f"study.scores() of {JUDGMENTS:,} judgments"
    return [
        at_most(what, seconds, SECONDS, " s", f"{rows:,} rows"),
        at_most(f"{what}: anonymous memory, child included", megabytes, MEGABYTES, " MB"),
    ]
