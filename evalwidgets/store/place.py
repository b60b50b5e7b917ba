"""Where a study lives: a SQLite file, or a schema of a PostgreSQL database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evalwidgets.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import URL

_POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")


@dataclass(frozen=True)
class FilePlace:
    """A SQLite file, by its absolute path."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)


@dataclass(frozen=True)
class ServerPlace:
    """A PostgreSQL database; its URL never holds a password."""

    url: URL

    def __str__(self) -> str:
        shown = self.url.set(drivername="postgresql")
        return shown.render_as_string(hide_password=True)


Place = FilePlace | ServerPlace


def place_of(path_or_url: str | Path) -> Place:
    """Tell a path from a URL.

    Raises
    ------
    StoreError
        For a database we do not know, for a database in memory (nothing in it would last), and for
        a URL with a password: a cell's text is saved in the notebook, for everyone to read.
    """
    text = str(path_or_url)
    scheme, separator, _ = text.partition("://")
    if isinstance(path_or_url, Path) or not separator:
        return _file(text)
    if scheme == "sqlite":
        return _file(text.removeprefix("sqlite://").removeprefix("/"))
    if scheme in _POSTGRES:
        return _server(text)
    raise StoreError(
        f"{scheme}:// is no place for a study: give the path of a file, or a postgresql+psycopg:// URL of a database"
    )


def _file(path: str) -> FilePlace:
    if path in ("", ":memory:"):
        raise StoreError("a study in memory would be lost with the kernel: give the path of a file, e.g. study.db")
    return FilePlace(Path(path).expanduser().absolute())


def _server(text: str) -> ServerPlace:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        # The text itself may hold a password: it is not repeated.
        raise StoreError(
            "the PostgreSQL URL cannot be read: it goes postgresql+psycopg://user@host:5432/database"
        ) from None
    if url.password is not None or "password" in url.query:
        raise StoreError(
            f"the URL for {url.host or 'PostgreSQL'} holds a password, which would be saved with the notebook. "
            "Take it out of the URL and set PGPASSWORD in the environment, or name a service of "
            "~/.pg_service.conf: postgresql+psycopg://?service=NAME"
        )
    return ServerPlace(url.set(drivername="postgresql+psycopg"))
