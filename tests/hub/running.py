"""A fresh Hub for each test, on the address that this process's clients believe to be huggingface.co."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.address import LISTENER
from tests.hub.server.host import Hub

_running: list[Hub] = []


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """The Hub, empty and without faults."""
    if not _running:
        _running.append(Hub(LISTENER, tmp_path / "blobs"))
    _running[0].reset(tmp_path / "blobs")
    yield _running[0]
    _running[0].reset(tmp_path / "blobs")
