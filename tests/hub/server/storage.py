"""What the Hub holds: repositories whose commits are immutable trees, and blobs by their content."""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.hub.server.xet import Cas

MAIN = "main"


class Refused(Exception):
    """A request that the Hub turns down, as it says so: status, error code and message."""

    def __init__(self, status: int, message: str, code: str = "") -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code


@dataclass(frozen=True)
class User:
    """Whom a token stands for, what it may do, and the organisations they belong to."""

    name: str
    role: str = "write"
    orgs: tuple[str, ...] = ("org",)

    def may_write(self, repo: Repo) -> bool:
        return self.role == "write" and self.is_member(repo.id.partition("/")[0])

    def is_member(self, namespace: str) -> bool:
        return namespace == self.name or namespace in self.orgs


@dataclass(frozen=True)
class Blob:
    """A file's content: where it is kept, and the ids that git and (if it came that way) Xet know it by."""

    sha256: str
    size: int
    git: str
    lfs: bool
    xet: str | None = None

    @property
    def etag(self) -> str:
        return self.sha256 if self.lfs else self.git


Tree = Mapping[str, Blob]


@dataclass(frozen=True)
class Commit:
    """One state of a repository."""

    id: str
    parent: str | None
    tree: Tree
    title: str


@dataclass
class Pull:
    """A pull request; its commits are on refs/pr/N."""

    number: int
    title: str
    author: str
    status: str = "open"
    merged: str | None = None

    @property
    def ref(self) -> str:
        return f"refs/pr/{self.number}"


@dataclass
class Repo:
    """A dataset repository."""

    id: str
    private: bool
    gated: set[str] | None = None
    commits: dict[str, Commit] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    pulls: dict[int, Pull] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._add(MAIN, {}, "initial commit")

    def at(self, revision: str) -> Commit:
        """Return the commit that a branch, tag, pull request or id names."""
        id = self.heads.get(revision) or self.tags.get(revision) or revision
        if id not in self.commits:
            raise Refused(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return self.commits[id]

    def commit(self, ref: str, changes: Mapping[str, Blob | None], title: str, parent: str | None) -> Commit:
        """Move `ref` on by one commit; None takes a file (or, with a slash at the end, a folder) away."""
        head = self.at(ref)
        if parent is not None and parent != head.id:
            raise Refused(412, "A commit has happened since. Please refresh and try again.")
        tree = dict(head.tree)
        for path, blob in changes.items():
            if blob is not None:
                tree[path] = blob
            elif path.endswith("/"):
                tree = {name: kept for name, kept in tree.items() if not name.startswith(path)}
            elif tree.pop(path, None) is None:
                raise Refused(404, f"A file with this name doesn't exist: {path}", "EntryNotFound")
        return self._add(ref, tree, title)

    def open_pull(self, title: str, author: str) -> Pull:
        """Open a pull request on what main holds now."""
        pull = Pull(len(self.pulls) + 1, title, author)
        self.pulls[pull.number] = pull
        self.heads[pull.ref] = self.heads[MAIN]
        return pull

    def merge(self, pull: Pull) -> None:
        """Bring a pull request's changes to main."""
        base, ours = self._common(pull.ref), self.at(pull.ref).tree
        changed = {path: blob for path, blob in ours.items() if base.tree.get(path) != blob}
        gone = {path: None for path in base.tree if path not in ours}
        pull.merged = self.commit(MAIN, {**changed, **gone}, f"Merge {pull.title}", None).id
        pull.status = "merged"

    def history(self, ref: str = MAIN) -> list[Commit]:
        """Return the commits of a ref, newest first."""
        found, id = [], self.at(ref).id
        while id:
            found.append(self.commits[id])
            id = self.commits[id].parent
        return found

    def _common(self, ref: str) -> Commit:
        of_main = {commit.id for commit in self.history()}
        return next(commit for commit in self.history(ref) if commit.id in of_main)

    def _add(self, ref: str, tree: Tree, title: str) -> Commit:
        parent = self.heads.get(ref)
        id = uuid.uuid4().hex + uuid.uuid4().hex[:8]  # never the same twice: clients keep what they have read by it
        self.commits[id] = Commit(id, parent, dict(tree), title)
        self.heads[ref] = id
        return self.commits[id]


class Storage:
    """All of the Hub: who may come in, the repositories, and the blobs in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.turn = threading.RLock()  # of everything below: one request changes it at a time
        self.users = {
            "hf_writer": User("ada"),
            "hf_reader": User("bo", role="read"),
            "hf_stranger": User("eve", orgs=()),
        }
        self.repos: dict[str, Repo] = {}
        self.xet = Cas()
        self.received = 0
        """Bytes of content that clients have sent."""

    def user(self, token: str | None) -> User | None:
        if token is not None and token not in self.users:
            raise Refused(401, "Invalid credentials in Authorization header")
        return None if token is None else self.users[token]

    def repo(self, id: str, user: User | None) -> Repo:
        """Return a repository as far as `user` may know of it."""
        found = self.repos.get(id)
        if found is None or (found.private and not (user and user.is_member(id.partition("/")[0]))):
            raise Refused(404 if user else 401, "Repository not found", "RepoNotFound")
        return found

    def keep(self, data: bytes, *, lfs: bool) -> Blob:
        """Store content and return the blob that it is."""
        self.received += len(data)
        return self.blob(self.write(data), lfs=lfs)

    def write(self, data: bytes) -> str:
        """Store content that has come in some other way, and return its SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        self.path(sha256).write_bytes(data)
        return sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).exists()

    def blob(self, sha256: str, *, lfs: bool) -> Blob:
        data = self.read(sha256)
        git = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
        return Blob(sha256, len(data), git, lfs, self.xet.names.get(sha256) if lfs else None)

    def read(self, sha256: str) -> bytes:
        return self.path(sha256).read_bytes()

    def path(self, sha256: str) -> Path:
        return self.folder / sha256
