"""What models have judged elsewhere, in the shapes in which it is found: JSON lines, HealthBench graders, Inspect logs.

All become `Verdict`s: who, on which response of which item, and the answer to each criterion. A
criterion is named by its id, or by its whole text where the source only has that.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from evalwidgets.errors import ItemError

Format = Literal["jsonl", "healthbench", "inspect"]
FORMATS: tuple[Format, ...] = ("jsonl", "healthbench", "inspect")

_ITEM = ("item", "item_id", "prompt_id", "id")
_RESPONSE = ("response", "response_id", "completion_id")
_JUDGE = ("judge", "expert", "grader", "rater")
_VALUE = ("value", "verdict", "criteria_met", "score")
_WHY = ("comment", "explanation", "rationale", "reason")


@dataclass
class Verdict:
    """One judge's answers on one response.

    Attributes
    ----------
    response
        None: the item's only one.
    answers
        By criterion (id or text), what `Session.submit` takes.
    place
        Where it stands in the source, for errors.
    """

    judge: str | None
    item: str
    response: str | None
    answers: dict[str, Any] = field(default_factory=dict)
    place: str = ""


def read_verdicts(path: str | Path, format: Format | None = None) -> list[Verdict]:
    """Read a file of verdicts; the format is told by its content unless it is named.

    Raises
    ------
    ItemError
        For a file that cannot be read, with the line at fault.
    """
    path = Path(path).expanduser()
    if format is not None and format not in FORMATS:
        raise ItemError(f"there is no format {format!r}; there is {', '.join(FORMATS)}")
    try:
        if zipfile.is_zipfile(path):
            return list(_inspect_archive(path))
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ItemError(f"{path} cannot be read: {error}") from None
    whole = _whole(text) if path.suffix.lower() == ".json" or format == "inspect" else None
    if isinstance(whole, Mapping) and "samples" in whole:
        return list(_inspect(whole, path.name))
    if format == "inspect":
        raise ItemError(f"{path.name} is not an Inspect log: it has no samples")
    rows = _rows(whole, text, path.name)
    return _merged(_of_row(row, place) for row, place in rows)


def _whole(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _rows(whole: Any, text: str, name: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    if isinstance(whole, Mapping):
        whole = whole.get("metadata", {}).get("example_level_metadata") or whole.get("results") or [whole]
    if isinstance(whole, list):
        for number, row in enumerate(whole, start=1):
            yield _mapping(row, f"{name}, entry {number}"), f"{name}, entry {number}"
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            place = f"{name}, line {number}"
            try:
                row = json.loads(line)
            except ValueError as error:
                raise ItemError(f"{place}: is not JSON ({error})") from None
            yield _mapping(row, place), place


def _mapping(row: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(row, Mapping):
        raise ItemError(f"{place}: must be an object with an item and answers")
    return row


def _first(row: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _of_row(row: Mapping[str, Any], place: str) -> Verdict:
    item = _first(row, _ITEM)
    if item is None:
        raise ItemError(f"{place}: names no item (one of {', '.join(_ITEM)})")
    judge, response = _first(row, _JUDGE), _first(row, _RESPONSE)
    verdict = Verdict(
        None if judge is None else str(judge), str(item), None if response is None else str(response), {}, place
    )
    graded = row.get("rubric_items") or row.get("rubrics")
    if isinstance(graded, list):  # HealthBench: each criterion with its verdict
        for one in graded:
            verdict.answers[str(one.get("id") or one["criterion"])] = _answer(one, place)
    elif isinstance(row.get("answers"), Mapping):
        verdict.answers.update(row["answers"])
    elif row.get("criterion") is not None:
        verdict.answers[str(row["criterion"])] = _answer(row, place)
    else:
        raise ItemError(f"{place}: has no answers: give answers (by criterion), criterion and value, or rubric_items")
    return verdict


def _answer(row: Mapping[str, Any], place: str) -> Any:
    value, why, na = _first(row, _VALUE), _first(row, _WHY), row.get("na")
    if value is None and na is None:
        raise ItemError(f"{place}: criterion {row.get('criterion')!r} has no value")
    given = {"value": value} if na is None else {"na": na}
    return {**given, "comment": str(why)} if why else given if na is not None else value


def _merged(verdicts: Iterator[Verdict]) -> list[Verdict]:
    """Join what is said of one response in several rows."""
    found: dict[tuple[str | None, str, str | None], Verdict] = {}
    for one in verdicts:
        key = (one.judge, one.item, one.response)
        if key in found:
            found[key].answers.update(one.answers)
        else:
            found[key] = one
    return list(found.values())


def _inspect_archive(path: Path) -> Iterator[Verdict]:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("samples/") and name.endswith(".json")]
        header = next((name for name in ("header.json", "_journal/start.json") if name in archive.namelist()), None)
        log = json.loads(archive.read(header)) if header else {}
        samples = [json.loads(archive.read(name)) for name in sorted(names)]
    yield from _inspect({**log, "samples": samples}, path.name)


def _inspect(log: Mapping[str, Any], name: str) -> Iterator[Verdict]:
    """Yield a verdict for each scored sample: scorers are criteria, or their value is a mapping of criteria."""
    for sample in log["samples"]:
        scores: Mapping[str, Any] = sample.get("scores") or {}
        metadata: Mapping[str, Any] = sample.get("metadata") or {}
        answers: dict[str, Any] = {}
        for scorer, score in scores.items():
            value, why = score.get("value"), score.get("explanation")
            for criterion, one in value.items() if isinstance(value, Mapping) else [(scorer, value)]:
                plain = _INSPECT_WORDS.get(one, one) if isinstance(one, str) else one
                answers[criterion] = {"value": plain, "comment": why} if why else plain
        if answers:
            response = metadata.get("response")
            place = f"{name}, sample {sample.get('id')}"
            yield Verdict(None, str(metadata.get("item", sample.get("id"))), response, answers, place)


_INSPECT_WORDS = {"C": "met", "I": "unmet", "P": "partly"}
"""Inspect's letters: correct, incorrect, partial."""
