"""Every kind of source gives the same items, streaming, and knows itself again."""

from __future__ import annotations

import csv
import gzip
import json
import os

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datasets import ClassLabel, Dataset, DatasetDict, Features, IterableDataset, List, Value

from evalwidgets.errors import ItemError
from evalwidgets.items import read_items, reader

ROWS = [
    {"id": f"q{n}", "question": f"What is {n} + {n}?\nExplain, “please”.", "response_a": f"{2 * n}", "response_b": f"{n}, {n}", "model_a": "m"}
    for n in range(1_200)
]  # fmt: skip


def as_jsonl(folder, name="rows.jsonl", rows=ROWS):
    path = folder / name
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8-sig")
    path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    return path


def as_json(folder):
    path = folder / "rows.json"
    path.write_text(json.dumps(ROWS, indent=1), "utf-8")
    return path


def as_csv(folder, name="rows.csv", delimiter=","):
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(ROWS[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(ROWS)
    return path


def as_parquet(folder):
    path = folder / "rows.parquet"
    pq.write_table(pa.Table.from_pylist(ROWS), path, row_group_size=400)
    return path


def as_mapped_dataset(folder):
    Dataset.from_list(ROWS).save_to_disk(folder / "saved")
    return Dataset.load_from_disk(folder / "saved")


SOURCES = {
    "list": lambda folder: ROWS,
    "tuple": lambda folder: tuple(ROWS),
    "generator": lambda folder: (row for row in ROWS),
    "jsonl": as_jsonl,
    "jsonl.gz": lambda folder: as_jsonl(folder, "rows.jsonl.gz"),
    "json": as_json,
    "lines called .json": lambda folder: as_jsonl(folder, "lines.json"),
    "csv": as_csv,
    "path as text": lambda folder: str(as_csv(folder)),
    "csv with semicolons": lambda folder: as_csv(folder, delimiter=";"),
    "tsv": lambda folder: as_csv(folder, "rows.tsv", "\t"),
    "parquet": as_parquet,
    "pandas": lambda folder: pd.DataFrame(ROWS),
    "pandas with arrow types": lambda folder: pd.DataFrame(ROWS).convert_dtypes(dtype_backend="pyarrow"),
    "polars": lambda folder: pl.DataFrame(ROWS),
    "arrow": lambda folder: pa.Table.from_pylist(ROWS),
    "dataset in memory": lambda folder: Dataset.from_list(ROWS),
    "dataset on disk": as_mapped_dataset,
    "only split": lambda folder: DatasetDict(train=Dataset.from_list(ROWS)),
    "stream of arrow": lambda folder: Dataset.from_list(ROWS).to_iterable_dataset(num_shards=3),
    "stream of a generator": lambda folder: IterableDataset.from_generator(lambda: iter(ROWS)),
}


@pytest.fixture(scope="module")
def expected():
    return list(read_items(ROWS, progress=False))


@pytest.mark.parametrize("kind", SOURCES)
def test_every_kind_of_source_gives_the_same_items(kind, tmp_path, expected):
    assert list(read_items(SOURCES[kind](tmp_path), progress=False)) == expected


@pytest.mark.parametrize("kind", SOURCES)
@pytest.mark.parametrize("start", [1, 1_050, 1_200])
def test_reading_resumes_after_the_rows_read_before(kind, start, tmp_path, expected):
    reader = read_items(SOURCES[kind](tmp_path), start=start, progress=False)
    assert [item.id for item in reader] == [item.id for item in expected[start:]]
    assert reader.row == 1_200


@pytest.mark.parametrize("kind", SOURCES)
def test_an_unchanged_source_has_the_same_fingerprint_and_a_stream_none(kind, tmp_path):
    source = SOURCES[kind](tmp_path)
    prints = {read_items(source, progress=False).fingerprint for _ in range(2)}
    if kind in ("generator", "stream of arrow", "stream of a generator"):
        assert prints == {None}
    else:
        assert len(prints) == 1
        assert None not in prints


@pytest.mark.parametrize("kind", ["list", "pandas", "polars", "arrow"])
def test_another_content_in_memory_has_another_fingerprint(kind, tmp_path):
    before = read_items(SOURCES[kind](tmp_path), progress=False).fingerprint
    changed = [*ROWS[:-1], {**ROWS[-1], "response_b": "changed"}]
    make = {"list": list, "pandas": pd.DataFrame, "polars": pl.DataFrame, "arrow": pa.Table.from_pylist}[kind]
    assert read_items(make(changed), progress=False).fingerprint != before


def test_a_file_changed_at_its_end_under_the_same_size_and_time_has_another_fingerprint(tmp_path):
    path = as_jsonl(tmp_path)
    facts, before = path.stat(), read_items(path, progress=False).fingerprint
    data = path.read_bytes()
    path.write_bytes(data[:-10] + data[-10:].replace(b"m", b"n"))
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert path.stat().st_size == facts.st_size
    assert read_items(path, progress=False).fingerprint != before


def test_the_meaning_of_columns_is_part_of_the_fingerprint():
    swapped = {"response": ["response_b", "response_a"]}
    assert read_items(ROWS, progress=False).fingerprint != read_items(ROWS, columns=swapped, progress=False).fingerprint


def test_rows_whose_content_cannot_be_seen_have_no_fingerprint():
    assert read_items([{"prompt": "p", "response": "r", "x": object()}], progress=False).fingerprint is None


def test_a_dataset_that_was_filtered_or_shuffled_reads_in_its_own_order(tmp_path):
    dataset = as_mapped_dataset(tmp_path)
    chosen = dataset.shuffle(seed=1).select(range(100))
    assert [item.id for item in read_items(chosen, progress=False)] == chosen["id"][:]
    assert [item.id for item in read_items(chosen, start=90, progress=False)] == chosen["id"][90:]
    assert read_items(chosen, progress=False).fingerprint != read_items(dataset, progress=False).fingerprint


def test_a_format_set_on_a_dataset_does_not_matter(expected):
    dataset = Dataset.from_list(ROWS).with_format("numpy", columns=["id"])
    assert list(read_items(dataset, progress=False)) == expected


def test_nested_columns_of_a_dataset_and_its_nulls():
    features = Features(
        {
            "messages": List({"role": Value("string"), "content": Value("string")}),
            "metadata": {"a": Value("string"), "b": Value("int64")},
            "model": ClassLabel(names=["small", "large"]),
        }
    )
    chat = [{"role": "user", "content": "p"}, {"role": "assistant", "content": "r"}]
    rows = [{"messages": chat, "metadata": {"a": "x", "b": None}, "model": 1}]
    (item,) = read_items(Dataset.from_list(rows, features=features), progress=False)
    assert (item.metadata, item.responses[0].model, item.responses[0].text) == ({"a": "x"}, "large", "r")


def test_nested_columns_of_a_frame_read_from_parquet(tmp_path):
    chat = [{"role": "user", "content": "p"}]
    table = pa.Table.from_pylist([{"prompt": chat, "responses": ["x", "y"], "metadata": {"tags": ["a"]}, "score": 1.5}])
    pq.write_table(table, tmp_path / "a.parquet")
    (item,) = read_items(
        pd.read_parquet(tmp_path / "a.parquet"), columns={"metadata": ["metadata", "score"]}, progress=False
    )
    assert item.prompt[0].text == "p"
    assert [response.text for response in item.responses] == ["x", "y"]
    assert item.metadata == {"metadata": {"tags": ["a"]}, "score": 1.5}


def test_whole_numbers_that_pandas_made_floats_are_ids_again():
    frame = pd.DataFrame({"id": [1, None, 3], "prompt": ["a", "b", "c"], "response": ["x", "y", "z"]})
    ids = [item.id for item in read_items(frame, progress=False)]
    assert (ids[0], len(ids[1]), ids[2]) == ("1", 20, "3")


def test_structured_cells_of_a_csv_are_json(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["messages", "metadata", "gold", "warnings"])
        chat = [{"role": "user", "content": "p"}, {"role": "assistant", "content": "r"}]
        writer.writerow([json.dumps(chat), '{"topic": "law"}', '{"a": 1}', "violence, death"])
    (item,) = read_items(path, progress=False)
    assert (item.responses[0].text, item.metadata, item.gold) == ("r", {"topic": "law"}, {"a": 1})
    assert item.warnings == ("violence", "death")


def test_several_splits_ask_for_one():
    dataset = Dataset.from_list(ROWS[:2])
    with pytest.raises(ItemError, match=r"has the splits train, test\. Choose one: dataset\['train'\]"):
        read_items(DatasetDict(train=dataset, test=dataset))


def test_a_lazy_frame_says_what_to_pass():
    with pytest.raises(ItemError, match=r"pass frame\.collect\(\)"):
        read_items(pl.DataFrame(ROWS).lazy())


def test_a_generator_is_read_once_and_a_list_as_often_as_wanted():
    reader = read_items((row for row in ROWS), progress=False)
    assert len(list(reader)) == 1_200
    with pytest.raises(ItemError, match="the iterable was read already and cannot be read twice"):
        list(reader)
    reader = read_items(ROWS, progress=False)
    assert len(list(reader)) == len(list(reader)) == 1_200


def test_the_number_of_rows_is_known_where_it_can_be(tmp_path):
    for kind in ("list", "pandas", "polars", "parquet", "dataset on disk"):
        assert (
            read_items(SOURCES[kind](tmp_path / kind if kind.startswith("data") else tmp_path), progress=False).total
            == 1_200
        )
    assert read_items(as_jsonl(tmp_path), progress=False).total is None


@pytest.mark.parametrize(("kind", "unit"), [("parquet", "1200/1200"), ("jsonl", "100%")])
def test_progress_runs_to_its_end(kind, unit, tmp_path, capfd, monkeypatch):
    for patience, said in ((3600, ""), (0, unit)):  # what is over sooner needs no bar
        monkeypatch.setattr(reader, "_PATIENCE_S", patience)
        list(read_items(SOURCES[kind](tmp_path), progress=True))
        err = capfd.readouterr().err
        assert said in err
        assert bool(err) == bool(said)


def test_reading_a_list_imports_nothing_heavy():
    code = (
        "import sys; from evalwidgets import read_items;"
        "list(read_items([{'prompt': 'p', 'response': 'r'}], progress=False));"
        "print(sorted({'pandas', 'pyarrow', 'datasets', 'numpy', 'polars'} & set(sys.modules)))"
    )
    import subprocess
    import sys

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
