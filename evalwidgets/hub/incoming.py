"""Taking back in what was published or kept in another file: for merging, and for grading on elsewhere."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import ValidationError
from sqlalchemy import select

from evalwidgets.errors import HubError
from evalwidgets.hub.layout import STUDY, config_of
from evalwidgets.hub.pseudonyms import Pseudonyms
from evalwidgets.items.model import Item, item_from_json
from evalwidgets.protocol import Protocol as Rules
from evalwidgets.rubrics.model import Rubric
from evalwidgets.store import schema
from evalwidgets.store.importing import Arrivals
from evalwidgets.store.intake import Arrival
from evalwidgets.store.merging import COLUMNS, Incoming, IncomingExpert, IncomingJudgment
from evalwidgets.store.merging_notes import read_notes
from evalwidgets.store.records import answers_to_json
from evalwidgets.tasks.answers import Answer

if TYPE_CHECKING:
    import pyarrow as pa

    from evalwidgets.hub.client import Head, HubClient
    from evalwidgets.store import Store
    from evalwidgets.store.store import Charter

_ROWS = 10_000


class Source(Protocol):
    """A published dataset, wherever it is."""

    name: str

    def study(self) -> dict[str, Any]:
        """Return what `study.json` says."""
        ...

    def tables(self, config: str) -> Iterator[pa.Table]:
        """Yield the shards of a config."""
        ...


class FolderSource:
    """A dataset that `Study.publish` has written."""

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder = folder

    def study(self) -> dict[str, Any]:
        """Return what `study.json` says."""
        return json.loads((self._folder / STUDY).read_text("utf-8"))

    def tables(self, config: str) -> Iterator[pa.Table]:
        """Yield the shards of a config."""
        from pyarrow import parquet

        for path in sorted((self._folder / config).glob("*.parquet")):
            yield parquet.read_table(path)


class HubSource:
    """A dataset on the Hub, at one commit."""

    def __init__(self, client: HubClient, head: Head | None) -> None:
        if head is None:
            raise HubError(f"There is no dataset {client.repo} that this token may see. Check the name and the token.")
        if STUDY not in head.files:
            raise HubError(f"{client.repo} was not published by evalwidgets: it has no {STUDY}.")
        self.name = client.repo
        self._client, self._head = client, head

    def study(self) -> dict[str, Any]:
        """Return what `study.json` says."""
        return json.loads(self._client.read(STUDY, self._head))

    def tables(self, config: str) -> Iterator[pa.Table]:
        """Yield the shards of a config."""
        for path in sorted(self._head.files):
            of = config_of(path)
            if of is not None and of.name == config:
                yield self._client.table(path, self._head)


def published(source: Source, store: Store, *, judgments: bool) -> Incoming:
    """Return what a published dataset holds, as `store` takes it in.

    Experts of this study are found again behind their pseudonyms, if it has the key.
    """
    with store.reading() as connection:
        own = {pseudonym: id for id, pseudonym in Pseudonyms.read(connection).names.items()}
    # All of it is fetched here: later, while it is written, experts would have to wait for the network.
    wanted = ("rubrics", "items", "experts", "judgments") if judgments else ("rubrics", "items")
    tables = {config: list(source.tables(config)) for config in wanted}
    return Incoming(
        name=source.name,
        rubrics={row["rubric_hash"]: row["body"] for row in _rows(tables["rubrics"])},
        experts=[_expert(row) for row in _rows(tables.get("experts", ())) if row["expert"] not in own],
        items=_items(tables["items"], store.charter),
        judgments=(_judgment(row, own) for row in _rows(tables.get("judgments", ()))),
    )


def _rows(tables: Iterable[pa.Table]) -> Iterator[dict[str, Any]]:
    for table in tables:
        if "at" in table.column_names:
            place = table.schema.get_field_index("at")
            table = table.set_column(place, "at", table["at"].cast("int64"))  # noqa: PLW2901
        for batch in table.to_batches(max_chunksize=_ROWS):
            yield from batch.to_pylist()


def _expert(row: dict[str, Any]) -> IncomingExpert:
    known = {name: row.get(name) for name in ("specialty", "years") if row.get(name) is not None}
    known |= json.loads(row.get("qualifications") or "{}")
    qualifications = json.dumps(known, ensure_ascii=False, sort_keys=True)
    return IncomingExpert(row["expert"], row["expert_kind"], qualifications, json.dumps(sorted(known)), row["expert"])


def _items(tables: Iterable[pa.Table], charter: Charter) -> Iterator[Arrival]:
    arrivals = Arrivals(charter)
    for row in _rows(tables):
        # Its hash is that of the whole item, also of what is withheld.
        yield arrivals.of(_item(row), row["item_hash"])


def _item(row: dict[str, Any]) -> Item:
    def read(text: str | None) -> Any:
        return json.loads(text) if text else None

    responses = [{**one, "metadata": read(one.get("metadata")) or {}} for one in row["responses"]]
    parts = {
        "reference": row.get("reference"),
        "context": row.get("context") or (),
        "media": row.get("media") or (),
        "warnings": row.get("warnings") or (),
        "criteria": read(row.get("criteria")) or (),
        "metadata": read(row.get("metadata")) or {},
        "gold": read(row.get("gold")),
    }
    return Item.model_validate({"id": row["item"], "prompt": row["prompt"], "responses": responses, **parts})


def _judgment(row: dict[str, Any], own: dict[str, str]) -> IncomingJudgment:
    named = {"rubric": row["rubric_hash"], "instructions": row["instructions_hash"]}
    answers = tuple(Answer.model_validate(_answer(one)) for one in row.get("answers") or ())
    values = {name: row.get(name) for name in COLUMNS} | named | {"answers": answers_to_json(answers)}
    for name in ("active_ms", "idle_ms", "changes"):
        values[name] = values[name] or 0
    name: str = row["expert"]
    expert = own.get(name) or name
    return IncomingJudgment(row["judgment_id"], row["kind"], row["item"], expert, tuple(row["responses"]), values)


def _answer(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if value is not None}


def kept(other: Store, store: Store) -> Incoming:
    """Return what another study's store holds, as `store` takes it in."""
    e, i, j, s, t = schema.experts, schema.items, schema.judgments, schema.seats, schema.tasks
    with other.reading() as connection:
        rubrics = {row.hash: row.body for row in connection.execute(select(schema.rubrics))}
        notes = read_notes(connection)
        noted = {row["expert"] for row in notes.remarks} | {row["adjudicator"] for row in notes.adjudications}
        wanted = e.c.id.in_(select(s.c.expert)) | e.c.id.in_(noted)
        experts = [
            IncomingExpert(row.id, row.kind, row.qualifications, row.consented, row.pseudonym)
            for row in connection.execute(select(e).where(wanted))
        ]

    def items() -> Iterator[Arrival]:
        arrivals = Arrivals(store.charter)
        with other.reading() as connection:
            for row in connection.execute(select(i).order_by(i.c.seq)).yield_per(1000):
                yield arrivals.of(item_from_json(row.body), row.hash)

    def judgments() -> Iterator[IncomingJudgment]:
        found = select(j, t.c.kind, i.c.id.label("item_id"), s.c.expert).select_from(j)
        found = found.join(t, t.c.id == j.c.task).join(i, i.c.seq == t.c.item).join(s, s.c.id == j.c.seat)
        with other.reading() as connection:
            for row in connection.execute(found.order_by(j.c.seq)).yield_per(1000):
                values = {name: getattr(row, name) for name in COLUMNS}
                yield IncomingJudgment(row.id, row.kind, row.item_id, row.expert, tuple(json.loads(row.shown)), values)

    return Incoming(str(other.place), rubrics, experts, items(), judgments(), notes)


def read_charter(source: Source) -> tuple[str, str, Rubric, Rules]:
    """Return id, title, rubric and protocol of a published study.

    Raises
    ------
    HubError
        If a newer version has written them.
    """
    about = source.study()
    bodies = {row["rubric_hash"]: row["body"] for row in _rows(source.tables("rubrics"))}
    try:
        protocol = Rules.model_validate(about["protocol"])
        rubric = Rubric.model_validate_json(bodies[about["rubric"]])
    except (KeyError, ValidationError) as error:
        raise HubError(
            f"{source.name} was published by a newer evalwidgets, or is not complete. "
            "Upgrade: pip install -U evalwidgets."
        ) from error
    return about["study"], about["title"], rubric, protocol
