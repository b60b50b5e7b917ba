"""The configs with few rows: rubrics with their full text, what experts let be known of them, results."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from evalwidgets.canonical import content_hash
from evalwidgets.hub.layout import CONFIGS
from evalwidgets.hub.summaries import result_rows
from evalwidgets.rubrics.model import Rubric
from evalwidgets.store import schema
from evalwidgets.tables.columns import arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlalchemy import Connection

    from evalwidgets.hub.pseudonyms import Pseudonyms
    from evalwidgets.store import Store

_e, _j, _s = schema.experts, schema.judgments, schema.seats
_PLAIN = ("specialty", "years")


def rubric_rows(connection: Connection) -> list[dict[str, Any]]:
    """Return a row per rubric of the study."""
    return [_rubric(row.hash, row.body) for row in connection.execute(select(schema.rubrics).order_by("added", "hash"))]


def _rubric(hash: str, body: str) -> dict[str, Any]:
    rubric = Rubric.model_validate_json(body)
    return {
        "rubric": rubric.id,
        "rubric_version": rubric.version,
        "rubric_hash": hash,
        "title": rubric.title,
        "licence": rubric.licence or None,
        "text": rubric.to_yaml(),
        "body": body,
    }


def expert_rows(connection: Connection, pseudonyms: Pseudonyms) -> list[dict[str, Any]]:
    """Return a row per expert who has judged something, with what they agreed to have published."""
    has_judged = select(_j.c.seq).join(_s, _s.c.id == _j.c.seat).where(_s.c.expert == _e.c.id).exists()
    experts = connection.execute(select(_e).where(has_judged).order_by(_e.c.id))
    return sorted((_expert(row, pseudonyms.names[row.id]) for row in experts), key=lambda row: row["expert"])


def _expert(row: Any, name: str) -> dict[str, Any]:
    consented = json.loads(row.consented)
    known = {key: value for key, value in json.loads(row.qualifications).items() if key in consented}
    specialty, years = (known.pop(key, None) for key in _PLAIN)
    content = {
        "expert": name,
        "expert_kind": row.kind,
        "specialty": None if specialty is None else str(specialty),
        "years": float(years) if isinstance(years, int | float) else None,
        "qualifications": json.dumps(known, ensure_ascii=False, sort_keys=True) if known else None,
    }
    return {**content, "expert_hash": content_hash(content)}


def small_rows(name: str, store: Store, pseudonyms: Pseudonyms) -> list[dict[str, Any]]:
    """Return the rows of a small config: `rubrics`, `experts` or `results`."""
    if name == "results":
        return result_rows(store)
    with store.reading() as connection:
        return rubric_rows(connection) if name == "rubrics" else expert_rows(connection, pseudonyms)


def as_table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Return rows of a small config as Arrow."""
    import pyarrow as pa

    return pa.Table.from_pylist(rows, schema=arrow_schema(CONFIGS[name].columns))
