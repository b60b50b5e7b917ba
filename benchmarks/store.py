"""A submit beside a bare commit, on both databases, early and late in a study."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks.report import Line, at_most, percentile
from evalwidgets import Study
from evalwidgets.rubrics.model import Binary, Group, Rubric
from tests.postgres import running_server

ROUNDS = 400
LATE = 20_000
RUBRIC = Rubric(
    id="ten",
    title="Ten",
    groups=(
        Group(
            id="all",
            title="All",
            criteria=tuple(Binary(id=f"c{n}", text=f"Criterion {n}", points=1) for n in range(10)),
        ),
    ),
)
ANSWERS = {f"c{n}": "met" for n in range(10)}


def items(count: int) -> list[dict[str, str]]:
    return [{"id": str(n), "prompt": f"Question {n}?", "response": "An answer. " * 130} for n in range(count)]


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bare_commit(url: str) -> Callable[[], object]:
    """A transaction that inserts one row of the size of a judgment, through the driver alone."""
    engine = create_engine(url)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA journal_mode=WAL"))
        connection.execute(text("CREATE TABLE bare (body TEXT)"))
    raw = engine.raw_connection()
    mark = "?" if engine.dialect.name == "sqlite" else "%s"
    if engine.dialect.name == "sqlite":
        raw.cursor().execute("PRAGMA synchronous=FULL")
    body = "x" * 1500

    def commit() -> None:
        raw.cursor().execute(f"INSERT INTO bare VALUES ({mark})", (body,))
        raw.commit()

    return commit


def submits(url: str, judged: int) -> Callable[[], float]:
    """Return what times one submit in a new study, of which so much has been judged."""
    study = Study.create(url, items=items(judged + ROUNDS + 10), rubric=RUBRIC, progress=False)
    session = study.session("dr-osei")

    def submit() -> float:
        assignment = session.next()
        assert assignment is not None
        return timed(lambda: session.submit(ANSWERS, assignment.task))

    for _ in range(judged + 10):
        submit()
    return submit


def measure(url: str, bare_url: str, name: str) -> Line:
    submit, commit = submits(url, 0), bare_commit(bare_url)
    ours, bare = zip(*((submit(), timed(commit)) for _ in range(ROUNDS)), strict=True)
    ratio = percentile(ours, 0.95) / percentile(bare, 0.95)
    detail = f"p50 {percentile(ours, 0.5) * 1e3:.2f} ms, p95 {percentile(ours, 0.95) * 1e3:.2f} ms; bare p95 {percentile(bare, 0.95) * 1e3:.2f} ms"
    return at_most(f"Session.submit durable, {name}: p95 over a bare commit's", ratio, 4, " x", detail)


def measure_late(early_url: str, late_url: str, name: str) -> Line:
    early, late = submits(early_url, 0), submits(late_url, LATE)
    first, last = zip(*((early(), late()) for _ in range(ROUNDS)), strict=True)
    ratio = percentile(last, 0.5) / percentile(first, 0.5)
    detail = f"{percentile(last, 0.5) * 1e3:.2f} ms; {percentile(first, 0.5) * 1e3:.2f} ms"
    return at_most(f"Session.submit, {name}: judgment {LATE:,} over judgment 10, p50", ratio, 1.2, " x", detail)


def run() -> list[Line]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        lines = [
            measure(str(place / "study.db"), f"sqlite:///{place / 'bare.db'}", "SQLite"),
            measure_late(str(place / "early.db"), str(place / "late.db"), "SQLite"),
        ]
    with running_server() as server:
        return [*lines, measure(server.fresh(), server.fresh(), "PostgreSQL")]
