"""A process whose clients move content by Xet: whether they do is settled when they are imported."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from evalwidgets import Study
from evalwidgets.hub.push import Pushed, push
from tests.hub.studies import QUICK, client

Call = Callable[..., Any]


@contextmanager
def xet_process() -> Generator[Call]:
    """Start a process to call functions in, which has this one's environment and nothing else of it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        yield lambda function, *arguments: process.submit(function, *arguments).result(timeout=60)


def push_study(place: Path) -> Pushed:
    return push(Study.open(place).store, client(), patience=QUICK)


def send(repo: str, files: dict[str, bytes]) -> None:
    from huggingface_hub import CommitOperationAdd, HfApi

    api = HfApi(token="hf_writer")
    api.create_repo(repo, repo_type="dataset", exist_ok=True)
    operations = [CommitOperationAdd(path, content) for path, content in files.items()]
    api.create_commit(repo, operations, commit_message="files", repo_type="dataset")


def fetch(repo: str, path: str) -> bytes:
    from huggingface_hub import hf_hub_download

    return Path(hf_hub_download(repo, path, repo_type="dataset", token="hf_writer")).read_bytes()
