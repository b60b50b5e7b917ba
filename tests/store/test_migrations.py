"""Studies of older versions open, with all that was judged in them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from evalwidgets import Study
from evalwidgets.store import migrations, schema
from tests.postgres import Server
from tests.store.builders import ANSWERS, all_rows, check_books, study

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(params=range(1, schema.VERSION), ids="schema {}".format)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A study of each older schema: four tasks, overlap 1; the first was judged by two."""
    place = tmp_path / "old.db"
    with sqlite3.connect(place) as file:
        file.executescript((FIXTURES / f"v{request.param}.sql").read_text("utf-8"))
    return place


def version(place: Path) -> tuple[int, int]:
    with sqlite3.connect(place) as file:
        return (
            file.execute("PRAGMA user_version").fetchone()[0],
            file.execute("SELECT version FROM study").fetchone()[0],
        )


def layout(place: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(place) as file:
        names = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'")]
        return {
            name: [
                *file.execute(f"SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('{name}')"),
                *file.execute(f"SELECT name FROM pragma_index_info('{name}')"),
            ]
            for name in names
        }


def test_there_is_a_step_from_every_older_version() -> None:
    assert sorted(migrations._STEPS) == list(range(1, schema.VERSION))


def test_an_older_study_opens_with_all_its_judgments(old: Path) -> None:
    with sqlite3.connect(old) as file:
        before = file.execute("SELECT * FROM judgments ORDER BY seq").fetchall()
    pilot = Study.open(old)
    assert [tuple(row) for row in all_rows(pilot.store, schema.judgments)] == before
    assert version(old) == (schema.VERSION, schema.VERSION)
    check_books(pilot.store)


def test_a_migrated_study_has_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    Study.open(old).close()
    study(tmp_path / "new.db").close()
    migrated, new = layout(old), layout(tmp_path / "new.db")
    assert {name: sorted(columns) for name, columns in migrated.items()} == {
        name: sorted(columns) for name, columns in new.items()
    }


def test_work_goes_on_in_a_migrated_study(old: Path) -> None:
    pilot = Study.open(old)
    ada = pilot.session("ada")
    assert (ada.progress.submitted, ada.progress.total) == (1, 3), "the judgment beyond the overlap needs no other"
    while ada.next() is not None:
        ada.submit(ANSWERS)
    assert ada.progress.submitted == ada.progress.total == 3
    check_books(pilot.store)


def test_a_migration_that_fails_leaves_the_study_as_it_was(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = migrations._STEPS[schema.VERSION - 1]

    def half(connection: object) -> None:
        step(connection)  # type: ignore[arg-type]
        raise RuntimeError("power cut")

    before = version(old), layout(old)
    with monkeypatch.context() as broken:
        broken.setitem(migrations._STEPS, schema.VERSION - 1, half)
        with pytest.raises(RuntimeError, match="power cut"):
            Study.open(old)
    assert (version(old), layout(old)) == before
    check_books(Study.open(old).store)


@pytest.mark.postgres
def test_a_study_of_schema_1_on_postgresql_is_migrated_too(postgres: Server) -> None:
    place = postgres.fresh()
    pilot = study(place, 3, overlap=1)
    ada = pilot.session("ada")
    ada.submit(ANSWERS, ada.next().task)
    pilot.close()
    name = place.rpartition("%3D")[2]
    for table, column in (("seats", "surplus"), ("seats", "stale"), ("assignments", "asked")):
        postgres.run(f"ALTER TABLE {name}.{table} DROP COLUMN {column}")
    postgres.run(f"ALTER TABLE {name}.study DROP COLUMN pseudonym_key")
    for column in ("pseudonym", "consented"):
        postgres.run(f"ALTER TABLE {name}.experts DROP COLUMN {column}")
    for table in (
        "adjudications",
        "remark_verdicts",
        "remarks",
        "parcel_records",
        "shards",
        "parcels",
        "repos",
        "cleared",
    ):
        postgres.run(f"DROP TABLE {name}.{table}")
    postgres.run(f"UPDATE {name}.study SET version = 1")
    again = Study.open(place)
    assert again.session("ada").progress.total == 3
    again.answer_remark(again.session("ada").remark("propose", "Cites a source"), "accepted")
    check_books(again.store)
