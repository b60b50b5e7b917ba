"""Where a study can live: tests that take `place` run on SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.postgres import Server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for a study: an unused path, or the URL of an empty schema."""
    if request.param == "sqlite":
        return str(tmp_path / "study.db")
    server: Server = request.getfixturevalue("postgres")
    return server.fresh()
