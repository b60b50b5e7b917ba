"""What the Hub answers: one function a request, in the words of the real one's HTTP interface."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

import yaml

from tests.hub.server.storage import MAIN, Blob, Pull, Refused, Repo, Storage, User

_CREATED = "2026-01-01T00:00:00.000Z"
_PAGE = 1000


@dataclass(frozen=True)
class Request:
    """A request, with the parts of its path that the route names."""

    storage: Storage
    origin: str
    method: str
    query: dict[str, list[str]]
    headers: Any
    body: bytes
    parts: dict[str, str]

    def __getattr__(self, name: str) -> str:
        return self.parts[name]

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def user(self) -> User | None:
        scheme, _, token = (self.headers.get("Authorization") or "").partition(" ")
        return self.storage.user(token if scheme == "Bearer" else None)

    def readable(self) -> Repo:
        return self.storage.repo(self.repo, self.user)

    def open(self) -> Repo:
        """Return the repository if its content may be seen, too."""
        repo, user = self.readable(), self.user
        if repo.gated is not None and (user is None or user.name not in repo.gated):
            raise Refused(403 if user else 401, "Access to this dataset is restricted", "GatedRepo")
        return repo

    def writable(self) -> Repo:
        repo, user = self.open(), self.user
        if user is None:
            raise Refused(401, "Invalid username or password.")
        if not user.may_write(repo):
            raise Refused(403, "Forbidden: you need write access to this repo")
        return repo

    def changeable(self) -> Repo:
        """Return the repository if this may change it: pull requests are open to all who see its content."""
        proposed = "create_pr" in self.query or self.rev.startswith("refs/pr/")
        return self.open() if proposed else self.writable()


@dataclass(frozen=True)
class Answer:
    """An answer: JSON, or bytes as they are."""

    content: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()


Handler = Callable[[Request], Answer]
ROUTES: list[tuple[str, re.Pattern[str], str, Handler]] = []
_PARTS = {"repo": r"[^/]+/[^/]+?", "rev": r"[^/]+", "path": r".*", "number": r"\d+", "sha": r"[0-9a-f]{64}"}


def route(method: str, pattern: str) -> Callable[[Handler], Handler]:
    """Register a handler; its name is that of the route."""
    expression = re.sub(r"\{(\w+)\}", lambda found: f"(?P<{found[1]}>{_PARTS[found[1]]})", pattern)

    def register(handler: Handler) -> Handler:
        ROUTES.append((method, re.compile(expression), handler.__name__, handler))
        return handler

    return register


def find(method: str, path: str) -> tuple[str, Handler, dict[str, str]]:
    """Return the name, the handler and the parts of the path of a request."""
    for of_method, pattern, name, handler in ROUTES:
        match = pattern.fullmatch(path) if of_method == method.replace("HEAD", "GET") else None
        if match:
            return name, handler, {key: unquote(value or "") for key, value in match.groupdict().items()}
    raise Refused(404, f"no such route: {method} {path}")


@route("GET", "/api/whoami-v2")
def whoami(request: Request) -> Answer:
    user = request.user
    if user is None:
        raise Refused(401, "Invalid username or password.")
    auth = {"type": "access_token", "accessToken": {"displayName": "t", "role": user.role}}
    return Answer({"type": "user", "name": user.name, "orgs": [{"name": org} for org in user.orgs], "auth": auth})


@route("POST", "/api/repos/create")
def create(request: Request) -> Answer:
    user, wanted = request.user, request.json
    if user is None:
        raise Refused(401, "Invalid username or password.")
    namespace = wanted.get("organization") or user.name
    if user.role != "write" or not user.is_member(namespace):
        raise Refused(403, f"You don't have the rights to create a dataset under the namespace {namespace!r}")
    id = f"{namespace}/{wanted['name']}"
    url = {"url": f"{request.origin}/datasets/{id}"}
    if id in request.storage.repos:
        return Answer({"error": "You already created this dataset repo", **url}, 409)
    request.storage.repos[id] = Repo(id, private=wanted.get("visibility") == "private" or bool(wanted.get("private")))
    return Answer(url)


@route("PUT", "/api/datasets/{repo}/settings")
def settings(request: Request) -> Answer:
    repo = request.writable()
    repo.private = request.json.get("visibility") == "private"
    return Answer({"private": repo.private})


@route("POST", "/api/validate-yaml")
def validate_yaml(request: Request) -> Answer:
    head = re.match(r"---\n(.*?)\n---", request.json["content"], re.DOTALL)
    try:
        yaml.safe_load(head[1] if head else "")
    except yaml.YAMLError as error:
        return Answer({"errors": [{"message": str(error)}], "warnings": []}, 400)
    return Answer({"errors": [], "warnings": []})


@route("GET", "/api/datasets/{repo}")
def info(request: Request) -> Answer:
    return _info(request, MAIN)


@route("GET", "/api/datasets/{repo}/revision/{rev}")
def revision(request: Request) -> Answer:
    return _info(request, request.rev)


def _info(request: Request, rev: str) -> Answer:
    repo = request.readable()
    commit = repo.at(rev)
    siblings = [{"rfilename": path} for path in commit.tree]
    gated = "auto" if repo.gated is not None else False
    fields = {"id": repo.id, "author": repo.id.partition("/")[0], "sha": commit.id, "private": repo.private}
    return Answer(
        {**fields, "gated": gated, "disabled": False, "tags": [], "siblings": siblings, "lastModified": _CREATED}
    )


@route("GET", "/api/datasets/{repo}/refs")
def refs(request: Request) -> Answer:
    repo = request.readable()

    def listed(found: dict[str, str], start: str) -> list[dict[str, str]]:
        return [{"name": name, "ref": f"{start}{name}", "targetCommit": id} for name, id in found.items()]

    branches = {name: id for name, id in repo.heads.items() if not name.startswith("refs/")}
    pulls = {name: id for name, id in repo.heads.items() if name.startswith("refs/")}
    tags = listed(repo.tags, "refs/tags/")
    return Answer(
        {"branches": listed(branches, "refs/heads/"), "tags": tags, "converts": [], "pullRequests": listed(pulls, "")}
    )


@route("POST", "/api/datasets/{repo}/tag/{rev}")
def tag(request: Request) -> Answer:
    repo, name = request.writable(), request.json["tag"]
    if name in repo.tags:
        raise Refused(409, f"Tag reference exists already: {name}")
    repo.tags[name] = repo.at(request.rev).id
    return Answer({})


@route("GET", "/api/datasets/{repo}/tree/{rev}(?:/{path})?")
def tree(request: Request) -> Answer:
    commit = request.open().at(request.rev)
    folder = request.path.strip("/")
    entries = list(_entries(commit.tree, folder, recursive="true" in _first(request, "recursive").lower()))
    if folder and not entries:
        raise Refused(404, f"{folder} does not exist", "EntryNotFound")
    start = int(_first(request, "cursor") or 0)
    more = {}
    if start + _PAGE < len(entries):
        rest = f"/api/datasets/{request.repo}/tree/{request.rev.replace('/', '%2F')}{'/' + folder if folder else ''}"
        flags = f"recursive={_first(request, 'recursive')}&cursor={start + _PAGE}"
        more = {"Link": f'<{request.origin}{rest}?{flags}>; rel="next"'}
    return Answer(entries[start : start + _PAGE], headers=more)


def _entries(files: Any, folder: str, *, recursive: bool) -> Iterator[dict[str, Any]]:
    start = f"{folder}/" if folder else ""
    seen: set[str] = set()
    for path, blob in sorted(files.items()):
        if not path.startswith(start):
            continue
        parents = path.removeprefix(start).split("/")[:-1]
        for depth in range(len(parents) if recursive else min(1, len(parents))):
            inner = start + "/".join(parents[: depth + 1])
            if inner not in seen:
                seen.add(inner)
                yield {"type": "directory", "path": inner, "oid": "0" * 40, "size": 0}
        if recursive or not parents:
            yield _entry(path, blob)


def _entry(path: str, blob: Blob) -> dict[str, Any]:
    entry = {"type": "file", "path": path, "size": blob.size, "oid": blob.git}
    if blob.xet:
        entry["xetHash"] = blob.xet
    return {**entry, "lfs": {"oid": blob.sha256, "size": blob.size, "pointerSize": 130}} if blob.lfs else entry


@route("POST", "/api/datasets/{repo}/paths-info/{rev}")
def paths_info(request: Request) -> Answer:
    files = request.open().at(request.rev).tree
    wanted = parse_qs(request.body.decode())["paths"]
    found = [_entry(path, files[path]) for path in wanted if path in files]
    folders = [path for path in wanted if any(name.startswith(f"{path}/") for name in files)]
    return Answer(found + [{"type": "directory", "path": path, "oid": "0" * 40} for path in folders])


@route("GET", "/datasets/{repo}/resolve/{rev}/{path}")
def resolve(request: Request) -> Answer:
    commit = request.open().at(request.rev)
    known = {"X-Repo-Commit": commit.id}
    blob = commit.tree.get(request.path)
    if blob is None:
        raise Refused(404, "Entry not found", "EntryNotFound")
    headers = {**known, "ETag": f'"{blob.etag}"', "Accept-Ranges": "bytes", "X-Linked-Size": str(blob.size)}
    if blob.xet:
        refresh = f"{request.origin}/api/datasets/{request.repo}/xet-read-token/{commit.id}"
        headers |= {"X-Xet-Hash": blob.xet, "X-Xet-Refresh-Route": refresh}
    return ranged(request, request.storage.read(blob.sha256), headers)


def ranged(request: Request, data: bytes, headers: dict[str, str]) -> Answer:
    """Answer with the data, or with the part of it that is asked for."""
    wanted = span(request, len(data))
    if wanted is None:
        return Answer(data, headers=headers)
    first, last = wanted
    return Answer(data[first : last + 1], 206, {**headers, "Content-Range": f"bytes {first}-{last}/{len(data)}"})


def span(request: Request, size: int) -> tuple[int, int] | None:
    """Return the first and the last byte that are asked for, if not all are."""
    wanted = re.fullmatch(r"bytes=(\d*)-(\d*)", request.headers.get("Range") or "")
    if not wanted:
        return None
    first = int(wanted[1]) if wanted[1] else size - int(wanted[2])
    last = min(int(wanted[2]) if wanted[1] and wanted[2] else size - 1, size - 1)
    if first > last:
        raise Refused(416, "Range not satisfiable")
    return first, last


@route("POST", "/api/datasets/{repo}/preupload/{rev}")
def preupload(request: Request) -> Answer:
    repo = request.changeable()
    there = repo.at(request.rev).tree
    modes = [
        {
            "path": file["path"],
            "uploadMode": "regular" if file["path"].endswith((".md", ".json")) else "lfs",
            "shouldIgnore": False,
            "oid": there[file["path"]].etag if file["path"] in there else None,
        }
        for file in request.json["files"]
    ]
    return Answer({"files": modes})


@route("POST", r"/datasets/{repo}\.git/info/lfs/objects/batch")
def lfs_batch(request: Request) -> Answer:
    request.open()
    objects = []
    for one in request.json["objects"]:
        href = f"{request.origin}/lfs/{one['oid']}"
        there = {} if not request.storage.has(one["oid"]) else None
        objects.append({**one, **({} if there is None else {"actions": {"upload": {"href": href}}})})
    return Answer({"transfer": "basic", "objects": objects})


@route("PUT", "/lfs/{sha}")
def lfs_put(request: Request) -> Answer:
    blob = request.storage.keep(request.body, lfs=True)
    if blob.sha256 != request.sha:
        raise Refused(400, "the content is not what its hash says")
    return Answer(b"")


@route("POST", "/api/datasets/{repo}/commit/{rev}")
def commit(request: Request) -> Answer:
    proposed = "create_pr" in request.query
    repo = request.changeable()
    if request.user is None:
        raise Refused(401, "Invalid username or password.")
    lines = [json.loads(line) for line in request.body.splitlines() if line]
    header = lines[0]["value"]
    changes = dict(_change(request.storage, line["key"], line["value"]) for line in lines[1:])
    pull = repo.open_pull(header["summary"], request.user.name) if proposed else None
    made = repo.commit(pull.ref if pull else request.rev, changes, header["summary"], header.get("parentCommit"))
    url = f"{request.origin}/datasets/{repo.id}"
    extra = {"pullRequestUrl": f"{url}/discussions/{pull.number}"} if pull else {}
    return Answer({"success": True, "commitOid": made.id, "commitUrl": f"{url}/commit/{made.id}", **extra})


def _change(storage: Storage, key: str, value: dict[str, Any]) -> tuple[str, Blob | None]:
    if key == "file":
        return value["path"], storage.keep(base64.b64decode(value["content"]), lfs=False)
    if key == "lfsFile":
        if not storage.has(value["oid"]):
            raise Refused(400, f"the content of {value['path']} has not been uploaded")
        return value["path"], storage.blob(value["oid"], lfs=True)
    return value["path"] + ("/" if key == "deletedFolder" else ""), None


@route("GET", "/api/datasets/{repo}/discussions")
def discussions(request: Request) -> Answer:
    repo = request.readable()
    found = [_pull(repo, pull) for pull in repo.pulls.values() if _first(request, "status") in ("", pull.status, "all")]
    return Answer({"discussions": found, "count": len(found), "start": 0})


@route("POST", "/api/datasets/{repo}/discussions")
def discuss(request: Request) -> Answer:
    repo, user = request.open(), request.user
    if user is None:
        raise Refused(401, "Invalid username or password.")
    return Answer(_pull(repo, repo.open_pull(request.json["title"], user.name)))


@route("GET", "/api/datasets/{repo}/discussions/{number}")
def discussion(request: Request) -> Answer:
    repo = request.readable()
    return Answer(_pull(repo, repo.pulls[int(request.number)]))


@route("POST", "/api/datasets/{repo}/discussions/{number}/merge")
def merge(request: Request) -> Answer:
    repo = request.writable()
    repo.merge(repo.pulls[int(request.number)])
    return Answer({})


@route("POST", "/api/datasets/{repo}/discussions/{number}/status")
def change_status(request: Request) -> Answer:
    pull = request.readable().pulls[int(request.number)]
    pull.status = request.json["status"]
    event = {"id": "1", "type": "status-change", "createdAt": _CREATED, "author": {"name": pull.author}}
    return Answer({"newStatus": {**event, "data": {"status": pull.status}}})


def _pull(repo: Repo, pull: Pull) -> dict[str, Any]:
    return {
        "num": pull.number,
        "title": pull.title,
        "status": pull.status,
        "isPullRequest": True,
        "author": {"name": pull.author},
        "createdAt": _CREATED,
        "repo": {"name": repo.id, "type": "dataset"},
        "events": [],
        "filesWithConflicts": [],
        "changes": {"base": "refs/heads/main", "mergeCommitId": pull.merged},
        "diff": "",
    }


def _first(request: Request, name: str) -> str:
    return request.query.get(name, [""])[0]
