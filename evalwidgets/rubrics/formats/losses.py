"""What a rubric would lose in a dialect: found by writing it, reading it back and comparing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evalwidgets.errors import Finding, RubricError, WouldLose
from evalwidgets.rubrics.model import Criterion, Group, Rubric

_BELOW = frozenset({"groups", "criteria", "overall"})


@dataclass(frozen=True)
class Loss:
    """One field of one place that would be lost."""

    field: str
    place: str = ""


def losses(rubric: Rubric, back: Rubric) -> list[Loss]:
    """Return what `rubric` says and `back`, the same after writing and reading, does not."""
    # Whoever reads a file says what its rubric is called, as the name of the file does.
    found = [Loss(name) for name in _differing(rubric, back, {"id", "title"} | _BELOW)]
    if (rubric.overall is None) != (back.overall is None):
        found.append(Loss("overall"))
    found += _of_groups(rubric.groups, back.groups)
    if len(rubric.criteria) != len(back.criteria):
        return [*found, Loss("criteria")]
    for criterion, other in zip(rubric.criteria, back.criteria, strict=True):
        found += [Loss(name, f"criterion {criterion.id}") for name in _differing(criterion, other, ())]
    return found


def refuse(found: Sequence[Loss], drop: Collection[str], dialect: str, rubric: Rubric) -> None:
    """Raise what would be lost beyond the fields that may be dropped.

    Raises
    ------
    WouldLose
        Naming every field and place.
    RubricError
        If `drop` names what is no field.
    """
    if unknown := sorted(set(drop) - _known_fields()):
        raise RubricError(f"drop: a rubric has no field {', '.join(map(repr, unknown))}")
    lost = [loss for loss in found if loss.field not in drop]
    if not lost:
        return
    fields = list(dict.fromkeys(loss.field for loss in lost))
    said = "".join(f"\n  {name}{_places(lost, name)}" for name in fields)
    listed = ", ".join(f'"{name}"' for name in fields)
    raise WouldLose(
        f"rubric {rubric.id}: {dialect} has no place for all that it says. These would be lost:{said}\n"
        f"Change them, write another format, or say that they may go: drop=[{listed}]",
        [Finding(None, loss.field, f"{dialect} has no place for it", loss.place) for loss in lost],
        fields,
    )


def _of_groups(groups: Sequence[Group], others: Sequence[Group]) -> Iterator[Loss]:
    flat, other = list(_flattened(groups, ())), list(_flattened(others, ()))
    if [(place, len(group.criteria)) for place, group in flat] == [(place, len(one.criteria)) for place, one in other]:
        for (_, group), (_, one) in zip(flat, other, strict=True):
            yield from (Loss(name, f"group {group.id}") for name in _differing(group, one, _BELOW))
        return
    yield Loss("groups", "their division and titles")
    for _, group in flat:
        told = group.model_dump(mode="json", exclude_defaults=True)
        yield from (Loss(name, f"group {group.id}") for name in told if name not in _BELOW | {"id", "title"})


def _flattened(groups: Sequence[Group], above: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Group]]:
    for n, group in enumerate(groups):
        yield (*above, n), group
        yield from _flattened(group.groups, (*above, n))


def _differing(one: Any, other: Any, passed_over: Collection[str]) -> Iterator[str]:
    mine, theirs = (thing.model_dump(mode="json", exclude_defaults=True) for thing in (one, other))
    for name in {**mine, **theirs}:
        if name not in passed_over and mine.get(name) != theirs.get(name):
            yield name


def _places(lost: Sequence[Loss], name: str) -> str:
    places = [loss.place for loss in lost if loss.field == name and loss.place]
    return f" of {', '.join(places)}" if places else ""


def _known_fields() -> set[str]:
    from typing import get_args

    kinds = get_args(get_args(Criterion)[0])
    return {name for model in (Rubric, Group, *kinds) for name in model.model_fields}
