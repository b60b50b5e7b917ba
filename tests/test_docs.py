"""The Python in the README and the docs runs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.hub.server.host import Hub

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)

SAMPLE = [
    {"question": "How much may I take?", "answer": "Two tablets a day.", "model": "northwind"},
    {"question": "May I drive?", "answer": "Not on the first day.", "model": "harbour"},
]
PAIRS = [
    {"prompt": "May I drive?", "response_a": "Not on the first day.", "response_b": "Always."},
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hub: Hub) -> Path:
    """What the pages take for granted: a file of answers, one of pairs, a study, a Hub and the right to write to it."""
    import pandas as pd

    from evalwidgets import Study

    (tmp_path / "answers.jsonl").write_text("\n".join(json.dumps(row) for row in SAMPLE), "utf-8")
    pd.DataFrame(PAIRS).to_parquet(tmp_path / "answers.parquet")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_TOKEN", "hf_writer")
    columns = {"prompt": "question", "response": "answer"}
    Study.create("cardiology.db", items="answers.jsonl", columns=columns, rubric="medical_accuracy", progress=False)
    return tmp_path


@pytest.mark.parametrize(
    "page", [page for page in PAGES if BLOCK.search(page.read_text("utf-8"))], ids=lambda page: page.name
)
@pytest.mark.usefixtures("folder")
def test_the_python_on_a_page_runs(page: Path) -> None:
    names: dict[str, object] = {"url": "team.db"}
    for block in BLOCK.findall(page.read_text("utf-8")):
        exec(compile(block, page.name, "exec"), names)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_links_on_a_page_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_readme_names_commands_that_the_makefile_has() -> None:
    readme, makefile = ((ROOT / name).read_text("utf-8") for name in ("README.md", "Makefile"))
    for command in set(re.findall(r"(?:^|`)make ([a-z]+)", readme, re.MULTILINE)):
        assert re.search(rf"^{command}:", makefile, re.MULTILINE), command


def test_no_page_names_a_folder_of_this_machine() -> None:
    for page in PAGES:
        assert str(ROOT) not in page.read_text("utf-8")
        assert f"{Path.home()}/" not in page.read_text("utf-8")
