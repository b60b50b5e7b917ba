"""Grades as logs of the `inspect_ai` framework: a file per model, a scorer per expert, a score per criterion.

The shape is that of an `EvalLog` of version 2, written without the framework:
https://inspect.aisi.org.uk/reference/inspect_ai.log.html
"""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import json
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from tqdm import tqdm

from evalwidgets.errors import StoreError, StudyError
from evalwidgets.tables.export import whole_file
from evalwidgets.tables.registry import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

    from evalwidgets.store import Store
    from evalwidgets.store.store import Charter

_UNKNOWN = "unknown"  # an Inspect log must name a model
_OF_ANSWER = ("criterion", "number", "label", "labels", "text", "na", "comment", "evidence")
_OF_JUDGMENT = ("expert", "expert_kind", "judgment_id", "at", "rubric", "rubric_version", "rubric_hash")


class _Place(NamedTuple):
    """Where a response stands: row of its item, place in it, and which one of its model's there."""

    row: int
    response: int
    epoch: int


@dataclass(frozen=True)
class InspectLogs:
    """What was written, and where."""

    folder: Path
    files: tuple[Path, ...]
    samples: int

    def __repr__(self) -> str:
        logs = "1 log" if len(self.files) == 1 else f"{len(self.files)} logs"
        return f"<{logs}, {self.samples:,} samples; see them by: inspect view --log-dir {self.folder}>"


def to_inspect(store: Store, folder: str | Path, *, progress: bool = True) -> InspectLogs:
    """Write what was graded as Inspect logs; see `Study.to_inspect`."""
    from evalwidgets.tables import read

    folder = Path(folder).expanduser()
    scores = read(store, TABLES["scores"], superseded=False, progress=progress).data.table
    if not len(scores):
        raise StudyError("Nothing has been graded yet, so there is nothing to log.")
    items = read(store, TABLES["items"], superseded=False, progress=progress).data.table
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The folder {folder} cannot be made: {error.strerror or error}.") from None
    graded = _Graded(scores)
    by_model = _responses_by_model(items, graded)
    files: list[Path] = []
    total = sum(map(len, by_model.values()))
    with tqdm(total=total, desc="writing logs", unit=" samples", delay=2, leave=False, disable=not progress) as bar:
        for model, places in by_model.items():
            header = _header(store.charter, model, places, scores)
            path = folder / _file_name(header)
            with whole_file(path) as file:
                _write(file, header, _counted(_samples(items, places, graded, model), bar))
            files.append(path)
            for earlier in set(folder.glob(f"*_{header['eval']['task_id']}.json")) - {path}:
                earlier.unlink()
    return InspectLogs(folder, tuple(files), total)


def _counted(samples: Iterator[dict[str, Any]], bar: Any) -> Iterator[dict[str, Any]]:
    for sample in samples:
        yield sample
        bar.update()


class _Graded:
    """The scores of each response, next to each other."""

    def __init__(self, scores: pa.Table) -> None:
        import numpy as np
        import pyarrow as pa

        items, responses = (scores[name].combine_chunks().dictionary_encode() for name in ("item", "response"))
        keys = items.indices.to_numpy().astype(np.int64) * len(responses.dictionary) + responses.indices.to_numpy()
        order = np.argsort(keys, kind="stable")
        starts = np.flatnonzero(np.r_[True, np.diff(keys[order]) > 0])
        firsts = pa.array(order[starts])
        pairs = zip(items.take(firsts).to_pylist(), responses.take(firsts).to_pylist(), strict=True)
        ends = np.r_[starts[1:], len(order)]
        self._slices = {pair: (int(a), int(b)) for pair, a, b in zip(pairs, starts, ends, strict=True)}
        self._rows = scores.select([*_OF_JUDGMENT, *_OF_ANSWER]).take(pa.array(order)).combine_chunks()

    def __contains__(self, pair: tuple[str, str]) -> bool:
        return pair in self._slices

    def of(self, item: str, response: str) -> list[dict[str, Any]]:
        """Return the rows of a response, in the order they were stored."""
        start, end = self._slices[item, response]
        return self._rows.slice(start, end - start).to_pylist()


def _responses_by_model(items: pa.Table, graded: _Graded) -> dict[str, list[_Place]]:
    """Return the graded responses of each model."""
    found: dict[str, list[_Place]] = {}
    for row, (item, responses) in enumerate(zip(items["item"].to_pylist(), _ids_and_models(items), strict=True)):
        epochs: Counter[str] = Counter()
        for place, (response, model) in enumerate(responses):
            epochs[model] += 1
            if (item, response) in graded:
                found.setdefault(model, []).append(_Place(row, place, epochs[model]))
    return found


def _ids_and_models(items: pa.Table) -> Iterator[list[tuple[str, str]]]:
    import pyarrow.compute as pc

    responses = items["responses"].combine_chunks()
    fields = responses.flatten()
    models = pc.fill_null(fields.field("model"), _UNKNOWN)
    pairs = zip(fields.field("id").to_pylist(), models.to_pylist(), strict=True)
    for length in pc.list_value_length(responses).to_pylist():
        yield list(islice(pairs, length))


