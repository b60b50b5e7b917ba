"""`make demo CHECK=1`: what a newcomer runs first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from scripts import chromium


def test_the_demo_opens_ready_and_prints_the_rows_of_one_graded_item(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "evalwidgets.cli", "demo", "--check"],
        env={**os.environ, "EVALWIDGETS_CHROMIUM": str(chromium.find())},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=170,
    )
    assert done.returncode == 0, done.stderr
    assert "northwind-large" in done.stdout
    assert "rows, saved and read back." in done.stdout
    assert list(tmp_path.iterdir()) == [], "the check leaves nothing behind"
