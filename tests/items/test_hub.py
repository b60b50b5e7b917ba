"""A Hub name is streamed from the Hub: real clients against a small Hub of our own on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

COMMIT = "a" * 40
FILES = {
    "one": {"data/test.jsonl": 3},
    "two": {"train.jsonl": 2, "test.jsonl": 4},
}
READ = """
import json, sys
from evalwidgets.errors import ItemError
from evalwidgets.items import read_items

def read(name):
    try:
        reader = read_items(name, progress=False)
        found = {"ids": [item.id for item in reader], "total": reader.total}
        return {**found, "fingerprints": [reader.fingerprint, read_items(name).fingerprint]}
    except ItemError as error:
        return {"error": str(error)}

print(json.dumps({name: read(name) for name in sys.argv[1:]}))
"""


def content(rows: int) -> bytes:
    lines = (json.dumps({"id": f"q{n}", "prompt": f"p{n}", "response": "r"}) + "\n" for n in range(rows))
    return "".join(lines).encode()


class Hub(BaseHTTPRequestHandler):
    """Just what `load_dataset(streaming=True)` and `HfApi.dataset_info` ask of a Hub."""

    def do_GET(self):
        parts = self.path.split("?")[0].strip("/").split("/")
        if parts[:2] == ["api", "datasets"]:
            self.api(parts[2:])
        elif parts[0] == "datasets" and parts[3] == "resolve":
            self.file(parts[2], "/".join(parts[5:]))
        else:
            self.missing("EntryNotFound")

    do_HEAD = do_GET  # noqa: N815 the name that http.server calls

    def api(self, parts):
        if parts[0] != "org" or parts[1] not in FILES:
            return self.missing("RepoNotFound")
        files = FILES[parts[1]]
        if "tree" in parts:
            folder = "/".join(parts[parts.index("tree") + 2 :])
            return self.send(json.dumps(self.tree(files, folder)).encode(), "application/json")
        siblings = [{"rfilename": name} for name in files]
        info = {"id": f"org/{parts[1]}", "sha": COMMIT, "private": False, "tags": [], "siblings": siblings}
        return self.send(json.dumps(info).encode(), "application/json")

    def tree(self, files, folder):
        entries = [
            {"type": "file", "path": name, "size": len(content(rows)), "oid": COMMIT}
            for name, rows in files.items()
            if "recursive" in self.path or name.rpartition("/")[0] == folder
        ]
        folders = {name.rpartition("/")[0] for name in files} - {""}
        return entries + [{"type": "directory", "path": name, "oid": COMMIT} for name in folders if not folder]

    def file(self, repo, name):
        if name not in FILES.get(repo, {}):
            return self.missing("EntryNotFound")
        return self.send(content(FILES[repo][name]), "application/octet-stream")

    def missing(self, why):
        self.send_response(404)
        self.send_header("X-Error-Code", why)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def send(self, body, kind):
        wanted = self.headers.get("Range")
        begin, end = 0, len(body) - 1
        if wanted:
            first, last = wanted.removeprefix("bytes=").split("-")
            begin, end = int(first), min(int(last or end), end)
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(end - begin + 1))
        self.send_header("Accept-Ranges", "bytes")
        if wanted:
            self.send_header("Content-Range", f"bytes {begin}-{end}/{len(body)}")
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("ETag", f'"{len(body)}"')
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body[begin : end + 1])

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def hub():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def found(hub, tmp_path_factory):
    """What a process whose Hub is ours reads under each name: the clients look for the address when imported."""
    folder = tmp_path_factory.mktemp("hub")
    env = {**os.environ, "HF_ENDPOINT": hub, "HF_HOME": str(folder), "HF_HUB_DISABLE_TELEMETRY": "1"}
    command = [sys.executable, "-c", READ, "org/one", "org/two", "org/two:test", "org/none"]
    done = subprocess.run(command, capture_output=True, text=True, env=env, cwd=folder, timeout=150, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_the_only_split_is_read_and_the_commit_is_its_fingerprint(found):
    assert found["org/one"]["ids"] == ["q0", "q1", "q2"]
    first, second = found["org/one"]["fingerprints"]
    assert first
    assert first == second


def test_a_split_is_named_after_a_colon(found):
    assert found["org/two:test"]["ids"] == ["q0", "q1", "q2", "q3"]


def test_several_splits_ask_for_one(found):
    assert "org/two has the splits train, test. Choose one" in found["org/two"]["error"]


def test_a_dataset_that_is_not_there_is_said_so(found):
    assert found["org/none"]["error"].startswith("org/none could not be opened from the Hub: ")
    assert "Say which split as org/name:split" in found["org/none"]["error"]
