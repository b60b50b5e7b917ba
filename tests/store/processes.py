"""Other processes that work in a study, to be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def start(module: str, *arguments: str) -> subprocess.Popen[str]:
    """Start `python -m module arguments` and return it at once."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    )


def worker(place: str, count: int, *experts: str) -> subprocess.Popen[str]:
    """Start a process in which each expert submits `count` times, once it is told to by `go`."""
    return start("tests.store.worker", place, str(count), *experts)


def go(processes: list[subprocess.Popen[str]]) -> None:
    """Let workers begin, all at once, when the last of them has opened the study."""
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()


def acknowledged(said: str) -> list[tuple[str, int, str]]:
    """The judgments that a worker was told are saved: expert, task, id. A line cut off by a kill does not count."""
    lines = [line.split() for line in said.splitlines(keepends=True) if line.endswith("\n")]
    return [(expert, int(task), id) for expert, task, id in lines]
