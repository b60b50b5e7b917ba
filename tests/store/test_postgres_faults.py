"""What can be wrong with a server: each said in words that name it and the way out, never a password."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from evalwidgets import Study
from evalwidgets.errors import StoreBusy, StoreCorrupt, StoreError, StoreFull, StoreReadOnly, StoreTooNew
from evalwidgets.store import Store
from tests.postgres import Server, free_port, running_server
from tests.store.builders import ANSWERS, PATIENCE, check_books, study

pytestmark = pytest.mark.postgres


def in_schema(url: str) -> str:
    return url.rpartition("%3D")[2]


def test_a_server_that_does_not_answer() -> None:
    port = free_port()
    with pytest.raises(StoreError, match=rf"No PostgreSQL answers at postgresql://me@127\.0\.0\.1:{port}/db\. Check"):
        study(f"postgresql+psycopg://me@127.0.0.1:{port}/db")


def test_a_host_that_does_not_exist() -> None:
    with pytest.raises(StoreError, match=r"No PostgreSQL answers at postgresql://me@no-such-host\.invalid/db"):
        study("postgresql+psycopg://me@no-such-host.invalid/db")


def test_a_database_that_does_not_exist(postgres: Server) -> None:
    with pytest.raises(StoreError, match=r'database "nowhere" does not exist\. Create it, or mend the URL'):
        study(postgres.url.replace("/postgres", "/nowhere"))


@pytest.fixture
def secured(monkeypatch: pytest.MonkeyPatch):
    """A server that asks for passwords."""
    with running_server() as server:
        server.run("CREATE ROLE ada LOGIN PASSWORD 'right-secret'")
        server.run("CREATE SCHEMA pilot AUTHORIZATION ada")
        (server.data / "pg_hba.conf").write_text("host all grader 127.0.0.1/32 trust\nhost all all all scram-sha-256\n")
        server.run("SELECT pg_reload_conf()")
        yield f"postgresql+psycopg://ada@127.0.0.1:{server.port}/postgres?options=-csearch_path%3Dpilot"


def test_the_password_comes_from_the_environment_and_is_never_shown(secured: str, monkeypatch) -> None:
    for wrong in (None, "wrong-secret"):
        if wrong is None:
            monkeypatch.delenv("PGPASSWORD", raising=False)
        else:
            monkeypatch.setenv("PGPASSWORD", wrong)
        with pytest.raises(StoreError, match=r"does not let ada in\. Set the password by PGPASSWORD") as told:
            study(secured)
        assert "secret" not in str(told.value)
    monkeypatch.setenv("PGPASSWORD", "right-secret")
    pilot = study(secured)
    assert "secret" not in f"{pilot!r} {pilot.store!r} {pilot._repr_html_()} {pilot.store._engine!r}"
    assert pilot.status().items == 5


def test_a_schema_that_is_not_there_is_made(postgres: Server) -> None:
    place = f"{postgres.url}?options=-csearch_path%3Dmade_by_us"
    with pytest.raises(StoreError, match="There is no study at"):
        Study.open(place)
    assert study(place).status().items == 5
    assert Study.open(place).status().items == 5


def test_a_schema_of_another_program_is_left_as_it_is(postgres: Server) -> None:
    place = postgres.fresh()
    postgres.run(f"CREATE TABLE {in_schema(place)}.items (a int)")
    for attempt in (lambda: Study.open(place), lambda: study(place)):
        with pytest.raises(
            StoreCorrupt, match=r"holds tables of another program \(items\); they were left as they are"
        ):
            attempt()


def test_two_schemas_are_two_studies(postgres: Server) -> None:
    one, other = study(postgres.fresh(), 2), study(postgres.fresh(), 3)
    assert one.id != other.id
    assert (one.status().items, other.status().items) == (2, 3)


def test_a_newer_study_is_left_as_it_is(postgres: Server) -> None:
    place = postgres.fresh()
    study(place)
    postgres.run(f"UPDATE {in_schema(place)}.study SET version = 99")
    for attempt in (lambda: Study.open(place), lambda: study(place)):
        with pytest.raises(StoreTooNew, match=r"newer evalwidgets \(schema 99"):
            attempt()


def test_a_row_locked_by_another_is_waited_for_and_then_said(postgres: Server) -> None:
    place = postgres.fresh()
    study(place)
    session = Study(Store.open(place, patience=PATIENCE)).session("ada")
    session.next()
    other = Study.open(place)
    with other.store.reading() as connection:
        connection.execute(text("SELECT * FROM seats FOR UPDATE"))
        with pytest.raises(StoreBusy, match=r"is busy: .*lock timeout.* Try again\. Everything that was saved before"):
            session.submit(ANSWERS)
    session.submit(ANSWERS)
    assert session.progress.submitted == 1


def test_a_role_that_may_not_write(postgres: Server) -> None:
    place = postgres.fresh()
    study(place)
    schema = in_schema(place)
    postgres.run(f"CREATE ROLE guest_{schema} LOGIN")
    postgres.run(f"GRANT USAGE ON SCHEMA {schema} TO guest_{schema}")
    postgres.run(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO guest_{schema}")
    guest = Study.open(place.replace("grader@", f"guest_{schema}@"))
    assert guest.status().items == 5
    with pytest.raises(StoreReadOnly, match=r"cannot be written: permission denied for table experts\. Ask the"):
        guest.session("ada")


def test_a_server_that_is_read_only(postgres: Server) -> None:
    place = postgres.fresh()
    study(place)
    standby = place.replace("options=-c", "options=-cdefault_transaction_read_only%3Don%20-c")
    with pytest.raises(StoreReadOnly, match="read-only transaction"):
        Study.open(standby).session("ada")


def test_a_full_disk_is_said(postgres: Server) -> None:
    """The server's own words for it, raised by a trigger: its disk is the machine's."""
    place = postgres.fresh()
    pilot = study(place)
    session = pilot.session("ada")
    session.next()
    schema = in_schema(place)
    postgres.run(
        f"CREATE FUNCTION {schema}.full() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END$$"
    )
    postgres.run(
        f"CREATE TRIGGER full_disk BEFORE INSERT ON {schema}.judgments FOR EACH ROW EXECUTE FUNCTION {schema}.full()"
    )
    with pytest.raises(StoreFull, match=r"is full\. Free some space on the database server"):
        session.submit(ANSWERS)
    postgres.run(f"DROP TRIGGER full_disk ON {schema}.judgments")
    session.submit(ANSWERS)
    check_books(pilot.store)


def test_a_connection_cut_by_the_server_is_made_again(postgres: Server) -> None:
    place = postgres.fresh()
    pilot = study(place)
    session = pilot.session("ada")
    session.next()
    postgres.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = 'grader'"
    )
    with pytest.raises(StoreError, match=r"The connection to .* was lost: .* Try again\. Everything that was saved"):
        session.submit(ANSWERS)
    session.submit(ANSWERS)
    assert session.progress.submitted == 1


def test_an_idle_connection_that_died_is_not_noticed(postgres: Server, monkeypatch) -> None:
    from evalwidgets.store import engine

    monkeypatch.setattr(engine, "_IDLE_SECONDS", -1.0)
    session = study(postgres.fresh()).session("ada")
    session.next()
    postgres.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = 'grader'"
    )
    session.submit(ANSWERS)
    assert session.progress.submitted == 1


def test_after_the_server_crashed_every_acknowledged_judgment_is_there() -> None:
    with running_server() as server:
        place = server.fresh()
        session = study(place, 30).session("ada")
        made = [session.submit(ANSWERS, one.task).id for one in session.deck(20)]
        server.control("-m", "immediate", "restart")
        pilot = Study.open(place)
        assert [one.id for one in pilot.session("ada").history()][::-1] == made
        check_books(pilot.store)


def test_a_server_that_acknowledges_too_early_is_overruled(postgres: Server) -> None:
    place = postgres.fresh().replace("options=-c", "options=-csynchronous_commit%3Doff%20-c")
    with study(place).store.reading() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"


def test_without_the_driver_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"pip install 'evalwidgets\[postgres\]'"):
        Study.open("postgresql+psycopg://me@host/db")
