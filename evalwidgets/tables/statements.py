"""The statements behind the tables; what may be NULL is filled in (see `arrays.MISSING`)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from evalwidgets.store import schema
from evalwidgets.tables.arrays import MISSING

_a, _e, _i, _j = schema.assignments, schema.experts, schema.items, schema.judgments
_r, _s, _t = schema.responses, schema.seats, schema.tasks


class _PerDialect(FunctionElement[str]):
    """SQL that each database says in its own way: a template per dialect, with a place for each argument."""

    type = Text()
    inherit_cache = False

    def __init__(self, sqlite: str, postgresql: str, *arguments: ColumnElement[Any]) -> None:
        self.templates = {"sqlite": sqlite, "postgresql": postgresql}
        super().__init__(*arguments)


@compiles(_PerDialect)
def _compiled(call: _PerDialect, compiler: Any, **options: Any) -> str:
    arguments = (compiler.process(argument, **options) for argument in call.clauses)
    return call.templates[compiler.dialect.name].format(*arguments)


def _element(texts: ColumnElement[str], index: int) -> ColumnElement[str]:
    """Return one text of a JSON list of texts."""
    return _PerDialect(f"json_extract({{0}}, '$[{index}]')", f"(CAST({{0}} AS JSON) ->> {index})", texts)


def _models_of(responses: ColumnElement[str], item: ColumnElement[int]) -> ColumnElement[str]:
    """Return the models of a JSON list of response ids, as a JSON list."""
    return _PerDialect(
        # To go through a list, even of one, takes SQLite three times as long as to look one up.
        "CASE json_array_length({0}) WHEN 1 THEN json_array((SELECT r.model FROM responses AS r "
        "WHERE r.item = {1} AND r.id = json_extract({0}, '$[0]'))) "
        "ELSE (SELECT json_group_array(r.model) FROM json_each({0}) AS s "
        "LEFT JOIN responses AS r ON r.item = {1} AND r.id = s.value) END",
        "(SELECT CAST(json_agg(r.model ORDER BY s.place) AS TEXT) "
        "FROM json_array_elements_text(CAST({0} AS JSON)) WITH ORDINALITY AS s(id, place) "
        "LEFT JOIN responses AS r ON r.item = {1} AND r.id = s.id)",
        responses,
        item,
    )


def _part(body: ColumnElement[str], key: str) -> ColumnElement[str]:
    """Return a part of a JSON object as JSON, or NULL."""
    return _PerDialect(f"json_extract({{0}}, '$.{key}')", f"CAST(CAST({{0}} AS JSON) -> '{key}' AS TEXT)", body)


def _parts(body: ColumnElement[str], key_of_list: str, key: str) -> ColumnElement[str]:
    """Return a part of each object of a list, as a JSON list of JSON texts (or null)."""
    return _PerDialect(
        # Appending nothing makes a text of what would else be taken over as JSON.
        f"(SELECT json_group_array(json_extract(s.value, '$.{key}') || '') "  # noqa: S608 (keys of our own)
        f"FROM json_each({{0}}, '$.{key_of_list}') AS s)",
        f"(SELECT CAST(json_agg(CAST(s.value -> '{key}' AS TEXT) ORDER BY s.place) AS TEXT) "  # noqa: S608
        f"FROM json_array_elements(CAST({{0}} AS JSON) -> '{key_of_list}') WITH ORDINALITY AS s(value, place))",
        body,
    )


def _filled(column: ColumnElement[Any]) -> ColumnElement[str]:
    return func.coalesce(column, MISSING)


def _judgments(*, superseded: bool) -> Select[*tuple[Any, ...]]:
    """Select judgments with their task, item and expert, in the order they were stored."""
    stands = (_a.c.seat == _j.c.seat) & (_a.c.task == _j.c.task) & (_a.c.judgment == _j.c.seq)
    found: Select[*tuple[Any, ...]] = (
        select(
            _j.c.seq,
            _j.c.id.label("judgment_id"),
            _s.c.expert,
            _e.c.kind.label("expert_kind"),
            _t.c.item.label("item_seq"),
            _i.c.id.label("item"),
            _j.c.answers,
            _j.c.rubric.label("rubric_hash"),
            _j.c.instructions,
            _j.c.order_seed,
            _j.c.position,
            _j.c.at,
        )
        .select_from(_j)
        .join(_a, stands, isouter=superseded)
        .join(_t, _t.c.id == _j.c.task)
        .join(_s, _s.c.id == _j.c.seat)
        .join(_e, _e.c.id == _s.c.expert)
        .join(_i, _i.c.seq == _t.c.item)
        .order_by(_j.c.seq)
    )
    return found.add_columns(_a.c.judgment.is_not(None).label("current")) if superseded else found


def _submitted(kind: str, *, superseded: bool) -> Select[*tuple[Any, ...]]:
    """Select the judgments of a kind that have answers."""
    return _judgments(superseded=superseded).where(_t.c.kind == kind, _j.c.status == "submitted")


def _with_response(found: Select[*tuple[Any, ...]], index: int, response: str, model: str) -> Select[*tuple[Any, ...]]:
    """Add the id and the model of the response shown at `index`."""
    one = _r.alias()
    id = _element(_j.c.shown, index)
    return found.add_columns(func.coalesce(one.c.id, id).label(response), _filled(one.c.model).label(model)).join(
        one, (one.c.item == _t.c.item) & (one.c.id == id), isouter=True
    )


def scores(*, superseded: bool) -> Select[*tuple[Any, ...]]:
    """Select what becomes scores."""
    return _with_response(_submitted("grade", superseded=superseded), 0, "response", "model")


def comparisons(*, superseded: bool) -> Select[*tuple[Any, ...]]:
    """Select what becomes comparisons."""
    found = _with_response(_submitted("compare", superseded=superseded), 0, "response_a", "model_a")
    return _with_response(found, 1, "response_b", "model_b")


def judgments(*, superseded: bool) -> Select[*tuple[Any, ...]]:
    """Select all judgments, of every kind and status."""
    return _judgments(superseded=superseded).add_columns(
        _j.c.status,
        _t.c.kind,
        _i.c.hash.label("item_hash"),
        _filled(_j.c.reason).label("reason"),
        _filled(_j.c.note).label("note"),
        _filled(_j.c.supersedes).label("supersedes"),
        _j.c.active_ms,
        _j.c.idle_ms,
        _j.c.changes,
        _j.c.shown,
        _models_of(_j.c.shown, _t.c.item).label("models"),
    )


def items() -> Select[*tuple[Any, ...]]:
    """Select all items, in the order they came."""
    body = _i.c.body
    return select(
        _i.c.id,
        _i.c.hash,
        body,
        *(_filled(_part(body, key)).label(key) for key in ("gold", "criteria", "metadata")),
        _parts(body, "responses", "metadata").label("response_metadata"),
    ).order_by(_i.c.seq)
