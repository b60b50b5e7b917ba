"""Where everything in a rubric is: its groups and criteria in the order shown, each with its path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evalwidgets.rubrics.model import Criterion, Group, Rubric


@dataclass(frozen=True)
class PlacedGroup:
    """A group, the groups around it (the outermost first), and its path in the file."""

    group: Group
    around: tuple[Group, ...]
    path: str


@dataclass(frozen=True)
class PlacedCriterion:
    """A criterion, the groups around it (the outermost first; none for the overall question), and its path."""

    criterion: Criterion
    around: tuple[Group, ...]
    path: str

    @property
    def group(self) -> str | None:
        """The id of the innermost group; None for the overall question."""
        return self.around[-1].id if self.around else None


def groups_of(rubric: Rubric) -> Iterator[PlacedGroup]:
    """Return all groups, depth first."""
    yield from _groups(rubric.groups, (), "groups")


def criteria_of(rubric: Rubric) -> Iterator[PlacedCriterion]:
    """Return all criteria in the order shown, the overall question last."""
    for place in groups_of(rubric):
        around = (*place.around, place.group)
        for n, criterion in enumerate(place.group.criteria):
            yield PlacedCriterion(criterion, around, f"{place.path}.criteria[{n}]")
    if rubric.overall is not None:
        yield PlacedCriterion(rubric.overall, (), "overall")


def _groups(groups: tuple[Group, ...], around: tuple[Group, ...], path: str) -> Iterator[PlacedGroup]:
    for n, group in enumerate(groups):
        here = f"{path}[{n}]"
        yield PlacedGroup(group, around, here)
        yield from _groups(group.groups, (*around, group), f"{here}.groups")
