"""Reading holds a few rows at a time, however many there are."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import islice

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ROWS = 40_000

READ = """
import sys
from evalwidgets.items import read_items

def anonymous():
    with open("/proc/self/smaps_rollup") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Anonymous:")) / 1024

def rows():
    for n in range({rows}):
        yield dict(id=str(n), prompt="p" * 500, response=("%d " % n) * 300)

kind, path = sys.argv[1:]
if kind == "dataset":
    from datasets import Dataset
    source = Dataset.from_file(path)
else:
    source = rows() if kind == "generator" else path
count, early, most = 0, 0, 0
for item in read_items(source, progress=False):
    item.hash
    count += 1
    if count == {rows} // 4:
        early = anonymous()
    if count > {rows} // 4 and count % 1000 == 0:
        most = max(most, anonymous())
print(count, early, most)
"""


def lines():
    return ({"id": str(n), "prompt": "p" * 500, "response": f"{n} " * 300} for n in range(ROWS))


def write(kind, folder):
    path = folder / {"parquet": "a.parquet", "jsonl": "a.jsonl", "json": "a.json", "csv": "a.csv"}.get(kind, "a.arrow")  # fmt: skip
    rows = lines()
    if kind in ("jsonl", "json"):
        marks = ("[", ",", "]") if kind == "json" else ("", "", "")
        with path.open("w") as file:
            file.write(marks[0])
            file.writelines(f"{marks[1] if n else ''}{json.dumps(row)}\n" for n, row in enumerate(rows))
            file.write(marks[2])
    elif kind == "csv":
        with path.open("w") as file:
            file.write("id,prompt,response\n")
            file.writelines(",".join(row.values()) + "\n" for row in rows)
    else:
        schema = pa.schema({"id": pa.string(), "prompt": pa.string(), "response": pa.string()})
        tables = (pa.Table.from_pylist(part, schema) for part in iter(lambda: list(islice(rows, 2_000)), []))
        if kind == "dataset":
            with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, schema) as writer:
                for table in tables:
                    writer.write_table(table)
        else:  # one row group, as parquet writers make them
            pq.write_table(pa.concat_tables(tables), path, compression="none", use_dictionary=False)
    return path


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("kind", ["dataset", "parquet", "jsonl", "json", "csv", "generator"])
def test_memory_stays_flat(kind, tmp_path):
    path = "-" if kind == "generator" else str(write(kind, tmp_path))
    code = READ.replace("{rows}", str(ROWS))
    run = subprocess.run(
        [sys.executable, "-c", code, kind, path], capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stderr
    count, early, most = map(float, run.stdout.split())
    assert count == ROWS
    # From the first quarter to the end 65 MB of text go by; Arrow's allocator settles only after some of it.
    assert most - early < 25, f"{early:.0f} MB grew to {most:.0f} MB"
