"""From older schemas to the present one: each step in order, all in one transaction."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable

from sqlalchemy import Connection, text

from evalwidgets.protocol import Protocol
from evalwidgets.store.schema import VERSION


def migrate(connection: Connection, version: int) -> None:
    """Bring a study of schema `version` to the present one; the caller's transaction makes it all or nothing."""
    for step in range(version, VERSION):
        _STEPS[step](connection)
    connection.execute(text("UPDATE study SET version = :version"), {"version": VERSION})
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")


def _count_surplus(connection: Connection) -> None:
    """1 → 2: seats count the judgments beyond the overlap, so that progress need not read all tasks.

    Only the sum over a kind's seats is ever used, so that all of the past may go to one of them.
    """
    connection.execute(text("ALTER TABLE seats ADD COLUMN surplus INTEGER DEFAULT '0' NOT NULL"))
    overlap = Protocol.model_validate_json(connection.scalar(text("SELECT protocol FROM study"))).overlap
    if overlap is None:
        return
    connection.execute(
        text(
            "UPDATE seats SET surplus = COALESCE((SELECT SUM(tasks.submitted - :overlap) FROM tasks "
            "WHERE tasks.kind = seats.kind AND tasks.submitted > :overlap), 0) "
            "WHERE id IN (SELECT MIN(id) FROM seats GROUP BY kind)"
        ),
        {"overlap": overlap},
    )


def _make_ledger(connection: Connection) -> None:
    """2 → 3: what is on the Hub is written down, and experts have a name that it may know."""
    for column in ("study ADD COLUMN pseudonym_key TEXT", "experts ADD COLUMN pseudonym TEXT"):
        connection.execute(text(f"ALTER TABLE {column}"))
    connection.execute(text("ALTER TABLE experts ADD COLUMN consented TEXT DEFAULT '[]' NOT NULL"))
    connection.execute(text("UPDATE study SET pseudonym_key = :key"), {"key": secrets.token_hex(32)})
    for statement in _LEDGER.split(";"):
        connection.execute(text(statement if connection.dialect.name == "sqlite" else _of_postgres(statement)))


# As schema 3 had them: later changes to the schema are steps of their own.
_LEDGER = """
CREATE TABLE parcels (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, repo TEXT NOT NULL, what TEXT NOT NULL,
    state TEXT NOT NULL, ours BOOLEAN NOT NULL, at BIGINT NOT NULL);
CREATE INDEX parcels_of_repo ON parcels (repo, what);
CREATE TABLE parcel_records (record TEXT NOT NULL, parcel INTEGER NOT NULL REFERENCES parcels (id),
    PRIMARY KEY (record, parcel)) WITHOUT ROWID;
CREATE INDEX records_of_parcel ON parcel_records (parcel);
CREATE TABLE shards (parcel INTEGER NOT NULL REFERENCES parcels (id), path TEXT NOT NULL, config TEXT NOT NULL,
    sha256 TEXT, rows BIGINT, bytes BIGINT, PRIMARY KEY (parcel, path)) WITHOUT ROWID;
CREATE TABLE repos (repo TEXT NOT NULL, pull INTEGER, PRIMARY KEY (repo));
CREATE TABLE cleared (finding TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (finding))
"""


def _take_remarks(connection: Connection) -> None:
    """3 → 4: experts say what they think of the rubric."""
    for statement in _REMARKS.split(";"):
        connection.execute(text(statement if connection.dialect.name == "sqlite" else _of_postgres(statement)))


_REMARKS = """
CREATE TABLE remarks (seq INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, expert TEXT NOT NULL REFERENCES experts (id),
    kind TEXT NOT NULL, text TEXT NOT NULL, criterion TEXT, task INTEGER REFERENCES tasks (id),
    rubric TEXT NOT NULL REFERENCES rubrics (hash), at BIGINT NOT NULL, PRIMARY KEY (seq));
CREATE TABLE remark_verdicts (seq INTEGER NOT NULL, remark TEXT NOT NULL REFERENCES remarks (id),
    verdict TEXT NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (seq));
CREATE INDEX verdicts_of_remark ON remark_verdicts (remark)
"""


def _ask_again(connection: Connection) -> None:
    """4 → 5: a study may move to another version of its rubric; drafts say by which one they were made."""
    connection.execute(text("ALTER TABLE assignments ADD COLUMN asked TEXT"))
    connection.execute(text("ALTER TABLE seats ADD COLUMN stale INTEGER DEFAULT '0' NOT NULL"))
    connection.execute(text("CREATE INDEX assignments_asked ON assignments (seat) WHERE asked IS NOT NULL"))
    rubric = connection.scalar(text("SELECT rubric FROM study"))
    drafts = connection.execute(text("SELECT seat, task, draft FROM assignments WHERE draft IS NOT NULL")).all()
    for row in drafts:
        draft = json.dumps({**json.loads(row.draft), "rubric": rubric}, ensure_ascii=False)
        connection.execute(
            text("UPDATE assignments SET draft = :draft WHERE seat = :seat AND task = :task"),
            {"draft": draft, "seat": row.seat, "task": row.task},
        )


def _settle(connection: Connection) -> None:
    """5 → 6: what experts disagree on is settled, beside their judgments."""
    for statement in _ADJUDICATIONS.split(";"):
        connection.execute(text(statement if connection.dialect.name == "sqlite" else _of_postgres(statement)))


_ADJUDICATIONS = """
CREATE TABLE adjudications (seq INTEGER NOT NULL, id TEXT NOT NULL UNIQUE,
    adjudicator TEXT NOT NULL REFERENCES experts (id), task INTEGER NOT NULL REFERENCES tasks (id),
    response TEXT NOT NULL, criterion TEXT NOT NULL, answer TEXT NOT NULL, judgments TEXT NOT NULL,
    reason TEXT NOT NULL, rubric TEXT NOT NULL REFERENCES rubrics (hash), at BIGINT NOT NULL, PRIMARY KEY (seq));
CREATE INDEX adjudications_of_task ON adjudications (task, criterion)
"""


def _of_postgres(statement: str) -> str:
    for sqlite, postgres in (
        (" WITHOUT ROWID", ""),
        ("parcel INTEGER", "parcel BIGINT"),
        ("task INTEGER", "task BIGINT"),
        ("INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", "BIGSERIAL PRIMARY KEY"),
        ("(seq INTEGER NOT NULL", "(seq BIGSERIAL NOT NULL"),
    ):
        statement = statement.replace(sqlite, postgres)
    return statement


def _find_open_ones(connection: Connection) -> None:
    """6 → 7: what a seat has open is found at once, however much it has judged."""
    for name, which in (("assignments_open", "status = 'open'"), ("assignments_asked", "asked IS NOT NULL")):
        connection.execute(text(f"DROP INDEX {name}"))
        connection.execute(text(f"CREATE INDEX {name} ON assignments (seat, position) WHERE {which}"))


_STEPS: dict[int, Callable[[Connection], None]] = {
    1: _count_surplus,
    2: _make_ledger,
    3: _take_remarks,
    4: _ask_again,
    5: _settle,
    6: _find_open_ones,
}
"""The step that leads away from each older version."""
