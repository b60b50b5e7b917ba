"""The store's clock: one for all experts, whatever their computers believe."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import BigInteger, Connection, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from evalwidgets.store.prepared import Prepared

_NAME = "store_clock"


class clock(FunctionElement[int]):  # noqa: N801 (reads as an SQL function, as SQLAlchemy's own do)
    """SQL for the present moment: microseconds since 1970 UTC."""

    type = BigInteger()
    inherit_cache = True


@compiles(clock, "sqlite")
def _sqlite(_element: clock, _compiler: Any, **_: Any) -> str:
    return f"{_NAME}()"


@compiles(clock, "postgresql")
def _postgres(_element: clock, _compiler: Any, **_: Any) -> str:
    return "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


def provide(connection: Any) -> None:
    """Teach a SQLite connection the function; its own knows milliseconds only."""
    connection.create_function(_NAME, 0, lambda: time.time_ns() // 1000)


_NOW = Prepared(select(clock().label("now")))


def now(connection: Connection) -> int:
    """Return the present moment by the store's clock: microseconds since 1970 UTC."""
    return _NOW.one(connection, {}).now
