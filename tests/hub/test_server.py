"""The Hub of the tests holds a conversation with the real clients: else it could not prove anything about ours."""

from __future__ import annotations

import pytest
from datasets import Dataset, DatasetDict, load_dataset
from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi
from huggingface_hub.errors import EntryNotFoundError, HfHubHTTPError, RepositoryNotFoundError

from tests.hub.server.host import Hub

ROWS = Dataset.from_dict({"text": ["a", "b"], "tags": [["x"], []]})


@pytest.fixture
def api(hub: Hub) -> HfApi:
    api = HfApi(token="hf_writer")
    api.create_repo("org/d", repo_type="dataset", private=True)
    return api


def test_what_push_to_hub_writes_load_dataset_reads(hub: Hub) -> None:
    ROWS.push_to_hub("org/plain", token="hf_writer", private=True)
    DatasetDict(test=ROWS).push_to_hub("org/plain", "other", token="hf_writer")
    assert list(load_dataset("org/plain", split="train", token="hf_writer")) == list(ROWS)
    assert list(load_dataset("org/plain", "other", split="test", token="hf_writer", streaming=True)) == list(ROWS)


def test_commits_pull_requests_and_tags(api: HfApi) -> None:
    first = api.create_commit(
        "org/d",
        [CommitOperationAdd("a.bin", b"a"), CommitOperationAdd("README.md", b"hi")],
        commit_message="1",
        repo_type="dataset",
    )
    api.create_tag("org/d", tag="v1", repo_type="dataset")
    proposed = api.create_commit(
        "org/d",
        [CommitOperationDelete("a.bin"), CommitOperationAdd("b.bin", b"b")],
        commit_message="2",
        repo_type="dataset",
        create_pr=True,
    )
    assert proposed.pr_revision == "refs/pr/1"
    assert set(api.list_repo_files("org/d", repo_type="dataset")) == {"a.bin", "README.md"}
    assert set(api.list_repo_files("org/d", repo_type="dataset", revision="refs/pr/1")) == {"b.bin", "README.md"}
    api.merge_pull_request("org/d", 1, repo_type="dataset")
    assert set(api.list_repo_files("org/d", repo_type="dataset")) == {"b.bin", "README.md"}
    assert set(api.list_repo_files("org/d", repo_type="dataset", revision="v1")) == {"a.bin", "README.md"}
    with pytest.raises(HfHubHTTPError) as stale:
        api.create_commit(
            "org/d",
            [CommitOperationAdd("c.bin", b"c")],
            commit_message="3",
            repo_type="dataset",
            parent_commit=first.oid,
        )
    assert stale.value.response.status_code == 412
    with pytest.raises(EntryNotFoundError):
        api.hf_hub_download("org/d", "a.bin", repo_type="dataset")


def test_private_gated_and_foreign_repositories_are_closed(hub: Hub, api: HfApi) -> None:
    for token in ("hf_stranger", False):
        with pytest.raises(RepositoryNotFoundError):
            api.dataset_info("org/d", token=token)
    with pytest.raises(HfHubHTTPError) as refused:
        api.create_commit(
            "org/d", [CommitOperationAdd("c", b"c")], commit_message="3", repo_type="dataset", token="hf_reader"
        )
    assert refused.value.response.status_code == 403
    with pytest.raises(HfHubHTTPError) as unknown:
        api.whoami(token="hf_nobody")
    assert unknown.value.response.status_code == 401


def test_faults_happen_once_and_are_remembered(hub: Hub, api: HfApi) -> None:
    hub.faults.put("503", "revision")
    hub.faults.put("lost", "commit")
    with pytest.raises(HfHubHTTPError):
        api.dataset_info("org/d", revision="main")
    with pytest.raises(Exception, match="disconnected"):
        api.create_commit("org/d", [CommitOperationAdd("c", b"c")], commit_message="3", repo_type="dataset")
    assert api.list_repo_files("org/d", repo_type="dataset") == ["c"]
    assert [fault.kind for fault in hub.faults.happened] == ["503", "lost"]
