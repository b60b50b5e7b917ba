"""Where a study may live, and that no password is ever repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalwidgets.errors import StoreError
from evalwidgets.store.place import FilePlace, place_of


def test_a_path_is_a_file_and_may_start_in_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert place_of("~/s.db") == place_of("s.db") == FilePlace(tmp_path / "s.db")
    assert place_of(f"sqlite:///{tmp_path}/s.db") == FilePlace(tmp_path / "s.db")
    assert place_of("sqlite:///s.db") == FilePlace(tmp_path / "s.db")


@pytest.mark.parametrize("url", ["postgresql+psycopg://me@host/db", "postgresql://me@host/db", "postgres://me@host/db"])
def test_every_spelling_of_a_postgresql_url_is_understood(url: str) -> None:
    assert str(place_of(url)) == "postgresql://me@host/db"


@pytest.mark.parametrize("nothing", ["", ":memory:", "sqlite://", "sqlite:///:memory:"])
def test_a_study_in_memory_is_refused(nothing: str) -> None:
    with pytest.raises(StoreError, match="would be lost with the kernel: give the path of a file"):
        place_of(nothing)


def test_another_database_is_refused() -> None:
    with pytest.raises(StoreError, match="mysql:// is no place for a study: give the path of a file, or a postgresql"):
        place_of("mysql://host/db")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://me:hunter2@db.example/study",
        "postgresql://db.example/study?password=hunter2",
        "postgresql://me:hunter2@db.example:five/study",
    ],
)
def test_a_password_in_the_url_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(StoreError) as refused:
        place_of(url)
    assert "hunter2" not in "".join(map(str, _chain(refused.value)))
    if "five" not in url:
        assert "PGPASSWORD" in str(refused.value)


def _chain(error: BaseException | None) -> list[BaseException]:
    return (
        []
        if error is None
        else [error, *_chain(error.__cause__ or (None if error.__suppress_context__ else error.__context__))]
    )
