"""Pull requests, releases, compaction, and datasets that are closed, full or somebody else's."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from datasets import Dataset
from huggingface_hub import CommitOperationAdd, HfApi
from pyarrow import parquet

from evalwidgets import Study
from evalwidgets.errors import HubError
from evalwidgets.hub.compact import compact
from evalwidgets.hub.patience import Patience
from evalwidgets.hub.push import push
from tests.hub.server.host import Hub
from tests.hub.server.storage import Repo
from tests.hub.studies import QUICK, REPO, added, client, every_row_once, grade, load, pilot

ONCE = Patience(attempts=1)


@pytest.fixture
def judged(tmp_path: Path) -> Study:
    made = pilot(tmp_path / "study.db", 8)
    grade(made, "ada", 3)
    return made


def test_proposals_go_to_one_pull_request_until_it_is_closed(hub: Hub, judged: Study) -> None:
    push(judged.store, client())
    grade(judged, "ada", 2)
    first = push(judged.store, client(), propose=True)
    grade(judged, "ada", 1)
    hub.faults.put("lost", "commit")
    second = push(judged.store, client(), propose=True, patience=QUICK)
    assert (first.pull, second.pull) == (1, 1)
    assert added(second) == {"scores": 2, "judgments": 1}
    assert len(load("judgments")) == 3
    assert len(load("judgments", revision="refs/pr/1")) == 6
    repo = hub.repo(REPO)
    repo.merge(repo.pulls[1])
    every_row_once(judged)
    assert added(push(judged.store, client())) == {}
    grade(judged, "ada", 1)
    assert push(judged.store, client(), propose=True).pull == 2
    repo.pulls[2].status = "closed"
    assert push(judged.store, client(), propose=True).pull == 3, "what was turned down is proposed again"
    repo.merge(repo.pulls[3])
    every_row_once(judged)


def test_what_waits_in_a_pull_request_can_be_pushed_and_merged_too(hub: Hub, judged: Study) -> None:
    push(judged.store, client())
    grade(judged, "ada", 2)
    push(judged.store, client(), propose=True)
    grade(judged, "ada", 1)
    assert push(judged.store, client()).rows["judgments"] == 3
    repo = hub.repo(REPO)
    repo.merge(repo.pulls[1])
    every_row_once(judged)


def test_who_may_only_read_can_propose(hub: Hub, judged: Study) -> None:
    push(judged.store, client())
    grade(judged, "ada", 1)
    with pytest.raises(HubError, match=r"This token may not write to org/graded.*or propose by create_pr=True"):
        push(judged.store, client("hf_reader"), patience=ONCE)
    assert push(judged.store, client("hf_reader"), propose=True).pull == 1


def test_a_proposal_whose_answer_was_lost_is_found_again(hub: Hub, judged: Study) -> None:
    push(judged.store, client())
    grade(judged, "ada", 1)
    hub.faults.put("lost", "discuss")
    push(judged.store, client(), propose=True, patience=QUICK)
    assert list(hub.repo(REPO).pulls) == [1]


def test_a_release_stays_what_it_was(hub: Hub, judged: Study) -> None:
    push(judged.store, client(), tag="v1")
    grade(judged, "ada", 2)
    with pytest.raises(HubError, match=r"has a release v1 already .* Give this one another name"):
        push(judged.store, client(), tag="v1")
    hub.faults.put("lost", "tag")
    push(judged.store, client(), tag="v2", patience=QUICK)
    assert len(load("judgments", revision="v1")) == 3
    assert len(load("judgments", revision="v2")) == 5


def test_compaction_is_one_commit_that_changes_no_row(hub: Hub, judged: Study) -> None:
    for _ in range(4):
        push(judged.store, client())
        grade(judged, "ada", 1)
    push(judged.store, client())
    rows, commits = sorted(load("judgments")["judgment_id"]), len(hub.repo(REPO).history())
    features = load().features
    hub.faults.put("412", "commit")
    done = compact(client(), patience=QUICK)
    assert (done.before, done.after) == (18, 6)
    assert len(hub.repo(REPO).history()) == commits + 1
    assert sorted(load("judgments")["judgment_id"]) == rows
    assert load().features == features
    every_row_once(judged)
    assert compact(client()).after == 6
    assert added(push(judged.store, client())) == {}, "the ledger knows the rows in the merged shards"
    grade(judged, "ada", 1)
    assert added(push(judged.store, client())) == {"scores": 2, "judgments": 1}


def gated(hub: Hub) -> None:
    hub.storage.repos[REPO] = Repo(REPO, private=False, gated={"somebody"})


def taken(hub: Hub) -> None:
    hub.storage.repos[REPO] = Repo(REPO, private=True)


@pytest.mark.parametrize(
    ("token", "prepare", "message"),
    [
        (False, lambda hub: None, "You are not signed in to the Hub. Run `hf auth login`"),
        ("hf_nobody", lambda hub: None, "The Hub does not know this token"),
        ("hf_stranger", lambda hub: None, "This token may not write to org/graded"),
        ("hf_reader", lambda hub: None, "This token may not write to org/graded"),
        ("hf_writer", lambda hub: hub.faults.put("quota", "commit"), "The storage of org on the Hub is full: “Private"),
        ("hf_writer", lambda hub: hub.faults.put("503", "commit"), r"The Hub is not well at the moment \(503\)"),
        ("hf_writer", lambda hub: hub.faults.put("429", "commit"), "The Hub asks for a pause"),
        ("hf_writer", lambda hub: hub.faults.put("412", "commit"), "Others push to org/graded all the time"),
        ("hf_writer", lambda hub: hub.faults.put("drop", "commit"), "The Hub could not be reached"),
        ("hf_writer", gated, "org/graded is gated: ask for access on its page"),
        ("hf_stranger", taken, "may not write to org/graded|is taken by a dataset"),
    ],
)
def test_what_cannot_be_done_is_said_in_plain_words(hub: Hub, judged: Study, token, prepare, message) -> None:
    prepare(hub)
    with pytest.raises(HubError, match=message) as refused:
        push(judged.store, client(token), patience=ONCE)
    assert "Every judgment is safe in the study" in str(refused.value)
    assert "http" not in str(refused.value)


def test_a_hub_that_is_switched_off_is_said(hub: Hub, judged: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(HubError, match="set to work without the Hub"):
        push(judged.store, client(), patience=ONCE)


ROWS = Dataset.from_dict({"prompt": ["a", "b"], "answer": ["1", "2"]})


def test_a_dataset_of_another_config_keeps_it(hub: Hub, judged: Study) -> None:
    ROWS.push_to_hub(REPO, token="hf_writer", private=True)
    push(judged.store, client())
    assert list(load("default")) == list(ROWS), "its own config with its row counts loads as before"
    assert list(load()) == list(ROWS), "and is still what is loaded when none is named"
    every_row_once_named(judged)


def every_row_once_named(judged: Study) -> None:
    assert sorted(load("judgments")["judgment_id"]) == sorted(judged.judgments()["judgment_id"])
    assert len(load("scores")) == len(judged.scores())


def test_a_config_of_our_name_with_row_counts_is_refused(hub: Hub, judged: Study) -> None:
    judged.scores().push_to_hub(REPO, "scores", token="hf_writer", private=True)
    before = hub.repo(REPO).at("main").id
    with pytest.raises(HubError, match=r"has a config 'scores' that evalwidgets did not make .* It was left as it is"):
        push(judged.store, client())
    assert hub.repo(REPO).at("main").id == before


def test_files_that_load_without_a_config_are_left_alone(hub: Hub, judged: Study) -> None:
    api = HfApi(token="hf_writer")
    api.create_repo(REPO, repo_type="dataset")
    add = [CommitOperationAdd("train.jsonl", b'{"a": 1}\n')]
    api.create_commit(REPO, add, commit_message="mine", repo_type="dataset")
    with pytest.raises(HubError, match=r"holds files of somebody else \(train.jsonl\) that load without a config"):
        push(judged.store, client())
    assert load()["a"] == [1]


def test_another_study_by_another_rubric_is_refused(hub: Hub, judged: Study, tmp_path: Path) -> None:
    push(judged.store, client())
    other = Study.create(tmp_path / "other.db", rubric="medical_accuracy")
    with pytest.raises(HubError, match=r"holds the study “Pilot”, which is judged by another rubric"):
        push(other.store, client())


def test_a_second_study_by_the_same_rubric_adds_its_rows(hub: Hub, judged: Study, tmp_path: Path) -> None:
    push(judged.store, client())
    other = pilot(tmp_path / "other.db", 8)
    grade(other, "ben", 2)
    assert added(push(other.store, client())) == {"scores": 4, "judgments": 2, "experts": 1}
    assert len(load("judgments")) == 5


def test_the_schema_may_grow_and_old_and_new_shards_load_together(hub: Hub, judged: Study) -> None:
    push(judged.store, client())
    # As if an older version had pushed: its shard lacks a column, and a field of the structs in a list.
    repo, api = hub.repo(REPO), HfApi(token="hf_writer")
    (old,) = (path for path in repo.at("main").tree if path.startswith("judgments/"))
    table = parquet.read_table(pa.BufferReader(hub.storage.read(repo.at("main").tree[old].sha256)))
    answers = table["answers"].combine_chunks()
    fields = [field for field in answers.type.value_type if field.name != "comment"]
    structs = pa.StructArray.from_arrays([answers.values.field(field.name) for field in fields], fields=fields)
    narrow = table.drop_columns(["changes"]).set_column(
        table.schema.get_field_index("answers") - 1, "answers", pa.ListArray.from_arrays(answers.offsets, structs)
    )
    sink = pa.BufferOutputStream()
    parquet.write_table(narrow.replace_schema_metadata(None), sink)
    add = [CommitOperationAdd(old, sink.getvalue().to_pybytes())]
    card = api.hf_hub_download(REPO, "README.md", repo_type="dataset")
    text = Path(card).read_text("utf-8")
    add.append(CommitOperationAdd("README.md", text.replace("  - name: changes\n    dtype: int64\n", "", 1).encode()))
    api.create_commit(REPO, add, commit_message="older", repo_type="dataset")
    assert "changes" not in load("judgments").features
    grade(judged, "ada", 2)
    push(judged.store, client(), refresh=False)
    rows = load("judgments")
    assert sorted(map(str, rows["changes"])) == ["0", "0", "None", "None", "None"]
    assert len(rows) == 5
    assert list(load("judgments", streaming=True)) == list(rows)


def test_a_column_that_a_newer_version_has_added_stays(hub: Hub, judged: Study) -> None:
    push(judged.store, client())
    api = HfApi(token="hf_writer")
    text = Path(api.hf_hub_download(REPO, "README.md", repo_type="dataset")).read_text("utf-8")
    wider = text.replace("  - name: changes\n", "  - name: mood\n    dtype: string\n  - name: changes\n", 1)
    api.create_commit(
        REPO, [CommitOperationAdd("README.md", wider.encode())], commit_message="newer", repo_type="dataset"
    )
    grade(judged, "ada", 1)
    push(judged.store, client())
    assert "mood" in load("judgments").features
    assert len(load("judgments")) == 4
