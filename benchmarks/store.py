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


def measure(url: str, bare_url: str, name: str, *, late: bool) -> list[Line]:
    total = LATE + 2 * ROUNDS if late else 3 * ROUNDS
    study = Study.create(url, items=items(total), rubric=RUBRIC, progress=False)
    session = study.session("dr-osei")
    commit = bare_commit(bare_url)

    def one() -> tuple[float, float]:
        assignment = session.next()
        assert assignment is not None
        return timed(lambda: session.submit(ANSWERS, assignment.task)), timed(commit)

    for _ in range(10):
        one()
    early, bare = zip(*(one() for _ in range(ROUNDS)), strict=True)
    ratio = percentile(early, 0.95) / percentile(bare, 0.95)
    detail = f"p50 {percentile(early, 0.5) * 1e3:.2f} ms, p95 {percentile(early, 0.95) * 1e3:.2f} ms; bare p95 {percentile(bare, 0.95) * 1e3:.2f} ms"
    lines = [at_most(f"Session.submit durable, {name}: p95 over a bare commit's", ratio, 4, " x", detail)]
    if late:
        while session.progress.submitted < LATE:
            one()
        later, bare_later = zip(*(one() for _ in range(ROUNDS)), strict=True)
        # Minutes lie between the two: each is taken beside the bare commits of its own moment.
        beside_early = percentile(early, 0.5) / percentile(bare, 0.5)
        grown = percentile(later, 0.5) / percentile(bare_later, 0.5) / beside_early
        lines.append(at_most(f"Session.submit, {name}: judgment {LATE:,} over judgment 10, p50", grown, 1.2, " x"))
    return lines


def run() -> list[Line]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        lines = measure(str(place / "study.db"), f"sqlite:///{place / 'bare.db'}", "SQLite", late=True)
    with running_server() as server:
        lines += measure(server.fresh(), server.fresh(), "PostgreSQL", late=False)
    return lines
