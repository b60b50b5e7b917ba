"""From rubrics to the designer's messages: what there is to say about a draft, and what else it asks for."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from evalwidgets.errors import AnswerError, EvalwidgetsError, RubricError, RubricWarning
from evalwidgets.protocol import Protocol
from evalwidgets.rubrics.catalogue import library
from evalwidgets.rubrics.loading import load_rubric
from evalwidgets.rubrics.model import Criterion, Rubric
from evalwidgets.rubrics.reach import range_of
from evalwidgets.rubrics.scoring.explanation import HEADER
from evalwidgets.rubrics.tree import BadSource, Reader
from evalwidgets.rubrics.yaml_source import read_yaml
from evalwidgets.rubrics.yaml_writer import as_written, dump
from evalwidgets.tasks import checking
from evalwidgets.tasks.answers import Answer
from evalwidgets.tasks.view import TaskView
from evalwidgets.widgets import replies
from evalwidgets.widgets import wire_designer as wire

if TYPE_CHECKING:
    from evalwidgets.remarks import Remark
    from evalwidgets.rubrics.diff import RubricDiff
    from evalwidgets.widgets.design import Design
    from evalwidgets.widgets.design_items import Shown

_AXIS = "axis:"


def checked(design: Design, shown: Shown, answers: Sequence[Answer], *, version: str, kept: bool) -> wire.Checked:
    """Return what there is to say about a draft, and about answers by the last rubric that it was."""
    rubric = design.rubric
    return wire.Checked(
        changes=design.changes,
        problems=tuple(wire.Problem(loc=loc, message=words) for loc, words in design.faults),
        lint=tuple(_lint(rubric)) if rubric and not design.faults else (),
        groups=rubric.for_item(shown.item.criteria) if rubric else (),
        instructions=rubric.instructions if rubric else "",
        examples=replies.examples(rubric) if rubric else (),
        totals=tuple(_totals(rubric)) if rubric else (),
        score=_score(rubric, shown.item.criteria, answers) if rubric else None,
        version=version,
        saved=design.is_saved,
        kept=kept,
    )


def view(shown: Shown, rubric: Rubric | None, rules: Protocol, number: int) -> TaskView:
    """Return an item of the preview as its grader would see it; without a rubric, nothing is asked about it."""
    if rubric is not None:
        return shown.view(rubric, rules, number)
    return shown.view(_NOTHING, rules, number).model_copy(update={"groups": ()})


_NOTHING = Rubric.model_validate(
    {"id": "none", "title": "None", "groups": [{"id": "g", "title": "G", "criteria": [{"id": "c", "text": "C"}]}]}
)


def library_entries() -> tuple[wire.LibraryEntry, ...]:
    """Return the rubrics of the library."""
    return tuple(wire.LibraryEntry(name=entry.name, title=entry.title) for entry in library())


def changes(found: RubricDiff, version: str) -> wire.DesignChanges:
    """Return a comparison in words."""
    stale = set(found.stale)
    return wire.DesignChanges(
        before=found.before,
        version=version,
        bump=found.bump,
        changes=tuple(
            wire.DesignChange(
                place=entry.place, words=str(entry).removeprefix(f"{entry.place}: "), stale=entry.criterion in stale
            )
            for entry in found
        ),
    )


def imported(rubric: Rubric, note: str) -> wire.Imported:
    """Return a rubric as the browser takes it in."""
    return wire.Imported(data=as_written(rubric), note=note)


def imported_file(name: str, content: bytes) -> wire.Imported:
    """Read a rubric from a file: one of ours, or one in another dialect, told by its shape."""
    with TemporaryDirectory() as folder:
        path = Path(folder, Path(name).name or "rubric")
        path.write_bytes(content)
        try:
            return imported(load_rubric(path), "")
        except RubricError as error:
            if path.suffix.lower() in {".yaml", ".yml"}:
                raise
            ours = error
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always", RubricWarning)
            try:
                rubric = Rubric.from_format(path)
            except RubricError as error:
                raise (ours if _is_ours(content) else error) from None
        return imported(rubric, " ".join(str(one.message) for one in said if one.category is RubricWarning))


def _is_ours(content: bytes) -> bool:
    return b'"groups"' in content


def node_text(payload: dict[str, Any]) -> wire.NodeText:
    """Turn a part of a rubric into YAML, or the YAML of one into data."""
    request = wire.TextRequest.model_validate(payload)
    if request.text is None:
        return wire.NodeText(data=request.data, text=dump(request.data))
    data = _fields(request.text)
    return wire.NodeText(data=data, text=request.text)


def _fields(text: str) -> dict[str, Any]:
    try:
        node = read_yaml(text)
    except BadSource as error:
        raise RubricError(f"line {error.line}: {error.message}") from None
    reader = Reader()
    data = reader.data(node) if node is not None else None
    if not isinstance(data, dict):
        raise RubricError('Write fields, one a line, such as "points: 5".')
    found = sorted([*reader.doubles, *reader.bare], key=lambda finding: finding[0])
    if found:
        raise RubricError(f"line {found[0][0]}: {found[0][2]}")
    return data


def _lint(rubric: Rubric) -> Iterator[wire.Lint]:
    for one in rubric.lint():
        yield wire.Lint(
            rule=one.rule,
            warning=one.severity == "warning",
            found=one.found,
            why=one.why,
            suggestion=one.suggestion,
            criterion=one.criterion,
            group=one.group,
        )


def _totals(rubric: Rubric) -> Iterator[wire.Total]:
    """Yield what can be earned and lost: in all, then by axis, or by group where there are no axes."""
    yield _total("", rubric.criteria)
    axes: dict[str, list[Criterion]] = {}
    for criterion in rubric.criteria:
        for tag in rubric.tags_of(criterion.id):
            if tag.startswith(_AXIS):
                axes.setdefault(tag.removeprefix(_AXIS), []).append(criterion)
    if not axes:
        axes = {group.title: list(group.criteria) for group in rubric.for_item(())}
    for name, criteria in axes.items():
        yield _total(name, criteria)


def _total(name: str, criteria: Iterable[Criterion]) -> wire.Total:
    spans = [_span(criterion) for criterion in criteria]
    best, worst = sum(max(span) for span in spans), sum(min(span) for span in spans)
    return wire.Total(name=name, best=best, worst=worst, criteria=len(spans))


def _span(criterion: Criterion) -> tuple[float, float]:
    """Return the points of the least and the most that can be answered; what has no bound earns nothing."""
    ends = range_of(criterion) or (0.0, 0.0)
    least, most = (end if math.isfinite(end) else 0.0 for end in ends)
    return criterion.points * least, criterion.points * most


def _score(rubric: Rubric, own: tuple[Criterion, ...], answers: Sequence[Answer]) -> wire.DesignScore:
    """Score the answers that still fit; the rest waits to be given again."""
    known = {criterion.id: criterion for criterion in (*rubric.criteria, *own)}
    kept: list[Answer] = []
    for answer in answers:
        try:
            if answer.criterion in known:
                kept.append(checking.checked(known[answer.criterion], answer))
        except AnswerError:
            continue
    try:
        result = rubric.score(kept, criteria=own)
    except EvalwidgetsError as error:
        return wire.DesignScore(value=None, words=str(error), header=(), rows=(), steps=())
    said = result.explain()
    return wire.DesignScore(
        value=result.total,
        words=result.reason,
        header=HEADER,
        rows=said.rows,
        steps=(*said.steps, *said.parts),
    )


def remark(said: Remark, items: Sequence[Shown]) -> wire.DesignRemark:
    """Return a remark with the place of the item that it came from."""
    places = {shown.task: number for number, shown in enumerate(items) if shown.task is not None}
    return wire.DesignRemark(
        id=said.id,
        kind=said.kind,
        expert=said.expert,
        at=said.at,
        text=said.text,
        criterion=said.criterion,
        item=None if said.task is None else places.get(said.task),
    )
