"""Reading PostgreSQL in place, by its own Arrow driver."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evalwidgets.errors import StoreError
from evalwidgets.store.bulk.order import Order
from evalwidgets.store.bulk.reader import carry_out
from evalwidgets.store.place import ServerPlace


def read_postgres(place: ServerPlace, order: Order, report: Callable[[int], None]) -> None:
    """Carry out `order`; the statement sees one state of the study."""
    try:
        import adbc_driver_postgresql
    except ImportError as error:
        raise StoreError("PostgreSQL needs its drivers: pip install 'evalwidgets[postgres]'") from error

    # The place's URL never holds a password: libpq finds it in the environment or a service file.
    url = place.url.set(drivername="postgresql").render_as_string()

    def open_database() -> Any:
        return adbc_driver_postgresql.connect(url)

    carry_out(open_database, order, report)
