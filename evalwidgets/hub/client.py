"""The conversation with the Hub: looking, reading, committing, in few requests and with an end to waiting."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa
    from huggingface_hub import HfApi

_KIND = "dataset"
_CONNECT = 20.0  # seconds
_UNAUTHORISED = 401


@dataclass(frozen=True)
class Head:
    """What a branch of the dataset holds at one moment.

    Attributes
    ----------
    files
        Git's id of each file by its path.
    sizes
        The bytes of each file.
    """

    commit: str
    private: bool
    files: Mapping[str, str]
    sizes: Mapping[str, int]


class HubClient:
    """One dataset on the Hub, and the right to speak of it.

    Parameters
    ----------
    repo
        ``org/name``.
    token
        None: the one of `hf auth login` or HF_TOKEN. It is kept in no file and shown in no message.
    silence
        Seconds for which the Hub may say nothing before a request counts as lost; the library itself
        would wait for ever.
    """

    def __init__(self, repo: str, *, token: str | None = None, silence: float = 90.0) -> None:
        from huggingface_hub import HfApi

        self.repo = repo
        self.silence = silence
        self._texts: dict[str, str] = {}  # by git's id
        self._api: HfApi = HfApi(token=token, library_name="evalwidgets")

    def __repr__(self) -> str:
        return f"HubClient({self.repo!r})"

    @property
    def url(self) -> str:
        """The dataset's page."""
        return f"{self._api.endpoint}/datasets/{self.repo}"

    def look(self, revision: str = "main") -> Head | None:
        """Return what is there now, or None if there is no such dataset for us."""
        from huggingface_hub import RepoFile
        from huggingface_hub.errors import RepositoryNotFoundError

        with self._bounded():
            try:
                info = self._api.repo_info(self.repo, repo_type=_KIND, revision=revision)
            except RepositoryNotFoundError as error:
                if error.response.status_code == _UNAUTHORISED:  # without a token nobody can tell
                    raise
                return None
            tree = self._api.list_repo_tree(self.repo, repo_type=_KIND, revision=info.sha, recursive=True)
            files = [entry for entry in tree if isinstance(entry, RepoFile)]
        ids, sizes = {file.path: file.blob_id for file in files}, {file.path: file.size for file in files}
        return Head(str(info.sha), bool(info.private), ids, sizes)

    def create(self, *, private: bool) -> None:
        """Make the dataset."""
        with self._bounded():
            self._api.create_repo(self.repo, repo_type=_KIND, private=private)

    def make_public(self) -> None:
        """Let everybody see it."""
        with self._bounded():
            self._api.update_repo_settings(self.repo, repo_type=_KIND, private=False)

    def read(self, path: str, head: Head) -> str:
        """Return the text of a small file; what was read before and has not changed is not fetched again."""
        from huggingface_hub import get_session, hf_hub_url
        from huggingface_hub.utils import build_hf_headers, hf_raise_for_status

        id = head.files[path]
        if id not in self._texts:
            url = hf_hub_url(self.repo, path, repo_type=_KIND, revision=head.commit, endpoint=self._api.endpoint)
            with self._bounded():
                answer = get_session().get(url, headers=build_hf_headers(token=self._api.token))
                hf_raise_for_status(answer)
            self._texts[id] = answer.content.decode("utf-8")
        return self._texts[id]

    def table(self, path: str, head: Head, columns: list[str] | None = None) -> pa.Table:
        """Return a Parquet file, or some of its columns: of a large one, only their bytes are fetched."""
        from huggingface_hub import HfFileSystem
        from pyarrow import parquet

        files = HfFileSystem(endpoint=self._api.endpoint, token=self._api.token, skip_instance_cache=True)
        with self._bounded(), files.open(f"datasets/{self.repo}/{path}", "rb", revision=head.commit) as file:
            return parquet.read_table(file, columns=columns)

    def commit(
        self, add: Mapping[str, bytes], remove: Iterable[str] = (), *, onto: Head, revision: str, says: str
    ) -> str:
        """Commit all of it on top of `onto`, or nothing at all, and return the commit.

        The Hub refuses (412) if anything has been committed since.
        """
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        operations: list[Any] = [CommitOperationAdd(path, data) for path, data in add.items()]
        operations += [CommitOperationDelete(path) for path in remove]
        with self._bounded():
            made = self._api.create_commit(
                self.repo,
                operations,
                repo_type=_KIND,
                revision=revision,
                parent_commit=onto.commit,
                commit_message=says,
            )
        return str(made.oid)

    def tag(self, name: str, commit: str) -> str:
        """Name a commit, and return the one that has the name: an older one, if it was given before."""
        with self._bounded():
            self._api.create_tag(self.repo, repo_type=_KIND, tag=name, revision=commit, exist_ok=True)
            tags = self._api.list_repo_refs(self.repo, repo_type=_KIND).tags
        return next((tag.target_commit for tag in tags if tag.name == name), commit)

    def is_open(self, pull: int) -> bool:
        """Tell whether a pull request still takes commits."""
        with self._bounded():
            return self._api.get_discussion_details(self.repo, pull, repo_type=_KIND).status in ("open", "draft")

    def propose(self, title: str) -> int:
        """Return the number of our open pull request with this title; it is opened if there is none."""
        with self._bounded():
            me = self._api.whoami()["name"]
            proposals = self._api.get_repo_discussions(
                self.repo, repo_type=_KIND, author=me, discussion_type="pull_request", discussion_status="open"
            )
            # One whose answer was lost is found again.
            for proposal in proposals:
                if proposal.title == title and proposal.author == me:
                    return proposal.num
            return self._api.create_pull_request(self.repo, title, repo_type=_KIND).num

    @contextmanager
    def _bounded(self) -> Generator[None]:
        """Put an end to waiting, unless who runs this process has set one."""
        import httpx2
        from huggingface_hub import get_session

        session = get_session()
        before = session.timeout
        if before.read is None:
            session.timeout = httpx2.Timeout(self.silence, connect=min(_CONNECT, self.silence))
        try:
            yield
        finally:
            session.timeout = before
