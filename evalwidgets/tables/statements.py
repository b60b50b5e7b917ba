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


class element(FunctionElement[str]):  # noqa: N801 (reads as an SQL function, as SQLAlchemy's own do)
    """SQL for one text of a JSON list of texts: ``element(list, index)``."""

    type = Text()
    inherit_cache = True


class models_of(FunctionElement[str]):  # noqa: N801
    """SQL for the models of responses, as a JSON list: ``models_of(response ids as JSON list, item)``."""

    type = Text()
    inherit_cache = True


class part(FunctionElement[str]):  # noqa: N801
    """SQL for a part of a JSON object, as JSON, or NULL: ``part(object, key)``."""

    type = Text()
    inherit_cache = True


class parts(FunctionElement[str]):  # noqa: N801
    """SQL for a part of each object of a list, as a JSON list of JSON texts: ``parts(object, key of list, key)``."""

    type = Text()
    inherit_cache = True


_SQL = {
    (element, "sqlite"): "json_extract({0}, '$[' || {1} || ']')",
    (element, "postgresql"): "(CAST({0} AS JSON) ->> {1})",
    (models_of, "sqlite"): "(SELECT json_group_array(r.model) FROM json_each({0}) AS s "
    "LEFT JOIN responses AS r ON r.item = {1} AND r.id = s.value)",
    (models_of, "postgresql"): "(SELECT CAST(json_agg(r.model ORDER BY s.place) AS TEXT) "
    "FROM json_array_elements_text(CAST({0} AS JSON)) WITH ORDINALITY AS s(id, place) "
    "LEFT JOIN responses AS r ON r.item = {1} AND r.id = s.id)",
    (part, "sqlite"): "json_extract({0}, '$.' || {1})",
    (part, "postgresql"): "CAST(CAST({0} AS JSON) -> {1} AS TEXT)",
    # Appending nothing makes a text of what would else be taken over as JSON.
    (parts, "sqlite"): "(SELECT json_group_array(json_extract(s.value, '$.' || {2}) || '') "
    "FROM json_each({0}, '$.' || {1}) AS s)",
    (parts, "postgresql"): "(SELECT CAST(json_agg(CAST(s.value -> {2} AS TEXT) ORDER BY s.place) AS TEXT) "
    "FROM json_array_elements(CAST({0} AS JSON) -> {1}) WITH ORDINALITY AS s(value, place))",
}


def _teach(construct: type[FunctionElement[str]], dialect: str, sql: str) -> None:
    @compiles(construct, dialect)
    def _compiled(call: FunctionElement[str], compiler: Any, **options: Any) -> str:
        return sql.format(*(compiler.process(argument, **options) for argument in call.clauses))


for (_construct, _dialect), _sql in _SQL.items():
    _teach(_construct, _dialect, _sql)


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
    id = element(_j.c.shown, index)
    return found.add_columns(id.label(response), _filled(one.c.model).label(model)).join(
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
        models_of(_j.c.shown, _t.c.item).label("models"),
    )


def items() -> Select[*tuple[Any, ...]]:
    """Select all items, in the order they came."""
    body = _i.c.body
    return select(
        _i.c.id,
        _i.c.hash,
        body,
        *(_filled(part(body, key)).label(key) for key in ("gold", "criteria", "metadata")),
        parts(body, "responses", "metadata").label("response_metadata"),
    ).order_by(_i.c.seq)
