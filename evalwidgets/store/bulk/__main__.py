"""The child process that reads SQLite: one order on standard input, one line a batch on standard output.

It alone imports SQLite's Arrow driver. It ends when the reading is done or when nobody listens any more.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from evalwidgets.store.bulk.order import ChildOrder
from evalwidgets.store.bulk.reader import carry_out

_MAPPED = 1 << 33  # bytes of the study that are read through the page cache instead of copied


class _WithoutPandas:
    """Arrow imports pandas, if it is there, as soon as it makes an array; here that would be half of the time."""

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
        """Say that pandas is not installed."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _read(told: ChildOrder) -> None:
    sys.meta_path.insert(0, _WithoutPandas())
    import adbc_driver_sqlite

    def open_database() -> Any:
        return adbc_driver_sqlite.connect(f"{Path(told.path).as_uri()}?mode=rw")

    carry_out(
        open_database,
        told.order,
        lambda rows: _say({"rows": rows}),
        set_up=(
            f"PRAGMA busy_timeout={round(told.patience * 1000)}",
            "PRAGMA query_only=1",
            f"PRAGMA mmap_size={_MAPPED}",
        ),
        options={"adbc.sqlite.query.batch_rows": str(told.order.batch_rows)},
    )


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Read what standard input orders; return the exit code."""
    try:
        _read(ChildOrder.from_json(sys.stdin.readline()))
        _say({"done": True})
    except BrokenPipeError:
        os._exit(1)  # the parent is gone: nobody wants the rest, and flushing would fail again
    except Exception as error:  # noqa: BLE001 (it is told to the parent, which knows what to say to a person)
        _say({"error": str(error), "name": type(error).__name__, "errno": getattr(error, "errno", None)})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
