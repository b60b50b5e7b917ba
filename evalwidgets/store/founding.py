"""Making the tables of a new study, and telling ours from other people's."""

from __future__ import annotations

import os
import secrets
import uuid
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, inspect, select, text

from evalwidgets.errors import StoreCorrupt, StoreError, StudyError
from evalwidgets.store import faults, schema
from evalwidgets.store.clock import clock, now
from evalwidgets.store.place import FilePlace, Place

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from evalwidgets.protocol import Protocol
    from evalwidgets.rubrics.model import Rubric
    from evalwidgets.store.store import Store


def need_folder(place: FilePlace) -> None:
    """Raise a plain error unless the file's folder is there and the path is not a folder itself."""
    folder = place.path.parent
    if not folder.is_dir():
        raise StoreError(f"The folder {folder} does not exist. Create it, or give another path.")
    if place.path.is_dir():
        raise StoreError(f"{place} is a folder. Give the path of a file in it, e.g. {place.path / 'study.db'}.")
    if not os.access(folder, os.W_OK) or (place.path.exists() and not os.access(place.path, os.W_OK)):
        raise faults.read_only(place)


def need_schema(connection: Connection) -> None:
    """Create the PostgreSQL schema that the URL's search_path names first, if there is none of the path."""
    if connection.dialect.name == "postgresql" and connection.scalar(text("SELECT current_schema()")) is None:
        path = str(connection.scalar(text("SHOW search_path")))
        name = path.partition(",")[0].strip().strip('"')
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {connection.dialect.identifier_preparer.quote(name)}"))


def has_study(connection: Connection, place: Place) -> bool:
    """Tell whether the study's tables are there.

    Raises
    ------
    StoreCorrupt
        If tables of these names are there that are not ours.
    """
    found = inspect(connection)
    there = [name for name in schema.metadata.tables if found.has_table(name)]
    if not there:
        return False
    columns = {column["name"] for column in found.get_columns("study")} if "study" in there else set[str]()
    if not {"id", "version", "protocol"} <= columns:
        raise StoreCorrupt(
            f"{place} holds tables of another program ({', '.join(there)}); they were left as they are. "
            "Give the study a place of its own"
            + ("." if isinstance(place, FilePlace) else ": a schema, by ?options=-csearch_path%3DNAME in the URL.")
        )
    return connection.execute(select(func.count()).select_from(schema.study)).scalar_one() > 0


def found_study(
    connection: Connection, rubric: Rubric, protocol: Protocol, title: str, *, copy_of: str | None = None
) -> None:
    """Make the tables and write down what the study is; the caller's transaction makes it all or nothing.

    A copy of a published study has its id, and no key: the experts' ids in it are pseudonyms already.
    """
    schema.metadata.create_all(connection)
    at = now(connection)
    connection.execute(insert(schema.rubrics).values(hash=rubric.hash, body=rubric.model_dump_json(), added=at))
    connection.execute(
        insert(schema.study).values(
            id=copy_of or str(uuid.uuid4()),
            version=schema.VERSION,
            title=title,
            rubric=rubric.hash,
            protocol=protocol.model_dump_json(),
            created=clock(),
            pseudonym_key=None if copy_of else secrets.token_hex(32),
        )
    )
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {schema.VERSION}")


def need_same(what: str, place: Place, there: str, given: str) -> None:
    """Raise `StudyError` with both hashes unless the study has the same `what`."""
    if there != given:
        raise StudyError(
            f"{place} is a study with another {what}: there {there[:12]}, given {given[:12]}. "
            f"Open it by Study.open to go on with its own {what}"
            + (", or to move it to this one by study.adopt" if what == "rubric" else "")
            + "; or give another path for a new study."
        )


def need_rubric(store: Store, given: Rubric) -> None:
    """Raise `StudyError` unless the study is judged by `given`; says so if it was, until it adopted another."""
    there = store.charter
    if given.hash == there.rubric.hash:
        return
    with store.reading() as connection:
        was = connection.scalar(select(schema.rubrics.c.hash).where(schema.rubrics.c.hash == given.hash))
    if was is not None:
        raise StudyError(
            f"{store.place} has moved on from this rubric (version {given.version}, {given.hash[:12]}) to version "
            f"{there.rubric.version} ({there.rubric_hash[:12]}). Open it by Study.open to go on with that, or pass "
            "that version here."
        )
    need_same("rubric", store.place, there.rubric.hash, given.hash)
