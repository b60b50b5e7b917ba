"""Potato's exporter to the Hub, on the same judgments and the same Hub: how long it takes, and whether what it made loads."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.peers import INSTALL_SECONDS, installed
from benchmarks.peers_potato import Potato, project
from benchmarks.report import Line
from evalwidgets import Study

EXPORT_SECONDS = 900
_LOAD = """
import json, sys
from datasets import load_dataset
found = load_dataset(sys.argv[1], token="hf_writer")
print(json.dumps({split: len(rows) for split, rows in found.items()}))
"""


def run(study: Path, folder: Path) -> list[Line]:
    """Measure the exporter with all that it sends by itself, and with the judgments alone."""
    named = f"beside: {Potato.name} {Potato.version}, push of the same judgments to the Hub"
    try:
        program = installed(Potato())
        python = program.with_name("python")
        _add(python, f"datasets=={version('datasets')}", f"huggingface_hub=={version('huggingface_hub')}")
        _write(study, folder)
        return [
            Line(named, _exported(python, folder, "org/potato")),
            Line(f"{named}, without items", _exported(python, folder, "org/potato-bare", "include_items=false")),
        ]
    except (OSError, subprocess.SubprocessError) as error:
        return [Line(named, f"skipped: {' '.join(str(error).split())[:100]}")]


def _add(python: Path, *packages: str) -> None:
    command = [str(python), "-m", "pip", "install", "--quiet", "--no-input", *packages]
    subprocess.run(command, check=True, capture_output=True, timeout=INSTALL_SECONDS)


def _write(path: Path, folder: Path) -> None:
    """Lay the study out as Potato does while experts annotate: a file per expert, an answer per scheme."""
    study = Study.open(path)
    folder.mkdir()
    columns = ["expert", "item", "response", "criterion", "label", "number", "na"]
    by_expert: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    labels: dict[str, set[str]] = defaultdict(set)
    for row in study.scores().select_columns(columns):
        value = row["label"] or row["na"] or f"{row['number']}"
        labels[row["criterion"]].add(value)
        answer = [{"schema": row["criterion"], "name": value}, "true"]
        by_expert[row["expert"]][f"{row['item']}-{row['response']}"].append(answer)
    with (folder / "items.jsonl").open("w") as file:
        for item in study.items():
            for response in item["responses"]:
                text = response["messages"][-1]["text"]
                file.write(json.dumps({"id": f"{item['item']}-{response['id']}", "text": text}) + "\n")
    for expert, answers in by_expert.items():
        (folder / "out" / expert).mkdir(parents=True)
        state = {"user_id": expert, "instance_id_to_label_to_value": answers}
        (folder / "out" / expert / "user_state.json").write_text(json.dumps(state), "utf-8")
    schemes = [
        {"annotation_type": "radio", "name": name, "description": name, "labels": sorted(values)}
        for name, values in labels.items()
    ]
    (folder / "config.yaml").write_text(json.dumps(project(schemes)), "utf-8")


def _exported(python: Path, folder: Path, repo: str, *options: str) -> str:
    command = [str(python), "-m", "potato.export", "--config", "config.yaml", "--format", "huggingface"]
    command += ["--output", repo]
    for option in ("token=hf_writer", "private=true", *options):
        command += ["--option", option]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=EXPORT_SECONDS)
    took = time.perf_counter() - start
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())
        return f"fails after {took:.1f} s: …{said[-90:]}"
    loaded = subprocess.run([sys.executable, "-c", _LOAD, repo], capture_output=True, text=True, check=False)
    if loaded.returncode:
        return f"{took:.1f} s, does not load: …{' '.join(loaded.stderr.split())[-90:]}"
    rows = ", ".join(f"{count:,} {split}" for split, count in json.loads(loaded.stdout.splitlines()[-1]).items())
    return f"{took:.1f} s, loads: {rows}"
