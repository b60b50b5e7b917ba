"""What is durable: the tables of a study in SQLite or PostgreSQL, and every statement on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evalwidgets.store.store import Store

__all__ = ["Store"]


def __getattr__(name: str) -> object:
    # The child process that reads in bulk imports this package, but neither SQLAlchemy nor the store.
    if name != "Store":
        raise AttributeError(f"module 'evalwidgets.store' has no attribute {name!r}")
    from evalwidgets.store.store import Store

    return Store
