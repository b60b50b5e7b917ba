"""What became of a study's judgments when it moved to another version of its rubric, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from evalwidgets.rubrics.diff import RubricDiff
from evalwidgets.rubrics.model import Rubric

_CELL = "text-align:left;padding:.15em .8em .15em 0"


@dataclass(frozen=True)
class Adopted:
    """What an adoption did.

    Attributes
    ----------
    before, after
        The versions of the rubric.
    carried
        How many judgments were carried over as they are.
    stale
        The judgments that wait for their experts, by id, each with the criteria that are asked again.
    by_criterion
        How many of them ask each criterion again.
    dropped
        How many of the judgments carried over had an answer to each criterion that is gone, or, of a
        comparison, a reason on one that asks something else now; these stay in the judgments that were replaced.
    """

    before: Rubric
    after: Rubric
    carried: int
    stale: Mapping[str, tuple[str, ...]]
    by_criterion: Mapping[str, int]
    dropped: Mapping[str, int]

    @property
    def changes(self) -> RubricDiff:
        """What differs between the versions, in words."""
        return self.before.diff(self.after)

    def __str__(self) -> str:
        wide = max(map(len, self.by_criterion), default=0)
        asked = [f"  {id:<{wide}}  asked again in {_judgments(count)}" for id, count in self.by_criterion.items()]
        return "\n".join([*self._facts(), *asked])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        texts = {criterion.id: criterion.text for criterion in self.after.criteria}
        rows = "".join(
            "<tr>"
            + "".join(f"<td style='{_CELL}'>{escape(cell)}</td>" for cell in (id, texts.get(id, ""), f"{count:,}"))
            + "</tr>"
            for id, count in self.by_criterion.items()
        )
        heads = "".join(f"<th style='{_CELL}'>{head}</th>" for head in ("criterion", "", "asked again"))
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""
        first, *rest = self._facts()
        said = "".join(f"<div>{escape(line)}</div>" for line in rest)
        entries = "".join(f"<li>{escape(str(change))}</li>" for change in self.changes)
        changes = f"<details><summary>What has changed</summary><ul>{entries}</ul></details>" if entries else ""
        return f"<div dir='auto'><strong>{escape(first)}</strong>{said}{table}{changes}</div>"

    def _facts(self) -> list[str]:
        facts = [
            f"{self.after.title} {self.after.version}"
            + (f", before it {self.before.version}" if self.before.hash != self.after.hash else "")
        ]
        facts.append(
            f"{_judgments(self.carried)} carried over, {_judgments(len(self.stale))} to be answered anew in part"
        )
        if self.dropped:
            left = ", ".join(f"{id} ({count:,})" for id, count in self.dropped.items())
            facts.append(f"answers left out, kept in the judgments that were replaced: {left}")
        return facts


def _judgments(count: int) -> str:
    return f"{count:,} {'judgment' if count == 1 else 'judgments'}"