def _header(charter: Charter, model: str, places: list[_Place], scores: pa.Table) -> dict[str, Any]:
    import pyarrow.compute as pc

    is_mine = pc.equal(pc.fill_null(scores["model"], _UNKNOWN), model)
    mine = scores.select(["expert", "expert_kind", "criterion", "number", "at"]).filter(is_mine)
    created = pc.max(mine["at"]).as_py().isoformat(timespec="seconds")
    samples = len({place.row for place in places})
    scorers = mine.group_by(["expert", "expert_kind"]).aggregate([]).sort_by("expert").to_pylist()
    return {
        "version": 2,
        "status": "success",
        "eval": {
            # The same judgments make the same log; of more of them, it takes the place of the one before.
            "run_id": charter.id,
            "eval_id": _id(charter.id, model, created),
            "created": created,
            "task": charter.title,
            "task_id": _id(charter.id, model),
            "task_version": charter.rubric.version,
            "dataset": {"name": charter.title, "samples": samples, "shuffled": False},
            "model": model,
            "config": {"epochs": max(place.epoch for place in places)},
            "metadata": {"rubric": charter.rubric.id, "rubric_hash": charter.rubric_hash},
            "scorers": [{"name": one["expert"], "metadata": {"kind": one["expert_kind"]}} for one in scorers],
        },
        "plan": {"name": "plan", "steps": []},  # of its reader's own asking
        "results": {
            "total_samples": len(places),
            "completed_samples": len(places),
            "scores": list(_results(mine)),
        },
        "stats": {"started_at": created, "completed_at": created},
    }


def _results(scores: pa.Table) -> Iterator[dict[str, Any]]:
    """Yield the mean of each expert's answers to each criterion that is a number."""
    wanted = [("number", "mean"), ("number", "count"), ("criterion", "count")]
    found = scores.group_by(["expert", "criterion"]).aggregate(wanted).sort_by([("expert", "ascending")])
    for row in found.to_pylist():
        metrics = {"mean": {"name": "mean", "value": row["number_mean"]}} if row["number_count"] else {}
        yield {
            "name": row["criterion"],
            "scorer": row["expert"],
            "scored_samples": row["number_count"],
            "unscored_samples": row["criterion_count"] - row["number_count"],
            "metrics": metrics,
        }


def _samples(items: pa.Table, places: list[_Place], graded: _Graded, model: str) -> Iterator[dict[str, Any]]:
    for row, place, epoch in places:
        (item,) = items.slice(row, 1).to_pylist()
        response = item["responses"][place]
        prompt = [_message(one, f"{row}-{n}") for n, one in enumerate(item["prompt"])]
        said = [_message(one, f"{row}-{place}-a{n}", model) for n, one in enumerate(response["messages"])]
        last = said[-1] if said[-1]["role"] == "assistant" else {**said[-1], "role": "assistant"}
        yield {
            "id": item["item"],
            "epoch": epoch,
            "uuid": _id(item["item_hash"], response["id"]),
            "input": prompt,
            "target": item["reference"] or "",
            "messages": [*prompt, *said],
            "output": {"model": model, "choices": [{"message": last, "stop_reason": "stop"}]},
            "scores": _scores(graded.of(item["item"], response["id"])),
            "metadata": {"item": item["item"], "response": response["id"], "item_hash": item["item_hash"]},
        }


def _message(message: dict[str, Any], id: str, model: str | None = None) -> dict[str, Any]:
    role = message["role"]
    if role not in ("system", "user", "assistant"):  # a tool's message would have to name its call
        return {"id": id, "role": "user", "content": f"{role}: {message['text']}"}
    said = {"id": id, "role": role, "content": message["text"]}
    return {**said, "model": model, "source": "generate"} if role == "assistant" and model else said


def _scores(rows: list[dict[str, Any]]) -> dict[str, Any]:
    by_expert: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_expert.setdefault(row["expert"], []).append(row)
    return {expert: _score(mine) for expert, mine in by_expert.items()}


def _score(rows: list[dict[str, Any]]) -> dict[str, Any]:
    first = rows[0]
    comments = [f"{row['criterion']}: {row['comment']}" for row in rows if row["comment"]]
    notes = {name: first[name] for name in _OF_JUDGMENT if name not in ("expert", "at")}
    answers = {row["criterion"]: {name: row[name] for name in _OF_ANSWER[1:] if row[name]} for row in rows}
    return {
        "value": {row["criterion"]: _value(row) for row in rows if row["na"] is None},
        "explanation": "\n".join(comments) or None,
        "metadata": {**notes, "at": first["at"].isoformat(), "answers": answers},
    }


def _value(row: dict[str, Any]) -> float | str:
    """Return what Inspect can count with: the number where the answer has one, else its words."""
    if row["number"] is not None:
        return row["number"]
    return next((row[name] for name in ("label", "text") if row[name] is not None), ", ".join(row["labels"] or ()))


def _write(file: IO[bytes], header: dict[str, Any], samples: Iterator[dict[str, Any]]) -> None:
    file.write(json.dumps(header, ensure_ascii=False).encode()[:-1])
    for n, sample in enumerate(samples):
        file.write(b"," if n else b', "samples": [')
        file.write(json.dumps(sample, ensure_ascii=False).encode())
    file.write(b"]}")


def _id(*parts: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(parts)).hex[:22]


def _file_name(header: dict[str, Any]) -> str:
    """Return the name that Inspect finds a log by: when, which task, and its id."""
    spec = header["eval"]
    when = datetime.fromisoformat(spec["created"]).strftime("%Y-%m-%dT%H-%M-%S+00-00")
    task = re.sub(r"[^\w.-]+|_", "-", spec["task"]).strip("-")[:60] or "study"
    return f"{when}_{task}_{spec['task_id']}.json"
