"""Exported files hold the rows of the tables, complete or not at all."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest

from evalwidgets import Study, tables
from evalwidgets.errors import StoreError, StoreFull, StoreReadOnly, StudyError
from evalwidgets.tables.export import export
from tests.store.builders import rows, study

FORMULAS = ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\tx", "\rx", "\n=x", "＝1+1"]
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝")
PLAIN = [
    "",
    'a "quoted", cell',
    "two\nlines",
    "back\\slash",
    "control \x01\x1f",
    "𝟓 💊 العربية \u2028",
    "3 - 2 = 1",
    "'tick",
]


@pytest.fixture(scope="module")
def pilot(tmp_path_factory: pytest.TempPathFactory) -> Study:
    made = study(tmp_path_factory.mktemp("export") / "study.db", len(FORMULAS + PLAIN), responses=2, kinds=("grade",))
    session = made.session("=expert")
    for text in [*FORMULAS, *PLAIN] * 2:
        assert session.next() is not None
        session.submit({"right": {"value": "met", "evidence": ["Answer"]}, "words": f"w{text}"}, note=text or None)
    return made


def test_parquet_reloads_with_the_same_features_and_rows(pilot: Study, tmp_path: Path) -> None:
    from datasets import Dataset, load_dataset

    for name in ("scores", "judgments", "items"):
        written = export(pilot.store, tmp_path / f"{name}.parquet", table=name)
        dataset = tables.read(pilot.store, tables.TABLES[name])
        assert written.rows == len(dataset) > 0
        again = Dataset.from_parquet(str(written.path), cache_dir=str(tmp_path / "cache"))
        assert again.features == dataset.features
        assert list(again) == list(dataset)
    files = str(tmp_path / "scores.parquet")
    loaded = load_dataset("parquet", data_files=files, split="train", cache_dir=str(tmp_path / "other"))
    assert loaded.features == pilot.scores().features


def test_json_lines_are_the_rows(pilot: Study, tmp_path: Path) -> None:
    for name in ("scores", "judgments", "items"):
        written = export(pilot.store, tmp_path / f"{name}.jsonl", table=name)
        lines = [json.loads(line) for line in written.path.read_text("utf-8").split("\n")[:-1]]
        expected = list(tables.read(pilot.store, tables.TABLES[name]))
        for row in expected:
            if "at" in row:
                row["at"] = row["at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        assert lines == expected
    number = json.loads((tmp_path / "scores.jsonl").read_text("utf-8").split("\n")[0])["number"]
    assert (number, type(number)) == (1.0, float), "whole numbers keep the column's type"


def test_csv_cells_cannot_become_formulas_and_lists_are_json(pilot: Study, tmp_path: Path) -> None:
    written = export(pilot.store, tmp_path / "judgments.csv", table="judgments")
    with written.path.open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    expected = list(pilot.judgments())
    assert len(cells) == len(expected)
    for cell, row in zip(cells, expected, strict=True):
        assert cell["expert"] == "'=expert"
        note = row["note"] or ""
        assert cell["note"] == (f"'{note}" if note.startswith(DANGEROUS) else note)
        assert json.loads(cell["answers"]) == row["answers"]
        assert json.loads(cell["models"]) == row["models"]
        assert int(cell["seq"]) == row["seq"]
        assert cell["at"] == row["at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        assert not any(value.startswith(DANGEROUS) for value in cell.values())


def test_superseded_judgments_are_exported_when_asked_for(pilot: Study, tmp_path: Path) -> None:
    session = pilot.session("=expert")
    session.amend(session.history()[0], {"right": "unmet"})
    plain = export(pilot.store, tmp_path / "plain.jsonl", table="judgments")
    full = export(pilot.store, tmp_path / "full.jsonl", table="judgments", superseded=True)
    assert full.rows == plain.rows + 1
    assert sum(not json.loads(line)["current"] for line in full.path.read_text("utf-8").split("\n")[:-1]) == 1


def test_a_file_is_replaced_only_by_a_complete_one(pilot: Study, tmp_path: Path, monkeypatch) -> None:
    target = tmp_path / "scores.csv"
    target.write_text("the old one")

    def no_sync(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_sync)
    with pytest.raises(StoreFull, match=r"scores.csv was not written"):
        export(pilot.store, target)
    assert [path.name for path in tmp_path.iterdir()] == ["scores.csv"]
    assert target.read_text() == "the old one"
    monkeypatch.undo()
    export(pilot.store, target)
    assert target.read_text().startswith('"expert"')


@pytest.mark.parametrize(
    ("path", "options", "error", "message"),
    [
        ("scores.xlsx", {}, StudyError, r"scores.xlsx must end in .parquet, .jsonl, .csv"),
        ("scores.csv", {"table": "marks"}, StudyError, r"no table 'marks'; there is scores, judgments"),
        ("items.csv", {"table": "items", "superseded": True}, StudyError, "nothing is superseded in the table items"),
        ("missing/scores.csv", {}, StoreError, r"The folder .*missing does not exist"),
        ("folder.csv", {}, StoreError, r"folder.csv is a folder"),
    ],
)
def test_what_cannot_be_written_is_said_plainly(pilot: Study, tmp_path: Path, path, options, error, message) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(error, match=message):
        export(pilot.store, tmp_path / path, **options)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said(pilot: Study, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreReadOnly, match="cannot be written"):
        export(pilot.store, tmp_path / "scores.csv")


def test_an_empty_table_is_a_file_with_its_columns(tmp_path: Path) -> None:
    pilot = Study.create(
        tmp_path / "empty.db", items=rows(1), rubric=study(tmp_path / "other.db").rubric, progress=False
    )
    assert export(pilot.store, tmp_path / "scores.csv").path.read_text().startswith('"expert","item"')
    assert export(pilot.store, tmp_path / "scores.jsonl").path.read_text() == ""
    from datasets import Features
    from pyarrow import parquet

    schema = parquet.read_schema(export(pilot.store, tmp_path / "scores.parquet").path)
    assert Features.from_arrow_schema(schema) == pilot.scores().features
