"""Content moves by Xet, as it does on most machines: real `hf_xet` on one side, our push and the test Hub around it."""

from __future__ import annotations

import hashlib
import itertools
import random
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import get_session
from pyarrow import parquet

from evalwidgets import Study
from tests.hub.server.host import Hub
from tests.hub.server.xet import ENTRY, HEAD, LAST, TAG, WITH_SHA256, name_of
from tests.hub.studies import REPO, added, compare, every_row_once, grade, load, pilot
from tests.hub.xet import Call, fetch, push_study, send, xet_process

pytest.importorskip("hf_xet")


@pytest.fixture
def xet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Call]:
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "0")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))  # it remembers nothing that another test has sent
    monkeypatch.setenv("HF_XET_CLIENT_RETRY_BASE_DELAY", "20ms")
    with xet_process() as call:
        yield call


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "study.db"


@pytest.fixture
def judged(place: Path) -> Study:
    made = pilot(place)
    grade(made, "ada", 5)
    compare(made, "ada", 2)
    return made


def test_what_is_pushed_loads_with_every_column_equal(
    hub: Hub, xet: Call, judged: Study, place: Path, tmp_path: Path
) -> None:
    done = xet(push_study, place)
    assert {"xet_write_token", "xorb", "shard"} <= set(hub.log)
    assert not {"lfs_batch", "lfs_put"} & set(hub.log)
    tables = {path: blob for path, blob in hub.repo(REPO).at("main").tree.items() if path.endswith(".parquet")}
    assert len(tables) == len(done.rows)
    assert all(blob.xet for blob in tables.values())
    folder = judged.publish(tmp_path / "out", progress=False).path
    for name in done.rows:
        assert list(xet(load, name)) == parquet.read_table(folder / name).to_pylist()
    assert hub.log.count("reconstruction") == hub.log.count("xorb_bytes") == len(tables)
    every_row_once(judged)  # to those who do without Xet, too


def test_a_second_push_moves_only_new_rows(hub: Hub, xet: Call, judged: Study, place: Path) -> None:
    xet(push_study, place)
    before, received = dict(hub.repo(REPO).at("main").tree), hub.storage.received
    grade(judged, "ada", 1)
    hub.log.clear()
    assert added(xet(push_study, place)) == {"scores": 2, "judgments": 1}
    after = hub.repo(REPO).at("main").tree
    assert all(after[path] == blob for path, blob in before.items() if path != "README.md")
    assert all(blob.xet for path, blob in after.items() if path not in before)
    assert hub.storage.received - received < 80_000
    assert "xorb" in hub.log
    hub.log.clear()
    assert xet(push_study, place).commit is None
    assert not {"xorb", "shard"} & set(hub.log)
    every_row_once(judged)


def test_a_fault_at_every_stage_costs_a_moment_and_no_row(hub: Hub, xet: Call, judged: Study, place: Path) -> None:
    sending, reading = ("xet_write_token", "xorb", "shard"), ("reconstruction", "xorb_bytes")
    for kind, stage in itertools.product(("503", "drop", "lost"), sending + reading):
        hub.faults.put(kind, stage)
    xet(push_study, place)
    assert {fault.route for fault in hub.faults.happened} == set(sending)
    assert len(xet(load, "judgments")) == 7
    assert not hub.faults.left
    every_row_once(judged)
    assert added(xet(push_study, place)) == {}


def test_a_line_that_stays_broken_for_longer_than_xet_tries_is_got_over(
    hub: Hub, xet: Call, judged: Study, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_XET_CLIENT_RETRY_MAX_ATTEMPTS", "1")
    hub.faults.put("drop", "xorb", times=3)
    hub.faults.put("503", "shard", times=3)
    xet(push_study, place)
    assert hub.log.count("preupload") > 2, "our push has begun anew"
    assert not hub.faults.left
    every_row_once(judged)


@pytest.mark.parametrize("version", ["1", "2"])
def test_every_kind_of_chunk_and_every_part_of_a_file_comes_back(
    hub: Hub, xet: Call, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("SHARD", "RECONSTRUCTION"):
        monkeypatch.setenv(f"HF_XET_CLIENT_{part}_API_VERSION", version)
    for end in ("MIN", "MAX"):
        monkeypatch.setenv(f"HF_XET_RECONSTRUCTION_{end}_RECONSTRUCTION_FETCH_SIZE", "100kb")
    chance = random.Random(0)
    noise = chance.randbytes(500_000)
    words = b"".join(b"line %d of many\n" % n for n in range(20_000))
    wave = struct.pack("<80000f", *itertools.accumulate(chance.gauss(0, 1) for _ in range(80_000))) + b"end"
    files = {"noise.bin": noise, "words.bin": words, "wave.bin": wave}
    xet(send, "org/files", files)
    received = hub.storage.received
    files["all.bin"] = wave + noise + words + noise
    xet(send, "org/files", {"all.bin": files["all.bin"]})
    assert hub.storage.received - received < len(files["all.bin"]) / 2, "what has been sent is not sent again"
    assert {path: xet(fetch, "org/files", path) for path in files} == files
    xorbs = hub.storage.xet.xorbs.values()
    assert {xorb.data[start + 4] for xorb in xorbs for start in xorb.bounds[:-1]} == {0, 1, 2}
    assert hub.log.count("reconstruction") > 2 * len(files), "read in parts"


def test_the_store_believes_nothing(hub: Hub) -> None:
    def status(path: str, token: str, body: bytes) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return get_session().post(f"{hub.url}/v1/{path}", headers=headers, content=body).status_code

    def shard(content: bytes, xorb: bytes, size: int) -> bytes:
        sha256 = struct.pack("<4Q", *struct.unpack(">4Q", hashlib.sha256(content).digest()))
        file = [(b"f" * 32, WITH_SHA256, 1, 0, 0), (xorb, 0, size, 0, 1), (sha256, 0, 0, 0, 0), (LAST, 0, 0, 0, 0)]
        return HEAD.pack(TAG, 2, 0) + b"".join(ENTRY.pack(*entry) for entry in [*file, (LAST, 0, 0, 0, 0)])

    there, elsewhere = b"\0" * 32, b"\1" * 32
    xorb, chunk = f"xorbs/default/{name_of(there)}", b"\0\3\0\0" + b"\0\3\0\0" + b"abc"
    assert status(xorb, "hf_writer", chunk) == 401
    assert status(xorb, "xet_read", chunk) == 403
    assert status(xorb, "xet_write", chunk[:-1]) == 400
    assert status(xorb, "xet_write", chunk) == 200
    assert status("shards", "xet_write", shard(b"abc", elsewhere, 3)) == 400
    assert status("shards", "xet_write", shard(b"abc", there, 4)) == 400
    assert status("shards", "xet_write", shard(b"abd", there, 3)) == 400
    assert not hub.storage.xet.files
    assert status("shards", "xet_write", shard(b"abc", there, 3)) == 200
    assert hub.storage.read(hashlib.sha256(b"abc").hexdigest()) == b"abc"
